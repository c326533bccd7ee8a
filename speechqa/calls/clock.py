"""Rows of a call log in, their true times out: the epoch within ``uniqueid`` tells the zone of the log."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from speechqa.calls.model import Row

_UNIQUEID = re.compile(r"(?:.*-)?(?P<epoch>\d{9,10})\.\d+")
_EPOCH = datetime(1970, 1, 1)
_QUARTER = 900
_FARTHEST = 14 * 3600
_CLOCK_SECONDS = 30
"""A channel is made when its call starts; an id further off than this belongs to something else."""


def epoch_of(uniqueid: str) -> int | None:
    """The second, in UTC, at which the channel was made: ``pbx-1706420300.5`` → 1706420300; None for other ids."""
    # Most ids have no system's name, and a pattern costs ten times as much.
    if uniqueid[10:11] == "." and uniqueid[:10].isdecimal() and uniqueid[11:].isdecimal():
        return int(uniqueid[:10])
    match = _UNIQUEID.fullmatch(uniqueid)
    return None if match is None else int(match["epoch"])


def seconds_from_utc(row: Row) -> int | None:
    """How far the log's clock is from UTC (s), to a quarter of an hour; None where the row's id does not tell."""
    epoch = epoch_of(row.uniqueid)
    if epoch is None or row.start.tzinfo is not None:
        return None
    apart = (row.start - _EPOCH).total_seconds() - epoch
    rounded = round(apart / _QUARTER) * _QUARTER
    return None if abs(apart - rounded) > _CLOCK_SECONDS or abs(rounded) > _FARTHEST else rounded


def offset_of(row: Row) -> timedelta | None:
    """The same as a length of time."""
    told = seconds_from_utc(row)
    return None if told is None else timedelta(seconds=told)


def offsets_of(rows: Sequence[Row]) -> Counter[timedelta]:
    """How many rows tell which offset; empty where most ids with an epoch fit no offset, so that none is trusted."""
    firsts = (row for row in rows if row.uniqueid == (row.linkedid or row.uniqueid))
    with_epoch = [row for row in firsts if epoch_of(row.uniqueid) is not None]
    told = Counter(offset for row in with_epoch if (offset := offset_of(row)) is not None)
    return told if told.total() * 2 > len(with_epoch) else Counter()


def utc_of(row: Row, zone: ZoneInfo, offset: timedelta | None) -> datetime:
    """The row's start in UTC, by the offset where there is one, else by the zone."""
    if row.start.tzinfo is not None:
        return row.start.astimezone(UTC)
    if offset is not None:
        return (row.start - offset).replace(tzinfo=UTC)
    return row.start.replace(tzinfo=zone).astimezone(UTC)
