"""Calls in, one row per manager out: lights, calls, talk, plan and fact, and what each fails most (S3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from typing import TYPE_CHECKING, Any

from speechqa.report.named import NamedReport, Option, Question
from speechqa.report.render.figures import percent
from speechqa.report.sheet import Column, Sheet
from speechqa.report.standing import standing, standing_columns, standing_sheet
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database


def report_managers(db: Database, question: Question) -> Sheet:
    """Managers by mean score, those with too few scored calls last."""
    found = standing(db, question.filters, "manager")
    names, departments = _names(db), _departments(db)
    columns = (
        Column("manager", _("manager"), shown=False), Column("name", _("name"), shown=False), *standing_columns(),
        Column("weakest", _("weakest"), shown=False), Column("department", _("department"), shown=False),
        Column("who", _("manager"), for_people=True),
        Column("plan", _("plan"), shown=False),
    )  # fmt: skip
    shared = {name for name, count in Counter(names.values()).items() if count > 1}
    for row in found.rows:
        manager = row["manager"]
        row["name"], row["department"] = names.get(manager), departments.get(manager)
        row["who"] = _who(manager, row["name"], shared)
    weakness = _weakness_notes(found.rows)
    return standing_sheet(found, question, "managers", _("Managers"), _("manager"), columns, *weakness)


def _names(db: Database) -> dict[str, str]:
    """As most calls say, else, of those who made none, as the list of people does."""
    listed = db.conn.execute("SELECT manager, name FROM staff WHERE name IS NOT NULL ORDER BY staff_id").fetchall()
    called = dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall())
    heard = {row[0] for row in db.conn.execute("SELECT DISTINCT manager FROM call WHERE manager IS NOT NULL")}
    return {manager: name for manager, name in listed if manager not in heard} | called


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
