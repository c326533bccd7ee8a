"""Calls in, one row per manager out: lights, calls, talk, plan and fact, and what each fails most (S3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from speechqa.report.named import NamedReport, Option, Question
from speechqa.report.plan_table import plan_table, plan_values, plans_of
from speechqa.report.render.figures import percent
from speechqa.report.sheet import Bars, Column, Sheet, Table
from speechqa.report.standing import standing, standing_columns, standing_notes
from speechqa.report.weakest import weakest_of
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_QUALITY = ("light", "who", "scored", "score", "reach", "not_proven", "trend", "green_share", "yellow_share",
            "red_share")  # fmt: skip
_QUANTITY = ("who", "calls", "inbound", "outbound", "answered", "talk_minutes", "mean_talk", "calls_per_day")
_BESIDE = ("who", "non_target", "junk", "internal", "machine_only", "not_scored", "critical_failed")


def report_managers(db: Database, question: Question) -> Sheet:
    """Managers by mean score, those with too few scored calls last."""
    found = standing(db, question.filters, "manager")
    names = dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall())
    departments = _departments(db)
    weak = weakest_of(db, question.filters)
    columns = (
        Column("manager", _("manager"), shown=False), Column("name", _("name"), shown=False), *standing_columns(),
        Column("weakest", _("weakest"), shown=False), Column("department", _("department"), shown=False),
        Column("who", _("manager"), for_people=True),
        Column("plan", _("plan"), shown=False),
    )  # fmt: skip
    shared = {name for name, count in Counter(names.values()).items() if count > 1}
    plans = plans_of(db, question.filters, "manager")
    for row in found.rows:
        row["plan"] = plan_values(plans.get(row["manager"] or "", ()))
        manager = row["manager"]
        row["name"], row["department"] = names.get(manager), departments.get(manager)
        row["weakest"] = tuple(asdict(one) for one in weak.get(manager, ()))
        row["who"] = _who(manager, row["name"], shared)
    rows = tuple(tuple(row[column.key] for column in columns) for row in found.rows)
    table = Table(
        "managers", columns, rows, chart=Bars(("who",), "score", _("Mean score")), members=found.members,
        blocks=(("", _QUALITY), (_("Quantity"), _QUANTITY), (_("Beside, not counted above"), _BESIDE)),
    )  # fmt: skip
    tables = (table, plan_table(found.rows, _("manager"))) if plans else (table,)
    notes = [*standing_notes(found), *_weakness_notes(found.rows)]
    return Sheet(
        "managers",
        _("Managers"),
        question.filters.period,
        tables,
        tuple(notes),
        mean_score=found.mean_score,
    )


def _departments(db: Database) -> dict[str, str]:
    rows = db.conn.execute("SELECT manager, department FROM staff WHERE department IS NOT NULL ORDER BY staff_id")
    return dict(rows.fetchall())


def _who(manager: str | None, name: str | None, shared: Set[str]) -> str:
    if name and name in shared:
        return f"{name} ({manager})"
    return name or manager or _("unknown")


def _weakness_notes(rows: tuple[dict[str, Any], ...]) -> list[str]:
    weak = [row for row in rows if row["weakest"]]
    if not weak:
        return []
    notes = ["", _("Weakest checkpoints, and how often they are passed")]
    for row in weak:
        worst = ", ".join(f"{one['title']} {percent(one['pass_rate'])}" for one in row["weakest"])
        notes.append(f"{row['who']}: {worst}")
    return notes


REPORT = NamedReport(
    "managers",
    lambda: _("Managers: light, mean score and its change, calls, talk, plan and fact, weakest checkpoints."),
    report_managers,
    (Option("fail-under", None, lambda: _("exit with 4 when the mean score is lower"), kind=float, bounds=(0, 100)),),
)
