"""Calls in, one row per department out: lights, calls, talk, plan and fact; the same way as for managers (S3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speechqa.report.named import NamedReport, Question
from speechqa.report.sheet import Column, Sheet
from speechqa.report.standing import standing, standing_columns, standing_sheet
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database


def report_departments(db: Database, question: Question) -> Sheet:
    """Departments by mean score."""
    found = standing(db, question.filters, "department")
    columns = (
        Column("department", _("department"), shown=False), *standing_columns(),
        Column("who", _("department"), for_people=True),
        Column("plan", _("plan"), shown=False),
    )  # fmt: skip
    for row in found.rows:
        row["who"] = row["department"] or _("without a department")
    return standing_sheet(found, question, "departments", _("Departments"), _("department"), columns)


REPORT = NamedReport(
    "departments",
    lambda: _("Departments: light, mean score, calls, talk, plan and fact."),
    report_departments,
)
