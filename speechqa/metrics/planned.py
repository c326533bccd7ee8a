"""A period in; what plan.csv plans for whom on each of its days out.

A row that names neither a source nor a campaign is a norm of people: of each manager whom it fits. Where several fit,
a row for a day goes before one for weekdays, then a row for the manager before one for the department before one for
all; less special rows count only for calls that the others leave (of the other direction). A row that names a source or
a campaign plans that advertising, as a whole or as far as one department or manager handles it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from speechqa.calls.plan import MEASURES
from speechqa.metrics.on_duty import People
from speechqa.metrics.working_days import holds_on, weekdays_between

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Scope:
    """Which calls something is planned of; None is any. No direction is any but internal."""

    manager: str | None = None
    department: str | None = None
    source: str | None = None
    campaign: str | None = None
    direction: str | None = None

    @property
    def of_advertising(self) -> bool:
        return self.source is not None or self.campaign is not None

    def covers(self, other: Scope) -> bool:
        """Whether all that ``other`` is about is a part of this."""
        return all(
            mine is None or mine == its
            for mine, its in (
                (self.manager, other.manager),
                (self.department, other.department),
                (self.source, other.source),
                (self.campaign, other.campaign),
            )
        ) and directions_meet(self.direction, other.direction)


@dataclass(frozen=True, slots=True)
class PlanDay:
    """One measure planned for one day.

    Attributes:
        measure: ``attempts`` (calls made or received), ``conversations`` (calls that a person answered),
            ``talk_minutes``, ``requests``, ``quality`` or ``pay_share``.
        amount: as many, or percent.
        row: of plan.csv.
    """

    day: date
    scope: Scope
    measure: str
    amount: float
    row: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of plan.csv for one measure; ``measure`` as in the file, so that both ways to count calls compete."""

    row: int
    scope: Scope
    day: str | None
    weekdays: str
    measure: str
    counted: str
    amount: float


def plan_days(db: Database, first: date, last: date, advertising: bool | None = None) -> list[PlanDay]:
    """All that is planned from the first to the last day, both included, by day.

    Args:
        advertising: only plans of advertising, or only norms of people; None is both.
    """
    rows = [one for one in _rows(db) if advertising in (None, one.scope.of_advertising)]
    if not rows or last < first:
        return []
    weekdays = weekdays_between(db, first, last)
    people = People(db, weekdays)
    norms = [one for one in rows if not one.scope.of_advertising]
    advertised = [one for one in rows if one.scope.of_advertising]
    found: list[PlanDay] = []
    for day, weekday in weekdays.items():
        found += _of_people(day, [one for one in norms if _on(one, day, weekday)], people)
        found += _of_advertising(day, [one for one in advertised if _on(one, day, weekday)], people)
    return found


def directions_meet(one: str | None, other: str | None) -> bool:
    """Whether calls of one direction may be of the other; None is any but internal."""
    return one == other or (None in (one, other) and "internal" not in (one, other))


def _rows(db: Database) -> list[_Row]:
    columns = ("row", "manager", "department", "source", "campaign", "direction", "day", "weekdays", "fact")
    found = db.conn.execute(f"SELECT {', '.join((*columns, *MEASURES))} FROM plan ORDER BY plan_id").fetchall()
    rows = []
    for row, manager, department, source, campaign, direction, day, weekdays, fact, *amounts in found:
        scope = Scope(manager, department, source, campaign, direction)
        for measure, amount in zip(MEASURES, amounts, strict=True):
            counted = f"{fact}s" if measure == "calls" else measure
            if amount is not None:
                rows.append(_Row(row, scope, day, weekdays, measure, counted, amount))
    return rows


def _on(row: _Row, day: date, weekday: int | None) -> bool:
    return row.day == day.isoformat() if row.day is not None else holds_on(row.weekdays, weekday)


def _of_people(day: date, rows: list[_Row], people: People) -> Iterable[PlanDay]:
    if not rows:
        return
    on_duty = people.on_duty(day)
    named: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        if row.scope.manager is not None:
            for manager in people.meant(row.scope.manager, day):
                if people.employed(manager, day):
                    named[manager].append(row)
    general = [row for row in rows if row.scope.manager is None]
    for manager in sorted({*on_duty, *named}):
        department = on_duty.get(manager) or people.department(manager, day)
        fitting = [
            row
            for row in (*named.get(manager, ()), *(general if manager in on_duty else ()))
            if row.scope.department in (None, department)
        ]
        for row in _chosen(fitting, _rank):
            scope = Scope(manager, department, direction=row.scope.direction)
            yield PlanDay(day, scope, row.counted, row.amount, row.row)


def _rank(row: _Row) -> tuple[bool, int]:
    who = 0 if row.scope.manager is not None else 1 if row.scope.department is not None else 2
    return row.day is None, who


def _of_advertising(day: date, rows: list[_Row], people: People) -> Iterable[PlanDay]:
    by_scope: dict[Scope, list[_Row]] = defaultdict(list)
    for row in rows:
        managers: Iterable[str | None] = [None]
        if row.scope.manager is not None:
            managers = sorted(one for one in people.meant(row.scope.manager, day) if people.employed(one, day))
        for manager in managers:
            department = row.scope.department or (people.department(manager, day) if manager else None)
            # Without the direction, in which the rows compete.
            by_scope[Scope(manager, department, row.scope.source, row.scope.campaign)].append(row)
    for scope, its in by_scope.items():
        for row in _chosen(its, lambda one: (one.day is None, 0)):
            whole = Scope(scope.manager, scope.department, scope.source, scope.campaign, row.scope.direction)
            yield PlanDay(day, whole, row.counted, row.amount, row.row)


def _chosen(rows: Iterable[_Row], rank: Callable[[_Row], tuple[bool, int]]) -> list[_Row]:
    """The rows that count: of each measure the first by rank, and others only for directions that it leaves."""
    chosen: dict[str, list[_Row]] = defaultdict(list)
    for row in sorted(rows, key=rank):
        before = chosen[row.measure]
        better = [one for one in before if rank(one) < rank(row)]
        same = [one for one in before if one.counted == row.counted and one.scope.direction == row.scope.direction]
        if not same and not any(directions_meet(one.scope.direction, row.scope.direction) for one in better):
            before.append(row)
    return [row for rows in chosen.values() for row in rows]
