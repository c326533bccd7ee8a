"""What is known of a log's time zone in; out, how far its clock is from UTC, call by call, and a warning.

What the user said goes first, then what the ids of the calls tell (they begin with the second, in UTC, at which a call
began), then the project's time zone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from speechqa.calls.clock import epoch_of, seconds_from_utc
from speechqa.calls.model import Row
from speechqa.texts import _

if TYPE_CHECKING:
    from speechqa.store.sources import Source


@dataclass(frozen=True, slots=True)
class LogClock:
    """``zone`` holds where nothing tells better; ``by_ids``: ids are believed; ``common``: the only offset (s) they
    tell, which holds for rows without an id as well."""

    zone: ZoneInfo
    by_ids: bool = False
    common: int | None = None


def log_clock(source: Source, project_zone: ZoneInfo) -> LogClock:
    """The clock of a source, by all that was read of it so far."""
    if source.told_timezone:
        return LogClock(ZoneInfo(source.told_timezone))
    told = [offset for offset in source.offsets if offset is not None]
    believed = sum(source.offsets[offset] for offset in told)
    # Ids most of which fit no offset are not made of a time.
    if not believed or believed * 2 <= source.offsets.total():
        return LogClock(project_zone)
    # Two offsets are summer and winter, which the zone knows.
    return LogClock(project_zone, True, told[0] if len(told) == 1 else None)


def told_by_call(key: str, rows: Sequence[Row]) -> int | None:
    """How far a call's rows are from UTC (s), by their ids; the call's own channel goes first."""
    if rows[0].uniqueid == key:
        told = seconds_from_utc(rows[0])
        if told is not None:
            return told
    for row in sorted(rows, key=lambda row: (row.uniqueid != key, row.uniqueid)):
        told = seconds_from_utc(row)
        if told is not None:
            return told
    return None


def disagreement(source: Source, project_zone: ZoneInfo) -> str | None:
    """A warning where most ids say that the log is kept in another zone than the one named."""
    zone = ZoneInfo(source.told_timezone) if source.told_timezone else project_zone
    told = Counter({offset: count for offset, count in source.offsets.items() if offset is not None})
    if not told or told.total() * 2 <= source.offsets.total():
        return None
    newest = datetime.fromisoformat(source.newest).replace(tzinfo=None) if source.newest else datetime.now()
    # What the zone has in winter, in summer, and now.
    moments = (datetime(newest.year, 1, 15), datetime(newest.year, 7, 15), newest)
    expected = [_offset_of(moment, zone) for moment in moments]
    if sum(told[offset] for offset in set(expected)) * 2 >= told.total():
        return None
    offset = max(told, key=lambda one: told[one])
    text = (
        _("the ids of the log's calls say {told}, --log-timezone {zone} is {expected}; --log-timezone is used")
        if source.told_timezone
        else _("the log's times are {told}, the project's time zone {zone} is {expected}; the log's own is used")
    )
    return text.format(told=_shown(offset), zone=zone.key, expected=_shown(expected[-1]))


def count_told(rows: Iterable[tuple[str, Row]]) -> Counter[int | None]:
    """How many rows, each with its call's key, tell which offset (s), of those whose id is the whole call's; None: an
    id that fits none."""
    return Counter(
        seconds_from_utc(row)
        for key, row in rows
        if row.uniqueid == key and row.start.tzinfo is None and epoch_of(key) is not None
    )


def _offset_of(moment: datetime, zone: ZoneInfo) -> int:
    apart = moment.replace(tzinfo=zone).utcoffset()
    return 0 if apart is None else round(apart.total_seconds())


def _shown(offset: int) -> str:
    minutes = round(offset / 60)
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
