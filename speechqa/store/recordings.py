"""Recordings in, their rows and the calls they belong to out; an unchanged file is never read again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speechqa.recording.model import Finding, NameFacts, Recording
from speechqa.recording.sides import whole_path
from speechqa.store.columns import number_value, path_from, path_value, text_value
from speechqa.store.connection import transaction
from speechqa.store.detach import own_calls, part_recording
from speechqa.store.identity import add_aliases, calls_named, create_call, merge_calls, own_name
from speechqa.store.replaced import in_place_of, restore, retire

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class StoredRecording:
    """A recording as the database knows it.

    ``channels`` is None until it was decoded or its text read, ``duration`` also where its text has no times.
    ``has_sound`` tells whether it was decoded: the end of the last word is no length.
    """

    recording_id: str
    call_id: str
    sha256: str
    path: Path
    name: NameFacts
    folder: str | None
    manager_option: str | None
    duration: float | None
    channels: int | None
    join_reason: str | None
    has_sound: bool = True


def cached_sha256(db: Database, path: Path, size: int, mtime_ns: int) -> str | None:
    """The sum of an unchanged file's bytes, None where it is new or changed."""
    row = db.conn.execute(
        "SELECT sha256 FROM file WHERE path = ? AND size = ? AND mtime_ns = ?",
        [path_value(path.absolute()), size, mtime_ns],
    ).fetchone()
    return None if row is None else str(row[0])


def remember_file(db: Database, path: Path, size: int, mtime_ns: int, sha256: str) -> None:
    """Keep the sum of a file's bytes for ``cached_sha256``."""
    with transaction(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO file (path, size, mtime_ns, sha256) VALUES (?, ?, ?, ?)",
            [path_value(path.absolute()), size, mtime_ns, sha256],
        )


def recording_id_of(recording: Recording) -> str:
    """The id of the bytes under what their name states."""
    name = recording.name
    stated = [
        recording.sha256,
        name.started_at.isoformat() if name.started_at else None,
        name.manager,
        name.direction,
        name.number,
        name.uniqueid,
    ]
    return hashlib.sha256(json.dumps(stated).encode()).hexdigest()[:16]


def register_recording(db: Database, recording: Recording, manager_option: str | None) -> tuple[str, str, bool]:
    """Find or add a recording, and the call it belongs to.

    Known is the same content whose name states the same (wherever it lies now), and the same content at the same
    place or of the same name (whatever a newer pattern reads in it). Other content in the place of a known recording
    is the same call, recorded further or anew: it takes the place of the one before, whose transcript stays.

    Returns:
        recording_id, call_id, and whether the recording is new.
    """
    with transaction(db):
        known = _find(db, recording)
        if known is not None:
            recording_id, call_id = known
            if restore(db, recording_id, recording.path):
                call_id = load_recording(db, recording_id).call_id
            _refresh(db, recording_id, recording, manager_option)
            return recording_id, _answer_to_name(db, recording_id, call_id, recording.name.uniqueid), False
        recording_id = recording_id_of(recording)
        alias = own_name(db, recording_id)
        before = in_place_of(db, recording.path)
        found: tuple[str, ...] = (before["call_id"],) if before else own_calls(db, [recording.name.uniqueid])
        call_id = found[0] if found else create_call(db, text_value(recording.name.uniqueid) or alias)
        values = _file_values(recording) | _name_values(recording.name)
        values |= {
            "recording_id": recording_id,
            "call_id": call_id,
            "sha256": recording.sha256,
            "manager_option": text_value(manager_option),
        }
        if before is not None:
            values["join_reason"] = before["join_reason"]
            values["manager_option"] = values["manager_option"] or before["manager_option"]
        _insert(db, "recording", values)
        if before is not None:
            retire(db, before["recording_id"], recording_id)
        for place in (recording.sent, whole_path(recording.path)) if recording.sent else ():
            part = in_place_of(db, place)
            # A side alone, or both mixed: of the same call this recording tells more.
            if part is not None and part["call_id"] == call_id:
                retire(db, part["recording_id"], recording_id)
        add_aliases(db, call_id, [alias])
        return recording_id, _answer_to_name(db, recording_id, call_id, recording.name.uniqueid), True


def save_audio(
    db: Database, recording_id: str, *, container: str, codec: str, source_rate: int, channels: int, duration: float
) -> None:
    """What decoding told about the file."""
    with transaction(db):
        db.conn.execute(
            """UPDATE recording SET container = ?, codec = ?, source_rate = ?, channels = ?, duration = ?
               WHERE recording_id = ?""",
            [container, codec, int(source_rate), int(channels), float(duration), recording_id],
        )


def save_text(db: Database, recording_id: str, *, channels: int, duration: float | None) -> None:
    """What a transcript from elsewhere told, of a file whose sound was never decoded; ``duration`` None: no times."""
    values = {"id": recording_id, "channels": int(channels), "duration": number_value(duration)}
    where = """recording_id = :id AND container IS NULL
               AND (channels IS NOT :channels OR duration IS NOT :duration)"""
    if db.conn.execute(f"SELECT 1 FROM recording WHERE {where}", values).fetchone():
        with transaction(db):
            db.conn.execute(f"UPDATE recording SET channels = :channels, duration = :duration WHERE {where}", values)


def save_health(db: Database, recording_id: str, findings: Sequence[Finding]) -> None:
    """What the health check found, in place of what it found before."""
    with transaction(db):
        db.conn.execute("DELETE FROM health WHERE recording_id = ?", [recording_id])
        db.conn.executemany(
            "INSERT INTO health (recording_id, code, channel, value) VALUES (?, ?, ?, ?)",
            [(recording_id, f.code, f.channel, number_value(f.value)) for f in findings],
        )


def load_health(db: Database, recording_id: str) -> tuple[Finding, ...]:
    """What the health check found."""
    rows = db.conn.execute(
        "SELECT code, channel, value FROM health WHERE recording_id = ? ORDER BY rowid", [recording_id]
    )
    return tuple(Finding(*row) for row in rows)


def load_recording(db: Database, recording_id: str) -> StoredRecording:
    """One recording; KeyError where there is none."""
    for recording in select_recordings(db, "recording_id = ?", [recording_id]):
        return recording
    raise KeyError(recording_id)


def recordings_of(db: Database, call_id: str | None = None) -> tuple[StoredRecording, ...]:
    """A call's recordings but replaced ones, longest first (the first speaks for the call); of all calls for None."""
    if call_id is None:
        return select_recordings(db, "replaced_by IS NULL", [])
    return select_recordings(db, "replaced_by IS NULL AND call_id = ?", [call_id])


def select_recordings(
    db: Database, where: str, parameters: Sequence[Any] | dict[str, Any]
) -> tuple[StoredRecording, ...]:
    """Recordings that fit a condition, longest first."""
    rows = db.conn.execute(
        f"""SELECT recording_id, call_id, sha256, path, name_pattern, name_started_at, name_manager, name_direction,
                   name_number, name_uniqueid, folder, manager_option, duration, channels, join_reason,
                   container IS NOT NULL
            FROM recording WHERE {where} ORDER BY duration DESC NULLS LAST, recording_id""",
        parameters,
    ).fetchall()
    return tuple(
        StoredRecording(row[0], row[1], row[2], path_from(row[3]), _name_from(row[4:10]), *row[10:]) for row in rows
    )


def _find(db: Database, recording: Recording) -> tuple[str, str] | None:
    here, own_id = path_value(recording.path.absolute()), recording_id_of(recording)
    rows = db.conn.execute(
        """SELECT recording_id, call_id, absolute_path FROM recording
           WHERE sha256 = :sha256 AND (recording_id = :id OR absolute_path = :path OR name = :name)
           ORDER BY recording_id = :id DESC, absolute_path = :path DESC, recording_id""",
        {"id": own_id, "sha256": recording.sha256, "path": here, "name": text_value(recording.path.name)},
    ).fetchall()
    for recording_id, call_id, stored in rows:
        # Of the same name only: a copy under a pattern of its own is a call of its own, a moved file is not.
        if recording_id == own_id or stored == here or not path_from(stored).exists():
            return str(recording_id), str(call_id)
    return None


def _refresh(db: Database, recording_id: str, recording: Recording, manager_option: str | None) -> None:
    stored, size, mtime_ns = db.conn.execute(
        "SELECT absolute_path, size, mtime_ns FROM recording WHERE recording_id = ?", [recording_id]
    ).fetchone()
    values = _name_values(recording.name)
    here = path_value(recording.path.absolute())
    # A file that moved takes its row along; a second copy does not, or the two would push each other out for ever.
    if stored == here or not _is_same_file(path_from(stored), size, mtime_ns):
        values |= _file_values(recording)
    if manager_option is not None:
        values["manager_option"] = text_value(manager_option)
    changes = ", ".join(f"{column} = :{column}" for column in values)
    db.conn.execute(f"UPDATE recording SET {changes} WHERE recording_id = :id", values | {"id": recording_id})


def _is_same_file(path: Path, size: int, mtime_ns: int) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (size, mtime_ns)


def _answer_to_name(db: Database, recording_id: str, call_id: str, uniqueid: str | None) -> str:
    """Bring the recording's call together with the one that has the id in its name; returns the call's id."""
    if not uniqueid:
        return call_id
    kept = call_id
    if calls_named(db, [uniqueid]) != (call_id,):
        own = part_recording(db, recording_id)
        named = own_calls(db, [uniqueid])
        add_aliases(db, own, [uniqueid])
        kept = merge_calls(db, {own, *named})
    db.conn.execute(
        """UPDATE recording SET join_reason = 'uniqueid' WHERE recording_id = ? AND join_reason IS NULL
           AND EXISTS (SELECT 1 FROM record WHERE record.call_id = recording.call_id)""",
        [recording_id],
    )
    return kept


def _file_values(recording: Recording) -> dict[str, Any]:
    return {
        "path": path_value(recording.path),
        "absolute_path": path_value(recording.path.absolute()),
        "name": text_value(recording.path.name),
        "folder": text_value(recording.folder),
        "sent_path": path_value(recording.sent.absolute()) if recording.sent else None,
        "size": recording.size,
        "mtime_ns": recording.mtime_ns,
    }


def _name_values(name: NameFacts) -> dict[str, Any]:
    return {
        "name_pattern": text_value(name.pattern),
        "name_started_at": name.started_at.isoformat() if name.started_at else None,
        "name_manager": text_value(name.manager),
        "name_direction": name.direction,
        "name_number": text_value(name.number),
        "name_uniqueid": text_value(name.uniqueid),
    }


def _name_from(row: Sequence[Any]) -> NameFacts:
    pattern, started_at, *others = row
    return NameFacts(pattern, datetime.fromisoformat(started_at) if started_at else None, *others)


def _insert(db: Database, table: str, values: dict[str, Any]) -> None:
    names, marks = ", ".join(values), ", ".join(f":{column}" for column in values)
    db.conn.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
