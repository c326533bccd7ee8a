"""Files that could not be scored: a database in, each with its stage and reason out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from speechqa.store.failures import failures
from speechqa.store.settings import zone_of

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class FailureRow:
    """One file; the fields are the keys of the JSON, in order."""

    file: str
    stage: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FailuresReport:
    """All files that failed and were not scored since."""

    rows: tuple[FailureRow, ...]


def report_failures(db: Database) -> FailuresReport:
    """What ``speechqa score`` could not do, and why."""
    zone = zone_of(db)
    return FailuresReport(
        tuple(FailureRow(str(f.path), f.stage, f.reason, f.at.astimezone(zone)) for f in failures(db))
    )
