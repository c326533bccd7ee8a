"""What people say of calls: verdicts, tags, notes, marks, reviews done. A call in, which of them it has, out; and two
calls that become one, or come apart, in: all of it follows.

None of it is ever deleted or written over: what is taken back keeps its row and the time when that was done.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from speechqa.store.columns import now, text_value
from speechqa.store.connection import transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

TABLES = ("override", "human_tag", "note", "mark", "review")


@contextmanager
def durably(db: Database) -> Iterator[None]:
    """A transaction that is on the disk when it ends: a run can be made again, a person's word can't.

    Within another transaction it is part of that one, whose end is no more durable than usual.
    """
    if db.conn.in_transaction:
        yield
        return
    db.conn.execute("PRAGMA synchronous = FULL")
    try:
        with transaction(db):
            yield
    finally:
        db.conn.execute("PRAGMA synchronous = NORMAL")


def add_entry(db: Database, table: str, values: dict[str, Any], author: str) -> int:
    """Write one more row with its author and time; returns its id."""
    values = {key: text_value(value) if isinstance(value, str) else value for key, value in values.items()}
    values |= {"author": text_value(author), "at": now()}
    columns, marks = ", ".join(values), ", ".join(f":{column}" for column in values)
    return int(db.conn.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values).lastrowid)


def take_back(db: Database, table: str, where: str, values: dict[str, Any], author: str) -> int:
    """Take back the rows that hold and fit ``where``; returns how many."""
    return int(
        db.conn.execute(
            f"UPDATE {table} SET undone_at = :now, undone_by = :by WHERE {where} AND undone_at IS NULL",
            values | {"now": now(), "by": text_value(author)},
        ).rowcount
    )


def said_of(db: Database, call_ids: Iterable[str]) -> set[str]:
    """Those of the calls of which a person said anything, be it taken back since."""
    every = " UNION ".join(f"SELECT call_id FROM {table} WHERE call_id IN wanted" for table in TABLES)
    rows = db.conn.execute(
        f"WITH wanted AS (SELECT value FROM json_each(?)) {every}", [json.dumps(list(call_ids))]
    ).fetchall()
    return {str(row[0]) for row in rows}


def move_entries(db: Database, call_id: str, to: str) -> None:
    """Let another call have all that was said of this one."""
    for table in TABLES:
        db.conn.execute(f"UPDATE {table} SET call_id = ? WHERE call_id = ?", [to, call_id])


def drop_entries(db: Database, call_id: str) -> None:
    """Forget what was said of a call that goes."""
    for table in TABLES:
        db.conn.execute(f"DELETE FROM {table} WHERE call_id = ?", [call_id])
