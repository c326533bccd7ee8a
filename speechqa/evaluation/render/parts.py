"""Figures, texts and rows in, the pieces that pages of an evaluation are made of out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from speechqa.checklist.model import LocalText
from speechqa.report.localise import local
from speechqa.report.render.figures import percent
from speechqa.texts import current_language, sanitise

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text


def section(title: str, content: Sequence[RenderableType]) -> Iterator[RenderableType]:
    """A title and what stands under it; nothing where nothing does."""
    from rich.text import Text

    if content:
        yield from (Text(""), Text(title, "bold"), *content)


def grid(*headings: str) -> Table:
    """A table of the house's looks."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def plain(text: str, style: str = "") -> Text:
    """Text from outside, harmless."""
    from rich.text import Text

    return Text(sanitise(text), style)


def title_of(title: LocalText, id_: str) -> str:
    """A checkpoint's title in the reader's language, else its id."""
    return local(title.get("ru"), title.get("en")) or id_


def share(value: float | None, interval: tuple[float, float] | None) -> str:
    """A share 0..1 as a percentage, with half the width of its interval."""
    if value is None or interval is None:
        return "–"
    return f"{percent(100 * value)} ±{round(50 * (interval[1] - interval[0]))}"


def figure(value: float | None) -> str:
    """F1 or agreement."""
    if value is None:
        return "–"
    # 1 is for nothing but agreement in all.
    text = f"{min(value, 0.999) if value < 1 else value:.3f}"
    return text.replace(".", ",") if current_language() == "ru" else text
