"""FreeSWITCH's ``cdr-csv`` log in, its rows out, the a-leg and the b-legs of a call under one linkedid.

``mod_cdr_csv`` writes what its template says, and quotes within values as they are. Where the values stand is told by
content: three times, two numbers of seconds and a hangup cause follow each other in the templates example, snom,
linksys and sql, in those that begin with a column more, and in asterisk; quoted or not, also after a spreadsheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from speechqa.calls.freeswitch_legs import Leg, linked
from speechqa.calls.lines import LONGEST_SHOWN, delimiter_of, head_of, records_of
from speechqa.calls.model import BadRow, Row
from speechqa.texts import _

DISPOSITIONS = {
    **dict.fromkeys(("USER_BUSY", "CALL_REJECTED"), "BUSY"),
    **dict.fromkeys(
        (
            *("NO_ANSWER", "NO_USER_RESPONSE", "ORIGINATOR_CANCEL", "NORMAL_CLEARING", "NORMAL_UNSPECIFIED", "NONE"),
            *("ALLOTTED_TIMEOUT", "PROGRESS_TIMEOUT", "RECOVERY_ON_TIMER_EXPIRE", "MEDIA_TIMEOUT", "UNSPECIFIED"),
            *("LOSE_RACE", "PICKED_OFF", "BLIND_TRANSFER", "ATTENDED_TRANSFER", "MANAGER_REQUEST", "SUCCESS"),
            *("SUBSCRIBER_ABSENT", "USER_NOT_REGISTERED"),
        ),
        "NO ANSWER",
    ),
    **dict.fromkeys(
        (
            *("NORMAL_CIRCUIT_CONGESTION", "SWITCH_CONGESTION", "NETWORK_OUT_OF_ORDER"),
            *("REQUESTED_CHAN_UNAVAIL", "NORMAL_TEMPORARY_FAILURE", "GATEWAY_DOWN"),
        ),
        "CONGESTION",
    ),
}
"""What the cause of a leg that was not answered means; every other cause is FAILED."""

_CAUSE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_OF_ASTERISK = frozenset(("ANSWERED", "BUSY", "FAILED", "CONGESTION"))
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))?")
_EPOCH = re.compile(r"(\d{10})(\d{6})?")
_NUMBER = re.compile(r"[+*#]?\d+")
_SQL = re.compile(r"insert into .* values ?\(", re.IGNORECASE)
_CHANNEL = re.compile(r"sofia/(?P<profile>[^/]+)/(?P<user>[^@/]*)(?:@.*)?")
_SOUNDS = frozenset((".wav", ".mp3", ".ogg", ".opus", ".webm", ".flac", ".gsm"))
_FEWEST = 11
_LONGEST_EXTENSION = 5
_LONGEST_CALL = 10**7


def read_freeswitch(path: Path) -> Iterator[tuple[int, Row] | BadRow]:
    """All rows in the order of the file, each with its line.

    Raises:
        UsageError: there is no such file.
        SpeechqaError: it cannot be read.
    """
    return linked(_legs(path))


def leg_of(fields: Sequence[str]) -> Leg | str:
    """The row with the uuid of its b-leg, or why it is none."""
    fields = _without_sql([field.strip() for field in fields])
    place = _place(fields)
    if place is None:
        return _("no times, lengths and hangup cause stand where FreeSWITCH writes them")
    said = _said(fields, place)
    try:
        start, answer, end = map(_time, fields[place : place + 3])
    except ValueError as error:
        return _("no possible time: {text}").format(text=error)
    if start is None:
        return _("the start is empty")
    duration, billsec = float(fields[place + 3]), float(fields[place + 4])
    if not 0 <= billsec <= duration < _LONGEST_CALL:
        return _("impossible lengths: duration {duration:g} s, billsec {billsec:g} s").format(
            duration=duration, billsec=billsec
        )
    exact = not _are_minutes(fields[place : place + 3])
    if not exact:
        # Only the lengths still have their seconds.
        answer = start + timedelta(seconds=duration - billsec) if answer else None
        end = start + timedelta(seconds=duration)
    cause = fields[place + 5]
    is_answered = answer is not None or billsec > 0
    is_inbound = said.context.lower() == "public"
    row = Row(
        src=said.number,
        dst=said.destination,
        start=start,
        duration=duration,
        billsec=billsec,
        disposition="ANSWERED" if is_answered else DISPOSITIONS.get(cause, "FAILED"),
        answer=answer,
        end=end,
        accountcode=said.accountcode,
        dcontext=said.context,
        clid=f'"{said.name}" <{said.number}>' if said.name else said.number,
        channel=_channel(said.channel),
        dstchannel=_channel(said.bridged),
        lastapp=said.app,
        lastdata=said.data,
        uniqueid=said.uuid,
        direction="inbound" if is_inbound else "",
        customer_name=said.name if is_inbound and said.name != said.number else "",
        person=_person(said) if is_answered else "",
        hangup_by=_hangup_by(said.more) if is_inbound else "",
        hangup_cause=cause,
        recording_file=next((text for text in said.more if _is_sound(text)), ""),
    )
    return Leg(row, said.bleg, exact)


class _Said(NamedTuple):
    """What a line says, whichever template wrote it."""

    name: str
    number: str
    destination: str
    context: str
    uuid: str
    bleg: str
    accountcode: str
    channel: str = ""
    bridged: str = ""
    app: str = ""
    data: str = ""
    more: tuple[str, ...] = ()


def _legs(path: Path) -> Iterator[tuple[int, Leg] | BadRow]:
    delimiter = delimiter_of(head_of(path), looks_whole)
    for line, text, fields in records_of(path, delimiter=delimiter, strict=False, is_whole=looks_whole):
        leg = leg_of(fields) if not isinstance(fields, str) else fields
        yield BadRow(line, leg, text[:LONGEST_SHOWN]) if isinstance(leg, str) else (line, leg)


def looks_whole(fields: Sequence[str]) -> bool:
    """Whether the times, lengths and the cause are there."""
    return _place([field.strip() for field in fields]) is not None


def _without_sql(fields: list[str]) -> list[str]:
    """The values of ``INSERT INTO cdr VALUES ("...", ...);``."""
    if fields and (match := _SQL.match(fields[0])):
        fields[0] = fields[0][match.end() :].strip('"')
        fields[-1] = fields[-1].removesuffix(";").removesuffix(")").strip('"')
    return fields


def _place(fields: Sequence[str]) -> int | None:
    """Where the start stands; the templates that FreeSWITCH comes with have it in the fifth or the tenth column."""
    if len(fields) < _FEWEST:
        return None
    for place in (4, 9, *range(5, len(fields) - 6)):
        if place + 6 >= len(fields):
            continue
        duration, billsec, cause = fields[place + 3 : place + 6]
        is_cause = _CAUSE.fullmatch(cause) is not None and cause not in _OF_ASTERISK
        if is_cause and duration.isdecimal() and billsec.isdecimal():
            return int(place)
    return None


def _said(fields: Sequence[str], place: int) -> _Said:
    after = (*fields[place + 6 :], "", "", "")
    if place >= 9 and not _UUID.fullmatch(after[0]) and _UUID.fullmatch(after[1]):
        # The template asterisk: accountcode, number, destination, context, caller, two channels, application, data.
        account, number, destination, context, caller, channel, bridged, app, data = fields[place - 9 : place]
        name = caller.partition("<")[0].strip(' "')
        return _Said(name, number, destination, context, after[1], "", account, channel, bridged, app, data, after[2:])
    name, number, destination, context = fields[place - 4 : place]
    if _NUMBER.fullmatch(name) and not _NUMBER.fullmatch(number):
        # Some write the number first.
        name, number = number, name
    uuid, bleg, account, *more = after
    return _Said(name, number, destination, context, uuid, bleg, account, more=tuple(more))


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    if match := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(match[1]), UTC)
    match = _YEAR_FIRST.fullmatch(text)
    if match is not None:
        year, month, day, hour, minute, second = (int(each or 0) for each in match.groups())
        return datetime(year, month, day, hour, minute, second)
    match = _DAY_FIRST.fullmatch(text)
    if match is not None:
        day, month, year, hour, minute, second = (int(each or 0) for each in match.groups())
        return datetime(year, month, day, hour, minute, second)
    raise ValueError(text)


def _are_minutes(texts: Sequence[str]) -> bool:
    """Whether a spreadsheet has dropped the seconds."""
    return all(text.count(":") <= 1 for text in texts) and not _EPOCH.fullmatch(texts[0])


def _person(said: _Said) -> str:
    """Whether a person answered, as far as the line itself tells it."""
    if said.bleg or said.bridged:
        return "1"
    if said.app:
        return "" if said.app.lower() in {"bridge", "conference", "callcenter", "fifo"} else "0"
    # Feature codes: voicemail, parking, eavesdropping.
    return "0" if said.destination.startswith("*9") or said.destination.lower() in {"voicemail", "vmain"} else ""


def _hangup_by(more: Sequence[str]) -> str:
    """By ``sip_hangup_disposition``, where the template has it: whose BYE it was on the leg of an inbound caller."""
    if "recv_bye" in more or "recv_cancel" in more:
        return "customer"
    return "manager" if "send_bye" in more else ""


def _channel(name: str) -> str:
    """``sofia/internal/1002@10.0.0.5`` → ``sofia/1002``; the channel of a gateway has the name of its profile."""
    match = _CHANNEL.fullmatch(name)
    if match is None:
        return name
    user = match["user"]
    is_extension = user.isdecimal() and len(user) <= _LONGEST_EXTENSION
    return f"sofia/{user if is_extension else match['profile']}"


def _is_sound(text: str) -> bool:
    return PureWindowsPath(text).suffix.lower() in _SOUNDS
