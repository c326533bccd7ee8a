"""Which calls a report is about in; what was spent and planned for their advertising out, or why that is not told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from speechqa.metrics.money import spend_of
from speechqa.metrics.plan import PlanFact, plan_fact
from speechqa.report.filters import Filters
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

MEASURES = ("attempts", "conversations", "talk_minutes", "requests", "quality")
_OF_ADVERTISING = ("source", "campaign", "period")
Group = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Advertised:
    """By source, or by source and campaign: spend and, by measure, plan and fact."""

    spend: Mapping[Group, float] = field(default_factory=dict)
    plans: Mapping[Group, Mapping[str, PlanFact]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def planned(self, measure: str) -> bool:
        return any(measure in own for own in self.plans.values())


def advertised(db: Database, filters: Filters, level: str) -> Advertised:
    """Of the report's period; nothing where only some calls are shown, by which spend is not parted."""
    known = _with_calls(db)
    if known is None or not _has_lists(db):
        return Advertised()
    if level == "keyword":
        return Advertised(notes=(_("Spend and plans are known by campaign: --by campaign."),))
    chosen = [one.name for one in fields(filters) if one.name not in _OF_ADVERTISING]
    if any(getattr(filters, name) is not None for name in chosen):
        return Advertised(notes=(_("Spend and plans are of all calls and not shown for some of them."),))
    period = filters.period
    first, last = period.start or known[0], period.end or known[1]
    # A plan is compared with what was done: not of days before the first call, nor of those to come.
    days = max(first, known[0]), min(last, known[1])
    return Advertised(_spend(db, filters, level, first, last), _plans(db, filters, level, *days))


def _with_calls(db: Database) -> tuple[date, date] | None:
    first, last = db.conn.execute("SELECT min(local_date), max(local_date) FROM call").fetchone()
    return (date.fromisoformat(first), date.fromisoformat(last)) if first else None


def _has_lists(db: Database) -> bool:
    query = """SELECT EXISTS (SELECT 1 FROM spend)
        OR EXISTS (SELECT 1 FROM plan WHERE source IS NOT NULL OR campaign IS NOT NULL)"""
    return bool(db.conn.execute(query).fetchone()[0])


def _spend(db: Database, filters: Filters, level: str, first: date, last: date) -> dict[Group, float]:
    found: dict[Group, float] = defaultdict(float)
    for (source, campaign), amount in spend_of(db, first, last).items():
        if filters.source in (None, source) and filters.campaign in (None, campaign):
            found[(source,) if level == "source" else (source, campaign)] += amount
    return dict(found)


def _plans(db: Database, filters: Filters, level: str, first: date, last: date) -> dict[Group, dict[str, PlanFact]]:
    found: dict[Group, dict[str, PlanFact]] = defaultdict(dict)
    by: Any = level
    if level == "source" and filters.campaign is not None:
        return {}
    for one in plan_fact(db, first, last, by):
        source, campaign = one.key.source, one.key.campaign
        if source is None:
            # A campaign whose source nobody wrote is that of its calls, where they have one only.
            source = _only_source(db, campaign)
        if filters.source in (None, source) and (level == "source" or filters.campaign in (None, campaign)):
            found[(source,) if level == "source" else (source, campaign)].setdefault(one.measure, one)
    return dict(found)


def _only_source(db: Database, campaign: str | None) -> str | None:
    row = db.conn.execute(
        "SELECT min(source) FROM call WHERE campaign = ? HAVING min(source) = max(source)", [campaign]
    ).fetchone()
    return None if row is None else row[0]
