"""Recordings and records in; out, which belong together: by an id, by the recording that the record names, else by
number, extension and time.

A wrong join puts another call's facts on a recording, so what is not clear is left alone. The result depends on what is
there, never on the order of either side.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from speechqa.calls.links import bare_id
from speechqa.calls.model import Call
from speechqa.recording.file_names import common_folders, file_stem, is_telling
from speechqa.recording.health import is_same_length
from speechqa.recording.model import NameFacts

EXACT_SECONDS = 2.0
"""How near the starts must be where nothing but the time speaks for a join."""


CLAIM_REASONS = ("folder", "number", "time", "length")
"""What decides which of several records that name one recording has it, in this order."""


@dataclass(frozen=True, slots=True)
class JoinSide:
    """What is known of a recording.

    Attributes:
        duration: length in seconds.
        zone: of naive times in its name.
        files: paths of its file and of further files of the same call.
        is_heard: False until it was decoded, or its text read: till then nothing but an id or a name joins it, since
            its length has a say in the rest.
    """

    recording_id: str
    name: NameFacts
    duration: float | None
    zone: ZoneInfo
    files: tuple[str, ...] = ()
    is_heard: bool = True


@dataclass(frozen=True, slots=True)
class JoinRecord:
    """A call's record.

    Attributes:
        ids: further ids that its rows bear.
        is_taken: its call has a recording; nothing but an id or a name joins another one to it.
    """

    record_id: str
    call: Call
    ids: frozenset[str] = frozenset()
    is_taken: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """``reason`` is ``uniqueid``, ``recording_file``, ``number_and_time`` or ``time``."""

    recording_id: str
    record_id: str
    reason: str


def join(recordings: Sequence[JoinSide], records: Sequence[JoinRecord], tolerance: float) -> tuple[Joined, ...]:
    """Pairs, ordered by recording: every recording to one record at most; several to one by ids and names only.

    Args:
        tolerance: seconds that starts may be apart. A recording may begin with the call or with the answer.
    """
    by_id, rest = _by_id(recordings, records)
    by_file, rest = _by_file(rest, records)
    joined = by_id + by_file
    taken = {pair.record_id for pair in joined} | {record.record_id for record in records if record.is_taken}
    joined += _by_time(
        [side for side in rest if side.is_heard],
        [record for record in records if record.record_id not in taken],
        tolerance,
    )
    return tuple(sorted(joined, key=lambda pair: pair.recording_id))


def related(recordings: Sequence[JoinSide], records: Sequence[JoinRecord], tolerance: float) -> set[tuple[str, str]]:
    """Pairs (recording_id, record_id) in which one has any say in what becomes of the other."""
    by_key: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for key in {*map(bare_id, _ids(record)), *file_keys([record.call.recording_file])}:
            by_key[key].add(record.record_id)
    found = {
        (side.recording_id, record_id)
        for side in recordings
        for key in {bare_id(side.name.uniqueid or ""), *file_keys(side.files)}
        for record_id in by_key.get(key, ())
        if key
    }
    near = _near(recordings, records, tolerance)
    return found | {(side.recording_id, record.record_id) for side, record, _cost, _reason in near}


def best_claim(side: JoinSide, claims: Sequence[JoinRecord]) -> tuple[JoinRecord | None, str | None]:
    """Of records that name one recording the one that fits it best, and what decides; None where two fit alike.

    What decides is one of CLAIM_REASONS; None where there is but one.
    """
    by_cost: dict[tuple[float, ...], JoinRecord] = {}
    for record in claims:
        cost = _claim(side, record)
        if cost in by_cost and by_cost[cost].record_id != record.record_id:
            by_cost[cost] = JoinRecord("", record.call)
        else:
            by_cost[cost] = record
    best, *others = sorted(by_cost)
    if not by_cost[best].record_id:
        return None, None
    if not others:
        return by_cost[best], None
    return by_cost[best], next(
        reason for reason, one, other in zip(CLAIM_REASONS, best, others[0], strict=True) if one != other
    )


def file_keys(paths: Iterable[str | None]) -> set[str]:
    """What equal files have in common: the stem of a telling name, else the whole path."""
    stems = ((file_stem(path), path) for path in paths if path)
    return {f"/{stem}" if is_telling(stem) else f"//{path}" for stem, path in stems}


def _by_id(recordings: Sequence[JoinSide], records: Sequence[JoinRecord]) -> tuple[list[Joined], list[JoinSide]]:
    """The joins, and the recordings whose id no record has: the others must not look for another call."""
    by_id: dict[str, set[str]] = defaultdict(set)
    of = {record.record_id: record for record in records}
    for record in records:
        for key in _ids(record):
            by_id[key].add(record.record_id)
            by_id[bare_id(key)].add(record.record_id)
    joined, rest = [], []
    for side in recordings:
        uniqueid = side.name.uniqueid
        if uniqueid is None or not by_id.keys() & {uniqueid, bare_id(uniqueid)}:
            rest.append(side)
            continue
        found = by_id.get(uniqueid) or {one for one in by_id[bare_id(uniqueid)] if _same_system(uniqueid, of[one])}
        if len(found) == 1:
            joined.append(Joined(side.recording_id, next(iter(found)), "uniqueid"))
    return joined, rest


def _by_file(recordings: Sequence[JoinSide], records: Sequence[JoinRecord]) -> tuple[list[Joined], list[JoinSide]]:
    """The joins, and the recordings that no record names."""
    by_key: dict[str, list[JoinRecord]] = defaultdict(list)
    for record in records:
        for key in file_keys([record.call.recording_file]):
            by_key[key].append(record)
    joined, rest = [], []
    for side in recordings:
        claims = [record for key in file_keys(side.files) for record in by_key.get(key, ())]
        if not claims:
            rest.append(side)
            continue
        best, _why = best_claim(side, claims)
        if best is not None:
            joined.append(Joined(side.recording_id, best.record_id, "recording_file"))
    return joined, rest


def _claim(side: JoinSide, record: JoinRecord) -> tuple[float, ...]:
    """What speaks against it, by CLAIM_REASONS."""
    named, call, name = record.call.recording_file or "", record.call, side.name
    apart = _apart(side, call)
    pairs = [(name.number and _digits(name.number), call.customer and _digits(call.customer))]
    pairs += [(name.manager, call.manager), (name.direction, call.direction)]
    told = [one == other for one, other in pairs if one and other and "unknown" not in (one, other)]
    return (
        -max((common_folders(path, named) for path in side.files), default=0),
        told.count(False) - told.count(True),
        float("inf") if apart is None else apart,
        int(side.duration is not None and not _same_length(side.duration, call)),
    )


def _ids(record: JoinRecord) -> set[str]:
    return {key for key in (record.call.uniqueid, record.call.linkedid, *record.ids) if key}


def _same_system(uniqueid: str, record: JoinRecord) -> bool:
    """Whether the names before the ids can be one system's: either has none, or both have the same."""
    names = {key.rpartition("-")[0] for key in (uniqueid, *_ids(record))}
    return len(names - {""}) <= 1


Cost = tuple[int, int, float]
"""What agrees beside the time, then the length, then the time."""


def _by_time(recordings: Sequence[JoinSide], records: Sequence[JoinRecord], tolerance: float) -> list[Joined]:
    """The nearest pairs first; a side with two equally near partners gets none."""
    levels: dict[Cost, list[Joined]] = defaultdict(list)
    for cost, pair in _pairs(recordings, records, tolerance):
        levels[cost].append(pair)
    used: set[str] = set()
    taken: set[str] = set()
    joined: list[Joined] = []
    for cost in sorted(levels):
        free = [pair for pair in levels[cost] if pair.recording_id not in used and pair.record_id not in taken]
        of_recording = Counter(pair.recording_id for pair in free)
        of_record = Counter(pair.record_id for pair in free)
        joined += [pair for pair in free if of_recording[pair.recording_id] == of_record[pair.record_id] == 1]
        # Whoever had a tie is out as well: a farther partner would be a worse guess than none.
        used |= {pair.recording_id for pair in free}
        taken |= {pair.record_id for pair in free}
    return joined


def _pairs(
    recordings: Sequence[JoinSide], records: Sequence[JoinRecord], tolerance: float
) -> Iterator[tuple[Cost, Joined]]:
    """Possible pairs with their costs."""
    by_recording: dict[str, list[tuple[Cost, Joined]]] = defaultdict(list)
    for side, record, cost, reason in _near(recordings, records, tolerance):
        by_recording[side.recording_id].append((cost, Joined(side.recording_id, record.record_id, reason)))
    for found in by_recording.values():
        yield from found if len(found) == 1 else (pair for pair in found if not _is_vague(pair[0]))


def _near(
    recordings: Sequence[JoinSide], records: Sequence[JoinRecord], tolerance: float
) -> Iterator[tuple[JoinSide, JoinRecord, Cost, str]]:
    """Recordings and records whose times allow that they are one call, while nothing speaks against it."""
    buckets: dict[int, list[JoinRecord]] = defaultdict(list)
    width = max(60.0, tolerance)
    for record in records:
        started = record.call.started_at
        if started is not None:
            moments = {started, started + timedelta(seconds=record.call.wait or 0.0)}
            for bucket in {int(moment.timestamp() // width) for moment in moments}:
                buckets[bucket].append(record)
    for side in recordings:
        start = _start(side)
        if start is None:
            continue
        middle = int(start.timestamp() // width)
        near = {one.record_id: one for at in (middle - 1, middle, middle + 1) for one in buckets.get(at, ())}
        for record in near.values():
            apart = _apart(side, record.call)
            if apart is None or apart > tolerance:
                continue
            reason = _agreement(side, record.call, apart)
            if reason is not None:
                mismatch = int(side.duration is not None and not _same_length(side.duration, record.call))
                yield side, record, (int(reason == "time"), mismatch, apart), reason


def _is_vague(cost: Cost) -> bool:
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


def _agreement(side: JoinSide, record: Call, apart: float) -> str | None:
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
        return "time" if apart <= EXACT_SECONDS else None
    return "time" if _same_length(side.duration, record) else None


def _digits(number: str | None) -> str:
    return "".join(character for character in number or "" if character.isdigit())[-10:]


def _same_length(duration: float, record: Call) -> bool:
    # A recording may begin with the call or with the answer.
    lengths = [length for length in (record.talk, record.duration) if length]
    return any(is_same_length(duration, length) for length in lengths)
