"""A report and a format in, text on a stream out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from speechqa.report.call import CallReport
from speechqa.report.calls import CallsReport

if TYPE_CHECKING:
    from rich.console import RenderableType

    from speechqa.report.render.json import Report
    from speechqa.report.sheet import Sheet


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


def write_sheet(sheet: Sheet, output: str = "table", stream: TextIO | None = None, width: int | None = None) -> None:
    """The same of a sheet."""
    from speechqa.report.render.sheet_data import sheet_csv, sheet_json

    target = stream or sys.stdout
    if output == "json":
        target.write(sheet_json(sheet))
    elif output == "csv":
        target.write(sheet_csv(sheet))
    else:
        from rich.console import Console

        from speechqa.report.render.sheet import sheet_page

        console = Console(file=target, width=width, highlight=False, markup=False, emoji=False)
        console.print(sheet_page(sheet, console.width))


def _renderable(report: Report) -> RenderableType:
    from speechqa.report.render.call import call_page
    from speechqa.report.render.table import calls_table, failures_table

    if isinstance(report, CallReport):
        return call_page(report)
    if isinstance(report, CallsReport):
        return calls_table(report)
    return failures_table(report)
