"""Asterisk's ``Master.csv`` in, its rows out; rows that make no sense are kept apart, each with its reason.

``cdr_csv`` writes no header and 16 to 21 columns: 16, then uniqueid and userfield where they are switched on, then
peeraccount, linkedid and sequence where ``newcdrcolumns`` is. ``cdr_custom``, as its sample has it, begins with clid,
and accountcode comes late. An export of the table ``cdr`` says in its header what its columns are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from pathlib import Path

from speechqa.calls.clock import epoch_of
from speechqa.calls.lines import LONGEST_SHOWN, delimiter_of, head_of, records_of
from speechqa.calls.model import BadRow, Row
from speechqa.texts import _

COLUMNS = (
    *("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata"),
    *("start", "answer", "end", "duration", "billsec", "disposition", "amaflags"),
)
CUSTOM_COLUMNS = ("clid", *COLUMNS[1:4], *COLUMNS[5:], "accountcode")
OPTIONAL_COLUMNS = ("uniqueid", "userfield")
NEW_COLUMNS = ("peeraccount", "linkedid", "sequence")
MOST_COLUMNS = len(COLUMNS) + len(OPTIONAL_COLUMNS) + len(NEW_COLUMNS)

_DISPOSITIONS = {
    spelling: name
    for name in ("ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION")
    for spelling in (name, name.replace(" ", "_"), name.lower(), name.capitalize(), name.title())
}
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?")
_OTHER_NAMES = {"calldate": "start", "recordingfile": "recording_file"}
"""What FreePBX's table calls the columns that a row has under another name."""

_NAMES = frozenset((*COLUMNS, *OPTIONAL_COLUMNS, *NEW_COLUMNS, "did", *_OTHER_NAMES.values()))
_NEEDED = frozenset(("src", "dst", "start", "duration", "billsec", "disposition"))
_WANTED = ("src", "dst", "start", "answer", "end", "duration", "billsec", "disposition", *Row._fields[8:])
_LONGEST_CALL = 10**7


def read_master_csv(path: Path) -> Iterator[tuple[int, Row] | BadRow]:
    """All rows in the order of the file, each with its line.

    Raises:
        UsageError: there is no such file.
        SpeechqaError: it cannot be read.
    """
    header: tuple[str, ...] | None = None

    def is_whole(fields: Sequence[str]) -> bool:
        return looks_whole(fields, header)

    delimiter = delimiter_of(head_of(path), looks_whole)
    for line, text, fields in records_of(path, delimiter=delimiter, is_whole=is_whole):
        if isinstance(fields, str):
            yield BadRow(line, fields, text[:LONGEST_SHOWN])
            continue
        # Logs put together from several exports have a header in their midst, too.
        names = header_of(fields) if fields[0] else None
        if names is not None:
            header = names or None
            continue
        row = row_of(fields, header)
        yield (line, row) if isinstance(row, Row) else BadRow(line, row, text[:LONGEST_SHOWN])


def looks_whole(fields: Sequence[str], header: Sequence[str] | None = None) -> bool:
    """Whether there are as many fields as a row has."""
    if header:
        return len(fields) == len(header)
    return len(COLUMNS) <= len(fields) <= MOST_COLUMNS or header_of(fields) is not None


def header_of(fields: Sequence[str]) -> tuple[str, ...] | None:
    """The columns that a header names, none where they are Master.csv's own; None for a row that is no header."""
    first = fields[0].strip(" #").lower() if fields else ""
    if first not in _NAMES and first not in _OTHER_NAMES:
        return None
    names = tuple(name.strip(" #").lower() for name in fields)
    names = tuple(_OTHER_NAMES.get(name, name) for name in names)
    if names[: len(COLUMNS)] == COLUMNS:
        return ()
    return names if _NEEDED.issubset(names) else None


def row_of(fields: Sequence[str], header: tuple[str, ...] | None = None) -> Row | str:
    """The row, or why it is none.

    Args:
        header: what the columns are, where the file says it.
    """
    read = _row(fields, header)
    if isinstance(read, str):
        # Spaces around the values are rare enough to be looked for only now.
        stripped = [field.strip() for field in fields]
        return _row(stripped, header) if stripped != fields else read
    return read


def _row(fields: Sequence[str], header: tuple[str, ...] | None) -> Row | str:
    count = len(fields)
    if header is not None:
        getter = _getter(header) if count == len(header) else None
    elif count in _FIXED and fields[14] in _DISPOSITIONS:
        getter = _FIXED[count]
    else:
        getter = _getter(_columns_of(fields)) if looks_whole(fields) else None
    if getter is None:
        expected = str(len(header)) if header else f"{len(COLUMNS)}-{MOST_COLUMNS}"
        return _("{n} columns, not {expected}").format(n=count, expected=expected)
    told = getter((*fields, ""))
    src, dst, start, answer, end, duration, billsec, written = told[:8]
    disposition = _DISPOSITIONS.get(written)
    if disposition is None:
        return _("unknown disposition: {text}").format(text=written)
    try:
        started = datetime.fromisoformat(start)
        answered = datetime.fromisoformat(answer) if answer else None
        ended = datetime.fromisoformat(end) if end else None
    except ValueError:
        times = _times(start, answer, end)
        if isinstance(times, str):
            return times
        started, answered, ended = times
    try:
        seconds, talk = float(duration or 0), float(billsec or 0)
    except ValueError:
        return _("no number of seconds: {text}").format(text=f"{duration}, {billsec}")
    if talk > seconds and talk <= seconds + 1:
        # Asterisk's initiatedseconds rounds the talk up, never the whole.
        talk = seconds
    if not 0 <= talk <= seconds < _LONGEST_CALL:
        return _("impossible lengths: duration {duration:g} s, billsec {billsec:g} s").format(
            duration=seconds, billsec=talk
        )
    return tuple.__new__(Row, (src, dst, started, seconds, talk, disposition, answered, ended, *told[8:]))


def _times(*texts: str) -> tuple[datetime, datetime | None, datetime | None] | str:
    """Start, answer and end, some of them in a form that is seldom seen; or why they are none."""
    times: list[datetime | None] = []
    for text in texts:
        if not text or text.startswith("0000-00-00"):
            times.append(None)
        elif _EPOCH.fullmatch(text):
            times.append(datetime.fromtimestamp(float(text), UTC))
        else:
            try:
                times.append(datetime.fromisoformat(text))
            except ValueError:
                return _("no possible time: {text}").format(text=text)
    start, answer, end = times
    return (start, answer, end) if start is not None else _("the start is empty")


def _columns_of(fields: Sequence[str]) -> tuple[str, ...]:
    """What the columns are, told by where the disposition stands, by their number and by their content."""
    count = len(fields)
    if fields[14] not in _DISPOSITIONS and fields[13] in _DISPOSITIONS:
        base, more = CUSTOM_COLUMNS, count - len(CUSTOM_COLUMNS)
        if more <= len(OPTIONAL_COLUMNS):
            return base + _optional(more, fields)
        added = tuple(map(_new_column, fields[len(CUSTOM_COLUMNS) + len(OPTIONAL_COLUMNS) :]))
        return base + OPTIONAL_COLUMNS + added
    more = count - len(COLUMNS)
    if more < len(NEW_COLUMNS):
        return COLUMNS + _optional(more, fields)
    return COLUMNS + _optional(more - len(NEW_COLUMNS), fields) + NEW_COLUMNS


def _optional(count: int, fields: Sequence[str]) -> tuple[str, ...]:
    if count == 1:
        # Either may be switched on alone; only its content tells which it is.
        return ("uniqueid",) if epoch_of(fields[len(COLUMNS)]) is not None else ("userfield",)
    return OPTIONAL_COLUMNS[:count]


def _new_column(text: str) -> str:
    if text.isdigit():
        return "sequence"
    return "linkedid" if epoch_of(text) is not None else "peeraccount"


@lru_cache(maxsize=64)
def _getter(names: tuple[str, ...]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """How to take what a ``Row`` wants from a row's texts, which end with an empty one for what they lack."""
    place = {name: index for index, name in enumerate(names) if name in _NAMES}
    return itemgetter(*(place.get(name, -1) for name in _WANTED))


_FIXED = {
    len(columns): _getter(columns)
    for columns in (
        COLUMNS,
        COLUMNS + OPTIONAL_COLUMNS,
        COLUMNS + NEW_COLUMNS,
        COLUMNS + OPTIONAL_COLUMNS + NEW_COLUMNS,
    )
}
"""By number of columns where that alone tells what they are."""
