"""Rows of a call log in, calls out: one call is all the rows of one linkedid, however many legs it had."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from speechqa.calls.channels import extension_of, is_local, peer_of
from speechqa.calls.clock import offset_of, offsets_of, utc_of, zone_disagreement
from speechqa.calls.model import Call, Row
from speechqa.calls.numbers import e164, is_extension, is_external, party

__all__ = ["calls_from_rows", "zone_disagreement"]

_PERSONS_APPS = frozenset(("", "dial", "appdial", "appdial2", "bridge", "pickup", "followme", "confbridge", "meetme"))
"""Without a dstchannel, only these can have ended with a person; Playback, Hangup, IVR and the rest are machines."""

_RINGING_APPS = frozenset(("dial", "queue", "appqueue", "followme"))
_OUTSIDE_CONTEXTS = ("from-trunk", "from-pstn", "from-did", "ext-did", "incoming", "inbound")
_MAILBOXES = frozenset(("voicemail", "voicemailmain", "minivmrecord"))
_DIALLED = re.compile(r"[/@](\+?\d{7,15})(?=[@,/&|:]|$)")


def calls_from_rows(rows: Sequence[Row], zone: ZoneInfo, *, extension_length: int, country: str) -> tuple[Call, ...]:
    """All calls in the order of their start; the same whatever the order of the rows.

    Args:
        zone: of the log's times, where its uniqueids do not tell better.
        extension_length: digits of the longest extension.
        country: of numbers written without their country.
    """
    groups: dict[str, list[Row]] = {}
    for row in sorted(set(rows), key=_order):
        groups.setdefault(_key(row), []).append(row)
    told = offsets_of(rows)
    # One offset all over the log holds for rows without an id too; two are summer and winter, which the zone knows.
    common = next(iter(told)) if len(told) == 1 else None
    calls = []
    for key, legs in groups.items():
        own = next((offset for row in legs if (offset := offset_of(row)) is not None), None) if told else None
        calls.append(_call(key, legs, zone, own if own is not None else common, extension_length, country))
    return tuple(sorted(calls, key=lambda call: (str(call.started_at), call.call_id)))


def _order(row: Row) -> tuple[datetime, bool, int, str, str]:
    later_channel = bool(row.linkedid) and row.uniqueid != row.linkedid
    return row.start, later_channel, int(row.sequence) if row.sequence.isdigit() else 0, row.uniqueid, repr(row)


def _key(row: Row) -> str:
    if row.linkedid or row.uniqueid:
        return row.linkedid or row.uniqueid
    said = "\x1f".join((row.start.isoformat(), row.src, row.dst, row.channel, row.dstchannel, f"{row.duration:g}"))
    return f"row-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def _call(key: str, legs: list[Row], zone: ZoneInfo, offset: timedelta | None, longest: int, country: str) -> Call:
    first = legs[0]
    direction = _direction(legs, longest)
    persons = _person_legs(legs)
    disposition = _disposition(legs, persons)
    duration = first.duration if len(legs) == 1 else (max(map(_end, legs)) - first.start).total_seconds()
    wait, wait_row = duration, None
    if persons:
        answered = min(persons, key=lambda row: (_answer(row), _order(row)))
        wait_row = answered.duration - answered.billsec
        wait = wait_row if len(legs) == 1 else max(0.0, (_answer(answered) - first.start).total_seconds())
    manager = _manager(legs, persons, direction, longest)
    return Call(
        call_id=key,
        direction=direction,
        manager=manager,
        manager_source="record" if manager else None,
        customer=_customer(legs, direction, longest, country),
        line=_line(legs, direction, longest, country),
        started_at=utc_of(first, zone, offset),
        duration=duration,
        talk=_covered((_answer(row), _end(row)) for row in persons),
        wait=wait,
        wait_row=wait_row,
        disposition=disposition,
        uniqueid=first.uniqueid or None,
        linkedid=first.linkedid or None,
        has_record=True,
    )


def _end(row: Row) -> datetime:
    return row.start + timedelta(seconds=row.duration)


def _answer(row: Row) -> datetime:
    return row.start + timedelta(seconds=row.duration - row.billsec)


def _covered(intervals: Iterable[tuple[datetime, datetime]]) -> float:
    """Seconds in at least one interval: legs of one conversation overlap, and time is not talked twice."""
    total, until = 0.0, None
    for start, end in sorted(intervals):
        begin = start if until is None or start > until else until
        if end > begin:
            total += (end - begin).total_seconds()
            until = end
    return total


def _person_legs(legs: Sequence[Row]) -> list[Row]:
    """Rows in which a person answered; those of Local channels only where no device's row tells it better."""
    persons = [row for row in legs if row.disposition == "ANSWERED" and _is_person(row)]
    devices = [row for row in persons if row.dstchannel and not is_local(row.dstchannel)]
    return devices or persons


def _is_person(row: Row) -> bool:
    app = row.lastapp.lower()
    if app in _MAILBOXES:
        return False
    return bool(row.dstchannel) or (app in _PERSONS_APPS and row.billsec > 0)


def _disposition(legs: Sequence[Row], persons: Sequence[Row]) -> str:
    if persons:
        return "answered"
    ended = {row.disposition for row in legs if row.disposition != "ANSWERED"}
    waited = any(
        row.disposition == "ANSWERED" and (row.lastapp.lower() in _RINGING_APPS or row.dstchannel) for row in legs
    )
    if "NO ANSWER" in ended or waited:
        return "missed"
    if "BUSY" in ended:
        return "busy"
    return "failed" if ended else "machine_only"


def _direction(legs: Sequence[Row], longest: int) -> str:
    """Who called whom, by the first row's own end, then by where the call went."""
    first = legs[0]
    from_extension = extension_of(first.channel, longest) is not None
    calls_out = any(is_external(row.dst, longest) for row in legs) or any(
        _is_trunk(row.dstchannel, longest) and _dialled(row) for row in legs
    )
    context = first.dcontext.lower()
    from_outside = any(word in context for word in _OUTSIDE_CONTEXTS)
    if not from_extension and not from_outside and is_extension(first.src, longest):
        # A device may be called by a name (SIP/anna), which looks like a trunk's.
        from_extension = calls_out or "internal" in context or not first.channel
        from_extension = from_extension or is_extension(first.dst, longest)
    if from_extension:
        if calls_out:
            return "outbound"
        return "internal" if first.dst else "unknown"
    if from_outside or is_external(first.src, longest) or _is_trunk(first.channel, longest):
        return "inbound"
    return "unknown"


def _is_trunk(channel: str, longest: int) -> bool:
    return peer_of(channel) is not None and extension_of(channel, longest) is None


def _dialled(row: Row) -> str | None:
    """The number within ``Dial(SIP/trunk/84951234567,300)``, for rows whose dst is the dialplan's ``s``."""
    match = _DIALLED.search(row.lastdata) if row.lastapp.lower() == "dial" else None
    return match[1] if match else None


def _manager(legs: Sequence[Row], persons: Sequence[Row], direction: str, longest: int) -> str | None:
    first = legs[0]
    if direction in {"outbound", "internal"}:
        return extension_of(first.channel, longest) or (first.src if is_extension(first.src, longest) else None)
    if persons:
        answered = sorted(persons, key=lambda row: (_answer(row), _order(row)))
        return next((who for row in answered if (who := _answering(row, longest)) is not None), None)
    # Nobody answered: it was somebody's call only if it rang at one place.
    rung = {extension_of(row.dstchannel, longest) for row in legs} - {None}
    return rung.pop() if len(rung) == 1 else None


def _answering(row: Row, longest: int) -> str | None:
    who = extension_of(row.dstchannel, longest)
    if who is None and row.lastapp.lower() != "queue" and is_extension(row.dst, longest):
        who = row.dst
    return who or peer_of(row.dstchannel)


def _customer(legs: Sequence[Row], direction: str, longest: int, country: str) -> str | None:
    first = legs[0]
    if direction == "outbound":
        dialled = next((row.dst for row in legs if is_external(row.dst, longest)), None)
        return party(dialled or next(filter(None, map(_dialled, legs)), None), country)
    if direction == "inbound" and not is_extension(first.src, longest):
        return party(first.src, country)
    return None


def _line(legs: Sequence[Row], direction: str, longest: int, country: str) -> str | None:
    first = legs[0]
    if direction == "inbound":
        if is_external(first.dst, longest):
            return party(first.dst, country)
        return _trunk([first.channel], longest, country)
    if direction == "outbound":
        if is_external(first.src, longest):
            return party(first.src, country)
        return _trunk([row.dstchannel for row in legs], longest, country)
    return None


def _trunk(channels: Iterable[str], longest: int, country: str) -> str | None:
    name = next((peer_of(channel) for channel in channels if _is_trunk(channel, longest)), None)
    return (e164(name, country) or name) if name else None
