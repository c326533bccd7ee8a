"""A sheet in, what a person reads in a terminal out: tables with their totals, charts, notes, in 80 columns or more.

Text from outside goes through the sanitiser and is never markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from speechqa.metrics.model import Kind
from speechqa.report.period import period_text
from speechqa.report.render.chart import chart_lines
from speechqa.report.render.figures import amount, change, clock, count, moment, percent
from speechqa.report.render.table import light_text
from speechqa.report.render.words import code_word
from speechqa.report.sheet import Column, Sheet, Table
from speechqa.texts import _, ngettext, sanitise

if TYPE_CHECKING:
    from rich.console import JustifyMethod, RenderableType
    from rich.text import Text

_GAP, _LONGEST_WORD = 2, 16
_LEFT = ("text", "code", "light", "date", "moment")


def sheet_page(sheet: Sheet, width: int = 80) -> RenderableType:
    """The whole report, for a terminal so many columns wide."""
    from rich.console import Group
    from rich.text import Text

    parts: list[RenderableType] = [Text(sheet.title, "bold"), _head(sheet)]
    # Of what is empty the first table says so, and any other only where it has words of its own for it.
    for table in [one for one in sheet.tables if one.rows or one.nothing] or sheet.tables[:1]:
        parts.append(Text(""))
        if table.title:
            parts.append(Text(table.title, "bold"))
        if not table.rows:
            parts.append(Text(table.nothing or _("No calls.")))
        else:
            for title, keys in table.blocks or (("", tuple(one.key for one in table.columns if one.shown)),):
                if title:
                    parts += [Text(""), Text(title, "bold")]
                if keys:
                    parts.append(_table(table, keys, sheet.thresholds, width))
            if table.chart is not None:
                parts += [*([Text("")] if any(one.shown for one in table.columns) else []), *chart_lines(table, cell)]
        parts += [Text(sanitise(note)) for note in table.notes]
    if sheet.notes and any(table.rows for table in sheet.tables):
        parts += [Text(""), *(Text(sanitise(note)) for note in sheet.notes)]
    parts += [Text(f"! {sanitise(warning)}", "yellow") for warning in sheet.warnings]
    return Group(*parts)


def cell(value: Any, kind: Kind, thresholds: tuple[float, float] | None = None) -> str:
    """One figure or word as it stands in a table."""
    if value is None:
        return "–"
    if kind == "light":
        return str(value)
    if kind in ("percent", "score"):
        return percent(value, thresholds if kind == "score" else None)
    if kind == "flag":
        return "≈" if value else ""
    if kind == "change":
        return change(value)
    if kind == "seconds":
        return clock(value)
    if kind in ("minutes", "money", "number"):
        return amount(value)
    if kind == "count":
        return count(value)
    if isinstance(value, datetime):
        return moment(value)
    return sanitise(code_word(str(value)) if kind == "code" else str(value))


def _head(sheet: Sheet) -> Text:
    from rich.text import Text

    head = Text(_("Period: {period}").format(period=period_text(sheet.period)))
    if sheet.undated:
        counted = ngettext(
            "{n} call without a date is left out", "{n} calls without a date are left out", sheet.undated
        ) if sheet.period.explicit or sheet.dated else ngettext(
            "with {n} call without a date", "with {n} calls without a date", sheet.undated
        )  # fmt: skip
        head.append(f"; {counted.format(n=sheet.undated)}")
    return head


def _table(table: Table, keys: Sequence[str], thresholds: tuple[float, float] | None, width: int) -> RenderableType:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    places = {column.key: n for n, column in enumerate(table.columns)}
    shown = [places[key] for key in keys]
    rows = [[_cell(row[n], table.columns[n], thresholds) for n in shown] for row in table.rows]
    last = None
    if table.total is not None and len(rows) > 1:
        last = [_cell(table.total[n], table.columns[n], thresholds) for n in shown]
        last[0] = Text(_("all"))
    made = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    columns = [table.columns[n] for n in shown]
    cells = [[row[place].plain for row in (*rows, *([last] if last else []))] for place in range(len(columns))]
    for column, wide in zip(columns, _widths(columns, cells, width), strict=True):
        justify: JustifyMethod = "left" if column.kind in _LEFT else "right"
        made.add_column(column.title, justify=justify, width=wide, overflow="fold")
    for row in rows:
        made.add_row(*row)
    if last:
        made.add_section()
        made.add_row(*last)
    return made


def _widths(columns: Sequence[Column], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """Figures stay whole and their headings break between words; text gives way before anything is cut off."""
    from rich.cells import cell_len

    whole = [max(map(cell_len, (*own, column.title)), default=1) for column, own in zip(columns, cells, strict=True)]
    room = width - _GAP * (len(columns) - 1)
    if sum(whole) <= room:
        return whole
    least = [
        max(map(cell_len, (*own, *column.title.split())), default=1) for column, own in zip(columns, cells, strict=True)
    ]
    texts = [n for n, column in enumerate(columns) if column.kind in ("text", "code")]
    left = room - sum(wide for n, wide in enumerate(least) if n not in texts)
    for place, n in enumerate(sorted(texts, key=lambda n: whole[n])):
        share = left // (len(texts) - place)
        longest = max((cell_len(word) for text in (*cells[n], columns[n].title) for word in text.split()), default=1)
        least[n] = min(whole[n], max(share, min(longest, _LONGEST_WORD)))
        left -= least[n]
    return least


def _cell(value: Any, column: Column, thresholds: tuple[float, float] | None) -> Text:
    from rich.text import Text

    if column.kind == "light" and value is not None:
        return light_text(value)
    return Text(cell(value, column.kind, thresholds))
