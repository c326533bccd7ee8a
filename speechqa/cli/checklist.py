"""``speechqa checklist``: for people who write checklists."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from speechqa.cli.options import ConfigOption, Format, FormatOption, group
from speechqa.texts import _

app = group(_("Checklists: see the shipped ones, check and try your own."))


@app.command(
    "check", help=_("Check files: names every fault with its line and what to do. Exit code 2 if there is one.")
)
def check(
    files: Annotated[
        list[str], typer.Argument(help=_("checklists: files, folders or shipped names"), show_default=False)
    ],
) -> None:
    from pathlib import Path

    from speechqa.checklist.load import SUFFIXES, load_checklist, load_checklists, problems
    from speechqa.errors import UsageError
    from speechqa.texts import ngettext, sanitise

    faulty = False
    for given in files:
        folder = Path(given)
        inside: list[str | Path] = (
            sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES) if folder.is_dir() else []
        )
        found = [fault for file in (inside or [given]) for fault in problems(file)]
        if not found and folder.is_dir():
            try:
                load_checklists(folder)
            except UsageError as error:  # files that are right by themselves may still contend for the same calls
                found = [error]
        for fault in found:
            print(sanitise(str(fault)), file=sys.stderr)
        faulty = faulty or bool(found)
        if not found:
            for file in inside or [given]:
                count = len(load_checklist(file).checkpoints)
                right = ngettext("{file}: right, {n} checkpoint", "{file}: right, {n} checkpoints", count)
                print(right.format(file=sanitise(str(file)), n=count))
    if faulty:
        raise typer.Exit(UsageError.exit_code)


@app.command("try", help=_("Show which checkpoints a text would hit, and how closely."))
def try_one(
    file: Annotated[str, typer.Argument(help=_("a checklist's file or shipped name"), show_default=False)],
    text: Annotated[str, typer.Argument(help=_("what is said; - reads it from stdin"), show_default=False)],
    speaker: Annotated[
        str | None,
        typer.Option(
            "--speaker", metavar="manager|customer", help=_("only what this party is asked for"), show_default=False
        ),
    ] = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.checklist.load import load_checklist
    from speechqa.cli.output import print_attempts
    from speechqa.errors import UsageError
    from speechqa.matching.attempt import try_text
    from speechqa.settings import load_settings

    if speaker not in (None, "manager", "customer"):
        raise UsageError(
            _("unknown speaker {speaker!r}").format(speaker=speaker),
            "--speaker",
            _("Known are: {known}.").format(known="manager, customer"),
        )
    card = load_checklist(file)
    attempts = try_text(card, sys.stdin.read() if text == "-" else text, load_settings({}, config))
    if speaker is not None:
        asked = {one.id: one for one in card.checkpoints}
        attempts = tuple(one for one in attempts if _speaks(asked[one.checkpoint_id], one.part) in (speaker, "any"))
    print_attempts(attempts, output)


@app.command("list", help=_("Show the checklists that come with speechqa."))
def list_shipped(output: FormatOption = Format.table) -> None:
    from speechqa.checklist.load import load_checklist, shipped_checklists
    from speechqa.cli.output import local, print_rows

    cards = [load_checklist(name) for name in shipped_checklists()]
    rows = [
        {
            "checklist": card.id,
            "title": local(card.title),
            "language": card.language,
            "direction": ", ".join(card.applies_to.direction),
            "checkpoints": len(card.checkpoints),
            "critical": sum(checkpoint.critical for checkpoint in card.checkpoints),
        }
        for card in cards
    ]
    headings = {
        "checklist": _("checklist"),
        "title": _("title"),
        "language": _("language"),
        "direction": _("direction"),
        "checkpoints": _("checkpoints"),
        "critical": _("critical"),
    }
    print_rows(rows, headings, output)


def _speaks(checkpoint: object, part: str) -> str:
    owner = getattr(checkpoint, "when", None) if part == "when" else checkpoint
    return str(getattr(owner, "speaker", "any"))
