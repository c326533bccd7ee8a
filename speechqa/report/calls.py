"""The list of calls: filters in, one row per scored (or deliberately not scored) call out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from speechqa.metrics.views import ensure_views
from speechqa.report.filters import Filters, condition
from speechqa.report.localise import local
from speechqa.report.period import Period
from speechqa.store.columns import path_from
from speechqa.store.settings import zone_of

if TYPE_CHECKING:
    from sqlite_utils import Database

FLAGS = ("critical_failed", "unheard", "manual_edit", "health", "mono_roles", "not_scored")
_COLUMNS = (
    "call_id", "file", "manager", "direction", "started_at", "duration", "talk", "wait", "checklist", "score", "light",
    "manager_name", "manager_source", "customer", "line", "not_scored_reason", "light_by_score", "green_above",
    "yellow_from", "outcome", "outcome_ru", "outcome_en", "call_group",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CallTag:
    """A tag of a call; ``group`` is target, non_target, junk or None."""

    id: str
    title: str
    group: str | None


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call as the list shows it; the fields are the keys of the JSON, in order.

    ``not_scored`` is the reason. ``light`` counts; ``light_by_score`` is without critical checkpoints. ``outcome`` is
    the id of the one that counts; ``group`` is target, non_target or junk by the tags.
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
    outcome: str | None
    outcome_title: str | None
    group: str | None
    tags: tuple[CallTag, ...]
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
    tags = _tags(db, [row[0] for row in rows])
    return tuple(_row(row, zone, names, tuple(tags.get(row[0], ()))) for row in rows)


def _tags(db: Database, call_ids: Sequence[str]) -> dict[str, list[CallTag]]:
    rows = db.conn.execute(
        """SELECT call_id, tag, title_ru, title_en, call_group FROM call_tag
           WHERE call_id IN (SELECT value FROM json_each(?)) ORDER BY call_id, ordinal""",
        [json.dumps(list(call_ids))],
    )
    tags: dict[str, list[CallTag]] = {}
    for call_id, id_, ru, en, group in rows.fetchall():
        tags.setdefault(call_id, []).append(CallTag(id_, local(ru, en) or id_, group))
    return tags


def _row(row: tuple[Any, ...], zone: ZoneInfo, names: Mapping[str, str], tags: tuple[CallTag, ...]) -> CallRow:
    (
        call_id, file, manager, direction, started_at, duration, talk, wait, checklist, score, light,
        manager_name, manager_source, customer, line, reason, light_by_score, green, yellow,
        outcome, outcome_ru, outcome_en, group,
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
        outcome,
        local(outcome_ru, outcome_en) or outcome,
        group,
        tags,
        (green, yellow),
    )
