"""Facts in, calls out: records and recordings of one conversation meet here.

The ``call`` row is derived: ``facts_of`` gives what is known of a call, ``speechqa.calls.describe`` makes one Call of
it, ``save_call`` writes that. Whoever changes a fact does this for the calls that are concerned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from speechqa.calls.model import Call
from speechqa.errors import SpeechqaError
from speechqa.store.columns import CALL_COLUMNS, call_from, call_values, path_value
from speechqa.store.connection import transaction
from speechqa.store.identity import calls_named
from speechqa.store.recordings import StoredRecording, recordings_of
from speechqa.store.settings import local_columns, zone_of
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_COLUMNS = ", ".join(CALL_COLUMNS)


def facts_of(db: Database, call_id: str) -> tuple[StoredRecording | None, Call | None]:
    """What is known of a call: its longest recording, and its record (the one with most talk)."""
    recordings = recordings_of(db, call_id)
    row = db.conn.execute(
        f"""SELECT record_id, {_COLUMNS} FROM record WHERE call_id = ?
            ORDER BY talk DESC NULLS LAST, record_id LIMIT 1""",
        [call_id],
    ).fetchone()
    return (recordings[0] if recordings else None), (None if row is None else call_from(row[0], row[1:]))


def save_call(db: Database, call: Call, zone: ZoneInfo | None = None) -> None:
    """Write what was derived for a call that is already known; local columns are in ``zone`` (the project's)."""
    local = dict(
        zip(
            ("local_date", "local_hour", "local_weekday"),
            local_columns(call.started_at, zone or zone_of(db)),
            strict=True,
        )
    )
    # What the lists that people keep say of it is derived anew by store.directories.
    of_lists = dict.fromkeys(("extension", "department", "told"))
    values = dict(zip(CALL_COLUMNS, call_values(call), strict=True)) | local | of_lists
    changes = ", ".join(f"{column} = :{column}" for column in values)
    with transaction(db):
        cursor = db.conn.execute(
            f"UPDATE call SET {changes} WHERE call_id = :call_id", values | {"call_id": call.call_id}
        )
        if cursor.rowcount == 0:
            raise KeyError(call.call_id)


def load_call(db: Database, name: str) -> Call:
    """The call of that id, alias or file; SpeechqaError where there is none or more than one."""
    call_id = find_call(db, name)
    row = db.conn.execute(f"SELECT {_COLUMNS}, extension, department FROM call WHERE call_id = ?", [call_id]).fetchone()
    return replace(call_from(call_id, row[:-2]), extension=row[-2], department=row[-1])


def find_call(db: Database, name: str) -> str:
    """The id of the call with that id, alias, path or file name (with or without its suffix)."""
    found: tuple[str, ...] = calls_named(db, [name])
    if not found:
        rows = db.conn.execute(
            """SELECT DISTINCT call_id FROM recording
               WHERE path = :name OR absolute_path = :absolute OR name = :name
                  OR (substr(name, 1, length(:name) + 1) = :name || '.'
                      AND instr(substr(name, length(:name) + 2), '.') = 0)
               ORDER BY call_id""",
            {"name": path_value(Path(name)), "absolute": path_value(Path(name).absolute())},
        )
        found = tuple(str(row[0]) for row in rows)
    if not found:
        raise SpeechqaError(
            _("there is no call of this name"), name, _("speechqa report calls lists the calls and their ids.")
        )
    if len(found) > 1:
        raise SpeechqaError(
            _("several calls have a recording of this name"),
            name,
            _("Name one by its id: {ids}.").format(ids=", ".join(found)),
        )
    return found[0]


def call_ids(db: Database) -> Iterator[str]:
    """Ids of all calls, first seen first."""
    for row in db.conn.execute("SELECT call_id FROM call ORDER BY seen").fetchall():
        yield str(row[0])


def recorded_calls(db: Database) -> tuple[str, ...]:
    """Ids of all calls with a recording."""
    return tuple(str(row[0]) for row in db.conn.execute("SELECT DISTINCT call_id FROM recording").fetchall())
