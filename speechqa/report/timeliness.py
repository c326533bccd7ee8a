"""Judged calls in, how long each manager's wait for a person's ear out: a talk about a call that the manager does not
remember any more teaches nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from speechqa.errors import UsageError
from speechqa.metrics.timeliness import AGE, BY_AGE, JUDGED, TIMELINESS, UNREVIEWED
from speechqa.report.chosen import chosen
from speechqa.report.named import NamedReport, Option, Question
from speechqa.report.render.figures import count
from speechqa.report.sheet import Bars, Column, Members, Sheet, Table
from speechqa.store.settings import zone_of
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

_REMEMBERED = 7
"""Older calls are warned of: days."""

_NAMED = 5


def report_timeliness(db: Database, question: Question) -> Sheet:
    """A row per manager; ages are in days of the project's calendar."""
    on = _day(db, question.options.get("on"))
    where, values = chosen(question.filters)
    where = f"({where}) AND {JUDGED} AND local_date IS NOT NULL"
    values = {**values, "on": on.isoformat()}
    figures = ", ".join(f"total({metric.of})" for metric in TIMELINESS)
    by_age = db.conn.execute(
        f"SELECT manager, {AGE}, {figures} FROM call_fact WHERE {where} GROUP BY 1, 2", values
    ).fetchall()
    names = dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall())
    managers = sorted({row[0] for row in by_age}, key=lambda one: (one is None, one or ""))
    rows = []
    for manager in managers:
        who = names.get(manager) or manager or _("unknown")
        rows.append((manager, names.get(manager), who, *_figures([row[1:] for row in by_age if row[0] == manager])))
    total = (None, None, None, *_figures([row[1:] for row in by_age])) if rows else None
    expressions = {metric.id: metric.of for metric in TIMELINESS} | {
        "manager": "manager", "oldest": UNREVIEWED, "median": UNREVIEWED,
        "over_7": f"{UNREVIEWED} AND {AGE} > {_REMEMBERED}",
    }  # fmt: skip
    table = Table(
        "managers",
        _columns(),
        tuple(rows),
        _("Unreviewed calls by age in days"),
        total,
        chart=Bars(("who",), "unreviewed"),
        members=Members("call_fact", where, values, frozenset({"manager"}), expressions),
        blocks=(("", ("who", "unreviewed", "oldest", "median", *(metric.id for metric in BY_AGE))),),
        nothing=_("No calls that a checklist judged."),
    )
    note = _("Ages in days on {day}; reviewed is what speechqa review done says so of.").format(day=on.isoformat())
    return Sheet("timeliness", _("Unreviewed calls"), question.filters.period, (table,), (note,), _warnings(rows))


def _figures(by_age: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Reviewed, unreviewed, by age; then the oldest, the median and how many are not remembered any more."""
    sums = [int(sum(row[n] for row in by_age)) for n in range(1, len(TIMELINESS) + 1)]
    ages: Counter[int] = Counter()
    for age, _reviewed, unreviewed, *_of_age in by_age:
        ages[max(age, 0)] += int(unreviewed)
    ages = +ages
    late = sum(number for age, number in ages.items() if age > _REMEMBERED)
    return (*sums, max(ages, default=None), _median(ages), late)


def _median(ages: Counter[int]) -> float | None:
    """The middle age, or the mean of the two in the middle."""
    waiting = ages.total()
    if not waiting:
        return None
    middle, passed = [], 0
    for age in sorted(ages):
        first, passed = passed, passed + ages[age]
        middle += [age for place in {(waiting - 1) // 2, waiting // 2} if first <= place < passed]
    return sum(middle) / len(middle)


def _columns() -> tuple[Column, ...]:
    return (
        Column("manager", _("manager"), shown=False), Column("name", _("name"), shown=False),
        Column("who", _("manager"), for_people=True),
        *(Column(metric.id, metric.title(), metric.kind) for metric in TIMELINESS),
        Column("oldest", _("oldest"), "count"), Column("median", _("median"), "number"),
        Column("over_7", _("over 7 days"), "count", False),
    )  # fmt: skip


def _warnings(rows: list[tuple[Any, ...]]) -> tuple[str, ...]:
    late = [row for row in rows if row[-1]]
    if not late:
        return ()
    calls = sum(row[-1] for row in late)
    told = ngettext(
        "{n} unreviewed call is older than 7 days: {who} may not remember it.",
        "{n} unreviewed calls are older than 7 days: {who} may not remember them.",
        calls,
    )
    worst = sorted(late, key=lambda row: -row[-1])
    names = ", ".join(f"{row[2]} ({count(row[-1])})" for row in worst[:_NAMED]) + (", …" if worst[_NAMED:] else "")
    return (told.format(n=count(calls), who=names),)


def _day(db: Database, text: object) -> date:
    if text is None:
        return datetime.now(zone_of(db)).date()
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise UsageError(
            _("not a date: {text!r}").format(text=text), "--on", _("Dates look like 2026-11-01.")
        ) from None


REPORT = NamedReport(
    "timeliness",
    lambda: _("How long each manager's calls have waited for a person to hear them; over 7 days is warned of."),
    report_timeliness,
    (Option("on", None, lambda: _("reckon ages to this day, such as 2026-11-01; today where not named")),),
    all_time=True,
    dated=True,
    about=JUDGED,
)
