"""Lists that people keep, as read, in; each the whole of its table, and what they say of calls in the calls, out.

Who answered, in which department, and by which advertising the call came is derived by directories.sql, and by nothing
else: for single calls as they are described, for all of them when a list changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speechqa.calls.model import Call
from speechqa.calls.people import name_key
from speechqa.store.calls import load_call, save_call
from speechqa.store.columns import path_value, text_value
from speechqa.store.connection import transaction
from speechqa.store.settings import zone_of

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.calls.money import Spend, Tariff
    from speechqa.calls.people import Shift
    from speechqa.calls.phone_lines import PhoneLine
    from speechqa.calls.plan import Plan
    from speechqa.calls.working_days import MarkedDay

    Listed = Shift | PhoneLine | Plan | Tariff | Spend | MarkedDay

TABLES = {
    "managers": "staff",
    "lines": "line",
    "plan": "plan",
    "tariffs": "tariff",
    "spend": "spend",
    "working_days": "marked_day",
}
"""The table of each list."""

_OTHER_NAMES = {"begin": "begin_minute", "end": "end_minute", "first": "first_day", "last": "last_day"}
_ALL_CALLS = "SELECT call_id FROM call"
_THESE_CALLS = "SELECT value FROM json_each(:ids)"


def fingerprint_of(db: Database, kind: str) -> str | None:
    """Of the file as it was read last; None where there is none."""
    row = db.conn.execute("SELECT fingerprint FROM directory WHERE kind = ?", [kind]).fetchone()
    return None if row is None else str(row[0])


def replace_directory(db: Database, kind: str, path: Path, fingerprint: str, entries: Sequence[Listed]) -> None:
    """Put a list in the place of the one before."""
    with transaction(db):
        _empty(db, kind)
        for entry in entries:
            values = _values(entry)
            marks = ", ".join("?" * len(values))
            db.conn.execute(f"INSERT INTO {TABLES[kind]} ({', '.join(values)}) VALUES ({marks})", list(values.values()))
        db.conn.execute(
            "INSERT INTO directory (kind, place, fingerprint) VALUES (?, ?, ?)",
            [kind, path_value(path.absolute()), fingerprint],
        )


def forget_directory(db: Database, kind: str) -> None:
    """Go without such a list."""
    with transaction(db):
        _empty(db, kind)


def apply_directories(db: Database, call_ids: Iterable[str] | None = None) -> tuple[str, ...]:
    """Derive what the lists say of these calls, or of all; returns the ids of those of which something changed."""
    ids = None if call_ids is None else list(call_ids)
    if ids == [] or (ids is not None and not has_directories(db)):
        # A call that was just written says what its facts say already.
        return ()
    with transaction(db):
        query = _query().replace("{concerned}", _ALL_CALLS if ids is None else _THESE_CALLS)
        rows = db.conn.execute(query, {"zone": zone_of(db).key, "ids": json.dumps(ids)}).fetchall()
        return tuple(sorted(str(row[0]) for row in rows))


def has_directories(db: Database) -> bool:
    """Whether any list says something of calls."""
    query = "SELECT EXISTS (SELECT 1 FROM staff) OR EXISTS (SELECT 1 FROM line)"
    return bool(db.conn.execute(query).fetchone()[0])


def save_described(db: Database, call: Call) -> None:
    """Write what was derived for a call from its records and recordings, and what the lists say of it, where it is
    new."""
    with transaction(db):
        if _as_told(db, call.call_id) != call:
            save_call(db, call)
            apply_directories(db, [call.call_id])


def with_directories(db: Database, call: Call) -> Call:
    """What the lists say of a call, of which the database may know more than ``call`` does."""
    if not has_directories(db):
        return call
    with transaction(db):
        stored = _as_told(db, call.call_id)
        save_described(db, call)
        told = load_call(db, call.call_id)
        save_described(db, stored)
    return told


def _as_told(db: Database, call_id: str) -> Call:
    """The stored call as its records and recordings say it."""
    (told,) = db.conn.execute("SELECT told FROM call WHERE call_id = ?", [call_id]).fetchone()
    return replace(load_call(db, call_id), extension=None, department=None, **(json.loads(told) if told else {}))


def _empty(db: Database, kind: str) -> None:
    db.conn.execute(f"DELETE FROM {TABLES[kind]}")
    db.conn.execute("DELETE FROM directory WHERE kind = ?", [kind])


def _values(entry: Listed) -> Mapping[str, Any]:
    values: dict[str, Any] = {}
    for field in fields(entry):
        value = getattr(entry, field.name)
        if isinstance(value, date):
            value = value.isoformat()
        values[_OTHER_NAMES.get(field.name, field.name)] = text_value(value) if isinstance(value, str) else value
    name = values.get("name")
    return values if name is None else values | {"name_key": name_key(name)}


@cache
def _query() -> str:
    return (Path(__file__).parent / "directories.sql").read_text(encoding="utf-8")
