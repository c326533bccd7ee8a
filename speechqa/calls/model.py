"""A call and its record: values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


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
    has_record: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a call log, as the telephone system wrote it; times are naive, in the log's own zone.

    ``file`` and ``line`` say where it stands, and are no part of what it says.
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
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read, and why; the rest of its log goes in without it."""

    file: str
    line: int
    reason: str
    text: str = ""
