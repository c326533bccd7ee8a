"""Calls that wait for a person's ear in; out, those to listen to on a day, so many of each manager.

Half of a manager's quota, rounded down, is drawn by lot: spread over the parts of the day and over lengths, from all
calls, so that it is a fair sample. The rest are those with the weightiest reasons. What lacks reasons is drawn by lot
too. The lot is a hash of day, manager and call: the same every time, and no other manager's calls have a say in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from speechqa.review.reasons import BY_SCORE, ORDER, Reason

MORNING, AFTERNOON, EVENING = "morning", "afternoon", "evening"
PARTS = (MORNING, AFTERNOON, EVENING)
LENGTHS = ("short", "middle", "long")
QUICK = 3
"""Calls of a quick look at one manager."""

_NOON, _EVENING = 12, 17
_SHORT, _LONG = 60.0, 180.0
_UNKNOWN = "unknown"
# Strata in an order in which any three neighbours differ in both.
_STRATA = tuple((PARTS[n % 3], LENGTHS[(n + n // 3) % 3]) for n in range(9))
_PLACES = {stratum: place for place, stratum in enumerate(_STRATA)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A call that a checklist judged.

    ``length`` is the talk's, s; ``reasons`` come in their order. ``heard`` where somebody was done with it on the day
    or later: it keeps its place, and is not offered again; ``on_day`` where on the day, which fills the quota.
    """

    call_id: str
    manager: str | None
    day: date | None = None
    hour: int | None = None
    started_at: str = ""
    length: float | None = None
    score: float | None = None
    reasons: tuple[Reason, ...] = ()
    heard: bool = False
    on_day: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """A call to listen to: ``kind`` is reason, random or quick."""

    candidate: Candidate
    kind: str


def choose(candidates: Iterable[Candidate], on: date, quota: int) -> tuple[Pick, ...]:
    """Of each manager as many calls as are left of the quota, reasons first."""
    by_manager: dict[str | None, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_manager[candidate.manager].append(candidate)
    managers = sorted(by_manager, key=lambda one: (one is None, one or ""))
    return tuple(pick for manager in managers for pick in _of_manager(by_manager[manager], on, quota))


def quick_look(candidates: Iterable[Candidate], on: date) -> tuple[Pick, ...]:
    """Three calls of one manager: of different days, else of different parts of the day, and no two in a row."""
    own = sorted((one for one in candidates if not one.heard), key=lambda one: (one.started_at, one.call_id))
    lots = [_lot(on, one) for one in own]
    picked: list[int] = []
    days: Counter[date | None] = Counter()
    parts: Counter[str] = Counter()
    lengths: Counter[str] = Counter()
    while len(picked) < min(QUICK, len(own)):
        at = min(
            (n for n in range(len(own)) if n not in picked),
            key=lambda n: (
                any(abs(n - other) == 1 for other in picked),
                days[own[n].day], parts[part_of(own[n].hour)], lengths[length_of(own[n].length)], lots[n],
            ),
        )  # fmt: skip
        picked.append(at)
        days[own[at].day] += 1
        parts[part_of(own[at].hour)] += 1
        lengths[length_of(own[at].length)] += 1
    return tuple(Pick(own[n], "quick") for n in sorted(picked))


def part_of(hour: int | None) -> str:
    """Morning, afternoon or evening."""
    if hour is None:
        return _UNKNOWN
    return MORNING if hour < _NOON else AFTERNOON if hour < _EVENING else EVENING


def length_of(seconds: float | None) -> str:
    """Short, middle or long."""
    if seconds is None:
        return _UNKNOWN
    return LENGTHS[0] if seconds < _SHORT else LENGTHS[1] if seconds < _LONG else LENGTHS[2]


def _of_manager(own: Sequence[Candidate], on: date, quota: int) -> list[Pick]:
    drawn = _drawn(own, on, quota // 2)
    reasoned = _reasoned(_without(own, drawn), on, quota - len(drawn))
    more = _drawn(_without(own, [*drawn, *reasoned]), on, quota - len(drawn) - len(reasoned), drawn)
    picks = [*(Pick(one, "reason") for one in reasoned), *(Pick(one, "random") for one in (*drawn, *more))]
    left = max(0, quota - sum(one.on_day for one in own))
    return [pick for pick in picks if not pick.candidate.heard][:left]


def _without(own: Sequence[Candidate], taken: Sequence[Candidate]) -> list[Candidate]:
    ids = {one.call_id for one in taken}
    return [one for one in own if one.call_id not in ids]


def _drawn(pool: Sequence[Candidate], on: date, wanted: int, before: Sequence[Candidate] = ()) -> list[Candidate]:
    """So many by lot: first of the parts of the day that were drawn least, of those of the least drawn lengths."""
    strata: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for one in pool:
        strata[_stratum(one)].append(one)
    parts, lengths = (Counter(_stratum(one)[n] for one in before) for n in (0, 1))
    # Which stratum is first moves on from day to day: with one call a day all of them come round.
    turn = on.toordinal() * max(1, wanted) + (_number(f"{pool[0].manager}") if pool else 0)
    drawn: list[Candidate] = []
    while len(drawn) < wanted and strata:
        part, length = min(
            strata,
            key=lambda one: (parts[one[0]], lengths[one[1]], (_PLACES.get(one, 0) - turn) % len(_STRATA), one),
        )
        stratum = strata[part, length]
        found = min(stratum, key=lambda one: _lot(on, one))
        stratum.remove(found)
        if not stratum:
            del strata[part, length]
        parts[part] += 1
        lengths[length] += 1
        drawn.append(found)
    return drawn


def _reasoned(pool: Sequence[Candidate], on: date, wanted: int) -> list[Candidate]:
    weighed = [(_weight(one), one) for one in pool if one.reasons]
    found: list[Candidate] = []
    while len(found) < wanted and weighed:
        first = min(weight for weight, _one in weighed)
        same = [one for weight, one in weighed if weight == first]
        same.sort(key=lambda one: _lot(on, one))
        found += same[: wanted - len(found)]
        weighed = [(weight, one) for weight, one in weighed if weight > first]
    return found


def _weight(candidate: Candidate) -> tuple[float, ...]:
    """The weightier the lower: by the first reason, then the lowest score where that is one of the score, then late."""
    code = candidate.reasons[0].code
    score = candidate.score if code in BY_SCORE and candidate.score is not None else 0.0
    return ORDER[code], score, -(candidate.day.toordinal() if candidate.day else 0)


def _stratum(candidate: Candidate) -> tuple[str, str]:
    return part_of(candidate.hour), length_of(candidate.length)


def _lot(on: date, candidate: Candidate) -> tuple[int, str]:
    return _number(f"{on.isoformat()}\t{candidate.manager}\t{candidate.call_id}"), candidate.call_id


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())
