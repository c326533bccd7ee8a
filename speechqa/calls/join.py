"""Recordings and records in; out, which belong together: by their ids, else by number, extension and time.

A wrong join puts another call's facts on a recording, so what is not clear is left alone. The result does not depend on
the order of either side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from speechqa.calls.model import Call
from speechqa.recording.health import is_same_length
from speechqa.recording.model import NameFacts

EXACT_SECONDS = 2.0
"""How near the starts must be where nothing but the time speaks for a join."""


@dataclass(frozen=True, slots=True)
class JoinSide:
    """What is known of a recording: ``zone`` is that of its naive times, ``duration`` its length in seconds."""

    recording_id: str
    name: NameFacts
    duration: float | None
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Joined:
    """``reason`` is ``uniqueid``, ``number_and_time`` or ``time``."""

    recording_id: str
    record_id: str
    reason: str


def join(recordings: Sequence[JoinSide], records: Sequence[Call], tolerance: float) -> tuple[Joined, ...]:
    """Pairs, one recording to one record, ordered by recording.

    Args:
        tolerance: seconds that starts may be apart. A recording may begin with the call or with the answer.
    """
    joined = _by_id(recordings, records)
    # A second recording of a call that has one must not look for another call.
    known = {key for record in records for key in _ids(record)}
    rest = [side for side in recordings if not _has_id(side, known)]
    taken = {pair.record_id for pair in joined}
    joined += _by_time(rest, [record for record in records if record.call_id not in taken], tolerance)
    return tuple(sorted(joined, key=lambda pair: pair.recording_id))


def _by_id(recordings: Sequence[JoinSide], records: Sequence[Call]) -> list[Joined]:
    by_id: dict[str, set[str]] = defaultdict(set)
    calls = {record.call_id: record for record in records}
    for record in records:
        for key in _ids(record):
            by_id[key].add(record.call_id)
    claims: dict[str, list[JoinSide]] = defaultdict(list)
    for side in recordings:
        if side.name.uniqueid is None:
            continue
        found = by_id.get(side.name.uniqueid) or {
            record_id
            for record_id in by_id.get(_bare(side.name.uniqueid), ())
            if _same_system(side.name.uniqueid, calls[record_id])
        }
        if len(found) == 1:
            claims[next(iter(found))].append(side)
    return [
        Joined(min(sides, key=lambda side: _closeness(side, calls[record_id])).recording_id, record_id, "uniqueid")
        for record_id, sides in claims.items()
    ]


def _closeness(side: JoinSide, record: Call) -> tuple[float, float, str]:
    """Of several recordings of one call, the one that holds most of its talk is the call's."""
    apart = _apart(side, record)
    length = abs((side.duration or 0.0) - record.talk) if record.talk is not None else 0.0
    return length, apart if apart is not None else 0.0, side.recording_id


def _ids(record: Call) -> set[str]:
    """A record's ids, with and without the name of the system before them."""
    whole = {key for key in (record.uniqueid, record.linkedid) if key}
    return whole | {_bare(key) for key in whole}


def _bare(uniqueid: str) -> str:
    return uniqueid.rpartition("-")[2]


def _same_system(uniqueid: str, record: Call) -> bool:
    """Whether the names before the ids can be one system's: either has none, or both have the same."""
    names = {key.rpartition("-")[0] for key in (uniqueid, record.uniqueid, record.linkedid) if key}
    return len(names - {""}) <= 1


def _has_id(side: JoinSide, known: set[str]) -> bool:
    uniqueid = side.name.uniqueid
    return uniqueid is not None and (uniqueid in known or _bare(uniqueid) in known)


def _by_time(recordings: Sequence[JoinSide], records: Sequence[Call], tolerance: float) -> list[Joined]:
    """The nearest pairs first; a side with two equally near partners gets none."""
    pairs = _pairs(recordings, records, tolerance)
    levels: dict[tuple[int, int, float], list[tuple[str, str, str]]] = defaultdict(list)
    for cost, recording_id, record_id, reason in pairs:
        levels[cost].append((recording_id, record_id, reason))
    used: set[str] = set()
    taken: set[str] = set()
    joined: list[Joined] = []
    for cost in sorted(levels):
        free = [pair for pair in levels[cost] if pair[0] not in used and pair[1] not in taken]
        for recording_id, record_id, reason in free:
            rivals = [pair for pair in free if (pair[0] == recording_id) != (pair[1] == record_id)]
            if not rivals:
                joined.append(Joined(recording_id, record_id, reason))
        # Whoever had a tie is out as well: a farther partner would be a worse guess than none.
        used |= {pair[0] for pair in free}
        taken |= {pair[1] for pair in free}
    return joined


def _pairs(
    recordings: Sequence[JoinSide], records: Sequence[Call], tolerance: float
) -> list[tuple[tuple[int, int, float], str, str, str]]:
    """Possible pairs with their costs: what agrees beside the time, then the length, then the time."""
    buckets: dict[int, list[Call]] = defaultdict(list)
    width = max(60.0, tolerance)
    for record in records:
        if record.started_at is not None:
            for moment in {record.started_at, record.started_at + timedelta(seconds=record.wait or 0.0)}:
                buckets[int(moment.timestamp() // width)].append(record)
    pairs = []
    for side in recordings:
        start = _start(side)
        if start is None:
            continue
        middle = int(start.timestamp() // width)
        near = {record.call_id: record for at in (middle - 1, middle, middle + 1) for record in buckets.get(at, [])}
        found = []
        for record in near.values():
            apart = _apart(side, record)
            reason = _agreement(side, record, apart)
            if apart is not None and apart <= tolerance and reason is not None:
                mismatch = int(side.duration is not None and not _same_length(side.duration, record))
                found.append(((int(reason == "time"), mismatch, apart), side.recording_id, record.call_id, reason))
        pairs += found if len(found) == 1 else [pair for pair in found if not _vague(pair[0])]
    return pairs


def _vague(cost: tuple[int, int, float]) -> bool:
    """Among several, nothing but a time that is not even the same."""
    return cost[0] == 1 and cost[2] > EXACT_SECONDS


def _start(side: JoinSide) -> datetime | None:
    started = side.name.started_at
    if started is None:
        return None
    return (started if started.tzinfo is not None else started.replace(tzinfo=side.zone)).astimezone(UTC)


def _apart(side: JoinSide, record: Call) -> float | None:
    start = _start(side)
    if start is None or record.started_at is None:
        return None
    from_start = (start - record.started_at).total_seconds()
    return min(abs(from_start), abs(from_start - (record.wait or 0.0)))


def _agreement(side: JoinSide, record: Call, apart: float | None) -> str | None:
    """Why the two may be one call; None where anything that both know differs."""
    name = side.name
    if "unknown" not in (name.direction, record.direction) and name.direction != record.direction:
        return None
    same_number = _digits(name.number) == _digits(record.customer) if name.number and record.customer else None
    same_manager = name.manager == record.manager if name.manager and record.manager else None
    if same_number is False or same_manager is False:
        return None
    if same_number or same_manager:
        return "number_and_time"
    if side.duration is None:
        return "time" if apart is not None and apart <= EXACT_SECONDS else None
    return "time" if _same_length(side.duration, record) else None


def _digits(number: str | None) -> str:
    return "".join(character for character in number or "" if character.isdigit())[-10:]


def _same_length(duration: float, record: Call) -> bool:
    # A recording may begin with the call or with the answer.
    lengths = [length for length in (record.talk, record.duration) if length]
    return any(is_same_length(duration, length) for length in lengths)
