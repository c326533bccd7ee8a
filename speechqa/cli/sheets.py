"""The catalogue's reports in, a command of ``speechqa report`` for each out: with the same filters and formats."""

from __future__ import annotations

import sys
from collections.abc import Callable
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from speechqa.cli.asked import open_reports, read_filters
from speechqa.cli.codes import BELOW_TARGET
from speechqa.cli.options import ConfigOption, DbOption, Format, FormatOption
from speechqa.texts import _, sanitise

if TYPE_CHECKING:
    from speechqa.report.named import NamedReport, Option
    from speechqa.report.sheet import Sheet

DepartmentOption = Annotated[
    str | None, typer.Option("--department", help=_("calls of this department"), show_default=False)
]
SourceOption = Annotated[
    str | None, typer.Option("--source", help=_("calls that this advertising source brought"), show_default=False)
]
CampaignOption = Annotated[
    str | None, typer.Option("--campaign", help=_("calls that this campaign brought"), show_default=False)
]
CallsOption = Annotated[bool, typer.Option("--calls", help=_("the calls behind the figures, with their ids"))]
RowOption = Annotated[
    list[str] | None,
    typer.Option(
        "--row", metavar="VALUE", help=_("with --calls: only those of the row with this value"), show_default=False
    ),
]
FigureOption = Annotated[
    str | None,
    typer.Option(
        "--figure", metavar="KEY", help=_("with --calls: only those that this column counts"), show_default=False
    ),
]


def sheet_commands(filters: dict[str, Any]) -> dict[str, Any]:
    """A command for each report; ``filters`` are the options of period, manager, line, direction that all share."""
    from typer.main import get_command

    from speechqa.report.catalogue import REPORTS

    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    shared = {
        **filters, "department": DepartmentOption, "source": SourceOption, "campaign": CampaignOption,
        "db": DbOption, "config": ConfigOption, "output": FormatOption, "show_calls": CallsOption, "row": RowOption,
        "figure": FigureOption,
    }  # fmt: skip
    for report in REPORTS:
        app.command(report.name, help=report.help())(_command(report, shared))
    made: Any = get_command(app)
    return dict(made.commands)


def _command(report: NamedReport, shared: dict[str, Any]) -> Callable[..., None]:
    own = {option.name: _annotated(option) for option in report.options}
    defaults: dict[str, Any] = {"output": Format.table, "show_calls": False}
    defaults |= {option.name: option.default for option in report.options}

    def command(**given: Any) -> None:
        _run(report, given)

    annotations = {**own, **shared}
    # Typer reads both: the names and defaults from the signature, the types from the annotations.
    command.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Parameter(name.replace("-", "_"), Parameter.KEYWORD_ONLY, default=defaults.get(name), annotation=annotation)
            for name, annotation in annotations.items()
        ]
    )
    command.__annotations__ = {name.replace("-", "_"): annotation for name, annotation in annotations.items()}
    return command


def _annotated(option: Option) -> Any:
    low, high = option.bounds
    kind: Any = type(option.default) if option.default is not None else str
    metavar = "|".join(option.choices) or None
    if option.choices:
        kind = Literal[option.choices]
    elif option.default is None:
        kind = option.kind | None
    return Annotated[kind, typer.Option(f"--{option.name}", metavar=metavar, min=low, max=high, help=option.help())]


def _run(report: NamedReport, given: dict[str, Any]) -> None:
    from speechqa.report.ask import ask, what_there_is
    from speechqa.report.named import Question
    from speechqa.report.render.write import write_sheet

    database = open_reports(given.pop("db"), given.pop("config"))
    output, show_calls = given.pop("output"), given.pop("show_calls")
    rows, figure = given.pop("row") or (), given.pop("figure")
    options = {option.name: given.pop(option.name.replace("-", "_")) for option in report.options}
    filters = read_filters(database, given.pop("start"), given.pop("end"), given.pop("period"), **given)
    sheet = ask(database, report, Question(filters, options))
    if show_calls or rows or figure:
        from speechqa.report.behind import calls_behind

        sheet = calls_behind(database, sheet, rows, figure)
    write_sheet(sheet, output)
    least = options.get("fail-under")
    _tell(sheet, output, what_there_is(database, sheet.period))
    if isinstance(least, float) and sheet.mean_score is not None and sheet.mean_score < least:
        typer.echo(_("the mean score is below {percent:g} %").format(percent=least), err=True)
        raise typer.Exit(BELOW_TARGET)


def _tell(sheet: Sheet, output: str, there_is: str) -> None:
    """What a person reads beside the figures: on stderr, where the figures are for a program."""
    lines = list(sheet.warnings) if output != Format.table else []
    if not any(table.rows for table in sheet.tables):
        lines.append(there_is)
    for line in lines:
        print(sanitise(line), file=sys.stderr)
