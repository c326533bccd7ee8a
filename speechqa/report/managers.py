"""Managers and their lights: filters in, one row per manager out.

Without a period it is about the last seven days up to the last call (S3), and calls that have no date. A light is
that of the mean score of the manager's scored calls, grey where there are fewer than ``min_calls``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from speechqa.checklist.model import Thresholds
from speechqa.metrics.views import ensure_views
from speechqa.report.filters import Filters, condition
from speechqa.report.localise import local
from speechqa.report.period import Period, last_days
from speechqa.scoring import mean_light
from speechqa.store.settings import get_setting, thresholds_of

if TYPE_CHECKING:
    from sqlite_utils import Database

_WEAKEST = 3
_COUNTED = ("green", "yellow", "red", "grey", "scored", "not_scored", "critical_failed", "unheard", "manual_edit")
_COLUMNS = ("call_id", "manager", "manager_name", "score", "local_date", *_COUNTED)


@dataclass(frozen=True, slots=True)
class Weakness:
    """A checkpoint that a manager fails: ``pass_rate`` = passed / (passed + failed) calls x 100."""

    id: str
    title: str
    pass_rate: float
    passed: int
    failed: int
    checklist: str


@dataclass(frozen=True, slots=True)
class ManagerRow:
    """One manager; the fields are the keys of the JSON, in order.

    ``calls`` are all in the period that have a result; ``score`` is the mean over the ``scored`` ones, unrounded;
    green, yellow, red and grey count calls by their lights; grey ones are those without a score.
    """

    manager: str | None
    name: str | None
    calls: int
    score: float | None
    light: str
    green: int
    yellow: int
    red: int
    grey: int
    scored: int
    not_scored: int
    critical_failed: int
    unheard: int
    manual_edit: int
    weakest: tuple[Weakness, ...]
    thresholds: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ManagersReport:
    """Managers by name, the unknown last. ``score`` is the mean over all scored calls, whoever's; ``undated`` counts
    the calls that the filters fit but no period can."""

    period: Period
    rows: tuple[ManagerRow, ...]
    undated: int
    score: float | None
    min_calls: int


def report_managers(db: Database, filters: Filters | None = None) -> ManagersReport:
    """One row per manager who has calls that fit."""
    ensure_views(db)
    filters = filters or Filters()
    if not filters.period.explicit:
        filters = replace(filters, period=last_days(db))
    where, values = condition(filters)
    min_calls = int(get_setting(db, "min_calls") or 1)
    thresholds = thresholds_of(db)
    found = db.conn.execute(
        f"""SELECT {", ".join(_COLUMNS)} FROM call_metrics WHERE {where}
            ORDER BY manager IS NULL, manager, started_at NULLS FIRST, call_id""",
        values,
    ).fetchall()
    fitting = [dict(zip(_COLUMNS, row, strict=True)) for row in found]
    dated = [call for call in fitting if call["local_date"] is not None]
    calls = dated if filters.period.explicit else fitting
    names = dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall())
    weakest = _weakest(db, [call["call_id"] for call in calls])
    rows = tuple(
        _row(manager, names.get(manager), list(own), weakest.get(manager, []), thresholds, min_calls)
        for manager, own in groupby(calls, key=lambda call: call["manager"])
    )
    mean, _light = mean_light([call["score"] for call in calls], thresholds, min_calls)
    return ManagersReport(filters.period, rows, len(fitting) - len(dated), mean, min_calls)


def _row(
    manager: str | None,
    name: str | None,
    calls: Sequence[Mapping[str, Any]],
    weakest: Sequence[Weakness],
    thresholds: Thresholds,
    min_calls: int,
) -> ManagerRow:
    mean, light = mean_light([call["score"] for call in calls], thresholds, min_calls)
    counts = (sum(int(call[column]) for call in calls) for column in _COUNTED)
    green, yellow, red, grey, scored, not_scored, critical, unheard, edited = counts
    return ManagerRow(
        manager,
        name,
        len(calls),
        mean,
        light,
        green,
        yellow,
        red,
        grey,
        scored,
        not_scored,
        critical,
        unheard,
        edited,
        tuple(weakest[:_WEAKEST]),
        (thresholds.green, thresholds.yellow),
    )


def _weakest(db: Database, call_ids: Sequence[str]) -> dict[str | None, list[Weakness]]:
    """What each manager failed in these calls, the lowest pass rate first."""
    # Of several versions of a checklist, max() makes SQLite take one version's titles.
    rows = db.conn.execute(
        """SELECT c.manager, m.checklist, m.checkpoint_id, sum(m.passed), sum(m.failed), m.title_ru, m.title_en,
                  max(m.content_hash)
           FROM json_each(?) chosen
           JOIN call c ON c.call_id = chosen.value
           JOIN checkpoint_metrics m ON m.call_id = c.call_id
           GROUP BY c.manager, m.checklist, m.checkpoint_id HAVING sum(m.failed) > 0""",
        [json.dumps(call_ids)],
    )
    weak: dict[str | None, list[Weakness]] = {}
    for manager, checklist, id_, passed, failed, ru, en, _version in rows:
        rate = 100.0 * passed / (passed + failed)
        weak.setdefault(manager, []).append(Weakness(id_, local(ru, en) or id_, rate, passed, failed, checklist))
    for found in weak.values():
        found.sort(key=lambda one: (one.pass_rate, -one.failed, one.checklist, one.id))
    return weak
