"""A report's name and a question in, its sheet out: with the period settled, and words for where there is nothing."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from speechqa.errors import UsageError
from speechqa.metrics.views import ensure_views
from speechqa.report.filters import Filters, condition, needs_quality
from speechqa.report.grouped import FACTS, QUALITY
from speechqa.report.named import NamedReport, Question
from speechqa.report.period import Period, last_days, period_text
from speechqa.report.sheet import Sheet
from speechqa.store.settings import thresholds_of
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

_MOST_NAMED = 8


def ask(db: Database, report: NamedReport, question: Question | None = None) -> Sheet:
    """The report's answer.

    Raises:
        UsageError: no call at all has the manager, department, line, source, campaign or checklist asked for.
    """
    ensure_views(db)
    question = _settled(db, report, question or Question())
    _check_known(db, question.filters)
    sheet = report.make(db, question)
    thresholds = thresholds_of(db)
    return replace(
        sheet,
        undated=_undated(db, question.filters, report.about),
        dated=report.dated,
        thresholds=sheet.thresholds or (thresholds.green, thresholds.yellow),
    )


def what_there_is(db: Database, period: Period) -> str:
    """What a person reads in place of a table without rows: where there are calls."""
    first, last, count = db.conn.execute("SELECT min(local_date), max(local_date), count(*) FROM call").fetchone()
    if not count:
        return _("There are no calls yet: speechqa score and speechqa cdr import bring them in.")
    there = ngettext("There is {n} call", "There are {n} calls", count).format(n=count)
    if first is not None:
        there = _("{there}, from {first} to {last}").format(there=there, first=first, last=last)
    return _("Nothing in this period ({period}) fits. {there}.").format(period=period_text(period), there=there)


def _settled(db: Database, report: NamedReport, question: Question) -> Question:
    options = {option.name: option.default for option in report.options} | dict(question.options)
    filters = question.filters
    if not filters.period.explicit and not report.all_time:
        filters = replace(filters, period=last_days(db))
    return Question(filters, options)


def _undated(db: Database, filters: Filters, about: str) -> int:
    where, values = condition(filters)
    view = QUALITY if needs_quality(filters) or about != "1" else FACTS
    found = db.conn.execute(f"SELECT count(*) FROM {view} WHERE local_date IS NULL AND {where} AND {about}", values)
    return int(found.fetchone()[0])


def _check_known(db: Database, filters: Filters) -> None:
    for name, column in (
        ("manager", "manager"), ("department", "department"), ("line", "line"), ("source", "source"),
        ("campaign", "campaign"), ("checklist", "checklist"),
    ):  # fmt: skip
        value = getattr(filters, name)
        if value is None:
            continue
        where, values = condition(Filters(**{name: value}))
        view = QUALITY if name == "checklist" else FACTS
        if db.conn.execute(f"SELECT 1 FROM {view} WHERE {where} LIMIT 1", values).fetchone() is None:
            raise UsageError(
                _("no call has {value!r} here").format(value=value), f"--{name}", _known(db, column, str(value))
            )


def _known(db: Database, column: str, wanted: str) -> str:
    view = QUALITY if column == "checklist" else "call"
    rows = db.conn.execute(
        f"SELECT {column}, count(*) FROM {view} WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC"
    ).fetchall()
    known = [str(row[0]) for row in rows]
    named = {"manager": "SELECT manager, name FROM manager_person",
             "line": "SELECT number, title FROM line WHERE title IS NOT NULL"}.get(column)  # fmt: skip
    if named:
        names = dict(db.conn.execute(named).fetchall())
        known = [name for one in known for name in dict.fromkeys((str(names.get(one, one)), one))]
    if not known:
        return _("No call has one at all.")
    near = get_close_matches(wanted, known, 3, 0.6)
    shown = ", ".join(near or known[:_MOST_NAMED])
    return _("Did you mean {near}?").format(near=shown) if near else _("There are: {known}.").format(known=shown)
