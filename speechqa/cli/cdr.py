"""``speechqa cdr import``: a telephone system's call records in, calls in the database."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import available_timezones

import typer

from speechqa.calls.model import FORMATS
from speechqa.cli.codes import SOME_FAILED
from speechqa.cli.options import ConfigOption, DbOption, Format, TimezoneOption, existing_file, group
from speechqa.errors import SpeechqaError, UsageError
from speechqa.texts import _, sanitise

if TYPE_CHECKING:
    from rich.progress import Progress

    from speechqa.pipeline import ImportProgress

app = group(_("Call records of the telephone system."))


@app.callback()
def _group() -> None:
    """Keeps ``import`` a command of its own."""


@app.command("import", help=_("Import call records. Before or after scoring, once or twice, makes no difference."))
def import_sources(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            help=_("logs, folders of logs, or mysql://USER@HOST/asteriskcdrdb; the setting records where left out"),
            metavar=_("SOURCE..."),
            show_default=False,
        ),
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=_("format of the sources, told from their content where not given: {kinds}").format(
                kinds=", ".join((*FORMATS, "mapped:NAME"))
            )
            + "; "
            + _("or how to print the result: {formats}; may be given for both").format(formats=", ".join(Format)),
            show_default=False,
        ),
    ] = None,
    column_map: Annotated[
        Path | None,
        typer.Option(
            "--map",
            help=_("YAML file that says which column is what, for tables that no ready map knows"),
            callback=existing_file,
            show_default=False,
        ),
    ] = None,
    log_timezone: Annotated[
        str | None,
        typer.Option(
            "--log-timezone",
            help=_("time zone of these sources' times, remembered for them; else their ids tell, or the project's"),
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since", formats=["%Y-%m-%d", "%Y-%m-%d %H:%M:%S"], help=_("leave older rows out"), show_default=False
        ),
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option(
            "--password-file",
            help=_("file with the password of the database server"),
            callback=existing_file,
            show_default=False,
        ),
    ] = None,
    db: DbOption = None,
    config: ConfigOption = None,
    timezone: TimezoneOption = None,
) -> None:
    from speechqa.cli.chosen import chosen_inputs
    from speechqa.cli.summary import print_import
    from speechqa.settings import load_settings

    kind, output = _told_apart(formats or ())
    if log_timezone is not None and log_timezone not in available_timezones():
        raise UsageError(
            _("{value!r} is not a time zone").format(value=log_timezone),
            "--log-timezone",
            _("Write a name such as Europe/Moscow."),
        )
    settings = load_settings({"db": db, "timezone": timezone}, config)
    named = chosen_inputs(sources, settings.records, _("SOURCE"), "records")
    from speechqa.pipeline import ReadingOptions, import_records

    options = ReadingOptions(kind, column_map, log_timezone, since, password_file)
    with _shown() as progress:
        summary = import_records(settings, *named, options=options, progress=progress)
    print_import(summary, output)
    if summary.failed or summary.bad or not summary.rows:
        # As with recordings: nothing usable at all is 1, a part of it 3.
        raise typer.Exit(SOME_FAILED if summary.rows else SpeechqaError.exit_code)


def _told_apart(formats: Sequence[str]) -> tuple[str | None, Format]:
    """The sources' format, and how to print: no word is both."""
    kinds = [one for one in formats if one.partition(":")[0] in FORMATS]
    outputs = [one for one in formats if one in tuple(Format)]
    unknown = set(formats) - {*kinds, *outputs}
    if unknown or len(kinds) > 1 or len(outputs) > 1:
        raise UsageError(
            _("no such format: {name}").format(name=", ".join(sorted(unknown) or formats)),
            "--format",
            _("Known: {known}.").format(known=", ".join((*FORMATS, "mapped:NAME", *Format))),
        )
    return (kinds[0] if kinds else None), Format(outputs[0]) if outputs else Format.table


@contextmanager
def _shown() -> Iterator[ImportProgress | None]:
    """How far reading has come, on a terminal's stderr."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as RichProgress
    from rich.progress import SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TextColumn("{task.fields[rows]}"))
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(bar)


class _Bar:
    """Rows read of each source: how many it has is known at its end."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._rows = 0

    def start(self, source: str) -> None:
        self._rows = 0
        self._task = self._bar.add_task(sanitise(source), total=None, rows="")

    def advance(self, rows: int) -> None:
        self._rows += rows
        self._bar.update(self._task, rows=_("rows read: {n}").format(n=self._rows))

    def done(self) -> None:
        self._bar.remove_task(self._task)
