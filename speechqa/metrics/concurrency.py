"""Calls with their begin and end in, how many ran at once out: the most in each hour, and when all lines were busy.

A call takes its line from its begin up to its end, the end itself not included: where one ends as another begins,
they were not at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

HourOfDay = tuple[str, int]
"""Local date and hour."""


Span = tuple[float, float, str]
"""A call: begin and end in seconds since 1970, and its id."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The most calls at once, and the first moment at which there were so many."""

    calls: int
    at: float


@dataclass(frozen=True, slots=True)
class Sweep:
    """``peaks`` by hour, of those with a call; ``full``: from when to when at least so many as asked ran."""

    peaks: dict[HourOfDay, Peak]
    full: tuple[tuple[float, float], ...]


def hours_of(days: Iterable[date], zone: ZoneInfo) -> list[tuple[float, HourOfDay]]:
    """The begin of each hour of these days and what it is called, in order."""
    found: dict[float, HourOfDay] = {}
    for day in sorted(set(days)):
        for hour in range(24):
            begin = datetime(day.year, day.month, day.day, hour, tzinfo=zone).timestamp()
            # An hour that the clock leaves out begins with the next one.
            found.setdefault(begin, (day.isoformat(), hour))
    return sorted(found.items())


def sweep(spans: Sequence[Span], hours: Sequence[tuple[float, HourOfDay]], full_at: int | None = None) -> Sweep:
    """How many calls ran at once.

    Args:
        spans: in order of their begin.
        hours: in order; what runs before the first one is counted in none.
        full_at: as many calls as there are lines; None where nobody knows.
    """
    ends = sorted([span[1] for span in spans])
    enough = len(spans) + 1 if full_at is None else full_at
    peaks: dict[HourOfDay, Peak] = {}
    full: list[tuple[float, float]] = []
    since: float | None = None
    hour: HourOfDay | None = None
    most = running = ended = 0
    # More calls run only where one begins, so that it is enough to look there, and where an hour begins.
    moments = sorted([*((span[0], 1) for span in spans), *((begin, 0) for begin, _name in hours)])
    entered = 0
    for moment, begins in moments:
        while ended < len(ends) and ends[ended] <= moment:
            running -= 1
            if running < enough and since is not None:
                full.append((since, ends[ended]))
                since = None
            ended += 1
        if begins:
            running += 1
            if running >= enough and since is None:
                since = moment
        else:
            hour, most = hours[entered][1], 0
            entered += 1
        if running > most and hour is not None:
            most = running
            if hour not in peaks or peaks[hour].calls < most:
                peaks[hour] = Peak(most, moment)
    if since is not None:
        # Nobody begins any more; the lines are full until so many have ended that one fewer than they are is left.
        full.append((since, ends[ended + running - enough]))
    return Sweep(peaks, tuple(one for one in full if one[0] < one[1]))


def most_at_once(spans: Sequence[Span]) -> Peak | None:
    """The most calls at once; ``spans`` are in order of their begin. None where there are none."""
    ends = sorted([span[1] for span in spans])
    most, at, ended = 0, 0.0, 0
    for begun, (begin, _end, _call_id) in enumerate(spans, 1):
        while ends[ended] <= begin:
            ended += 1
        if begun - ended > most:
            most, at = begun - ended, begin
    return Peak(most, at) if most else None


def calls_at(spans: Sequence[Span], moments: Iterable[float]) -> dict[float, tuple[str, ...]]:
    """Which calls ran at each moment, in order of their begin; ``spans`` are in that order."""
    begins = [span[0] for span in spans]
    longest = max([span[1] - span[0] for span in spans], default=0.0)
    found: dict[float, tuple[str, ...]] = {}
    for moment in set(moments):
        near = spans[bisect_left(begins, moment - longest) : bisect_right(begins, moment)]
        found[moment] = tuple(call_id for _begin, end, call_id in near if end > moment)
    return found


def by_hour(intervals: Iterable[tuple[float, float]], zone: ZoneInfo) -> dict[HourOfDay, float]:
    """Seconds of the intervals in each local hour."""
    seconds: dict[HourOfDay, float] = {}
    for begin, end in intervals:
        at = begin
        while at < end:
            there = datetime.fromtimestamp(at, zone)
            into = timedelta(minutes=there.minute, seconds=there.second, microseconds=there.microsecond)
            until = min(end, at + 3600 - into.total_seconds())
            key = (there.date().isoformat(), there.hour)
            seconds[key] = seconds.get(key, 0.0) + until - at
            at = until
    return seconds
