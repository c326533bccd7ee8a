"""Calls in, when there are most of them out: by weekday and hour, and how many at once against the lines owned (S2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from speechqa.metrics.telephony import ANSWERED, CALLS, INBOUND, MISSED, OUTBOUND, TALK_MINUTES
from speechqa.report.chosen import chosen
from speechqa.report.filters import Filters
from speechqa.report.grouped import Key, grouped
from speechqa.report.load_peaks import peaks
from speechqa.report.named import NamedReport, Question
from speechqa.report.sheet import Column, Grid, Sheet, Table
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_METRICS = (CALLS, INBOUND, OUTBOUND, ANSWERED, MISSED, TALK_MINUTES)


def report_load(db: Database, question: Question) -> Sheet:
    """Weekdays and hours first, then the most calls at once by hour, day and line."""
    where, values = chosen(question.filters)
    # Calls between employees take no line.
    where = f"({where}) AND external"
    week = grouped(db, Filters(), _keys(), _METRICS, where=f"{where} AND local_hour IS NOT NULL", values=values,
                   key="week", hidden=frozenset(metric.id for metric in _METRICS))  # fmt: skip
    found, notes, warnings = peaks(db, question.filters.period, where, values)
    tables = (_with_grid(week), _by_hour(week), *found)
    return Sheet("load", _("Load"), question.filters.period, tables, notes, warnings)


def _keys() -> tuple[Key, Key]:
    return (
        Key("weekday", _("weekday"), "local_weekday", "count", shown=False),
        Key("hour", _("hour"), "local_hour", "count", shown=False),
    )


def _with_grid(week: Table) -> Table:
    hours = [row[1] for row in week.rows]
    across = tuple((hour, str(hour)) for hour in range(min(hours), max(hours) + 1)) if hours else ()
    grid = Grid(
        "weekday", "hour", "calls", tuple(enumerate(weekday_names(), 1)), across, _("Calls by weekday and hour")
    )
    return replace(week, chart=grid, nothing=_("No calls."))


def _by_hour(week: Table) -> Table:
    """The same figures, which are sums, over all weekdays."""
    rows: dict[int, tuple[Any, ...]] = {}
    for _weekday, hour, *figures in week.rows:
        rows[hour] = tuple(map(sum, zip(rows[hour], figures, strict=True))) if hour in rows else tuple(figures)
    columns = (Column("hour", _("hour"), "count"), *(replace(column, shown=True) for column in week.columns[2:]))
    members = None if week.members is None else replace(week.members, keys=frozenset({"hour"}))
    return Table(
        "hours", columns, tuple((hour, *rows[hour]) for hour in sorted(rows)), _("By hour"),
        total=(None, *map(sum, zip(*rows.values(), strict=True))) if rows else None, members=members,
    )  # fmt: skip


def weekday_names() -> tuple[str, ...]:
    """Short names, Monday first."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


REPORT = NamedReport(
    "load",
    lambda: _("Calls by weekday and hour, and how many ran at once against the lines owned."),
    report_load,
    dated=True,
    about="external",
)
