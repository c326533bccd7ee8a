"""A file of labels as QA staff keep it in, with the cards whose checkpoints it may name; rows of marks out.

One row is one call. A column names the call, one may name its card, the others are checkpoints (by id or by title in
either language), the outcome and the tags; whatever resembles none of these is left alone, and said so once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from pathlib import Path

from speechqa.calls.sheet import Row, read_tables
from speechqa.checklist.model import BUILT_IN_OUTCOMES, Checklist, LocalText
from speechqa.errors import UsageError
from speechqa.review.marks import MARKS
from speechqa.texts import _

CALL_COLUMNS = (
    "call", "call_id", "file", "file_name", "recording", "dialogue",
    "звонок", "id звонка", "файл", "имя файла", "запись", "диалог", "разговор",
)  # fmt: skip
CARD_COLUMNS = ("checklist", "card", "техкарта", "карта", "чек-лист")
OUTCOME_COLUMNS = ("outcome", "итог", "итог звонка")
TAG_COLUMNS = ("tags", "tag", "теги", "тег", "метки")

_HEADER_WITHIN = 20
"""Rows in which the header must come: people write a title above it."""

_NEAR = 0.8


@dataclass(frozen=True, slots=True)
class LabelRow:
    """What a person ticked in one call.

    Attributes:
        number: of the row in the file.
        name: of the call, as written.
        card: the checklist's name as written, None where the file names none.
        marks: passed, failed or not_applicable by the column's heading.
        outcome: the outcome as written, None where it is not labelled.
        tags: the tags as written, None where tags are not labelled.
    """

    number: int
    name: str
    card: str | None
    marks: Mapping[str, str]
    outcome: str | None = None
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class LabelFile:
    """A file of labels; ``columns`` tells which checkpoint of which card (by their ids) a heading means."""

    path: Path
    rows: tuple[LabelRow, ...]
    columns: Mapping[str, Mapping[str, str]]
    ignored: tuple[str, ...]


def read_labels(path: Path, cards: Sequence[Checklist]) -> LabelFile:
    """Read a file of labels.

    Raises:
        UsageError: nothing in it names calls, a column is almost a checkpoint, or a cell cannot be read.
    """
    headed = [found for table in read_tables(path) if (found := _headed(table)) is not None]
    if not headed:
        raise UsageError(
            _("no column names the call"),
            str(path),
            _("Head one column with file or call, and each of the others with a checkpoint's id or title."),
        )
    header, rows = max(headed, key=lambda one: _fit(one[0], cards))
    return _read(path, header, rows, cards)


def read_mark(text: str) -> str | None:
    """A cell's mark, None for an empty one; ValueError where it is none."""
    tidy = " ".join(text.split()).casefold()
    if tidy in ("", "?"):
        return None
    for mark, spellings in MARKS.items():
        if tidy in spellings:
            return mark
    raise ValueError(text)


def same_name(one: str, other: str) -> bool:
    """Whether two headings or titles are the same but for case, spaces, signs and numbering."""
    return _plain(one) == _plain(other) != ""


def _headed(table: Sequence[Row]) -> tuple[Row, Sequence[Row]] | None:
    for index, row in enumerate(table[:_HEADER_WITHIN]):
        if len(row.cells) > 1 and any(_is_one_of(cell, CALL_COLUMNS) for cell in row.cells):
            return row, table[index + 1 :]
    return None


def _fit(header: Row, cards: Sequence[Checklist]) -> tuple[int, int]:
    return sum(bool(_meant(cell, cards)) for cell in header.cells), sum(bool(cell) for cell in header.cells)


def _read(path: Path, header: Row, rows: Sequence[Row], cards: Sequence[Checklist]) -> LabelFile:
    naming = [index for index, cell in enumerate(header.cells) if _is_one_of(cell, CALL_COLUMNS)]
    # «Запись» may be a recording, and the title of a checkpoint about an appointment.
    call = next((index for index in naming if not _meant(header.cells[index], cards)), naming[0])
    columns: dict[str, Mapping[str, str]] = {}
    marks: dict[int, str] = {}
    places: dict[str, int] = {}
    ignored: list[str] = []
    for index, heading in enumerate(header.cells):
        if index == call or not heading:
            continue
        meant = _meant(heading, cards)
        special = _special(heading)
        if meant:
            _refuse_twice(path, header, heading, meant, columns)
            columns[heading] = meant
            marks[index] = heading
        elif special is not None:
            places.setdefault(special, index)
        elif not _is_one_of(heading, CALL_COLUMNS):
            _refuse_near_miss(path, header, heading, cards)
            ignored.append(heading)
    tagged = "tags" in places and any(_cell(row, places["tags"]) for row in rows)
    read = tuple(_row(path, row, call, marks, places, tagged) for row in rows)
    return LabelFile(path, read, columns, tuple(ignored))


def _row(
    path: Path, row: Row, call: int, marks: Mapping[int, str], places: Mapping[str, int], tagged: bool
) -> LabelRow:
    ticked: dict[str, str] = {}
    for index, heading in marks.items():
        text = _cell(row, index)
        try:
            mark = read_mark(text)
        except ValueError:
            raise UsageError(
                _("{text!r} is no mark").format(text=text),
                _("{file}, row {row}, column {column!r}").format(file=path, row=row.number, column=heading),
                _("Write 1, 0 or n/a, or leave the cell empty."),
            ) from None
        if mark is not None:
            ticked[heading] = mark
    tags = [tag.strip() for tag in re.split(r"[,;|]", _cell(row, places["tags"]))] if tagged else None
    return LabelRow(
        row.number,
        _cell(row, call),
        _cell(row, places.get("card")) or None,
        ticked,
        _cell(row, places.get("outcome")) or None,
        # A tag is put where it fits: where any call has one, an empty cell says that none does.
        None if tags is None else tuple(tag for tag in tags if tag and tag not in "-–—"),
    )


def _cell(row: Row, index: int | None) -> str:
    return row.cells[index] if index is not None and index < len(row.cells) else ""


def _meant(heading: str, cards: Sequence[Checklist]) -> dict[str, str]:
    """The checkpoint that a heading means in each card; an id goes before a title."""
    found: dict[str, str] = {}
    for card in cards:
        by_id = (one.id for one in card.checkpoints if same_name(one.id, heading))
        by_title = (
            one.id for one in card.checkpoints if any(same_name(title, heading) for title in one.title.values())
        )
        checkpoint = next(by_id, None) or next(by_title, None)
        if checkpoint is not None:
            found.setdefault(card.id, checkpoint)
    return found


def _special(heading: str) -> str | None:
    for name, headings in (("card", CARD_COLUMNS), ("outcome", OUTCOME_COLUMNS), ("tags", TAG_COLUMNS)):
        if _is_one_of(heading, headings):
            return name
    return None


def _refuse_twice(
    path: Path, header: Row, heading: str, meant: Mapping[str, str], columns: Mapping[str, Mapping[str, str]]
) -> None:
    for other, checkpoints in columns.items():
        shared = [checkpoint for card, checkpoint in meant.items() if checkpoints.get(card) == checkpoint]
        if shared or other == heading:
            raise UsageError(
                _("the columns {one!r} and {other!r} both mean {checkpoint!r}").format(
                    one=other, other=heading, checkpoint=(shared or [heading])[0]
                ),
                _("{file}, row {row}").format(file=path, row=header.number),
                _("Keep one of them."),
            )


def _refuse_near_miss(path: Path, header: Row, heading: str, cards: Sequence[Checklist]) -> None:
    known: dict[str, str] = {}
    for card in cards:
        for checkpoint in card.checkpoints:
            for name in (checkpoint.id, *checkpoint.title.values()):
                known.setdefault(_plain(name), checkpoint.id)
    near = get_close_matches(_plain(heading), known, 1, cutoff=_NEAR)
    if near:
        raise UsageError(
            _("unknown column {column!r}").format(column=heading),
            _("{file}, row {row}").format(file=path, row=header.number),
            _("Did you mean {near!r}? Rename the column, or remove it.").format(near=known[near[0]]),
        )


def known_outcome(text: str, card: Checklist) -> str | None:
    """The id of the outcome that a text names by id or title; None where the card has no such outcome."""
    return _named(text, chain(((one.id, one.title) for one in card.outcomes), BUILT_IN_OUTCOMES.items()))


def known_tag(text: str, card: Checklist) -> str | None:
    """The id of the tag that a text names by id or title; None where the card has no such tag."""
    return _named(text, ((one.id, one.title) for one in card.tags))


def _named(text: str, named: Iterable[tuple[str, LocalText]]) -> str | None:
    return next((key for key, title in named if any(same_name(text, name) for name in (key, *title.values()))), None)


def _is_one_of(heading: str, names: Sequence[str]) -> bool:
    return any(same_name(heading, name) for name in names)


def _plain(text: str) -> str:
    unnumbered = re.sub(r"^\s*\d+\s*[.)]\s*", "", text)
    return "".join(letter for letter in unnumbered.casefold().replace("ё", "е") if letter.isalnum())
