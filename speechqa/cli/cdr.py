"""``speechqa cdr import``: a telephone system's call records in, calls in the database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from speechqa.cli.codes import SOME_FAILED
from speechqa.cli.options import ConfigOption, DbOption, Format, FormatOption, TimezoneOption, existing_file, group
from speechqa.errors import SpeechqaError
from speechqa.texts import _

app = group(_("Call records of the telephone system."))


@app.callback()
def _group() -> None:
    """Keeps ``import`` a command of its own."""


@app.command("import", help=_("Import Asterisk's Master.csv. Before or after scoring makes no difference."))
def import_file(
    file: Annotated[
        Path, typer.Argument(help=_("call records: Asterisk's Master.csv"), callback=existing_file, show_default=False)
    ],
    db: DbOption = None,
    config: ConfigOption = None,
    timezone: TimezoneOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.cli.summary import print_import
    from speechqa.settings import load_settings

    settings = load_settings({"db": db, "timezone": timezone}, config)
    from speechqa.pipeline import import_records

    summary = import_records(settings, file)
    print_import(summary, output)
    if summary.bad_rows or not summary.rows:
        # As with recordings: nothing usable at all is 1, a part of it 3.
        raise typer.Exit(SOME_FAILED if summary.rows else SpeechqaError.exit_code)
