"""``speechqa score``: recordings in, their scores into the database."""

from __future__ import annotations

from typing import Annotated

import typer

from speechqa.cli.codes import BELOW_TARGET
from speechqa.cli.options import (
    ChecklistOption,
    ConfigOption,
    DbOption,
    FailUnderOption,
    Format,
    FormatOption,
    ModelsDirOption,
    TimezoneOption,
    existing_sources,
)
from speechqa.texts import _

HELP = _(
    "Transcribe recordings and score them against a checklist. What is done already is not done again. Transcripts "
    "from elsewhere (.json, .vtt, .srt, .csv) are taken like recordings, without being recognised."
)


def score(
    recordings: Annotated[
        list[str] | None,
        typer.Argument(
            help=_("files, folders (with all below them) or patterns; the setting recordings where left out"),
            metavar=_("RECORDINGS"),
            show_default=False,
        ),
    ] = None,
    checklist: ChecklistOption = None,
    cdr: Annotated[
        list[str] | None,
        typer.Option(
            "--cdr",
            help=_("call records to import first, as cdr import takes them; may be repeated"),
            metavar=_("SOURCE"),
            callback=existing_sources,
            show_default=False,
        ),
    ] = None,
    db: DbOption = None,
    model: Annotated[
        str | None, typer.Option("--model", help=_("a model's name, hub id or folder (base)"), show_default=False)
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", help=_("language spoken in the recordings (ru)"), show_default=False)
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", help=_("recordings transcribed at the same time (1)"), show_default=False)
    ] = None,
    manager: Annotated[
        str | None,
        typer.Option("--manager", help=_("the manager, where nothing else tells who it was"), show_default=False),
    ] = None,
    manager_channel: Annotated[
        str | None,
        typer.Option(
            "--manager-channel",
            metavar="auto|left|right",
            help=_("the manager's channel in stereo recordings (auto)"),
            show_default=False,
        ),
    ] = None,
    transcripts: Annotated[
        bool,
        typer.Option(
            "--transcripts",
            help=_("in folders too, take transcripts (.json, .vtt, .srt, .csv), beside a recording in its place"),
        ),
    ] = False,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="FIELD=NAME,…",
            help=_("columns of a CSV of turns: dialogue, line, role, text, start, end"),
            show_default=False,
        ),
    ] = None,
    manager_speaker: Annotated[
        str | None,
        typer.Option(
            "--manager-speaker", metavar="NAME", help=_("the manager's label in transcripts"), show_default=False
        ),
    ] = None,
    accept_truncated: Annotated[
        bool, typer.Option("--accept-truncated", help=_("score recordings that are cut off as well"))
    ] = False,
    fail_under: FailUnderOption = None,
    config: ConfigOption = None,
    timezone: TimezoneOption = None,
    models_dir: ModelsDirOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.cli.chosen import chosen_checklists, chosen_inputs
    from speechqa.cli.progress import show_progress
    from speechqa.cli.summary import exit_code, print_summary
    from speechqa.settings import load_settings

    settings = load_settings(
        {
            "db": db,
            "model": model,
            "language": language,
            "jobs": jobs,
            "manager": manager,
            "manager_channel": manager_channel,
            "transcripts": transcripts or None,
            "columns": columns,
            "manager_speaker": manager_speaker,
            "accept_truncated": accept_truncated or None,
            "timezone": timezone,
            "models_dir": models_dir,
        },
        config,
    )
    inputs = chosen_inputs(recordings, settings.recordings, _("RECORDINGS"), "recordings")
    checklists, forced = chosen_checklists(checklist, settings.checklists)
    # After the cheap checks: what is wrong with options and checklists is told before anything heavy is imported.
    from speechqa.pipeline import score_recordings

    with show_progress() as progress:
        summary = score_recordings(
            inputs,
            settings,
            checklists=checklists,
            forced=forced,
            records=cdr or (),
            manager=settings.manager,
            progress=progress,
        )
    print_summary(summary, settings, output)
    code = exit_code(summary, fail_under)
    if code == BELOW_TARGET:
        typer.echo(_("the mean score is below {percent:g} %").format(percent=fail_under), err=True)
    raise typer.Exit(code)
