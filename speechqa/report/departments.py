"""Calls in, one row per department out: lights, calls, talk, plan and fact; the same way as for managers (S3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speechqa.report.named import NamedReport, Question
from speechqa.report.plan_table import plan_table, plan_values, plans_of
from speechqa.report.sheet import Bars, Column, Sheet, Table
from speechqa.report.standing import standing, standing_columns, standing_notes
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_QUALITY = ("light", "who", "scored", "score", "reach", "not_proven", "trend", "green_share", "yellow_share",
            "red_share")  # fmt: skip
_QUANTITY = ("who", "calls", "inbound", "outbound", "answered", "talk_minutes", "mean_talk", "calls_per_day")
_BESIDE = ("who", "non_target", "junk", "internal", "machine_only", "not_scored", "critical_failed")


def report_departments(db: Database, question: Question) -> Sheet:
    """Departments by mean score."""
    found = standing(db, question.filters, "department")
    columns = (
        Column("department", _("department"), shown=False), *standing_columns(),
        Column("who", _("department"), for_people=True),
        Column("plan", _("plan"), shown=False),
    )  # fmt: skip
    plans = plans_of(db, question.filters, "department")
    for row in found.rows:
        row["plan"] = plan_values(plans.get(row["department"] or "", ()))
        row["who"] = row["department"] or _("without a department")
    rows = tuple(tuple(row[column.key] for column in columns) for row in found.rows)
    table = Table(
        "departments", columns, rows, chart=Bars(("who",), "score", _("Mean score")), members=found.members,
        blocks=(("", _QUALITY), (_("Quantity"), _QUANTITY), (_("Beside, not counted above"), _BESIDE)),
    )  # fmt: skip
    tables = (table, plan_table(found.rows, _("department"))) if plans else (table,)
    return Sheet(
        "departments", _("Departments"), question.filters.period, tables, standing_notes(found),
        mean_score=found.mean_score,
    )  # fmt: skip


REPORT = NamedReport(
    "departments",
    lambda: _("Departments: light, mean score, calls, talk, plan and fact."),
    report_departments,
)
