"""The commonest calls in, those of one row between telephones or trunks; out, what all the rules would say.

Most calls of a log are such, and the rules for forks, queues and Local channels have no say in them: it is told at a
fourth of the price. A test holds both ways against each other.
"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from speechqa.calls.channels import base_of, read_base
from speechqa.calls.clock import utc_of
from speechqa.calls.dialplan import Dialplan
from speechqa.calls.direction import dialled
from speechqa.calls.model import Call, Row
from speechqa.calls.numbers import e164, is_external, party
from speechqa.calls.parties import customer_name_of

_DISPOSITIONS = {"ANSWERED": "answered", "NO ANSWER": "missed", "BUSY": "busy"}


def call_of_one(key: str, row: Row, zone: ZoneInfo, offset: timedelta | None, dialplan: Dialplan) -> Call | None:
    """The call; None where the rules must be asked."""
    if row.lastapp != "Dial" or "&" in row.lastdata or row.userfield or _has_more_to_say(row):
        return None
    if dialplan.inbound_contexts or dialplan.outbound_contexts or dialplan.internal_contexts:
        return None
    longest, country = dialplan.extension_length, dialplan.country
    caller = read_base(base_of(row.channel), longest, dialplan.trunks)
    callee = read_base(base_of(row.dstchannel), longest, dialplan.trunks)
    target = row.lastdata.partition(",")[0]
    if caller.is_local or callee.is_local:
        return None
    src, dst = row.src, row.dst
    customer = line = None
    rung: tuple[str, ...] | None = ()
    if caller.is_trunk and callee.extension is not None and is_external(src, longest):
        rung = _rung(callee.extension, target, row, dialplan)
        direction, manager = "inbound", callee.extension
        customer = party(src, country)
        line = party(row.did or dst, country) if row.did or is_external(dst, longest) else _named(caller.peer, country)
    elif caller.extension is not None and callee.is_trunk and is_external(dst, longest):
        direction, manager, customer = "outbound", caller.extension, party(dst, country)
        line = party(row.did or src, country) if row.did or is_external(src, longest) else _named(callee.peer, country)
    elif caller.extension is not None and callee.extension is not None and dst:
        rung = _rung(callee.extension, target, row, dialplan)
        direction, manager = "internal", caller.extension
    else:
        return None
    if rung is None:
        return None
    duration, is_answered = row.duration, row.disposition == "ANSWERED"
    ringing = duration - row.billsec
    return Call(
        call_id=key,
        direction=direction,
        manager=manager,
        manager_source="record",
        manager_name=row.manager_name or None,
        customer=customer,
        line=line,
        started_at=utc_of(row, zone, offset),
        duration=duration,
        talk=row.billsec if is_answered else 0.0,
        wait=ringing if is_answered else duration,
        wait_row=ringing if is_answered else None,
        disposition=_DISPOSITIONS.get(row.disposition, "failed"),
        uniqueid=row.uniqueid or None,
        linkedid=row.linkedid or None,
        rung=rung,
        hangup_by=row.hangup_by or None,
        hangup_cause=row.hangup_cause or None,
        recording_file=row.recording_file or None,
        customer_name=customer_name_of((row,), direction) if row.customer_name or direction == "inbound" else None,
        source=row.source or None,
        campaign=row.campaign or None,
        keyword=row.keyword or None,
        has_record=True,
    )


def _rung(extension: str, target: str, row: Row, dialplan: Dialplan) -> tuple[str, ...] | None:
    """Whose telephone was dialled, ``SIP/101`` or ``PJSIP/101/sip:101@...``, and who answered; None for others."""
    technology, _slash, peer = target.partition("/")
    peer, slash, address = peer.partition("/")
    if slash and (address.isdigit() or dialled(row) is not None):
        return None
    if peer == extension or not target:
        return (extension,)
    meant = dialplan.channel(f"{technology}/{peer}")
    return None if meant.extension is None or slash else (meant.extension, extension)


def _has_more_to_say(row: Row) -> bool:
    said = row.direction or row.manager or row.customer or row.queue or row.person
    return bool(said or row.transferred_to or row.caller_channel or row.cost)


def _named(peer: str | None, country: str) -> str | None:
    return (e164(peer, country) or peer) if peer else None
