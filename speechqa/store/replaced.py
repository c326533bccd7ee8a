"""Recordings whose file holds other sound now, in and out: it grew, or another one was written to its name.

The newer recording belongs to the same call and counts instead of the one before, whose row and transcript stay.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from speechqa.store.columns import path_value
from speechqa.store.detach import part_recording
from speechqa.store.identity import create_call, own_name

if TYPE_CHECKING:
    from sqlite_utils import Database


def in_place_of(db: Database, path: Path) -> dict[str, Any] | None:
    """What the recording that was known to lie here hands on to another one, and its id; None where none was."""
    columns = ("recording_id", "call_id", "manager_option", "join_reason")
    query = f"""SELECT {", ".join(columns)} FROM recording WHERE absolute_path = ? AND replaced_by IS NULL
                ORDER BY rowid DESC LIMIT 1"""
    here = [path_value(path.absolute())]
    row = db.conn.execute(query, here).fetchone()
    if row is None:
        return None
    part_recording(db, row[0])
    return dict(zip(columns, db.conn.execute(query, here).fetchone(), strict=True))


def retire(db: Database, recording_id: str, replaced_by: str) -> None:
    """Let a recording count no longer."""
    db.conn.execute("UPDATE recording SET replaced_by = ? WHERE recording_id = ?", [replaced_by, recording_id])
    db.conn.execute("UPDATE result SET current = 0 WHERE recording_id = ? AND current = 1", [recording_id])


def restore(db: Database, recording_id: str, path: Path) -> bool:
    """Let a replaced recording that turns up again, at ``path``, count again; False, and nothing, for any other."""
    row = db.conn.execute(
        """SELECT absolute_path, call_id FROM recording WHERE recording_id = ? AND replaced_by IS NOT NULL""",
        [recording_id],
    ).fetchone()
    if row is None:
        return False
    stored, call_id = row[0], part_recording(db, recording_id)
    newer = db.conn.execute(
        """SELECT recording_id, name_started_at IS NOT NULL OR name_uniqueid IS NOT NULL FROM recording
           WHERE absolute_path = ? AND call_id = ? AND replaced_by IS NULL""",
        [stored, call_id],
    ).fetchone()
    db.conn.execute("UPDATE recording SET replaced_by = NULL WHERE recording_id = ?", [recording_id])
    if newer is None:
        return True
    newer_id, tells_its_call = newer
    if stored == path_value(path.absolute()):
        retire(db, newer_id, recording_id)
    elif not tells_its_call:
        # It was moved before another one was written to its name, which says nothing of a call: there are two.
        _part(db, newer_id, call_id)
    return True


def _part(db: Database, recording_id: str, call_id: str) -> None:
    """Give a recording of this call a call of its own."""
    db.conn.execute(
        "DELETE FROM alias WHERE call_id = ? AND alias LIKE 'r-%' AND ? LIKE substr(alias, 3) || '%'",
        [call_id, recording_id],
    )
    own = create_call(db, own_name(db, recording_id))
    db.conn.execute("UPDATE recording SET call_id = ?, join_reason = NULL WHERE recording_id = ?", [own, recording_id])
    db.conn.execute("UPDATE result SET call_id = ? WHERE recording_id = ?", [own, recording_id])
