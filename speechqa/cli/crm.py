"""``speechqa crm import``: what a CRM knows of customers in, beside their calls in the database."""

from __future__ import annotations

import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from speechqa.cli.codes import SOME_FAILED
from speechqa.cli.options import ConfigOption, DbOption, Format, FormatOption, TimezoneOption, existing_file, group
from speechqa.errors import SpeechqaError, UsageError
from speechqa.texts import _, sanitise

if TYPE_CHECKING:
    from speechqa.pipeline.crm import CrmSummary

app = group(_("Events, requests and deals of a CRM."))


class Kind(StrEnum):
    """What a row of an export is."""

    event = "event"
    request = "request"
    deal = "deal"


@app.callback()
def _group() -> None:
    """Keeps ``import`` a command of its own."""


@app.command("import", help=_("Import exports of a CRM (CSV or spreadsheet): events, requests, deals."))
def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(help=_("exports: CSV or XLSX with a header"), metavar=_("FILE"), show_default=False),
    ],
    kind: Annotated[
        Kind | None,
        typer.Option("--kind", help=_("what the rows are, where no column says it"), show_default=False),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="FIELD=TITLE,...",
            help=_("columns with unusual titles, such as customer=TITLE,at=TITLE"),
            show_default=False,
        ),
    ] = None,
    db: DbOption = None,
    config: ConfigOption = None,
    timezone: TimezoneOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.settings import load_settings

    told = _columns(columns)
    for file in files:
        existing_file(file)
    settings = load_settings({"db": db, "timezone": timezone}, config)
    from speechqa.pipeline.crm import import_crm

    done = [import_crm(settings, file, kind=kind.value if kind else None, columns=told) for file in files]
    _show(files, done, output)
    if any(one.bad_rows for one in done) or not any(one.rows for one in done):
        raise typer.Exit(SOME_FAILED if any(one.rows for one in done) else SpeechqaError.exit_code)


def _columns(text: str | None) -> dict[str, str]:
    from speechqa.calls.crm import FIELDS

    told = {}
    for part in filter(None, (part.strip() for part in (text or "").split(","))):
        field, mark, title = part.partition("=")
        if field.strip() not in FIELDS or not mark or not title.strip():
            raise UsageError(
                _("{value!r} does not say which column is what").format(value=part),
                "--columns",
                _("Write {fields}=NAME, with a comma between them.").format(fields="|".join(FIELDS)),
            )
        told[field.strip()] = title.strip()
    return told


def _show(files: list[Path], done: list[CrmSummary], output: Format) -> None:
    from speechqa.cli.output import print_json, print_rows

    for one in done:
        for failure in one.bad_rows:
            print(sanitise(f"{failure.path}: {failure.reason}"), file=sys.stderr)
    if output is Format.json:
        told = [{"file": str(file)} | asdict(one) for file, one in zip(files, done, strict=True)]
        # Each file with what it brought: the database's totals are no file's.
        print_json([{key: value for key, value in one.items() if key != "in_database"} for one in told])
        return
    if output is Format.table:
        for file, one in zip(files, done, strict=True):
            typer.echo(
                sanitise(
                    _("{file}: {rows} rows, {new} new, {changed} changed").format(
                        file=file, rows=one.rows, new=one.new, changed=one.changed
                    )
                )
            )
    words = {"event": _("events"), "request": _("requests"), "deal": _("deals")}
    print_rows(
        [
            {
                "kind": words[kind.kind] if output is Format.table else kind.kind,
                "items": kind.items,
                "by_call": kind.by_call,
                "by_customer": kind.by_customer,
                "without": kind.items - kind.by_call - kind.by_customer,
                "spam": kind.spam,
            }
            for kind in done[-1].in_database
        ],
        {
            "kind": _("In the database"),
            "items": _("items"),
            "by_call": _("by the call's id"),
            "by_customer": _("by the customer"),
            "without": _("without a call"),
            "spam": _("spam"),
        },
        output,
    )
