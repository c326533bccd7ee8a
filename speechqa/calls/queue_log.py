"""Asterisk's ``queue_log`` in, its events out, all kinds of them; lines that make no sense are kept apart.

``time|callid|queue|agent|event|data1|...``. The time is seconds since 1970; where the log is kept in a table and dumped
from it, it is a date, whose zone the callids tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from speechqa.calls.clock import epoch_of
from speechqa.calls.lines import LONGEST_SHOWN, head_of, lines_of
from speechqa.calls.model import BadRow, QueueEvent
from speechqa.texts import _

_FEWEST = 5
_MOST_DATA = 5
_EARLIEST, _LATEST = 10**8, 4 * 10**9
_NOBODY = frozenset(("NONE", "REALTIME", ""))
_EVENT = re.compile(r"\w[\w-]{1,63}")
_QUARTER = 900


def read_queue_log(path: Path, zone: tzinfo | None = None) -> Iterator[tuple[int, QueueEvent] | BadRow]:
    """All events in the order of the file, each with its line.

    Args:
        zone: of its dates; None where the callids are to tell it.

    Raises:
        UsageError: there is no such file.
        SpeechqaError: it cannot be read.
    """
    offset = zone if zone is not None else _offset_of(head_of(path))
    number = 0
    for lines in lines_of(path):
        if isinstance(lines, str):
            yield BadRow(number + 1, lines)
            return
        for text in lines:
            number += 1
            if not text.strip() or _is_header(text):
                continue
            event = event_of(text, offset)
            yield BadRow(number, event, text[:LONGEST_SHOWN]) if isinstance(event, str) else (number, event)


def event_of(text: str, offset: float | tzinfo | None = None) -> QueueEvent | str:
    """The event, or why it is none.

    Args:
        offset: seconds from UTC to the clock of dates, or its time zone; None where nothing tells it.
    """
    fields = [field.strip() for field in text.split("|")]
    if len(fields) < _FEWEST:
        return _("{n} fields, not 5 or more").format(n=len(fields))
    at = _at(fields[0], offset)
    if isinstance(at, str):
        return at
    if not _EARLIEST <= at < _LATEST:
        return _("no possible time: {text}").format(text=fields[0])
    if not _EVENT.fullmatch(fields[4]):
        return _("no event: {text}").format(text=fields[4])
    callid, queue, agent = ("" if field in _NOBODY else field for field in fields[1:4])
    data = fields[_FEWEST:]
    if len(data) > _MOST_DATA:
        # What an event of one's own says may have bars in it.
        data = [*data[: _MOST_DATA - 1], "|".join(data[_MOST_DATA - 1 :])]
    while data and not data[-1]:
        data.pop()
    return QueueEvent(at, callid, queue, agent, fields[4], tuple(data))


def _at(text: str, offset: float | tzinfo | None) -> float | str:
    try:
        return float(text)
    except ValueError:
        local = _local(text)
    if local is None:
        return _("no possible time: {text}").format(text=text)
    if local.tzinfo is not None:
        return local.timestamp()
    if offset is None:
        return _("a date without a zone, and no call's id tells it: {text}").format(text=text)
    if isinstance(offset, tzinfo):
        return local.replace(tzinfo=offset).timestamp()
    return local.replace(tzinfo=UTC).timestamp() - offset


def _local(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _is_header(text: str) -> bool:
    return text.replace(" ", "").lower().startswith("time|callid|")


def _offset_of(lines: Iterable[str]) -> float | None:
    """How far the clock of dates is from UTC: an event comes soon after the second in its call's id."""
    told: Counter[float] = Counter()
    for line in lines:
        offset = _told(line.split("|"))
        if offset is not None:
            told[offset] += 1
    return told.most_common(1)[0][0] if told else None


def _told(fields: Sequence[str]) -> float | None:
    epoch = epoch_of(fields[1].strip()) if len(fields) >= _FEWEST else None
    local = _local(fields[0].strip()) if epoch is not None else None
    if epoch is None or local is None or local.tzinfo is not None:
        return None
    return (local.replace(tzinfo=UTC).timestamp() - epoch) // _QUARTER * _QUARTER
