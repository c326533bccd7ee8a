"""A period in; what was done on each of its days out, by manager, department, advertising and direction: the facts
that plans are compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from speechqa.metrics.on_duty import People
from speechqa.metrics.planned import Scope
from speechqa.metrics.working_days import weekdays_between
from speechqa.store.settings import local_clock, zone_of

if TYPE_CHECKING:
    from sqlite_utils import Database

CALLS = ("attempts", "conversations", "talk_minutes")
PARTS = ("manager", "department", "source", "campaign")


@dataclass(frozen=True, slots=True)
class Done:
    """A measure's sum over some calls of one day; ``cases`` is the number of those that have it."""

    day: str
    scope: Scope
    measure: str
    amount: float
    cases: float


def done_between(
    db: Database,
    first: date,
    last: date,
    measures: Collection[str],
    parts: Collection[str] = PARTS,
    calls: str | None = None,
) -> Iterator[Done]:
    """What was done from the first to the last day, as far as one of ``measures``; told apart by ``parts`` and by
    direction.

    ``calls`` is a table with the columns of ``call_quality`` that are read here, where one has been made already.
    """
    dates = [first.isoformat(), last.isoformat()]
    if any(measure in CALLS for measure in measures):
        yield from _calls(db, dates, parts, calls or "call_fact")
    if "quality" in measures:
        yield from _quality(db, dates, parts, calls or "call_metrics")
    if "requests" in measures:
        yield from _requests(db, first, last)


def _calls(db: Database, dates: list[str], parts: Collection[str], calls: str) -> Iterator[Done]:
    # A recording without a call record is a conversation: somebody was recorded.
    for day, *of, count, conversations, talk, talks in db.conn.execute(
        f"""SELECT local_date, {_columns(parts)}, count(*), total(answered OR without_record),
            total(talked), count(talked)
            FROM {calls} WHERE local_date BETWEEN ? AND ? GROUP BY 1, 2, 3, 4, 5, 6""",
        dates,
    ):
        scope = Scope(*of)
        yield Done(day, scope, "attempts", count, count)
        yield Done(day, scope, "conversations", conversations, count)
        yield Done(day, scope, "talk_minutes", talk / 60, talks)


def _quality(db: Database, dates: list[str], parts: Collection[str], calls: str) -> Iterator[Done]:
    for day, *of, total, scored in db.conn.execute(
        f"""SELECT local_date, {_columns(parts)}, total(score), count(*)
            FROM {calls} WHERE scored AND local_date BETWEEN ? AND ? GROUP BY 1, 2, 3, 4, 5, 6""",
        dates,
    ):
        yield Done(day, Scope(*of), "quality", total, scored)


def _requests(db: Database, first: date, last: date) -> Iterator[Done]:
    """By the day of the request and the manager of its call, else the one whom the CRM names."""
    local, clock = local_clock(zone_of(db)), timedelta(days=1)
    people = People(db, weekdays_between(db, first, last))
    rows = db.conn.execute(
        """SELECT r.at, r.manager, r.source, r.campaign, c.manager, c.department, c.source, c.campaign, c.direction
           FROM crm_call r LEFT JOIN call c ON c.call_id = r.call_id
           WHERE r.kind = 'request' AND NOT r.spam AND r.at >= ? AND r.at < ?""",
        [(first - clock).isoformat(), (last + 2 * clock).isoformat()],
    ).fetchall()
    found: Counter[tuple[str, Scope]] = Counter()
    for at, named, source, campaign, manager, department, call_source, call_campaign, direction in rows:
        day = local(datetime.fromisoformat(at))[0]
        if day is None or not first.isoformat() <= day <= last.isoformat():
            continue
        if manager is None and named is not None:
            there = date.fromisoformat(day)
            meant = people.meant(named, there)
            manager = next(iter(meant)) if len(meant) == 1 else None
            department = people.department(manager, there) if manager else None
        if call_source is None and call_campaign is None:
            call_source, call_campaign = source, campaign
        found[day, Scope(manager, department, call_source, call_campaign, direction)] += 1
    for (day, scope), count in found.items():
        yield Done(day, scope, "requests", count, count)


def _columns(parts: Collection[str]) -> str:
    return ", ".join([*(part if part in parts else "NULL" for part in PARTS), "direction"])
