"""Values in, what the commands themselves print out (reports have a room of their own)."""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speechqa.cli.options import Format
from speechqa.texts import _, sanitise

if TYPE_CHECKING:
    from speechqa.checklist.model import LocalText
    from speechqa.matching.attempt import Attempt
    from speechqa.transcript.weights import ModelInfo


def print_json(value: object) -> None:
    """One JSON value on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_rows(rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str], output: Format) -> None:
    """Rows as a table with ``headings``, as JSON with all their keys, or as CSV with the headings' keys."""
    if output is Format.json:
        print_json(list(rows))
    elif output is Format.csv:
        from speechqa.report.render.csv import cell

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows([cell(row[key]) for key in headings] for row in rows)
    else:
        _print_table(rows, headings)


def print_models(models: Sequence[ModelInfo], folder: Path, output: Format) -> None:
    """What ``models list`` shows."""
    headings = {
        "name": _("model"),
        "state": _("state"),
        "size": _("size"),
        "licence": _("licence"),
        "source": _("source"),
        "checksum": "sha256",
    }
    rows = [
        {
            "name": model.name,
            "state": _state_word(model) if output is Format.table else _state(model),
            "size": _size(model.size_bytes) if output is Format.table else model.size_bytes,
            "licence": model.licence or (_("unknown") if output is Format.table else None),
            "source": model.source or (_("unknown") if output is Format.table else None),
            "checksum": model.checksum[:12] if model.checksum and output is Format.table else model.checksum,
            "installed": model.installed,
            "pinned": model.pinned,
            "intact": model.intact,
            "problem": model.problem,
            "path": str(model.path) if model.path else None,
        }
        for model in models
    ]
    print_rows(rows, headings, output)
    if output is Format.table:
        print(_("Models are kept in {folder}").format(folder=sanitise(str(folder))))


def print_attempts(attempts: Sequence[Attempt], output: Format) -> None:
    """What ``checklist try`` shows: the closest phrase of every checkpoint."""
    headings = {
        "checkpoint": _("checkpoint"),
        "hit": _("hit"),
        "similarity": _("similarity"),
        "threshold": _("needed"),
        "quote": _("quote"),
        "phrase": _("closest phrase"),
        "part": _("part"),
    }
    rows = [
        {
            "id": attempt.checkpoint_id,
            "checkpoint": local(attempt.title) or attempt.checkpoint_id,
            "hit": (_("yes") if attempt.hit else _("no")) if output is Format.table else attempt.hit,
            "similarity": math.floor(attempt.similarity * 10) / 10,
            "threshold": round(attempt.threshold, 1),
            "quote": attempt.quote,
            "phrase": attempt.phrase,
            "part": attempt.part,
        }
        for attempt in attempts
    ]
    print_rows(rows, headings, output)


def local(text: LocalText) -> str:
    """The text in the user's language, else in any."""
    from speechqa.report.localise import local as chosen

    return chosen(text.get("ru"), text.get("en")) or next(iter(text.values()), "")


def _print_table(rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for heading in headings.values():
        table.add_column(Text(heading), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_table_value(row[key])) for key in headings))
    Console(soft_wrap=False, highlight=False).print(table)


def _table_value(value: object) -> str:
    return "" if value is None else sanitise(str(value))


def _state(model: ModelInfo) -> str:
    if not model.installed:
        return "available"
    if model.intact is False:
        return "damaged"
    if model.problem:
        return "incomplete"
    return "verified" if model.intact else "installed"


def _state_word(model: ModelInfo) -> str:
    words = {
        "available": _("can be installed"),
        "damaged": _("damaged: the checksum differs"),
        "verified": _("installed, checksum right"),
        "installed": _("installed"),
    }
    return words.get(_state(model)) or str(model.problem)


def _size(size_bytes: int | None) -> str:
    if size_bytes is None:
        return ""
    if size_bytes < 1e9:
        return _("{n} MB").format(n=round(size_bytes / 1e6))
    from speechqa.report.render.figures import number

    return _("{n} GB").format(n=number(round(size_bytes / 1e9, 1)))
