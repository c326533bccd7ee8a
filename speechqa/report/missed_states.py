"""The missed calls chosen in, what became of them out: one row per state."""

from __future__ import annotations

from collections import defaultdict
from math import inf
from statistics import median
from typing import TYPE_CHECKING

from speechqa.report.sheet import Bars, Column, Table
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_QUARTER, _HOUR = 900, 3600
_FIGURES = ("calls", "share", "callers", "median_seconds", "within_quarter", "within_hour")
_STATES = ("reached", "tried", "came_back", "nobody_called", "no_number")


def states(db: Database) -> Table:
    """One row per state that occurs, over the table ``missed_chosen``."""
    words = {
        "reached": _("called back, reached"),
        "tried": _("called back, not reached"),
        "came_back": _("got through later"),
        "nobody_called": _("nobody called back"),
        "no_number": _("number not known"),
    }
    found: dict[str, list[tuple[str, str | None, float | None]]] = defaultdict(list)
    for state, *call in db.conn.execute(
        "SELECT state, call_id, customer, seconds_to_call FROM missed_chosen ORDER BY started_at, call_id"
    ):
        found[state].append(tuple(call))
    whole = sum(map(len, found.values()))
    there = [state for state in _STATES if found[state]]
    rows = tuple((state, words[state], *_figures(found[state], whole)) for state in there)
    total = ("", "", *_figures([call for calls in found.values() for call in calls], whole)[:3], None, None, None)
    became = _("what became of them")
    columns = (
        Column("state", became, shown=False), Column("title", became, for_people=True),
        Column("calls", _("calls"), "count"), Column("share", "%", "percent"), Column("callers", _("callers"), "count"),
        Column("median_seconds", _("median time to it"), "seconds"),
        Column("within_quarter", _("in 15 min"), "count"), Column("within_hour", _("in an hour"), "count"),
    )  # fmt: skip
    return Table(
        "states", columns, rows, total=total if rows else None,
        chart=Bars(("title",), "calls"), call_ids=tuple(tuple(call[0] for call in found[state]) for state in there),
        call_ids_of={key: tuple(_behind(found[state], key) for state in there) for key in _FIGURES},
        nothing=_("No missed calls."),
    )  # fmt: skip


def _behind(calls: list[tuple[str, str | None, float | None]], figure: str) -> tuple[str, ...]:
    longest = {"median_seconds": inf, "within_quarter": _QUARTER, "within_hour": _HOUR}.get(figure)
    return tuple(
        call_id for call_id, customer, seconds in calls
        if (longest is None or (seconds is not None and seconds <= longest))
        and (figure != "callers" or customer is not None)
    )  # fmt: skip


def _figures(calls: list[tuple[str, str | None, float | None]], whole: int) -> tuple[float | int | None, ...]:
    times = [call[2] for call in calls if call[2] is not None]
    return (
        len(calls),
        100.0 * len(calls) / whole if whole else None,
        len({call[1] for call in calls if call[1] is not None}),
        median(times) if times else None,
        sum(time <= _QUARTER for time in times) if times else None,
        sum(time <= _HOUR for time in times) if times else None,
    )
