"""``speechqa listen``: which calls a person should hear, why, and how many were heard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from speechqa.cli.asked import open_reports, read_filters
from speechqa.cli.options import ConfigOption, DbOption, Format, FormatOption
from speechqa.cli.report import FromOption, ManagerOption, PeriodOption, ToOption
from speechqa.cli.sheets import DepartmentOption
from speechqa.errors import UsageError
from speechqa.texts import _, sanitise

if TYPE_CHECKING:
    from speechqa.report.sheet import Sheet

HELP = _("What to listen to today: so many calls of each manager, half of them by lot, each with the reason why.")

DateOption = Annotated[
    str | None,
    typer.Option("--date", metavar="DATE", help=_("the queue of this day instead of today's"), show_default=False),
]
OlderOption = Annotated[bool, typer.Option("--older", help=_("calls more than ten days old too"))]
QuickOption = Annotated[
    bool, typer.Option("--quick", help=_("with --manager: three calls of different days and parts of the day"))
]
AccountOption = Annotated[
    bool, typer.Option("--account", help=_("how many calls were heard, against the norm, by manager and reviewer"))
]
OutOption = Annotated[
    Path | None,
    typer.Option("-o", "--out", metavar="SHEET.xlsx", help=_("write a sheet to fill in"), show_default=False),
]
VerdictsOption = Annotated[
    bool, typer.Option("--verdicts", help=_("with -o: the machine's verdicts beside the cells to fill in"))
]


def listen(
    date: DateOption = None,
    manager: ManagerOption = None,
    department: DepartmentOption = None,
    quick: QuickOption = False,
    older: OlderOption = False,
    account: AccountOption = False,
    start: FromOption = None,
    end: ToOption = None,
    period: PeriodOption = None,
    out: OutOption = None,
    verdicts: VerdictsOption = False,
    db: DbOption = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    _check(account, {"--date": date, "--quick": quick, "--older": older, "--out": out, "--verdicts": verdicts},
           {"--from": start, "--to": end, "--period": period})  # fmt: skip
    if out is not None and out.suffix.casefold() != ".xlsx":
        raise UsageError(_("a sheet's name ends in .xlsx"), "-o", _("Name it so; --format csv prints the queue."))
    if verdicts and out is None:
        raise UsageError(_("there is no sheet to write verdicts to"), "--verdicts", _("Name it with -o SHEET.xlsx."))
    from speechqa.report.ask import ask
    from speechqa.report.named import Question

    database = open_reports(db, config)
    filters = read_filters(database, start, end, period, manager=manager, department=department)
    if account:
        from speechqa.review.account import ACCOUNT

        _print(ask(database, ACCOUNT, Question(filters)), output)
        return
    from speechqa.review.queue import LISTEN

    question = Question(filters, {"date": date, "older": older, "quick": quick})
    sheet = ask(database, LISTEN, question)
    if out is not None:
        from speechqa.review.qa_sheet import write_qa_sheet

        call_ids = [one for ids in sheet.tables[0].call_ids or () for one in ids]
        write_qa_sheet(database, call_ids, out, verdicts=verdicts)
    _print(sheet, output)
    if out is not None:
        written = _("The sheet is in {path}: fill it in, then speechqa review import {path}.").format(path=out)
        typer.echo(sanitise(written), err=True)


def _check(account: bool, of_queue: dict[str, Any], of_account: dict[str, Any]) -> None:
    """What is asked of the queue can't be asked of the account, and the other way round."""
    given = [name for name, value in (of_queue if account else of_account).items() if value]
    if not given:
        return
    if account:
        raise UsageError(_("this does not go with --account"), given[0], _("Leave one of them out."))
    raise UsageError(
        _("the queue is one day's, not a period's"), given[0], _("Name the day with --date, or ask for --account.")
    )


def _print(sheet: Sheet, output: Format) -> None:
    import sys
    from dataclasses import replace

    from speechqa.report.render.write import write_sheet

    # Calls without a date are in the queue: nothing tells that they are old.
    write_sheet(replace(sheet, undated=0), output)
    if output is not Format.table:
        for line in sheet.warnings:
            print(sanitise(line), file=sys.stderr)
