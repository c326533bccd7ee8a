"""All commands put together; imported once the language of texts is settled."""

from __future__ import annotations

from typing import Annotated

import typer

from speechqa.cli import (
    cdr,
    checklist,
    checklist_from_sheet,
    crm,
    doctor,
    evaluate,
    init,
    listen,
    models,
    report,
    rescore,
    review,
    review_import,
    score,
)
from speechqa.cli.usage import Group
from speechqa.texts import _


def N_(message: str) -> str:
    """Marks a text of Typer's own, which it looks up itself, for the translators."""
    return message


TYPER_TEXTS = (
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("required"),
    N_("default: {default}"),
    N_("Missing command."),
)

app = typer.Typer(
    cls=Group,
    help=_("Score recorded telephone calls against checklists, on this machine only."),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=_("First steps: speechqa checklist list, then speechqa score FOLDER --checklist NAME."),
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from speechqa import __version__

        typer.echo(f"speechqa {__version__}")
        raise typer.Exit


@app.callback()
def _start(
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="ru|en", help=_("language of texts; may stand anywhere"), show_default=False),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", help=_("show the version and exit"), callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Options of every command; ``--lang`` has been taken out before and stands here for the help."""


app.command("init", help=init.HELP)(init.init)
app.command("score", help=score.HELP)(score.score)
app.command("rescore", help=rescore.HELP)(rescore.rescore)
app.command("evaluate", help=evaluate.HELP)(evaluate.evaluate)
app.add_typer(report.app, name="report")
review.app.command("import", help=review_import.HELP)(review_import.import_sheet)
app.add_typer(review.app, name="review")
app.command("listen", help=listen.HELP)(listen.listen)
checklist.app.command("from-xlsx", help=checklist_from_sheet.HELP)(checklist_from_sheet.from_sheet)
app.add_typer(checklist.app, name="checklist")
app.add_typer(models.app, name="models")
app.add_typer(cdr.app, name="cdr")
app.add_typer(crm.app, name="crm")
app.add_typer(doctor.app, name="doctor")
