"""``speechqa doctor``: what is wrong with what came in, and what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from speechqa.cli.options import ConfigOption, DbOption, Format, FormatOption, group
from speechqa.texts import _

app = group(_("Checks of what came in, with what to do about it."))


@app.callback()
def _group() -> None:
    """Keeps ``cdr`` a command of its own."""


@app.command("cdr", help=_("How call records and recordings fit together, and what is missing or doubtful."))
def cdr(
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=_("first day, such as 2026-11-01"), show_default=False)
    ] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DATE", help=_("last day"), show_default=False)] = None,
    limit: Annotated[int, typer.Option("--limit", min=0, help=_("lines of each list in the table"))] = 20,
    db: DbOption = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.settings import load_settings
    from speechqa.store.connection import open_store

    settings = load_settings({"db": db}, config)
    database = open_store(settings.db, create=False)
    from speechqa.report.doctor_cdr import check_cdr
    from speechqa.report.period import read_period
    from speechqa.report.render.doctor import write_check

    folders = [Path(one) for one in settings.recordings]
    check = check_cdr(database, read_period(database, start, end), min_talk=settings.min_talk, folders=folders)
    write_check(check, output, limit=limit)
