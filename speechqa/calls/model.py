"""A call and its record: values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

FORMATS = ("asterisk", "queue_log", "freeswitch", "mikopbx", "mapped")
"""Formats of call logs; ``mapped:NAME`` is ``mapped`` by the ready map of that name."""


@dataclass(frozen=True, slots=True)
class Call:
    """What is known of a call apart from its sound.

    Attributes:
        call_id: given at first sight, never changed.
        direction: ``inbound``, ``outbound``, ``internal`` or ``unknown``.
        manager: extension or id; None where unknown.
        manager_source: ``record``, ``name``, ``folder``, ``option`` or ``introduction``; None where unknown.
        manager_name: as a person would say it, where known.
        customer: number in E.164, or as written where it is not a valid number.
        line: external number (E.164), trunk or SIP name.
        started_at: aware, UTC.
        duration, talk, wait, wait_row: seconds; ``talk`` is the record's billsec; ``wait`` runs from the first row
            to a person's answer, ``wait_row`` is the answered row's own duration - billsec (domain.md, S1).
        disposition: ``answered``, ``missed``, ``busy``, ``failed``, ``machine_only`` or None without a record.
        uniqueid, linkedid: of the record, or of the file name.
        rung: who was rung, in order, whoever answered.
        transferred_to: extension or number that the talk was handed to; None where it was not.
        hangup_by: ``customer`` or ``manager``; None where the telephone system does not say.
        hangup_cause: the telephone system's own word for it (``NORMAL_CLEARING``).
        queue: the queue or group that the caller waited in.
        recording_file: path or name of the recording, as the record gives it.
        customer_channel: 0 or 1, the recording's channel of the customer where the telephone system says it.
        customer_name: the caller's name as the telephone system shows it.
        source, campaign, keyword: of the advertising that led to the call, from call tracking.
        cost: what the call cost, as the record says.
        extension: the manager's, where managers.csv says whose it is and ``manager`` is that person; a record has none.
        department: the manager's by managers.csv; a record has none.
        has_record: a call detail record stands behind it.
    """

    call_id: str
    direction: str = "unknown"
    manager: str | None = None
    manager_source: str | None = None
    manager_name: str | None = None
    customer: str | None = None
    line: str | None = None
    started_at: datetime | None = None
    duration: float | None = None
    talk: float | None = None
    wait: float | None = None
    wait_row: float | None = None
    disposition: str | None = None
    uniqueid: str | None = None
    linkedid: str | None = None
    rung: tuple[str, ...] = ()
    transferred_to: str | None = None
    hangup_by: str | None = None
    hangup_cause: str | None = None
    queue: str | None = None
    recording_file: str | None = None
    customer_channel: int | None = None
    customer_name: str | None = None
    source: str | None = None
    campaign: str | None = None
    keyword: str | None = None
    cost: float | None = None
    extension: str | None = None
    department: str | None = None
    has_record: bool = False


class Row(NamedTuple):
    """One row of a call log, whichever telephone system wrote it; a named tuple, since logs have millions of them.

    Columns bear Asterisk's names, and ``disposition`` is one of Asterisk's. Times are naive in the log's own zone, or
    aware. What follows ``sequence`` only some systems say; where it is not empty it goes before what channels, contexts
    and numbers would suggest:

    Attributes:
        direction: ``inbound``, ``outbound`` or ``internal``.
        manager: extension or id of the employee; ``manager_name`` as the system shows it.
        customer: number as written; ``customer_name`` as the system shows it.
        did: the external number that was called, or that an outbound call showed.
        person: ``1`` where a person answered this row, ``0`` where a machine did.
        hangup_by: ``customer`` or ``manager``.
        hangup_cause: the system's own word.
        transferred_to: extension or number.
        recording_file: path or name.
        caller_channel: ``0`` or ``1``, the recording's channel of the caller (not of the customer).
        source, campaign, keyword: of call tracking.
        cost: as written, a decimal point.
    """

    src: str
    dst: str
    start: datetime
    duration: float
    billsec: float
    disposition: str
    answer: datetime | None = None
    end: datetime | None = None
    accountcode: str = ""
    dcontext: str = ""
    clid: str = ""
    channel: str = ""
    dstchannel: str = ""
    lastapp: str = ""
    lastdata: str = ""
    amaflags: str = ""
    uniqueid: str = ""
    userfield: str = ""
    peeraccount: str = ""
    linkedid: str = ""
    sequence: str = ""
    direction: str = ""
    manager: str = ""
    manager_name: str = ""
    customer: str = ""
    customer_name: str = ""
    did: str = ""
    queue: str = ""
    person: str = ""
    hangup_by: str = ""
    hangup_cause: str = ""
    transferred_to: str = ""
    recording_file: str = ""
    caller_channel: str = ""
    source: str = ""
    campaign: str = ""
    keyword: str = ""
    cost: str = ""


class QueueEvent(NamedTuple):
    """One line of Asterisk's ``queue_log``: what really happened behind a queue that had answered first.

    Attributes:
        at: seconds since 1970, UTC.
        callid: uniqueid of the caller's channel.
        agent: the member's name or interface; empty where nobody is meant.
        event: ``ENTERQUEUE``, ``CONNECT``, ``COMPLETECALLER``, ``ABANDON``...
        data: up to five further fields.
    """

    at: float
    callid: str
    queue: str
    agent: str
    event: str
    data: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read, and why; the rest of its log goes in without it. ``line`` counts from 1."""

    line: int
    reason: str
    text: str = ""
