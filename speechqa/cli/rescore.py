"""``speechqa rescore``: a changed checklist applied to everything in the database, without transcribing."""

from __future__ import annotations

import typer

from speechqa.cli.codes import SOME_FAILED
from speechqa.cli.options import ChecklistOption, ConfigOption, DbOption, Format, FormatOption, TimezoneOption
from speechqa.texts import _

HELP = _("Apply a changed checklist to all transcripts in the database and show which verdicts and lights changed.")


def rescore(
    checklist: ChecklistOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
    timezone: TimezoneOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.cli.chosen import chosen_checklists
    from speechqa.cli.summary import print_rescore
    from speechqa.settings import load_settings

    settings = load_settings({"db": db, "timezone": timezone}, config)
    checklists, forced = chosen_checklists(checklist, settings.checklists)
    from speechqa.pipeline import rescore as rescore_all

    summary = rescore_all(settings, checklists=checklists, forced=forced)
    print_rescore(summary, output)
    if summary.failed:
        raise typer.Exit(SOME_FAILED)
