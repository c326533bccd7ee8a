"""``speechqa evaluate``: how far the machine's verdicts agree with people's, where not, and what would help."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from speechqa.cli.codes import SOME_FAILED
from speechqa.cli.options import ConfigOption, DbOption, Format, FormatOption, existing_file
from speechqa.cli.report import CardOption, FromOption, PeriodOption, ToOption
from speechqa.texts import _

if TYPE_CHECKING:
    from speechqa.evaluation.evaluate import Evaluation
    from speechqa.evaluation.lights import Progress

HELP = _(
    "Compare the verdicts with people's labels: per checkpoint precision, recall, F1, agreement; where they differ."
)


class Part(StrEnum):
    """Tables of an evaluation, for CSV."""

    checkpoints = "checkpoints"
    disagreements = "disagreements"
    phrases = "phrases"
    suggestions = "suggestions"


def evaluate(
    labels: Annotated[
        Path | None,
        typer.Option(
            "--labels",
            help=_("CSV or spreadsheet: a row for each call, a column for each checkpoint, 1, 0 or n/a"),
            callback=existing_file,
            show_default=False,
        ),
    ] = None,
    suggest: Annotated[
        bool, typer.Option("--suggest", help=_("print changes of the checklist that would raise the agreement"))
    ] = False,
    checklist: CardOption = None,
    start: FromOption = None,
    end: ToOption = None,
    period: PeriodOption = None,
    part: Annotated[
        Part, typer.Option("--part", metavar="|".join(Part), help=_("which table to print as CSV"))
    ] = Part.checkpoints,
    db: DbOption = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.evaluation.evaluate import evaluate as compare_with_people
    from speechqa.report.period import read_period
    from speechqa.settings import load_settings
    from speechqa.store.connection import open_store
    from speechqa.texts import sanitise

    settings = load_settings({"db": db}, config)
    database = open_store(settings.db, create=False)
    with _counted() as progress:
        found = compare_with_people(
            database,
            labels,
            settings,
            checklist=checklist,
            period=read_period(database, start, end, period),
            suggestions=suggest or part is Part.suggestions,
            progress=progress,
        )
    for text in (*found.notes, *found.problems):
        print(sanitise(text), file=sys.stderr)
    _write(found, output, part)
    if found.problems:
        raise typer.Exit(SOME_FAILED)


def _write(found: Evaluation, output: Format, part: Part) -> None:
    from speechqa.cli.output import print_json, print_rows
    from speechqa.evaluation.plain import evaluation_value, flat, rows

    if output is Format.json:
        print_json(evaluation_value(found))
    elif output is Format.csv:
        table = [flat(row) for row in rows(found, part)]
        print_rows(table, {key: key for key in table[0]} if table else {}, output)
    else:
        from rich.console import Console

        from speechqa.evaluation.render.page import evaluation_page

        Console(highlight=False, markup=False, emoji=False).print(evaluation_page(found))


@contextmanager
def _counted() -> Iterator[Progress]:
    """A bar of the calls matched again, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_("Matching all calls again"), total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
