"""The list of calls: filters in, one row per scored (or deliberately not scored) call out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from speechqa.metrics.views import ensure_views
from speechqa.report.filters import Filters, condition
from speechqa.report.period import Period
from speechqa.store.columns import path_from
from speechqa.store.settings import zone_of

if TYPE_CHECKING:
    from sqlite_utils import Database

FLAGS = ("critical_failed", "unheard", "manual_edit", "health", "mono_roles", "not_scored")
_COLUMNS = (
    "call_id", "file", "manager", "direction", "started_at", "duration", "talk", "wait", "checklist", "score", "light",
    "manager_name", "manager_source", "customer", "line", "not_scored_reason", "light_by_score", "green_above",
    "yellow_from",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call as the list shows it; the fields are the keys of the JSON, in order.

    ``not_scored`` is the reason. ``light`` counts; ``light_by_score`` is without critical checkpoints.
    """

    call_id: str
    file: str
    manager: str | None
    direction: str
    started_at: datetime | None
    duration: float | None
    talk: float | None
    wait: float | None
    checklist: str | None
    score: float | None
    light: str
    flags: tuple[str, ...]
    manager_name: str | None
    manager_source: str | None
    customer: str | None
    line: str | None
    not_scored: str | None
    light_by_score: str
    thresholds: tuple[float, float]


@dataclass(frozen=True, slots=True)
class CallsReport:
    """Calls by time, those without a date last. ``undated`` counts those that the filters fit but no period can."""

    period: Period
    rows: tuple[CallRow, ...]
    undated: int


def report_calls(db: Database, filters: Filters | None = None) -> CallsReport:
    """All calls that fit."""
    filters = filters or Filters()
    ensure_views(db)
    where, values = condition(filters)
    rows = call_rows(db, where, values)
    dated = tuple(row for row in rows if row.started_at is not None)
    return CallsReport(filters.period, dated if filters.period.explicit else rows, len(rows) - len(dated))


def call_rows(db: Database, where: str, values: dict[str, Any]) -> tuple[CallRow, ...]:
    """The calls that meet a condition on ``call_metrics``."""
    zone = zone_of(db)
    rows = db.conn.execute(
        f"""SELECT {", ".join((*_COLUMNS, *FLAGS))} FROM call_metrics
            WHERE {where} ORDER BY started_at NULLS LAST, call_id""",
        values,
    ).fetchall()
    names = dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall())
    return tuple(_row(row, zone, names) for row in rows)


def _row(row: tuple[Any, ...], zone: ZoneInfo, names: Mapping[str, str]) -> CallRow:
    (
        call_id, file, manager, direction, started_at, duration, talk, wait, checklist, score, light,
        manager_name, manager_source, customer, line, reason, light_by_score, green, yellow,
    ) = row[: len(_COLUMNS)]  # fmt: skip
    flags = tuple(flag for flag, set_ in zip(FLAGS, row[len(_COLUMNS) :], strict=True) if set_)
    return CallRow(
        call_id,
        str(path_from(file)),
        manager,
        direction,
        datetime.fromisoformat(started_at).astimezone(zone) if started_at else None,
        duration,
        talk,
        wait,
        checklist,
        score,
        light,
        flags,
        names.get(manager, manager_name),
        manager_source,
        customer,
        line,
        reason,
        light_by_score,
        (green, yellow),
    )
