"""Calls with known answers in, ``truth.csv`` out, and back: a row per call with all that a report may count.

What stands here was decided before any row of a log was written; nothing of it was computed by speechqa.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

CODES = {"1": "passed", "0": "failed", "-": "not_applicable", "?": "unheard"}
"""One letter of ``machine``, ``people`` and ``verdicts`` each."""


@dataclass(slots=True)
class KnownCall:
    """What is true of a call. Times are local (Europe/Moscow), lengths seconds.

    Attributes:
        kind: direct, fork, queue, menu, transfer, machine, outbound or internal.
        manager: id by managers.csv, else the extension; None where nobody's.
        lost_in: where a caller whom nobody helped was lost: menu, queue, ringing or transfer.
        events, requests: of the CRM that belong to the call; deals_...: of its customer at that time.
        first: the customer's number appeared for the first time.
        recorded: it has a recording and a result.
        machine, people, verdicts: a letter per checkpoint (see CODES), ``.`` where no person said anything; the last
            is what counts.
        human_tags: put by people, spaces between them.
        reviewed_at: when a person was done with hearing it.
    """

    call_id: str
    kind: str
    direction: str
    started_at: datetime
    duration: int
    disposition: str
    wait: int = 0
    talk: int = 0
    manager: str | None = None
    manager_name: str | None = None
    extension: str | None = None
    department: str | None = None
    customer: str | None = None
    line: str | None = None
    source: str | None = None
    campaign: str | None = None
    keyword: str | None = None
    rung: str = ""
    transferred_to: str | None = None
    hangup_by: str | None = None
    queue: str | None = None
    lost_in: str | None = None
    events: int = 0
    requests: int = 0
    deals_won: int = 0
    deals_lost: int = 0
    deals_open: int = 0
    deals_spam: int = 0
    first: bool = False
    recorded: bool = False
    not_scored: str | None = None
    checklist: str | None = None
    version: int = 0
    machine: str = ""
    people: str = ""
    verdicts: str = ""
    score: float | None = None
    light: str | None = None
    critical_failed: bool = False
    unheard: bool = False
    outcome: str | None = None
    call_group: str | None = None
    tags: str = ""
    human_tags: str = ""
    reviewed_at: datetime | None = None
    manager_speech: float | None = None
    customer_speech: float | None = None
    silences: int | None = None
    silence: float | None = None
    interruptions: int | None = None
    customer_words: str = ""

    @property
    def answered(self) -> bool:
        """Whether a person answered."""
        return self.disposition == "answered"


def write_truth(path: Path, calls: Iterable[KnownCall]) -> None:
    """One row per call; None is empty, a flag 0 or 1."""
    names = [field.name for field in fields(KnownCall)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([_text(getattr(call, name)) for name in names] for call in calls)


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return "" if value is None else value
