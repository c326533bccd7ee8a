"""Call detail records in, their calls out: each finds its call by any of its ids, or makes one.

What concerns no recording is written in bulk, what does record by record; both ways end in the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from speechqa.calls.model import Call
from speechqa.store.columns import CALL_COLUMNS, call_values
from speechqa.store.connection import transaction
from speechqa.store.detach import own_calls, part_records
from speechqa.store.entries import said_of
from speechqa.store.identity import add_aliases, calls_named, create_call, last_seen, merge_calls
from speechqa.store.settings import local_clock, zone_of

if TYPE_CHECKING:
    from sqlite_utils import Database

Values = list[Any]
"""CALL_COLUMNS of a record."""

_COLUMNS = ", ".join(CALL_COLUMNS)
_MARKS = ", ".join("?" * len(CALL_COLUMNS))
_CALL_NAMES = ("call_id", "seen", "local_date", "local_hour", "local_weekday", *CALL_COLUMNS)
_FIRST_OF_RECORD = _CALL_NAMES.index(CALL_COLUMNS[0])
_CHANGES = ", ".join(f"{column} = ?" for column in CALL_COLUMNS)
_MANAGER, _MANAGER_SOURCE, _MANAGER_NAME, _CUSTOMER, _UNIQUEID, _LINKEDID = (
    CALL_COLUMNS.index(name)
    for name in ("manager", "manager_source", "manager_name", "customer", "uniqueid", "linkedid")
)


@dataclass(slots=True)
class Saved:
    """What became of records.

    Attributes:
        new: ids of those that were not there.
        changed: ids of those that say something else than before.
        written: ids of the calls that have all that their record says already.
        to_describe: ids of the calls that other facts have a say in.
    """

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    to_describe: list[str] = field(default_factory=list)


def save_records(
    db: Database, records: Sequence[Call], *, in_bulk: bool = True, values_of: Callable[[Call], Values] = call_values
) -> Saved:
    """Store call records, in their order.

    Args:
        in_bulk: False takes every record by itself.
        values_of: what the columns hold; ``clean_values`` for records made of rows that were kept.
    """
    saved = Saved()
    calls = {record.call_id: record for record in records}
    values = {record_id: values_of(record) for record_id, record in calls.items()}
    with transaction(db):
        known = _known(db, calls)
        last = last_seen(db)
        saved.new = [record_id for record_id in calls if record_id not in known]
        seen = {record_id: n for n, record_id in enumerate(saved.new, last + 1)}
        saved.changed = [
            record_id for record_id, (_call, before, _plain) in known.items() if before != values[record_id]
        ]
        added = _unnamed(db, {record_id: values[record_id] for record_id in saved.new}) if in_bulk else set()
        updated = {one for one in saved.changed if in_bulk and _is_of_its_call(known[one], values[one])}
        _insert(db, [(one, seen[one], calls[one], values[one]) for one in calls if one in added])
        _update(db, [(one, known[one][0], calls[one], values[one]) for one in calls if one in updated])
        saved.written = [*added, *(known[one][0] for one in updated)]
        singly = {*saved.new, *saved.changed} - added - updated
        described = {_save_one(db, one, values[one], seen.get(one)): None for one in calls if one in singly}
        _forget_names(db, {one: known[one][1] for one in saved.changed if one in singly}, values)
        # Of two calls that a later record made one, only one is left.
        saved.to_describe = list(calls_named(db, described))
    return saved


def absorb(db: Database, absorbed: Mapping[str, str]) -> tuple[str, ...]:
    """Let records go whose rows turned out to be part of another's call, and their calls become its call.

    Args:
        absorbed: ids of such records, or of calls that never had one, and the record that each is a part of.

    Returns:
        ids of the calls that changed by it.
    """
    part_records(db, [*absorbed, *absorbed.values()])
    own_calls(db, absorbed)
    there = set(_known(db, absorbed))
    changed = []
    for record_id, main in absorbed.items():
        row = db.conn.execute("SELECT call_id FROM record WHERE record_id = ?", [main]).fetchone()
        if row is None:
            continue
        if record_id in there:
            db.conn.execute("DELETE FROM record WHERE record_id = ?", [record_id])
        if record_id in there or record_id not in calls_named(db, [record_id]):
            changed.append(merge_calls(db, calls_named(db, [row[0], record_id])))
            add_aliases(db, changed[-1], [record_id])
    return calls_named(db, changed)


def drop_records(db: Database, record_ids: Sequence[str]) -> tuple[str, ...]:
    """Let records go whose rows make no call, and calls of which nothing else is known; returns ids of the others."""
    left = []
    part_records(db, record_ids)
    known = _known(db, record_ids)
    judged = said_of(db, {call_id for call_id, _values, _is_alone in known.values()})
    for record_id, (call_id, _values, is_alone) in known.items():
        db.conn.execute("DELETE FROM record WHERE record_id = ?", [record_id])
        if is_alone and call_id not in judged:
            db.conn.execute("DELETE FROM call WHERE call_id = ?", [call_id])
        else:
            left.append(call_id)
    return tuple(left)


def judged_records(db: Database, record_ids: Iterable[str]) -> set[str]:
    """Those of the records of whose calls a person said anything."""
    rows = db.conn.execute(
        "SELECT record_id, call_id FROM record WHERE record_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(record_ids))],
    ).fetchall()
    judged = said_of(db, {row[1] for row in rows})
    return {str(record_id) for record_id, call_id in rows if call_id in judged}


def mark_unjudged(db: Database, call_ids: Iterable[str]) -> None:
    """Remember which calls are to be judged again, those that have a recording."""
    db.conn.executemany(
        """INSERT OR IGNORE INTO unjudged SELECT call_id FROM call WHERE call_id = ?
           AND EXISTS (SELECT 1 FROM recording WHERE recording.call_id = call.call_id)""",
        [(call_id,) for call_id in call_ids],
    )


def unjudged(db: Database) -> tuple[str, ...]:
    """Calls whose facts changed since they were judged, first seen first."""
    rows = db.conn.execute("SELECT call_id FROM unjudged CROSS JOIN call USING (call_id) ORDER BY seen").fetchall()
    return tuple(str(row[0]) for row in rows)


def forget_unjudged(db: Database, call_id: str) -> None:
    """The call was judged by what is known of it."""
    db.conn.execute("DELETE FROM unjudged WHERE call_id = ?", [call_id])


def _known(db: Database, record_ids: Iterable[str]) -> dict[str, tuple[str, Values, bool]]:
    """Of the records that are there: the call, what they say, and whether the call has nothing else."""
    rows = db.conn.execute(
        f"""SELECT record_id, call_id,
                   NOT EXISTS (SELECT 1 FROM recording WHERE recording.call_id = record.call_id)
                   AND NOT EXISTS (SELECT 1 FROM record other
                                   WHERE other.call_id = record.call_id AND other.record_id <> record.record_id),
                   {_COLUMNS}
            FROM record WHERE record_id IN (SELECT value FROM json_each(?))""",
        [json.dumps(list(record_ids))],
    ).fetchall()
    return {row[0]: (row[1], list(row[3:]), bool(row[2])) for row in rows}


def _unnamed(db: Database, fresh: dict[str, Values]) -> set[str]:
    """Which of these new records share no name with a call that is there, nor with one another's."""
    names = {one: {one, values[_UNIQUEID] or one, values[_LINKEDID] or one} for one, values in fresh.items()}
    rows = db.conn.execute(
        """WITH named AS (SELECT DISTINCT value AS name FROM json_each(?))
           SELECT name FROM named WHERE EXISTS (SELECT 1 FROM call WHERE call_id = name)
           UNION ALL SELECT name FROM named WHERE EXISTS (SELECT 1 FROM alias WHERE alias = name)""",
        [json.dumps([name for named in names.values() for name in named])],
    )
    taken = {row[0] for row in rows.fetchall()}
    found = set()
    for one, named in names.items():
        if _is_plain(fresh[one]) and taken.isdisjoint(named):
            found.add(one)
        taken |= named
    return found


def _is_plain(values: Values) -> bool:
    """Whether a call without a recording has exactly these columns; see ``calls.describe``."""
    manager = values[_MANAGER]
    return (
        (manager is None or (bool(manager) and manager == manager.strip()))
        and values[_MANAGER_SOURCE] == (None if manager is None else "record")
        and values[_MANAGER_NAME] != ""
        and values[_CUSTOMER] != ""
        and values[_UNIQUEID] != ""
        and values[-1] == 1
    )


def _is_of_its_call(known: tuple[str, Values, bool], after: Values) -> bool:
    _call_id, before, is_alone = known
    same_names = all(before[at] == after[at] for at in (_UNIQUEID, _LINKEDID))
    return is_alone and same_names and _is_plain(after)


def _insert(db: Database, added: Sequence[tuple[str, int, Call, Values]]) -> None:
    if not added:
        return
    local = local_clock(zone_of(db))
    columns = list(
        zip(
            *((record_id, seen, *local(call.started_at), *values) for record_id, seen, call, values in added),
            strict=True,
        )
    )
    # Of most records most columns say nothing, and every one that is named costs time.
    told = [at for at, column in enumerate(columns) if column.count(None) < len(column)]
    names = ", ".join(_CALL_NAMES[at] for at in told)
    db.conn.executemany(
        f"INSERT INTO call ({names}) VALUES ({', '.join('?' * len(told))})",
        zip(*(columns[at] for at in told), strict=True),
    )
    names = ", ".join(_CALL_NAMES[at] for at in told if at >= _FIRST_OF_RECORD)
    db.conn.execute(
        f"INSERT INTO record (record_id, call_id, {names}) SELECT call_id, call_id, {names} FROM call WHERE seen >= ?",
        [added[0][1]],
    )
    db.conn.executemany(
        "INSERT INTO alias (alias, call_id) VALUES (?, ?)",
        [
            (name, record_id)
            for record_id, _seen, _call, values in added
            for name in {values[_UNIQUEID], values[_LINKEDID]}
            if name and name != record_id
        ],
    )


def _update(db: Database, updated: Sequence[tuple[str, str, Call, Values]]) -> None:
    local = local_clock(zone_of(db))
    db.conn.executemany(
        f"UPDATE record SET {_CHANGES} WHERE record_id = ?",
        [(*values, record_id) for record_id, _call_id, _call, values in updated],
    )
    db.conn.executemany(
        f"""UPDATE call SET local_date = ?, local_hour = ?, local_weekday = ?, {_CHANGES},
                extension = NULL, department = NULL, told = NULL WHERE call_id = ?""",
        [(*local(call.started_at), *values, call_id) for _record_id, call_id, call, values in updated],
    )


def _forget_names(db: Database, before: Mapping[str, Values], after: Mapping[str, Values]) -> None:
    """A record that turns out to have another first row has no longer the name that it had by the one before."""
    stale = [
        (record_id, values[at])
        for record_id, values in before.items()
        for at in (_UNIQUEID, _LINKEDID)
        if values[at] and values[at] not in {record_id, after[record_id][_UNIQUEID], after[record_id][_LINKEDID]}
    ]
    db.conn.executemany(
        """DELETE FROM alias WHERE alias = :name
           AND call_id = (SELECT call_id FROM record WHERE record_id = :id)
           AND NOT EXISTS (SELECT 1 FROM record WHERE call_id = alias.call_id
                           AND :name IN (record_id, uniqueid, linkedid))
           AND NOT EXISTS (SELECT 1 FROM recording WHERE call_id = alias.call_id AND name_uniqueid = :name)
           AND NOT EXISTS (SELECT 1 FROM record_row WHERE call_key = :name)""",
        [{"id": record_id, "name": name} for record_id, name in stale],
    )


def _save_one(db: Database, record_id: str, values: Values, seen: int | None) -> str:
    """Save a record beside whatever else is known of its call; returns the call's id."""
    names = (record_id, values[_UNIQUEID], values[_LINKEDID])
    part_records(db, [record_id])
    own_calls(db, names)
    stored = db.conn.execute("SELECT call_id FROM record WHERE record_id = ?", [record_id]).fetchone()
    found = calls_named(db, [*names, *(stored or ())])
    call_id = merge_calls(db, found) if found else create_call(db, record_id, seen)
    add_aliases(db, call_id, names)
    db.conn.execute(
        f"INSERT OR REPLACE INTO record (record_id, call_id, {_COLUMNS}) VALUES (?, ?, {_MARKS})",
        [record_id, call_id, *values],
    )
    db.conn.execute(
        """UPDATE recording SET join_reason = 'uniqueid'
           WHERE call_id = ? AND join_reason IS NULL AND name_uniqueid IS NOT NULL""",
        [call_id],
    )
    return call_id
