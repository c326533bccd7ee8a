"""Rows of a call log in, their true times out: the epoch within ``uniqueid`` tells the zone of the log."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from speechqa.calls.model import Row
from speechqa.texts import _

_UNIQUEID = re.compile(r"(?:.*-)?(?P<epoch>\d{9,10})\.\d+")
_EPOCH = datetime(1970, 1, 1)
_QUARTER = 900
_FARTHEST = 14 * 3600
_CLOCK_SECONDS = 30
"""A channel is made when its call starts; an id further off than this belongs to something else."""


def offset_of(row: Row) -> timedelta | None:
    """How far the log's clock is from UTC, to a quarter of an hour; None where the id does not tell."""
    match = _UNIQUEID.fullmatch(row.uniqueid)
    if match is None or row.start.tzinfo is not None:
        return None
    apart = (row.start - _EPOCH).total_seconds() - int(match["epoch"])
    rounded = round(apart / _QUARTER) * _QUARTER
    if abs(apart - rounded) > _CLOCK_SECONDS or abs(rounded) > _FARTHEST:
        return None
    return timedelta(seconds=rounded)


def offsets_of(rows: Sequence[Row]) -> Counter[timedelta]:
    """How many rows tell which offset; empty where most ids with an epoch fit no offset, so that none is trusted."""
    firsts = (row for row in rows if row.uniqueid == (row.linkedid or row.uniqueid))
    with_epoch = [row for row in firsts if _UNIQUEID.fullmatch(row.uniqueid)]
    told = Counter(offset for row in with_epoch if (offset := offset_of(row)) is not None)
    return told if told.total() * 2 > len(with_epoch) else Counter()


def utc_of(row: Row, zone: ZoneInfo, offset: timedelta | None) -> datetime:
    """The row's start in UTC, by the offset where there is one, else by the zone."""
    if row.start.tzinfo is not None:
        return row.start.astimezone(UTC)
    if offset is not None:
        return (row.start - offset).replace(tzinfo=UTC)
    return row.start.replace(tzinfo=zone).astimezone(UTC)


def zone_disagreement(rows: Sequence[Row], zone: ZoneInfo) -> str | None:
    """A warning where the log is kept in another zone than the project's; None where all is well."""
    wrong: Counter[tuple[timedelta, timedelta]] = Counter()
    total = offsets_of(rows).total()
    if not total:
        return None
    for row in rows:
        told, expected = offset_of(row), row.start.replace(tzinfo=zone).utcoffset()
        if told is not None and expected is not None and told != expected:
            wrong[told, expected] += 1
    if not wrong or wrong.total() * 2 <= total:
        return None
    (told, expected), _count = wrong.most_common(1)[0]
    return _("the log's times are {told}, the project's time zone {zone} is {expected}; the log's own is used").format(
        told=_shown(told), zone=zone.key, expected=_shown(expected)
    )


def _shown(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
