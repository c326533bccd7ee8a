"""``speechqa init``: a folder in, a place to work out: settings, lists with an example each, a checklist."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from speechqa.cli.codes import SOME_FAILED
from speechqa.texts import _

HELP = _("Make a place to work: settings, lists of people, lines, plans and prices, and a checklist.")
DEFAULT_CHECKLIST = "sales-inbound"


def init(
    folder: Annotated[Path, typer.Argument(help=_("where to; made where there is none"), show_default=False)],
    checklist: Annotated[
        str, typer.Option("--checklist", metavar=_("NAME"), help=_("the shipped checklist that is copied"))
    ] = DEFAULT_CHECKLIST,
) -> None:
    from speechqa.checklist.load import load_checklist
    from speechqa.cli.place import make_place
    from speechqa.errors import SpeechqaError
    from speechqa.texts import sanitise

    made = make_place(folder, load_checklist(checklist))
    for path in made.left:
        print(_("{path}: was there already, left as it is").format(path=sanitise(str(path))))
    for path in made.written:
        print(sanitise(str(path)))
    print()
    for step in _next_steps(folder):
        print(step)
    if made.left:
        # As with recordings: nothing done at all is 1, a part of it 3.
        raise typer.Exit(SOME_FAILED if made.written else SpeechqaError.exit_code)


def _next_steps(folder: Path) -> tuple[str, ...]:
    from speechqa.texts import sanitise

    return (
        _("What to do next:"),
        _("1. Put recordings into {recordings}, and the telephone system's logs into {records}.").format(
            recordings=sanitise(str(folder / "recordings")), records=sanitise(str(folder / "records"))
        ),
        _("2. Open managers.csv and the other lists: take the # of the example away and write your own."),
        _("3. Read the checklist and make it yours: speechqa checklist check checklists"),
        _("4. In the folder run: speechqa cdr import, speechqa score, speechqa report managers"),
    )
