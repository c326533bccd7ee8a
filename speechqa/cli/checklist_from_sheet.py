"""``speechqa checklist from-xlsx``: a first checklist of the card that a QA department keeps in a spreadsheet."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from speechqa.cli.options import existing_file
from speechqa.errors import UsageError
from speechqa.texts import _, sanitise

HELP = _("Make a first checklist of a card in a spreadsheet: criterion, section, weight, phrases.")


def from_sheet(
    card: Annotated[
        Path,
        typer.Argument(
            metavar="CARD.xlsx", help=_("the card, one criterion per row"), show_default=False, callback=existing_file
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE.yaml", help=_("write it there, not on stdout"), show_default=False),
    ] = None,
) -> None:
    from speechqa.checklist.from_sheet import checklist_from_sheet

    if out is not None and out.exists():
        raise UsageError(_("there is a file already"), str(out), _("Name another one, or move it away first."))
    made = checklist_from_sheet(card)
    if out is None:
        sys.stdout.write(made.text)
    else:
        try:
            handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(made.text)
        except OSError as error:
            raise UsageError(str(error.strerror), str(out), _("Check the path and the permissions.")) from None
        print(sanitise(_("Written. Look it over, then speechqa checklist check {path}.").format(path=out)))
    for line in made.left_out:
        print(sanitise(_("left out: {line}").format(line=line)), file=sys.stderr)
