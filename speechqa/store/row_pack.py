"""A row in, the two texts that the database keeps of it out: what makes it this row, and what else it says; and the row
again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from speechqa.calls.model import Row
from speechqa.calls.numbers import number_key
from speechqa.errors import SpeechqaError
from speechqa.store.columns import text_value
from speechqa.texts import _

_SAYING = ("src", "dst", "channel", "dstchannel", "lastapp", "uniqueid", "disposition")
_NOT_TEXT = ("start", "answer", "end", "duration", "billsec")
_OTHERS = tuple(name for name in Row._fields if name not in {*_SAYING, *_NOT_TEXT})
_saying = itemgetter(*map(Row._fields.index, _SAYING))
_others = itemgetter(*map(Row._fields.index, _OTHERS))
_SAID_TABS = len(_SAYING) + 2
_MORE_TABS = len(_OTHERS) + 1
# Where each field of a Row lies in the list of said's, then more's, fields.
_PLACES = itemgetter(*map(("start", "duration", "billsec", *_SAYING, "answer", "end", *_OTHERS).index, Row._fields))
_SAID_NUMBERS = tuple(3 + _SAYING.index(name) for name in ("src", "dst"))
_SAID_CHANNEL = 3 + _SAYING.index("channel")
_START, _DURATION, _BILLSEC, _ANSWER, _END = (
    Row._fields.index(name) for name in ("start", "duration", "billsec", "answer", "end")
)


def pack(row: Row) -> tuple[str, str]:
    """What makes a row this row, and what else it says."""
    packed = pack_all([row]) or pack_all([cleaned(row)]) or ([""], [""])
    return packed[0][0], packed[1][0]


def pack_all(rows: Sequence[Row]) -> tuple[list[str], list[str]] | None:
    """What makes each row this row, and what else each says; None where a text in them cannot be kept as it is."""
    # Column by column: a row at a time takes twice as long.
    columns = list(zip(*rows, strict=True))
    said = list(
        map(
            "\t".join,
            zip(
                map(datetime.isoformat, columns[_START]),
                map(repr, map(float, columns[_DURATION])),
                map(repr, map(float, columns[_BILLSEC])),
                *_saying(columns),
                strict=True,
            ),
        )
    )
    more = list(
        map("\t".join, zip(*(_time_texts(columns[at]) for at in (_ANSWER, _END)), *_others(columns), strict=True))
    )
    texts = "".join(said), "".join(more)
    if texts[0].count("\t") != len(rows) * _SAID_TABS or texts[1].count("\t") != len(rows) * _MORE_TABS:
        return None
    if not all(map(_can_be_kept, texts)):
        return None
    return said, [text.rstrip("\t") for text in more]


def unpack(said: str, more: str) -> Row:
    """The row that was packed.

    Raises:
        SpeechqaError: another version of speechqa packed it, in another way.
    """
    fields: list[Any] = said.split("\t")
    fields += more.split("\t")
    missing = _SAID_TABS + _MORE_TABS + 2 - len(fields)
    try:
        if missing:
            # What stands last and is empty was left out.
            if missing < 0 or said.count("\t") != _SAID_TABS:
                raise _foreign()
            fields += [""] * missing
        values = list(_PLACES(fields))
        values[_START] = datetime.fromisoformat(values[_START])
        values[_ANSWER] = datetime.fromisoformat(values[_ANSWER]) if values[_ANSWER] else None
        values[_END] = datetime.fromisoformat(values[_END]) if values[_END] else None
        values[_DURATION] = float(values[_DURATION])
        values[_BILLSEC] = float(values[_BILLSEC])
    except ValueError:
        raise _foreign() from None
    return Row._make(values)


def alike(said: str) -> str:
    """What makes a row this row, whichever way its numbers are written; all of it where its channels are known."""
    fields = said.split("\t")
    if fields[_SAID_CHANNEL]:
        return said
    for at in _SAID_NUMBERS:
        fields[at] = number_key(fields[at])
    return "\t".join(fields)


def merged(one: str, other: str) -> str:
    """Field by field what either says; the same whichever came first."""
    fields = [one.split("\t"), other.split("\t")]
    for each in fields:
        each += [""] * (_MORE_TABS + 1 - len(each))
    return "\t".join(map(max, *fields)).rstrip("\t")


def cleaned(row: Row) -> Row:
    """The row with texts that can be kept."""
    return Row._make(plain(value) if isinstance(value, str) else value for value in row)


def plain(text: str) -> str:
    """A text without what cannot be kept, or parts fields."""
    return (text_value(text) or "").replace("\t", " ")


def _foreign() -> SpeechqaError:
    return SpeechqaError(
        _("the call records in the database were kept by another version of speechqa, in another way"),
        None,
        _("Name another database with --db, and import the logs into it."),
    )


def _time_texts(times: Sequence[datetime | None]) -> list[str]:
    return [time.isoformat() if time else "" for time in times]


def _can_be_kept(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
