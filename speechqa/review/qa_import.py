"""A sheet that people filled in, in; what each cell says becomes that person's verdict. What a cell says that is no
verdict is told with its row and column, and everything else is kept.

A row in which every checkpoint has a verdict is a call heard: its reviewer is done with it. The same sheet read twice
changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.calls.table import Table, tables_of
from speechqa.errors import SpeechqaError, UsageError
from speechqa.review.card import find_point
from speechqa.review.marks import verdict_of
from speechqa.review.qa_sheet import ABOUT, CALL_ID, COMMENT, MACHINE
from speechqa.store.calls import find_call
from speechqa.store.entries import durably
from speechqa.store.overrides import save_override, verdicts_of_people
from speechqa.store.reviews import done_by, save_done
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_TITLES = {
    CALL_ID: ("call_id", "call", "звонок", "id звонка"), "date": ("date", "when", "дата", "когда"),
    "manager": ("manager", "менеджер"), "customer": ("customer", "клиент"),
    "length": ("length", "длина", "длительность"), COMMENT: ("comment", "комментарий"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell or row that was not understood; the row counts from 1, the column is the sheet's letter."""

    where: str
    what: str


@dataclass(slots=True)
class Imported:
    """What a sheet brought: verdicts that are new, those that the same person gave before, calls done, faults."""

    calls: set[str] = field(default_factory=set)
    verdicts: int = 0
    unchanged: int = 0
    done: int = 0
    wrong: list[Wrong] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A checkpoint's cell that says something."""

    column: int
    title: str
    text: str


def import_qa_sheet(db: Database, path: Path, *, author: str) -> Imported:
    """Take it all, in one transaction.

    Raises:
        UsageError: it is no table, or has no column of calls.
    """
    found = Imported()
    try:
        tables = tables_of(path)
    except SpeechqaError as error:
        raise UsageError(error.what, error.where, error.remedy) from None
    known = [(table, keys) for table in tables if (keys := _header(table)) is not None]
    if not known:
        raise UsageError(
            _("no column of this sheet names calls"), str(path),
            _("Keep the column {name} of the sheet that speechqa listen -o wrote.").format(name=CALL_ID),
        )  # fmt: skip
    with durably(db):
        for table, keys in known:
            _take(db, table, keys, author, found)
    return found


def _header(table: Table) -> tuple[str, ...] | None:
    """What the columns are named: by keys where their row is kept, else by titles."""
    rows = [tuple(cell.strip() for cell in cells) for _number, cells in table.head]
    for wanted in ((CALL_ID,), _TITLES[CALL_ID]):
        for cells in rows:
            if any(cell.casefold() in wanted for cell in cells):
                return tuple(_key(cell) for cell in cells)
    return None


def _key(title: str) -> str:
    return next((key for key, titles in _TITLES.items() if title.casefold() in titles), title)


def _take(db: Database, table: Table, keys: Sequence[str], author: str, found: Imported) -> None:
    named = keys.index(CALL_ID)
    for number, text, said in table.rows(lambda _fields: True):
        if isinstance(said, str):
            if text.strip():
                found.wrong.append(Wrong(_place(table, number, named), said))
            continue
        row = dict(enumerate(cell.strip() for cell in said))
        # Whoever sorts the rows sorts that of the keys among them.
        if row.get(named, "").casefold() in _TITLES[CALL_ID]:
            continue
        told = {key: row.get(n, "") for n, key in enumerate(keys) if key in (*ABOUT, COMMENT)}
        points = [
            _Cell(n, key, row.get(n, ""))
            for n, key in enumerate(keys)
            if key and key not in (*ABOUT, COMMENT) and not key.startswith(MACHINE)
        ]
        filled = [cell for cell in points if cell.text]
        if not filled:
            continue
        try:
            call_id = find_call(db, told.get(CALL_ID, ""))
        except SpeechqaError as error:
            found.wrong.append(Wrong(_place(table, number, named), error.what))
            continue
        judged = {_verdict(db, call_id, cell, told.get(COMMENT) or None, author, found,
                           _place(table, number, cell.column)) for cell in filled}  # fmt: skip
        if _whole(db, call_id, judged) and author not in {one.author for one in done_by(db, call_id)}:
            version = db.conn.execute("SELECT content_hash FROM call_result WHERE call_id = ?", [call_id]).fetchone()
            save_done(db, call_id, author=author, content_hash=version[0] if version else None)
            found.done += 1


def _verdict(
    db: Database, call_id: str, cell: _Cell, comment: str | None, author: str, found: Imported, where: str
) -> str | None:
    """The checkpoint, once its verdict is kept."""
    try:
        verdict = verdict_of(cell.text)
        point = find_point(db, call_id, cell.title)
    except SpeechqaError as error:
        found.wrong.append(Wrong(f"{where} ({cell.title})", error.what))
        return None
    found.calls.add(call_id)
    before = [one for one in verdicts_of_people(db, call_id) if one.checkpoint_id == point.id and one.author == author]
    if before and (before[-1].verdict, before[-1].comment) == (verdict, comment):
        found.unchanged += 1
        return point.id
    save_override(
        db,
        call_id,
        point.id,
        verdict,
        author=author,
        comment=comment,
        content_hash=point.content_hash,
        machine_verdict=point.machine_verdict,
    )
    found.verdicts += 1
    return point.id


def _whole(db: Database, call_id: str, judged: Set[str | None]) -> bool:
    """Whether every checkpoint of the call has a verdict, and no cell was wrong."""
    rows = db.conn.execute("SELECT checkpoint_id FROM checkpoint_metrics WHERE call_id = ?", [call_id]).fetchall()
    return {row[0] for row in rows} == judged


def _place(table: Table, number: int, column: int) -> str:
    return _("{file}:{row}, column {column}").format(file=table.where, row=number, column=_letters(column))


def _letters(column: int) -> str:
    """A column's name as a spreadsheet shows it: A for 0, AA for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
