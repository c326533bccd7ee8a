"""A period in; what was planned and what was done out, of each manager, department, source or campaign.

Plan and fact are of the same calls: where only outbound calls are planned, only they are counted. On days for which
nothing is planned what was done counts too, as far as it is of the kind that is planned on other days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from speechqa.metrics.done import PARTS, Done, done_between
from speechqa.metrics.planned import PlanDay, Scope, directions_meet, plan_days

if TYPE_CHECKING:
    from sqlite_utils import Database

By = Literal["manager", "department", "source", "campaign", "all"]


@dataclass(frozen=True, slots=True)
class PlanFact:
    """One measure of one group over a period.

    Attributes:
        key: the group, such as ``Scope(manager="anna")`` or ``Scope(source="Yandex", campaign="Search")``.
        measure: ``attempts``, ``conversations``, ``talk_minutes``, ``requests`` or ``quality``.
        plan: the sum over days; of quality the mean, percent.
        fact: the same of what was done; None where nothing was scored.
        days: for how many days something was planned.
    """

    key: Scope
    measure: str
    plan: float
    fact: float | None
    days: int

    @property
    def percent(self) -> float | None:
        """The fact, in percent of the plan; None where nothing was planned or is known."""
        return None if self.fact is None or not self.plan else 100.0 * self.fact / self.plan

    @property
    def plan_per_day(self) -> float:
        return self.plan if self.measure == "quality" else self.plan / self.days

    @property
    def fact_per_day(self) -> float | None:
        """The fact, shared out among the days for which something was planned."""
        return self.fact if self.fact is None or self.measure == "quality" else self.fact / self.days


def plan_fact(
    db: Database,
    first: date,
    last: date,
    by: By,
    direction: str | None = None,
    *,
    managers: Collection[str] | None = None,
    department: str | None = None,
    calls: str | None = None,
) -> tuple[PlanFact, ...]:
    """All groups for which something is planned in the period, by group and measure.

    Args:
        direction: only what is planned of calls of this direction; None takes a plan for calls of any direction, or
            the sum of those for single ones where there is none.
        managers: only what is planned of one of them.
        department: only what is planned of it or of those who are in it that day.
        calls: see ``done_between``.
    """
    of_people = by in ("manager", "department", "all")
    planned: dict[tuple[Scope, str], list[PlanDay]] = defaultdict(list)
    for one in plan_days(db, first, last, advertising=not of_people):
        key = _key(one.scope, by)
        fits = (
            direction in (None, one.scope.direction)
            and department in (None, one.scope.department)
            and (managers is None or one.scope.manager in managers)
        )
        if key is not None and one.measure != "pay_share" and fits:
            planned[key, one.measure].append(one)
    if not planned:
        return ()
    parts = _parts(one.scope for its in planned.values() for one in its)
    done = _Cells(done_between(db, first, last, {measure for _key, measure in planned}, parts, calls), of_people)
    found = (_compared(key, measure, days, done) for (key, measure), days in planned.items())
    return tuple(sorted(found, key=lambda one: (_order(one.key), one.measure)))


def without_parts(days: Iterable[PlanDay]) -> Iterator[PlanDay]:
    """What is planned of one measure for one day, the widest first, without what is about calls of a wider one."""
    taken: list[Scope] = []
    for one in sorted(days, key=lambda day: (_width(day.scope), day.row)):
        if not any(_meet(scope, one.scope) for scope in taken):
            taken.append(one.scope)
            yield one


class _Cells:
    """What was done, found by day and, where plans are of people, by manager."""

    def __init__(self, done: Iterable[Done], of_people: bool) -> None:
        self._of_people = of_people
        self._cells: dict[tuple[str, str | None], list[Done]] = defaultdict(list)
        self._days: dict[str | None, set[str]] = defaultdict(set)
        for one in done:
            manager = one.scope.manager if of_people else None
            self._cells[one.day, manager].append(one)
            self._days[manager].add(one.day)

    def days_of(self, scopes: Iterable[Scope]) -> set[str]:
        return {day for scope in scopes for day in self._days[self._manager(scope)]}

    def of(self, day: str, scopes: Iterable[Scope], measure: str) -> tuple[float, float]:
        """Sum and number of cases of what is of any of the scopes."""
        amount = cases = 0.0
        by_manager: dict[str | None, list[Scope]] = defaultdict(list)
        for scope in scopes:
            by_manager[self._manager(scope)].append(scope)
        for manager, its in by_manager.items():
            for cell in self._cells.get((day, manager), ()):
                if cell.measure == measure and any(scope.covers(cell.scope) for scope in its):
                    amount += cell.amount
                    cases += cell.cases
        return amount, cases

    def _manager(self, scope: Scope) -> str | None:
        return scope.manager if self._of_people else None


def _compared(key: Scope, measure: str, days: Sequence[PlanDay], done: _Cells) -> PlanFact:
    by_day: dict[str, list[PlanDay]] = defaultdict(list)
    for one in days:
        by_day[one.day.isoformat()].append(one)
    chosen = {day: list(without_parts(its)) for day, its in by_day.items()}
    amounts = [one.amount for its in chosen.values() for one in its]
    usual = {one.scope for its in chosen.values() for one in its}
    sums = [
        done.of(day, {one.scope for one in chosen[day]} if day in chosen else usual, measure)
        for day in sorted({*chosen, *done.days_of(usual)})
    ]
    amount, cases = sum(one[0] for one in sums), sum(one[1] for one in sums)
    if measure == "quality":
        mean = amount / cases if cases else None
        return PlanFact(key, measure, sum(amounts) / len(amounts), mean, len(chosen))
    return PlanFact(key, measure, sum(amounts), amount, len(chosen))


def _parts(scopes: Iterable[Scope]) -> frozenset[str]:
    """By which columns calls must be told apart for these scopes."""
    return frozenset(part for scope in set(scopes) for part in PARTS if getattr(scope, part) is not None)


def _key(scope: Scope, by: By) -> Scope | None:
    """The group that a plan belongs to; None where it belongs to none."""
    if by in ("source", "campaign"):
        if getattr(scope, by) is None:
            return None
        return Scope(source=scope.source, campaign=scope.campaign if by == "campaign" else None)
    if scope.of_advertising:
        return None
    if by == "all":
        return Scope()
    if by == "manager":
        return Scope(manager=scope.manager)
    return None if scope.department is None else Scope(department=scope.department)


def _meet(one: Scope, other: Scope) -> bool:
    pairs = (
        (one.manager, other.manager),
        (one.department, other.department),
        (one.source, other.source),
        (one.campaign, other.campaign),
    )
    return all(a is None or b is None or a == b for a, b in pairs) and directions_meet(one.direction, other.direction)


def _width(scope: Scope) -> tuple[int, bool]:
    parts = (scope.manager, scope.department, scope.source, scope.campaign)
    return sum(part is not None for part in parts), scope.direction is not None


def _order(scope: Scope) -> tuple[str, ...]:
    return tuple(part or "" for part in (scope.manager, scope.department, scope.source, scope.campaign))
