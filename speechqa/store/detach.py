"""Calls that were joined by what may turn out otherwise in, the calls that they were by themselves out.

Whoever makes calls one for good, or takes something from one, first gets them apart: ``own_calls``, ``part_records``,
``part_recording``. Partners are looked for again once all is in (``speechqa.store.joins``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from speechqa.store.entries import drop_entries, move_entries
from speechqa.store.identity import calls_named

if TYPE_CHECKING:
    from sqlite_utils import Database


def own_calls(db: Database, names: Iterable[str | None]) -> tuple[str, ...]:
    """As ``calls_named``, with each call that answers on its own."""
    wanted = list(names)
    found = calls_named(db, wanted)
    parted = [part(db, call_id) for call_id in found]
    return calls_named(db, wanted) if any(parted) else found


def part_records(db: Database, record_ids: Iterable[str]) -> None:
    """Get the calls of these records apart from what they were joined to."""
    _part_all(db, "record", "record_id", record_ids)


def part_recording(db: Database, recording_id: str) -> str:
    """Get the recording's call apart from what it was joined to; returns its own call's id."""
    _part_all(db, "recording", "recording_id", [recording_id])
    (call_id,) = db.conn.execute("SELECT call_id FROM recording WHERE recording_id = ?", [recording_id]).fetchone()
    return str(call_id)


def part(db: Database, call_id: str) -> bool:
    """Give everything its own call again; returns whether there was anything to part.

    Results go with their recordings, what people said with the one that spoke for the call.
    """
    parts = dict(db.conn.execute("SELECT own_call_id, seen FROM joined WHERE call_id = ?", [call_id]).fetchall())
    if not parts:
        return False
    db.conn.execute("DELETE FROM joined WHERE call_id = ?", [call_id])
    db.conn.execute(
        "DELETE FROM alias WHERE call_id = ? AND alias IN (SELECT value FROM json_each(?))",
        [call_id, json.dumps(list(parts))],
    )
    db.conn.executemany("INSERT INTO call (call_id, seen) VALUES (?, ?)", parts.items())
    for table in ("recording", "record", "alias"):
        db.conn.execute(
            f"""UPDATE {table} SET call_id = own_call_id, own_call_id = NULL
                WHERE call_id = ? AND own_call_id IS NOT NULL""",
            [call_id],
        )
    whole = {"calls": json.dumps([call_id, *parts]), "call": call_id}
    db.conn.execute(
        """UPDATE result SET call_id = (SELECT g.call_id FROM recording g WHERE g.recording_id = result.recording_id)
           WHERE call_id = :call""",
        whole,
    )
    speaker = db.conn.execute(
        """SELECT call_id FROM recording JOIN json_each(:calls) ON call_id = value
           ORDER BY replaced_by IS NOT NULL, duration DESC NULLS LAST, recording_id LIMIT 1""",
        whole,
    ).fetchone()
    if speaker is not None:
        move_entries(db, call_id, speaker[0])
    db.conn.execute(
        """UPDATE recording SET join_reason = NULL WHERE call_id IN (SELECT value FROM json_each(:calls))
           AND NOT EXISTS (SELECT 1 FROM record WHERE record.call_id = recording.call_id)""",
        whole,
    )
    _drop_empty(db, [call_id, *parts])
    _mark(db, whole)
    return True


def _part_all(db: Database, table: str, key: str, ids: Iterable[str]) -> None:
    rows = db.conn.execute(
        f"""SELECT DISTINCT call_id FROM {table} WHERE {key} IN (SELECT value FROM json_each(?))
            AND call_id IN (SELECT call_id FROM joined)""",
        [json.dumps(list(ids))],
    ).fetchall()
    for (call_id,) in rows:
        part(db, call_id)


def _drop_empty(db: Database, call_ids: Iterable[str]) -> None:
    """A call whose record is gone is nothing by itself."""
    for call_id in call_ids:
        values = {"id": call_id}
        there = db.conn.execute(
            """SELECT 1 WHERE EXISTS (SELECT 1 FROM recording WHERE call_id = :id)
               OR EXISTS (SELECT 1 FROM record WHERE call_id = :id)""",
            values,
        ).fetchone()
        if there is None:
            drop_entries(db, call_id)
            db.conn.execute("DELETE FROM call WHERE call_id = :id", values)


def _mark(db: Database, whole: dict[str, str]) -> None:
    for kind in ("recording", "record"):
        db.conn.execute(
            f"""INSERT OR REPLACE INTO unjoined (kind, id, parted)
                SELECT '{kind}', {kind}_id, 1 FROM {kind} WHERE call_id IN (SELECT value FROM json_each(:calls))""",
            whole,
        )
    db.conn.execute(
        """INSERT OR IGNORE INTO unjudged
           SELECT DISTINCT call_id FROM recording WHERE call_id IN (SELECT value FROM json_each(:calls))""",
        whole,
    )
