"""Scored calls in, each manager's score in the morning, the afternoon and the evening out (S7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from speechqa.metrics.fair import by_version, mean_of
from speechqa.report.filters import condition
from speechqa.report.named import NamedReport, Question
from speechqa.report.sheet import Bars, Column, Members, Sheet, Table
from speechqa.store.settings import get_setting, thresholds_of
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_PART = "CASE WHEN local_hour < 12 THEN 'morning' WHEN local_hour < 17 THEN 'afternoon' ELSE 'evening' END"
_PARTS = ("morning", "afternoon", "evening")


def report_fatigue(db: Database, question: Question) -> Sheet:
    """A row per manager and part of the day, and all managers together; local time of the call's begin."""
    chosen, values = condition(question.filters, undated=False)
    where = f"({chosen}) AND local_hour IS NOT NULL AND scored"
    found = db.conn.execute(
        f"""SELECT manager, {_PART}, content_hash, score, count(*), sum(critical_failed) FROM call_quality
            WHERE {where} GROUP BY 1, 2, 3, 4""",
        values,
    ).fetchall()
    names = dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall())
    of_day = (
        Column("part", _("part of the day"), shown=False), Column("time", _("time"), for_people=True),
        Column("light", _("light"), "light"), Column("scored", _("scored"), "count"),
        Column("score", _("score"), "score"), Column("reach", "±", "number"),
        Column("score_low", _("from"), "score", False), Column("score_high", _("to"), "score", False),
        Column("critical_failed", _("grave errors"), "count"),
    )  # fmt: skip
    counted = {**dict.fromkeys(("scored", "score", "light", "reach", "score_low", "score_high"), "1"),
               "critical_failed": "critical_failed", "part": _PART, "manager": "manager"}  # fmt: skip
    rows = []
    for manager in sorted({row[0] for row in found}, key=lambda one: (one is None, one or "")):
        for parted in _parts(db, [row for row in found if row[0] == manager]):
            who = names.get(manager) or manager or _("unknown")
            rows.append((manager, names.get(manager), who if parted[0] == _PARTS[0] else "", *parted))
    managers = Table(
        "managers",
        (
            Column("manager", _("manager"), shown=False), Column("name", _("name"), shown=False),
            Column("who", _("manager"), for_people=True), *of_day,
        ),
        tuple(rows),
        members=Members("call_quality", where, values, frozenset({"manager", "part"}), counted),
        blocks=(("", ("who", "time", "light", "scored", "score", "reach", "critical_failed")),),
    )  # fmt: skip
    together = Table(
        "all",
        of_day,
        tuple(_parts(db, found)) if found else (),
        _("All managers"),
        chart=Bars(("time",), "score"),
        members=Members("call_quality", where, values, frozenset({"part"}), counted),
        blocks=(("", ("time", "light", "scored", "score", "reach", "critical_failed")),),
    )
    note = _("A light needs {n} scored calls; where the intervals (±) overlap, no difference is proven.").format(
        n=_least(db)
    )
    title = _("Morning, afternoon, evening")
    return Sheet("fatigue", title, question.filters.period, (managers, together), (note,))


def _parts(db: Database, found: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    thresholds = thresholds_of(db)
    rows = []
    for part in _PARTS:
        own = [row for row in found if row[1] == part]
        mean = mean_of(by_version((row[2], row[3], row[4]) for row in own), thresholds, _least(db))
        critical = sum(row[5] for row in own)
        rows.append(
            (part, _words(part), mean.light, mean.scored, mean.score, mean.reach, mean.low, mean.high, critical)
        )
    return rows


def _least(db: Database) -> int:
    return int(get_setting(db, "min_calls") or 1)


def _words(part: str) -> str:
    return {"morning": _("before 12"), "afternoon": _("12 to 17"), "evening": _("after 17")}[part]


REPORT = NamedReport(
    "fatigue", lambda: _("Each manager's score before 12, from 12 to 17 and after 17 o'clock."), report_fatigue,
    dated=True, about="scored",
)  # fmt: skip
