"""A table of turns (CSV) in, its dialogues out: in each, who says what, in order."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from speechqa.errors import RecordingError
from speechqa.texts import _
from speechqa.transcript.foreign.columns import find_columns, known_columns
from speechqa.transcript.foreign.model import Script, Spoken, cleaned, moment_of, words_of

MOST_TURNS = 1_000_000
"""Rows of one table; larger ones are cut into several by whoever has them."""

_LONGEST_NAME = 120
_LONGEST_CELL = 1 << 20
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Turn:
    """One row."""

    line: str
    role: str
    text: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The rows of one dialogue in the order of the file; ``name`` is None where the table has one dialogue only."""

    name: str | None
    turns: tuple[Turn, ...]

    @property
    def sha256(self) -> str:
        """Of its own rows, so that a table that grows leaves what it held before as it was."""
        rows = [[turn.line, turn.role, turn.text, turn.start, turn.end] for turn in self.turns]
        return hashlib.sha256(json.dumps([self.name, rows]).encode()).hexdigest()


def read_dialogues(text: str, columns: Mapping[str, str], where: str) -> tuple[Dialogue, ...]:
    """All dialogues of a table, in the order in which they begin.

    Raises:
        RecordingError: it is no such table, or holds not one turn.
    """
    rows = _rows(text, columns, where)
    try:
        _line, header = next(rows, (1, []))
        places = find_columns(header, columns, where)
        grouped: dict[str | None, list[Turn]] = {}
        for count, (line, row) in enumerate(rows):
            if count >= MOST_TURNS:
                raise RecordingError(_("more than {most} turns").format(most=MOST_TURNS), f"{where}:{line}")
            cells = {field: row[n].strip() if n < len(row) else "" for field, n in places.items()}
            name = cleaned(cells["dialogue"]).strip() if "dialogue" in places else None
            if name == "" or not cells["text"]:
                continue
            if name and len(name) > _LONGEST_NAME:
                raise RecordingError(_("the name of a dialogue is too long"), f"{where}:{line}")
            turn = Turn(*(cells.get(field, "") for field in ("line", "role", "text", "start", "end")))
            grouped.setdefault(name, []).append(turn)
    except csv.Error as error:
        raise RecordingError(_("not a CSV table: {reason}").format(reason=error), where) from None
    if not grouped:
        raise RecordingError(_("there is not one turn in it"), where)
    return tuple(Dialogue(name, tuple(turns)) for name, turns in grouped.items())


def script_of(dialogue: Dialogue) -> Script:
    """What a dialogue says, in the order of its lines, else of its times, else of the file."""
    spoken = []
    for turn in _ordered(dialogue.turns):
        start, end = _moment(turn.start), _moment(turn.end)
        if start is not None and end is not None and end < start:
            end = None
        if words := words_of(turn.text):
            spoken.append(Spoken(cleaned(turn.role).strip() or None, words, start, end))
    return Script("turns", tuple(spoken))


def _rows(text: str, columns: Mapping[str, str], where: str) -> Iterator[tuple[int, list[str]]]:
    delimiter = _delimiter(text, columns)
    # The limit is the module's: another library may have set it lower.
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    width = 0
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            width = width or len(row)
            if len(row) != width:
                raise RecordingError(
                    _("{found} cells where the header has {width}: put a text that holds {mark!r} in quotes").format(
                        found=len(row), width=width, mark=delimiter
                    ),
                    f"{where}:{reader.line_num}",
                )
            yield reader.line_num, row
    except csv.Error as error:
        raise RecordingError(
            _("not a CSV table: {reason}").format(reason=error), f"{where}:{reader.line_num}"
        ) from None


def _delimiter(text: str, columns: Mapping[str, str]) -> str:
    """The one by which most columns of the header are understood."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    split = {mark: _cells(first, mark) for mark in ",;\t|"}
    return max(split, key=lambda mark: (known_columns(split[mark], columns), len(split[mark])))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line[:_LONGEST_CELL]], delimiter=delimiter), [])
    except csv.Error:
        return []


def _ordered(turns: Sequence[Turn]) -> Sequence[Turn]:
    for key in ("line", "start"):
        numbers = [_moment(getattr(turn, key)) if key == "start" else _number(turn.line) for turn in turns]
        if all(number is not None for number in numbers):
            order = sorted(range(len(turns)), key=lambda n: numbers[n] or 0.0)
            return [turns[n] for n in order]
    return turns


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _moment(text: str) -> float | None:
    """Seconds, or h:mm:ss; either with a decimal comma or point."""
    plain = text.replace(",", ".").strip()
    clock = _CLOCK.fullmatch(plain)
    if clock:
        hours, minutes, seconds = clock.groups()
        return moment_of(int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds))
    return moment_of(plain)
