"""Rows of one call in; out, whose call it was, who the customer is, by which line, who was rung."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from speechqa.calls.channels import read_channel
from speechqa.calls.dialplan import Dialplan
from speechqa.calls.direction import dialled, is_click_to_call
from speechqa.calls.model import Row
from speechqa.calls.numbers import e164, is_extension, is_external, party

_ENDS = re.compile("[,|]")
_AT_PEER = re.compile(r"[A-Za-z0-9]+/[^/,|&]+/(\d{2,})(?=[,|&]|$)")
_NO_NAMES = frozenset(("", "unknown", "anonymous", "restricted", "private", "unavailable", "<unknown>", "asterisk"))


def manager_of(rows: Sequence[Row], persons: Sequence[Row], direction: str, dialplan: Dialplan) -> str | None:
    """Whose call it was.

    Who called, if it began inside; else who answered first, whoever it was handed to afterwards. A call that nobody
    answered was somebody's only if it rang at one place.
    """
    for row in (*persons, *rows) if direction == "inbound" else rows:
        if row.manager:
            return row.manager
    if direction in {"outbound", "internal"}:
        return _caller(rows, dialplan)
    if persons:
        return next((who for row in persons if (who := _answering(row, dialplan)) is not None), None)
    rung = {who for row in rows if (who := dialplan.channel(row.dstchannel).extension) is not None}
    return rung.pop() if len(rung) == 1 else None


def customer_of(rows: Sequence[Row], direction: str, dialplan: Dialplan) -> str | None:
    """The number outside, in E.164 or as written; None where there is none, or it is hidden."""
    for row in rows:
        if row.customer:
            return party(row.customer, dialplan.country)
    longest = dialplan.extension_length
    if direction == "outbound":
        number = next((row.dst for row in rows if is_external(row.dst, longest)), None)
        number = number or next(filter(None, map(dialled, rows)), None)
        number = number or next((row.dst for row in rows if dialplan.is_named_trunk(row.dstchannel)), None)
        return party(number, dialplan.country)
    first = rows[0]
    # A number as short as an extension is a customer's only where it surely came from outside.
    if direction == "inbound" and (not is_extension(first.src, longest) or dialplan.is_named_trunk(first.channel)):
        return party(first.src, dialplan.country)
    return None


def line_of(rows: Sequence[Row], direction: str, dialplan: Dialplan) -> str | None:
    """Our number outside, in E.164 or as written; else the trunk's name."""
    if direction not in {"inbound", "outbound"}:
        return None
    for row in rows:
        if row.did:
            return party(row.did, dialplan.country)
    first, longest = rows[0], dialplan.extension_length
    if direction == "inbound":
        if is_external(first.dst, longest):
            return party(first.dst, dialplan.country)
        return _trunk([first.channel], dialplan)
    if is_external(first.src, longest) and not is_click_to_call(rows, dialplan):
        return party(first.src, dialplan.country)
    return _trunk([row.dstchannel for row in rows], dialplan)


def rung_of(rows: Sequence[Row], direction: str, manager: str | None, dialplan: Dialplan) -> tuple[str, ...]:
    """Who was rung, in order: extensions and devices, and of a call from outside also numbers it was sent on to."""
    rung: dict[str, None] = {}
    longest = dialplan.extension_length
    for row in rows:
        if direction == "outbound" and dialplan.channel(row.dstchannel).is_trunk:
            continue
        for who in (*_aimed_at(row, dialplan), callee_of(row, dialplan)):
            if who is not None and (direction != "outbound" or (who != manager and is_extension(who, longest))):
                rung[who] = None
    return tuple(rung)


def customer_name_of(rows: Sequence[Row], direction: str) -> str | None:
    """The customer's name, as the telephone system shows it."""
    for row in rows:
        if row.customer_name:
            return row.customer_name
    if direction != "inbound" or '"' not in rows[0].clid:
        return None
    name = rows[0].clid.partition("<")[0].strip().strip('"').strip()
    is_number = name.lstrip("+").replace(" ", "").isdigit() or name == rows[0].src
    return None if is_number or name.lower() in _NO_NAMES else name


def callee_of(row: Row, dialplan: Dialplan) -> str | None:
    """Who stands at the other end of the row: extension, number outside, or a device's name."""
    if not row.dstchannel or row.lastapp == "ParkedCall":
        return None
    at_peer = _AT_PEER.match(row.lastdata) if row.lastapp == "Dial" else None
    if at_peer and is_extension(at_peer[1], dialplan.extension_length):
        # Another exchange's extension: Dial(SIP/exchange/4376).
        return at_peer[1]
    callee = dialplan.channel(row.dstchannel)
    if callee.extension is not None or callee.is_local:
        return callee.extension or callee.number
    number = dialled(row)
    if number:
        return party(number, dialplan.country)
    return row.dst if is_extension(row.dst, dialplan.extension_length) and row.lastapp == "Dial" else callee.peer


def _caller(rows: Sequence[Row], dialplan: Dialplan) -> str | None:
    first = rows[0]
    caller = dialplan.channel(first.channel)
    if caller.is_local and is_click_to_call(rows, dialplan):
        # The telephone that was rung first is the caller's.
        return next(filter(None, _own_extensions(rows, dialplan)), None)
    if caller.extension is not None and not caller.is_local:
        return caller.extension
    return first.src if is_extension(first.src, dialplan.extension_length) else None


def _own_extensions(rows: Sequence[Row], dialplan: Dialplan) -> Iterator[str | None]:
    for row in rows:
        yield dialplan.channel(row.dstchannel).extension
    for row in rows:
        yield dialplan.channel(row.channel).extension


def _answering(row: Row, dialplan: Dialplan) -> str | None:
    callee = dialplan.channel(row.dstchannel)
    if callee.extension is not None:
        return callee.extension
    if row.lastapp.lower() != "queue" and is_extension(row.dst, dialplan.extension_length):
        return row.dst
    return callee_of(row, dialplan)


def _aimed_at(row: Row, dialplan: Dialplan) -> tuple[str, ...]:
    """All whom ``Dial(SIP/101&SIP/102,30)`` rang: old Asterisks name them there alone, and of a call that a colleague
    picked up so do all."""
    if row.lastapp != "Dial" or not row.dstchannel:
        return ()
    return _ends_of(row.lastdata, dialplan.extension_length, dialplan.trunks)


@lru_cache(maxsize=4096)
def _ends_of(data: str, longest: int, trunks: tuple[str, ...]) -> tuple[str, ...]:
    """The rows of one fork say the same of it."""
    ends = []
    for target in _ENDS.split(data, maxsplit=1)[0].split("&"):
        technology, _slash, peer = target.partition("/")
        told = read_channel(f"{technology}/{peer.partition('/')[0]}", longest, trunks)
        who = told.extension or told.number
        if who is not None and _AT_PEER.match(target) is None:
            ends.append(who)
    return tuple(ends)


def _trunk(channels: Iterable[str], dialplan: Dialplan) -> str | None:
    for name in channels:
        told = dialplan.channel(name)
        if told.is_trunk and told.peer:
            return e164(told.peer, dialplan.country) or told.peer
    return None
