"""A period in, plan and fact per manager or department out: for a report's rows, and as a table for people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Literal

from speechqa.metrics.plan import PlanFact, plan_fact
from speechqa.report.filters import Filters, condition
from speechqa.report.period import days_of
from speechqa.report.sheet import Column, Table
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_OF_PEOPLE = ("manager", "department", "direction", "period")
_NORMS = "SELECT 1 FROM plan WHERE source IS NULL AND campaign IS NULL LIMIT 1"
Plans = dict[str, tuple[PlanFact, ...]]


def plans_of(
    db: Database, filters: Filters, by: Literal["manager", "department"], calls: str
) -> tuple[Plans, tuple[str, ...]]:
    """What is planned and done, by manager or department, with notes; nothing where no plan is kept, or where only
    such calls are chosen as no plan tells apart.

    ``calls`` is a table of the chosen calls with the columns that ``done_between`` reads.
    """
    first, last = days_of(db, filters.period)
    if first is None or last is None or db.conn.execute(_NORMS).fetchone() is None:
        return {}, ()
    if any(getattr(filters, one.name) is not None for one in fields(filters) if one.name not in _OF_PEOPLE):
        return {}, (_("Plans are of all calls and not shown for some of them."),)
    found: dict[str, list[PlanFact]] = defaultdict(list)
    managers = None if filters.manager is None else _meant(db, filters.manager)
    # By an extension only some calls of a manager may have been chosen.
    source = calls if managers is None else None
    for one in plan_fact(db, first, last, by, filters.direction, managers=managers, department=filters.department,
                         calls=source):  # fmt: skip
        found[str(getattr(one.key, by))].append(one)
    plans = {who: tuple(own) for who, own in found.items()}
    note = _("The fact of a plan counts all calls, also those that stand beside.")
    return plans, (note,) if plans else ()


def plan_values(plans: tuple[PlanFact, ...]) -> tuple[dict[str, Any], ...]:
    """Plan and fact as they stand in JSON."""
    return tuple(
        {
            "measure": one.measure, "plan": one.plan, "fact": one.fact, "percent": one.percent, "days": one.days,
            "plan_per_day": one.plan_per_day, "fact_per_day": one.fact_per_day,
        }
        for one in plans
    )  # fmt: skip


def plan_table(rows: tuple[dict[str, Any], ...], title: str) -> Table:
    """The table for people; ``rows`` have ``who`` and ``plan``."""
    columns = (
        Column("who", title), Column("measure", _("what")), Column("plan", _("plan"), "number"),
        Column("fact", _("fact"), "number"), Column("percent", _("of the plan"), "percent"),
        Column("plan_per_day", _("plan a day"), "number"), Column("fact_per_day", _("fact a day"), "number"),
        Column("days", _("days"), "count"),
    )  # fmt: skip
    made = [
        (row["who"] if n == 0 else "", _measure_words(one["measure"]),
         *(one[column.key] for column in columns[2:]))
        for row in rows for n, one in enumerate(row["plan"])
    ]  # fmt: skip
    nothing = _("Nothing is planned for this period.")
    return Table("plan", columns, tuple(made), _("Plan and fact"), nothing=nothing, for_people=True)


def _measure_words(measure: str) -> str:
    return {
        "attempts": _("calls"),
        "conversations": _("conversations"),
        "talk_minutes": _("talk, min"),
        "requests": _("requests"),
        "quality": _("score"),
    }.get(measure, measure)


def _meant(db: Database, manager: str) -> frozenset[str]:
    where, values = condition(Filters(manager=manager))
    rows = db.conn.execute(f"SELECT DISTINCT manager FROM call WHERE manager IS NOT NULL AND {where}", values)
    return frozenset(row[0] for row in rows.fetchall())
