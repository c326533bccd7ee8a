"""What came into the database in; out, all recordings and records that may have other partners by that; and joins in,
made or undone.

No more is looked at than what came can have a say in: what could be its partner, the other possible partners of that,
and so on. Calls that an id makes one for good are one long before (``speechqa.store.identity``).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from speechqa.calls.join import Joined, JoinRecord, JoinSide, related
from speechqa.store.detach import part
from speechqa.store.identity import calls_named, merge_calls
from speechqa.store.join_sides import before, recordings_near, records_near, records_of, sides_of
from speechqa.store.settings import get_setting, set_setting, zone_of

if TYPE_CHECKING:
    from sqlite_utils import Database

_JOINED_BY = "joined_by"
_VERSION = "2"
"""Raised when the same recordings and records are to be joined otherwise."""


@dataclass(frozen=True, slots=True)
class Open:
    """Recordings and records whose partners are to be found, each by the id of its own call."""

    recordings: dict[str, JoinSide] = field(default_factory=dict)
    records: dict[str, JoinRecord] = field(default_factory=dict)


def open_sides(db: Database, tolerance: float) -> Open:
    """What ``calls.join`` takes: all that may be joined otherwise since it was asked last."""
    _look_again(db, tolerance)
    came = _own_calls_of(db, "recording") | _own_calls_of(db, "record")
    left_records, left_sides = before(db)
    found = Open(
        sides_of(db, came | recordings_near(db, left_records, tolerance)),
        records_of(db, came | records_near(db, left_sides, tolerance)),
    )
    # What has found its call for good looks for nothing, but others may have hoped for what it found.
    sides, records = sides_of(db, came, without_record=False) | found.recordings, dict(found.records)
    while sides or records:
        near_records = records_of(db, records_near(db, sides, tolerance))
        near_sides = sides_of(db, recordings_near(db, records, tolerance))
        with_records = {one for one, _other in related(list(near_sides.values()), list(records.values()), tolerance)}
        with_sides = {one for _other, one in related(list(sides.values()), list(near_records.values()), tolerance)}
        near_sides = {own: side for own, side in near_sides.items() if side.recording_id in with_records}
        near_records = {own: record for own, record in near_records.items() if record.record_id in with_sides}
        # Whatever else is known now, the partners that they have are to be judged too.
        near_sides |= sides_of(db, _together(db, "recording", records))
        near_records |= records_of(db, _together(db, "record", sides))
        sides = {own: side for own, side in near_sides.items() if own not in found.recordings}
        records = {own: record for own, record in near_records.items() if own not in found.records}
        found.recordings.update(sides)
        found.records.update(records)
    return found


def apply_joins(db: Database, found: Open, joined: Sequence[Joined]) -> tuple[str, ...]:
    """Let exactly these joins hold among what was found; returns ids of the calls that are to be derived anew."""
    recording_calls = {side.recording_id: own for own, side in found.recordings.items()}
    record_calls = {record.record_id: own for own, record in found.records.items()}
    reasons = {recording_calls[one.recording_id]: one.reason for one in joined}
    groups: dict[str, set[str]] = defaultdict(set)
    for one in joined:
        own = record_calls[one.record_id]
        groups[own] |= {own, recording_calls[one.recording_id]}
    wanted = {own: frozenset(group) for group in groups.values() for own in group}
    everything = [*found.recordings, *found.records]
    now = _groups(db, everything)
    changed = {own for own in everything if wanted.get(own, frozenset([own])) != now[own]}
    changed |= {other for own in changed for other in now[own]}
    for call_id in calls_named(db, changed):
        part(db, call_id)
    for own, group in groups.items():
        if own in changed:
            merge_calls(db, group, for_good=False)
    for own, reason in reasons.items():
        db.conn.execute(
            """UPDATE recording SET join_reason = :reason
               WHERE own_call_id = :own OR (own_call_id IS NULL AND call_id = :own)""",
            {"own": own, "reason": reason},
        )
    parted = db.conn.execute(
        """SELECT call_id FROM unjoined JOIN recording ON kind = 'recording' AND id = recording_id WHERE parted
           UNION SELECT call_id FROM unjoined JOIN record ON kind = 'record' AND id = record_id WHERE parted"""
    ).fetchall()
    db.conn.execute("DELETE FROM unjoined")
    return calls_named(db, {*changed, *(row[0] for row in parted)})


def _look_again(db: Database, tolerance: float) -> None:
    """Names' local times are other moments in another zone; a wider tolerance finds more."""
    joined_by = f"{_VERSION} {zone_of(db).key} {tolerance:g}"
    before = get_setting(db, _JOINED_BY)
    if before == joined_by:
        return
    if before is not None:
        db.conn.execute("INSERT OR IGNORE INTO unjoined (kind, id) SELECT 'recording', recording_id FROM recording")
    set_setting(db, _JOINED_BY, joined_by)


def _own_calls_of(db: Database, kind: str) -> set[str]:
    rows = db.conn.execute(
        f"""SELECT DISTINCT coalesce(own_call_id, call_id) FROM unjoined JOIN {kind} ON {kind}_id = id
            WHERE kind = ?""",
        [kind],
    )
    return {row[0] for row in rows.fetchall()}


def _together(db: Database, kind: str, own_calls: Iterable[str]) -> set[str]:
    """Own calls of the recordings, or records, that are joined to these calls now."""
    rows = db.conn.execute(
        f"""WITH here AS (SELECT value AS call_id FROM json_each(:calls)
                          UNION SELECT call_id FROM json_each(:calls) JOIN joined ON own_call_id = value)
            SELECT DISTINCT coalesce(own_call_id, call_id) FROM here JOIN {kind} USING (call_id)""",
        {"calls": json.dumps(list(own_calls))},
    )
    return {row[0] for row in rows.fetchall()}


def _groups(db: Database, own_calls: Iterable[str]) -> dict[str, frozenset[str]]:
    """By each own call, all that it is one with now."""
    own = list(own_calls)
    rows = db.conn.execute(
        """WITH here AS (SELECT value AS call_id FROM json_each(:calls)
                         UNION SELECT call_id FROM json_each(:calls) JOIN joined ON own_call_id = value)
           SELECT call_id, own_call_id FROM here JOIN joined USING (call_id)""",
        {"calls": json.dumps(own)},
    ).fetchall()
    members: dict[str, set[str]] = defaultdict(set)
    for call_id, part_of_it in rows:
        members[call_id] |= {call_id, part_of_it}
    found = {one: frozenset(group) for group in members.values() for one in group}
    return {one: found.get(one, frozenset([one])) for one in own}
