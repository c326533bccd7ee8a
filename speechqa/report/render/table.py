"""A report in, what a person reads in a terminal out, in 80 columns or more.

Text from outside goes through the sanitiser and is never markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from speechqa.checklist.model import NOT_SALES
from speechqa.report.calls import CallRow, CallsReport
from speechqa.report.failures import FailuresReport
from speechqa.report.managers import ManagerRow, ManagersReport
from speechqa.report.outcomes import OutcomeShare, OutcomesReport
from speechqa.report.period import Period, period_text
from speechqa.report.render.figures import clock, moment, percent
from speechqa.report.render.words import flag_word, light_word, not_scored_words, stage_word
from speechqa.texts import _, ngettext, sanitise

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

COLOURS = {"green": "green", "yellow": "yellow", "red": "red", "grey": "bright_black"}


def managers_table(report: ManagersReport) -> RenderableType:
    """Managers with their lights and what they fail most."""
    from rich.text import Text

    table = _table("", _("manager"))
    for heading in (_("calls"), _("score"), _("green"), _("yellow"), _("red")):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in report.rows:
        table.add_row(
            light_text(row.light),
            _who(row),
            str(row.calls),
            percent(row.score, row.thresholds),
            *(_share(count, row.scored) for count in (row.green, row.yellow, row.red)),
        )
    notes = [Text(_("Shares are of scored calls; a light needs {n} of them.").format(n=report.min_calls))]
    weak = [row for row in report.rows if row.weakest]
    if weak:
        notes += [Text(""), Text(_("Weakest checkpoints, and how often they are passed"), "bold")]
    for row in weak:
        worst = ", ".join(f"{sanitise(one.title)} {percent(one.pass_rate)}" for one in row.weakest)
        notes.append(Text.assemble(_who(row), ": ", worst))
    return _page(report.period, report.undated, table if report.rows else None, notes)


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


def outcomes_table(report: OutcomesReport) -> RenderableType:
    """How calls end, by manager and in all."""
    from rich.text import Text

    if not report.rows:
        nothing = _("No call has an outcome: outcomes come from a checklist that names some.")
        return _page(report.period, report.undated, None, [], nothing if report.without else None)
    table = _table(_("manager"), _("outcome"))
    for heading in (_("calls"), _("of"), _("share")):
        table.add_column(heading, justify="right", no_wrap=True)
    groups = [(_who(rows[0]), rows) for rows in (list(own) for _id, own in groupby(report.rows, key=_manager))]
    if len(groups) > 1:
        groups.append((_plain(_("all managers")), list(report.total)))
    for who, rows in groups:
        for row in rows:
            named = who if row is rows[0] else ""
            cells = (str(row.calls), str(row.of), percent(row.share))
            table.add_row(named, _plain(row.title), *cells, end_section=row is rows[-1])
    other = [row.title for row in report.total if row.outcome == NOT_SALES]
    shares = _("Shares are of target calls, of “{title}” of all calls with an outcome.") if other else ""
    notes = [_plain(shares.format(title=other[0]) if other else _("Shares are of target calls."))]
    notes.append(Text(_("The calls behind a number: speechqa report calls --outcome TITLE --manager NAME")))
    if report.without:
        left = ngettext(
            "{n} call without an outcome is left out.", "{n} calls without an outcome are left out.", report.without
        )
        notes.append(Text(left.format(n=report.without)))
    return _page(report.period, report.undated, table, notes)


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


def _page(
    period: Period, undated: int, table: Table | None, notes: Sequence[Text], nothing: str | None = None
) -> RenderableType:
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
        return Group(head, Text(nothing or _("No calls.")))
    return Group(head, Text(""), table, *notes)


def _who(row: ManagerRow | OutcomeShare) -> Text:
    if row.name and row.manager and row.name != row.manager:
        return _plain(f"{row.name} ({row.manager})")
    return _plain(row.name or row.manager or _("unknown"))


def _manager(row: OutcomeShare) -> str | None:
    return row.manager


def _share(count: int, scored: int) -> str:
    return percent(100.0 * count / scored) if scored else "–"


def _remarks(row: CallRow) -> Text:
    words = [not_scored_words(row.not_scored, row.tags)] if row.not_scored else []
    words += [flag_word(flag) for flag in row.flags if flag != "not_scored"]
    return _plain(", ".join(words))


def _plain(text: str) -> Text:
    from rich.text import Text

    return Text(sanitise(text))
