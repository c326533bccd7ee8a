"""A map of columns and a table's titles in; out, what makes rows of its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from zoneinfo import ZoneInfo

from speechqa.calls.column_map import ColumnMap
from speechqa.calls.column_schema import FieldsIn
from speechqa.calls.column_words import plain
from speechqa.calls.model import Row
from speechqa.calls.values_of import amount, first_of, moment, number, seconds, words
from speechqa.texts import _

_FIELDS = tuple(FieldsIn.model_fields)
"""In the order in which a row's texts are taken."""

_DISPOSITIONS = {
    **{"answered": "ANSWERED", "machine": "ANSWERED", "missed": "NO ANSWER"},
    **{"busy": "BUSY", "failed": "FAILED"},
}
_PERSON = {"answered": "1", "machine": "0"}
_OTHER_SIDE = {
    "inbound": {"caller": "customer", "called": "manager"},
    "outbound": {"caller": "manager", "called": "customer"},
    "internal": dict.fromkeys(("caller", "called", "customer", "manager"), ""),
}
_LONGEST_CALL = 10**7
_ROUNDED = 1.0


def row_reader(column_map: ColumnMap, places: Mapping[str, int]) -> Callable[[Sequence[str]], Row]:
    """What makes a row of cells, or raises ValueError with the reason why it cannot.

    Args:
        places: of the column for each field of ``FieldsIn`` that the table has.
    """
    get = itemgetter(*(places.get(name, -1) for name in _FIELDS))
    zone = ZoneInfo(column_map.timezone) if column_map.timezone else None
    dates, unit = column_map.dates, column_map.unit
    direction_of = _words("direction", column_map)
    ending_of = _words("disposition", column_map)
    hangup_of = _words("hangup_by", column_map)
    tells_answer = "answer" in places
    tells_sides = "caller_extension" in places or "called_extension" in places
    has_two = "caller" in places or "called" in places or tells_sides

    def read(cells: Sequence[str]) -> Row:
        told: tuple[str, ...] = get([*map(str.strip, cells), ""])
        (start_, date, time, answer_, end_, duration_, talk_, wait_, direction_, ending_) = told[:10]
        (call_id, leg_id, customer_, customer_name, manager_, manager_name) = told[10:16]
        (caller_, caller_ext, called_, called_ext, line_, queue, recording) = told[16:23]
        (hangup_by_, hangup_cause, transferred_to, source, campaign, keyword, cost) = told[23:]
        if not start_ and date:
            # A spreadsheet's day comes with a midnight, and its time may come with a day.
            start_ = f"{date.partition(' ')[0]} {time.rpartition(' ')[2]}"
        start = moment(start_, dates, zone)
        if start is None:
            raise ValueError(_("the start is empty"))
        answer = moment(answer_, dates, zone) if answer_ else None
        end = moment(end_, dates, zone) if end_ else None
        direction, ending = direction_of(direction_), ending_of(ending_)
        ending, duration, talk = _lengths(
            (start, answer, end),
            seconds(duration_, unit) if duration_ else None,
            seconds(talk_, unit) if talk_ else None,
            seconds(wait_, unit) if wait_ else None,
            "missed" if not ending and tells_answer and answer is None and not talk_ else ending,
        )
        customer, line = customer_ and number(customer_), line_ and number(line_)
        manager_name = manager_name and words(manager_name)
        manager = (manager_ and number(manager_)) or manager_name
        rung = ""
        if has_two:
            src_ext, dst_ext = number(caller_ext), number(called_ext)
            caller, called = number(caller_), number(called_)
            if tells_sides and not direction and (src_ext or dst_ext):
                direction = "internal" if src_ext and dst_ext else "outbound" if src_ext else "inbound"
            src, dst = src_ext or caller, dst_ext or called
            if direction == "inbound":
                customer, manager, rung = customer or caller, manager or dst_ext, dst_ext
            elif direction:
                manager = manager or src_ext
                customer = customer or called if direction == "outbound" else ""
        elif direction == "outbound":
            src, dst = manager or line, customer
        elif direction == "internal":
            src, dst, customer = manager, customer, ""
        else:
            src, dst = customer, line or manager
        by = hangup_of(hangup_by_) if hangup_by_ else ""
        if by:
            by = "" if by == "unknown" else _OTHER_SIDE.get(direction, {}).get(by, by if by in _SIDES else "")
        # Whose telephone rang, for calls of several rows.
        dstchannel = f"ext/{rung}" if rung and ending != "machine" else ""
        return tuple.__new__(
            Row,
            (
                *(src, dst, start, duration, talk, _DISPOSITIONS[ending], answer, end),
                # What only Asterisk says: accountcode, dcontext, clid, channel; lastapp, lastdata, amaflags.
                *("", "", "", "", dstchannel, "", "", "", leg_id or call_id, "", "", call_id if leg_id else "", ""),
                *(direction, manager, manager_name, customer, customer_name and words(customer_name), line),
                *(queue and words(queue), _PERSON.get(ending, "")),
                *(by, hangup_cause, number(transferred_to) if transferred_to else ""),
                *(first_of(recording) if recording else "", ""),
                *(source and words(source), campaign and words(campaign), keyword and words(keyword)),
                amount(cost) if cost else "",
            ),
        )

    return read


_SIDES = frozenset(("customer", "manager"))


def _words(kind: str, column_map: ColumnMap) -> Callable[[str], str]:
    meanings = column_map.values.get(kind, {})

    @lru_cache(maxsize=1024)
    def meaning_of(text: str) -> str:
        word = plain(text)
        meaning = meanings.get(word) if word else ""
        if meaning is None:
            raise ValueError(
                _("unknown {kind}: {text}; say what it means under values: {kind}: in the map").format(
                    kind=kind, text=text
                )
            )
        return meaning

    return meaning_of


def _lengths(
    times: tuple[datetime, datetime | None, datetime | None],
    duration: float | None,
    talk: float | None,
    wait: float | None,
    ending: str,
) -> tuple[str, float, float]:
    """How the call ended, how long it was and how long was talked; what is not told follows from what is."""
    if ending == "answered" and talk is not None and wait is not None and duration is None and talk < _LONGEST_CALL:
        return ending, wait + talk, talk
    start, answer, end = times
    if duration is None and end is not None:
        duration = (end - start).total_seconds()
    if wait is None and answer is not None:
        wait = (answer - start).total_seconds()
    if talk is None and wait is not None and duration is not None and (answer is not None or ending == "answered"):
        talk = duration - wait
    if ending in {"", "by_talk"}:
        # Of a table that knows one length only, a call of no length was not answered.
        length = talk if talk is not None or wait is not None else duration
        ending = "answered" if answer is not None or (length or 0) > 0 else "missed"
        if talk is None and wait is not None and duration is not None and duration > wait:
            ending, talk = "answered", duration - wait
    if ending not in {"answered", "machine"}:
        spoken = talk or 0.0
        whole = max(duration or 0.0, (wait or 0.0) + spoken)
    else:
        spoken = talk if talk is not None else 0.0 if duration is None else duration
        if wait is None:
            wait = 0.0 if duration is None else duration - spoken
            # Talk is rounded up where the whole is not.
            wait = 0.0 if -_ROUNDED <= wait < 0 else wait
        whole = wait + spoken
        if duration is not None and duration < spoken - _ROUNDED:
            whole = -1.0
    if not (0 <= spoken <= whole < _LONGEST_CALL) or min(wait or 0, duration or 0) < 0:
        raise ValueError(
            _("impossible lengths: whole {duration} s, talk {talk} s, wait {wait} s").format(
                duration=_shown(duration), talk=_shown(talk), wait=_shown(wait)
            )
        )
    return ending, whole, spoken


def _shown(length: float | None) -> str:
    return "?" if length is None else f"{length:g}"
