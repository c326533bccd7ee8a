"""``speechqa review import``: a sheet that people filled in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from speechqa.cli.options import ConfigOption, DbOption, Format, FormatOption, existing_file
from speechqa.errors import SpeechqaError
from speechqa.texts import _, ngettext, sanitise

HELP = _("Take back a sheet of speechqa listen -o: what its cells say are your verdicts.")
_MOST_NAMED = 20


def import_sheet(
    sheet: Annotated[
        Path,
        typer.Argument(
            metavar="SHEET.xlsx", help=_("the sheet, filled in"), show_default=False, callback=existing_file
        ),
    ],
    author: Annotated[
        str | None, typer.Option("--author", help=_("who says so; else the setting author"), show_default=False)
    ] = None,
    db: DbOption = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.cli.output import print_json
    from speechqa.metrics.views import ensure_views
    from speechqa.review.author import author_of
    from speechqa.review.qa_import import import_qa_sheet
    from speechqa.settings import load_settings
    from speechqa.store.connection import open_store

    settings = load_settings({"db": db, "author": author}, config)
    database = open_store(settings.db, create=False)
    ensure_views(database)
    found = import_qa_sheet(database, sheet, author=author_of(settings))
    if output is Format.table:
        said = ngettext("{n} verdict on {calls}", "{n} verdicts on {calls}", found.verdicts)
        calls = ngettext("{n} call", "{n} calls", len(found.calls)).format(n=len(found.calls))
        print(said.format(n=found.verdicts, calls=calls) + "; " + _("as before: {n}").format(n=found.unchanged) + "; "
              + _("calls done: {n}").format(n=found.done))  # fmt: skip
    else:
        print_json(
            {
                "calls": sorted(found.calls), "verdicts": found.verdicts, "unchanged": found.unchanged,
                "done": found.done, "wrong": [{"where": one.where, "what": one.what} for one in found.wrong],
            }
        )  # fmt: skip
    for one in found.wrong[:_MOST_NAMED]:
        print(sanitise(f"{one.where}: {one.what}"), file=sys.stderr)
    if found.wrong:
        raise SpeechqaError(
            ngettext("{n} cell was not understood", "{n} cells were not understood", len(found.wrong)).format(
                n=len(found.wrong)
            ),
            str(sheet),
            _("The others are kept. Correct these and import the sheet again: nothing comes in twice."),
        )
