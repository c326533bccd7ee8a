"""A report in, what a person reads in a terminal out, in 80 columns or more.

Text from outside goes through the sanitiser and is never markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from speechqa.report.calls import CallRow, CallsReport
from speechqa.report.failures import FailuresReport
from speechqa.report.period import Period, period_text
from speechqa.report.render.figures import clock, moment, percent
from speechqa.report.render.words import flag_word, light_word, not_scored_words, stage_word
from speechqa.texts import _, ngettext, sanitise

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

COLOURS = {"green": "green", "yellow": "yellow", "red": "red", "grey": "bright_black"}


def calls_table(report: CallsReport) -> RenderableType:
    """Calls with their lights."""
    table = _table("")
    table.add_column(_("started"), no_wrap=True)
    table.add_column(_("manager"), overflow="fold")
    table.add_column(_("call"), overflow="fold", min_width=12)
    table.add_column(_("length"), justify="right", no_wrap=True)
    with_outcomes = any(row.outcome for row in report.rows)
    if with_outcomes:
        table.add_column(_("outcome"), ratio=4, overflow="fold")
        # Two columns of words beside five others: in 80 columns there is no room to spare.
        table.padding = 0
    table.add_column(_("remarks"), ratio=5, overflow="fold")
    for row in report.rows:
        light = light_text(row.light)
        if row.score is not None:
            light.append(f" {percent(row.score, row.thresholds)}")
        table.add_row(
            light,
            moment(row.started_at),
            _plain(row.manager_name or row.manager or "–"),
            _plain(row.call_id),
            clock(row.duration),
            *([_plain(row.outcome_title or "")] if with_outcomes else []),
            _remarks(row),
        )
    return _page(report.period, report.undated, table if report.rows else None, [])


def failures_table(report: FailuresReport) -> RenderableType:
    """Files that could not be scored."""
    from rich.text import Text

    if not report.rows:
        return Text(_("No recording failed."))
    table = _table()
    table.add_column(_("file"), overflow="fold", ratio=2)
    table.add_column(_("stage"))
    table.add_column(_("reason"), overflow="fold", ratio=3)
    for row in report.rows:
        table.add_row(_plain(row.file), stage_word(row.stage), _plain(row.reason))
    return table


def light_text(light: str) -> Text:
    """A light as a word with a coloured dot."""
    from rich.text import Text

    return Text.assemble(("● ", COLOURS[light]), light_word(light))


def _table(*headings: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=True, padding=(0, 1, 0, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    if headings:
        table.columns[0].no_wrap = True
    return table


def _page(period: Period, undated: int, table: Table | None, notes: Sequence[Text]) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    head = Text(_("Period: {period}").format(period=period_text(period)))
    if undated:
        counted = ngettext(
            "{n} call without a date is left out", "{n} calls without a date are left out", undated
        ) if period.explicit else ngettext(
            "with {n} call without a date", "with {n} calls without a date", undated
        )  # fmt: skip
        head.append(f"; {counted.format(n=undated)}")
    if table is None:
        return Group(head, Text(_("No calls.")))
    return Group(head, Text(""), table, *notes)


def _remarks(row: CallRow) -> Text:
    words = [not_scored_words(row.not_scored, row.tags)] if row.not_scored else []
    words += [flag_word(flag) for flag in row.flags if flag != "not_scored"]
    return _plain(", ".join(words))


def _plain(text: str) -> Text:
    from rich.text import Text

    return Text(sanitise(text))
