"""Names of a call in, the call out; and two calls that turn out to be one, made one.

A call answers to its id and to its aliases. Its id is given at first sight and stays; of two calls that become one the
one seen first keeps its id, the other's id becomes an alias, and all that hung on it follows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from speechqa.store.columns import text_value
from speechqa.store.entries import move_entries

if TYPE_CHECKING:
    from sqlite_utils import Database

_DIGITS = 10


def calls_named(db: Database, names: Iterable[str | None]) -> tuple[str, ...]:
    """Ids of the calls that answer to any of the names, first seen first."""
    wanted = sorted({cleaned for name in names if (cleaned := text_value(name))})
    if not wanted:
        return ()
    # Not one variable for each name: SQLite takes no more than 32,766.
    rows = db.conn.execute(
        """WITH named AS (SELECT value FROM json_each(?))
           SELECT call_id FROM call
           WHERE call_id IN named OR call_id IN (SELECT call_id FROM alias WHERE alias IN named)
           ORDER BY seen""",
        [json.dumps(wanted)],
    ).fetchall()
    return tuple(str(row[0]) for row in rows)


def create_call(db: Database, call_id: str, seen: int | None = None) -> str:
    """A new call, of which nothing is known yet; the last one seen, where no place in the order is given."""
    db.conn.execute(
        "INSERT INTO call (call_id, seen) VALUES (?, ?)", [call_id, last_seen(db) + 1 if seen is None else seen]
    )
    return call_id


def last_seen(db: Database) -> int:
    """The place in the order of first sight that was given last."""
    (last,) = db.conn.execute(
        "SELECT max(coalesce((SELECT max(seen) FROM call), 0), coalesce((SELECT max(seen) FROM joined), 0))"
    ).fetchone()
    return int(last)


def own_name(db: Database, recording_id: str) -> str:
    """The id of a call that is known from this recording alone, as long as it must be to be nobody else's."""
    names = (f"r-{recording_id[:digits]}" for digits in range(_DIGITS, len(recording_id) + 1))
    return next(name for name in names if not calls_named(db, [name]))


def add_aliases(db: Database, call_id: str, names: Iterable[str | None]) -> None:
    """Let the call answer to these names too; a name that another call has stays there."""
    for name in names:
        cleaned = text_value(name)
        if cleaned and not calls_named(db, [cleaned]):
            db.conn.execute("INSERT INTO alias (alias, call_id) VALUES (?, ?)", [cleaned, call_id])


def merge_calls(db: Database, call_ids: Iterable[str], *, for_good: bool = True) -> str:
    """Make these calls one; returns the id that stays. What is derived from both is the caller's to save again.

    Args:
        for_good: False keeps what each is by itself, for ``speechqa.store.detach``; for good, none may be joined.
    """
    kept, *others = calls_named(db, call_ids)
    for other in others:
        values = {"kept": kept, "other": other, "own": None if for_good else other}
        for table in ("recording", "record", "alias"):
            db.conn.execute(f"UPDATE {table} SET call_id = :kept, own_call_id = :own WHERE call_id = :other", values)
        db.conn.execute("UPDATE result SET call_id = :kept WHERE call_id = :other", values)
        move_entries(db, other, kept)
        db.conn.execute(
            "INSERT OR IGNORE INTO unjudged SELECT :kept WHERE EXISTS (SELECT 1 FROM unjudged WHERE call_id = :other)",
            values,
        )
        if not for_good:
            db.conn.execute("INSERT INTO joined SELECT call_id, seen, :kept FROM call WHERE call_id = :other", values)
        db.conn.execute("DELETE FROM call WHERE call_id = :other", values)
        db.conn.execute("INSERT INTO alias (alias, call_id, own_call_id) VALUES (:other, :kept, :own)", values)
    return kept
