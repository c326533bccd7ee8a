"""A report and a format in, text on a stream out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from speechqa.report.call import CallReport
from speechqa.report.calls import CallsReport
from speechqa.report.managers import ManagersReport
from speechqa.report.outcomes import OutcomesReport

if TYPE_CHECKING:
    from rich.console import RenderableType

    from speechqa.report.render.json import Report


def write_report(report: Report, output: str = "table", stream: TextIO | None = None, width: int | None = None) -> None:
    """Write a report as ``table``, ``json`` or ``csv``.

    Tables are coloured where ``stream`` (stdout) is a terminal and NO_COLOR is not set, and ``width`` columns wide
    (the terminal's, 80 where there is none).
    """
    target = stream or sys.stdout
    if output == "json":
        from speechqa.report.render.json import json_text

        target.write(json_text(report))
    elif output == "csv":
        from speechqa.report.render.csv import csv_text

        target.write(csv_text(report))
    else:
        from rich.console import Console

        Console(file=target, width=width, highlight=False, markup=False, emoji=False).print(_renderable(report))


def _renderable(report: Report) -> RenderableType:
    from speechqa.report.render.call import call_page
    from speechqa.report.render.table import calls_table, failures_table, managers_table, outcomes_table

    if isinstance(report, CallReport):
        return call_page(report)
    if isinstance(report, CallsReport):
        return calls_table(report)
    if isinstance(report, OutcomesReport):
        return outcomes_table(report)
    return managers_table(report) if isinstance(report, ManagersReport) else failures_table(report)
