"""Managers' last days in, what is alarming in them out (S6): short calls, many lost deals, a sudden drop of the score.

By a manager's own figures alone: nobody is alarming because others are better.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from speechqa.metrics.fair import Scores, by_version, mean_of, trend_of
from speechqa.review.reasons import SHORT_CALL
from speechqa.store.settings import get_setting, thresholds_of

if TYPE_CHECKING:
    from sqlite_utils import Database

_DAYS = 7
_SHORT_SHARE = 50.0
_LEAST_CALLS = 10
_LOST_SHARE = 70.0
_LEAST_DEALS = 5
_DROP = 10.0


@dataclass(frozen=True, slots=True)
class Alarms:
    """``short``: percent of answered calls that are short; ``lost``: lost and closed deals; ``drop``: the mean score
    before and now. None where that is not alarming."""

    short: float | None = None
    lost: tuple[int, int] | None = None
    drop: tuple[float, float] | None = None


NO_ALARM = Alarms()


def alarms_of(
    db: Database, managers: Set[str | None], on: date, deals: Mapping[str, Sequence[tuple[Any, ...]]]
) -> dict[str | None, Alarms]:
    """Of each manager; ``deals`` are by call id, as rows of view ``call_deal``."""
    short, lost, drop = _short(db, on), _lost(db, on, deals), _drops(db, on)
    return {
        manager: Alarms(short.get(manager), lost.get(manager), drop.get(manager))
        for manager in managers
        if manager is not None
    }


def _days(on: date, weeks: int = 0) -> dict[str, str]:
    last = on - timedelta(days=_DAYS * weeks)
    return {"first": (last - timedelta(days=_DAYS - 1)).isoformat(), "last": last.isoformat()}


def _short(db: Database, on: date) -> dict[str | None, float]:
    rows = db.conn.execute(
        f"""SELECT manager, count(*), total(talked < {SHORT_CALL}) FROM call_fact
            WHERE local_date BETWEEN :first AND :last AND external AND answered AND talked IS NOT NULL
            GROUP BY manager HAVING count(*) >= {_LEAST_CALLS}""",
        _days(on),
    ).fetchall()
    return {manager: 100.0 * short / calls for manager, calls, short in rows if 100.0 * short >= _SHORT_SHARE * calls}


def _lost(db: Database, on: date, deals: Mapping[str, Sequence[tuple[Any, ...]]]) -> dict[str | None, tuple[int, int]]:
    if not deals:
        return {}
    closed: dict[str | None, dict[str, bool]] = defaultdict(dict)
    first = (on - timedelta(days=_DAYS)).isoformat()
    rows = db.conn.execute(
        "SELECT call_id, manager FROM call WHERE local_date BETWEEN ? AND ?", [first, on.isoformat()]
    ).fetchall()
    for call_id, manager in rows:
        for _call, won, lost, _open, _spam, _reason, _at, deal in deals.get(call_id, ()):
            if won or lost:
                closed[manager][deal] = bool(lost)
    return {
        manager: (sum(own.values()), len(own))
        for manager, own in closed.items()
        if len(own) >= _LEAST_DEALS and 100.0 * sum(own.values()) >= _LOST_SHARE * len(own)
    }


def _drops(db: Database, on: date) -> dict[str | None, tuple[float, float]]:
    thresholds, least = thresholds_of(db), int(get_setting(db, "min_calls") or 1)
    now, before = _scores(db, _days(on)), _scores(db, _days(on, 1))
    found: dict[str | None, tuple[float, float]] = {}
    for manager, own in now.items():
        change = trend_of(own, before.get(manager, {}), least).change
        if change is None or change > -_DROP:
            continue
        means = [mean_of(one, thresholds, least).score for one in (before[manager], own)]
        if means[0] is not None and means[1] is not None:
            found[manager] = (means[0], means[1])
    return found


def _scores(db: Database, days: dict[str, str]) -> dict[str | None, Scores]:
    found: dict[str | None, list[tuple[str, float, int]]] = defaultdict(list)
    for manager, version, score, count in db.conn.execute(
        """SELECT manager, content_hash, score, count(*) FROM call_quality
           WHERE scored AND local_date BETWEEN :first AND :last GROUP BY 1, 2, 3""",
        days,
    ).fetchall():
        found[manager].append((version, score, count))
    return {manager: by_version(own) for manager, own in found.items()}
