"""Inbound calls that nobody answered in; who was called back and when, where callers are lost and who is still to be
called out (S1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from speechqa.metrics.missed import MISSED_CALLS, RUNG
from speechqa.report.chosen import chosen
from speechqa.report.filters import Filters
from speechqa.report.grouped import Key, grouped, with_column
from speechqa.report.missed_callers import callers_to_call
from speechqa.report.missed_places import places
from speechqa.report.missed_states import states
from speechqa.report.named import NamedReport, Option, Question
from speechqa.report.period import Period
from speechqa.report.render.figures import number
from speechqa.report.sheet import Bars, Column, Sheet, Table
from speechqa.store.settings import get_setting
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

_HIDDEN = frozenset({"tried", "came_back"})
_TOP = 30
_COLUMNS = """call_id, customer, started_at, local_hour, line, line_title, abandoned_wait, missed, lost_at, state,
    reached, tried, came_back, nobody_called, no_number, seconds_to_call"""

# For whose telephones rang a call nobody took is, whatever the call itself says of its manager.
_RUNG_BY = """EXISTS (
    SELECT 1 FROM json_each(rung) r LEFT JOIN staff s ON s.extension = r.value WHERE {whose}
)"""


def report_missed(db: Database, question: Question) -> Sheet:
    """States first, then places, lines, hours, telephones, and the callers to call."""
    where, values = _condition(question.filters)
    # Each table is of the same calls, and what became of them is looked up once.
    db.conn.execute("DROP TABLE IF EXISTS temp.missed_chosen")
    db.conn.execute(f"CREATE TEMP TABLE missed_chosen AS SELECT {_COLUMNS} FROM missed_call WHERE {where}", values)
    to_call, count = callers_to_call(db, int(question.options["top"] or 0))
    telephones = _telephones(db, question.filters.period, where, values)
    tables = (
        states(db),
        places(db, where, values),
        _by_line(db, where, values),
        _by_hour(db, where, values),
        telephones,
        to_call,
    )
    hours = number(float(get_setting(db, "call_back_within") or 86_400) / 3600)
    notes = (_("Called back counts within {hours} h (setting call_back_within).").format(hours=hours),)
    warnings: tuple[str, ...] = ()
    if count:
        told = ngettext("{n} caller still waits for a call back.", "{n} callers still wait for a call back.", count)
        warnings = (told.format(n=count),)
    missed = bool(tables[0].rows)
    return Sheet(
        "missed", _("Missed calls"), question.filters.period, tables, notes if missed else (), warnings
    )  # fmt: skip


def _condition(filters: Filters) -> tuple[str, dict[str, str | int]]:
    where, values = chosen(replace(filters, manager=None, department=None))
    if filters.manager is not None:
        own, own_values = chosen(Filters(manager=filters.manager))
        rung = _RUNG_BY.format(whose=":manager IN (r.value, s.manager, s.name)")
        where, values = f"({where}) AND (({own}) OR {rung})", {**values, **own_values}
    if filters.department is not None:
        rung = _RUNG_BY.format(whose="s.department = :department")
        where = f"({where}) AND (department = :department OR {rung})"
        values = {**values, "department": filters.department}
    return where, values


def _by_line(db: Database, where: str, values: dict[str, str | int]) -> Table:
    keys = (Key("line", _("line"), "line", shown=False), Key("title", _("line"), "line_title"))
    table = grouped(db, Filters(), keys, MISSED_CALLS, view="missed_chosen", key="lines", hidden=_HIDDEN, total=True)
    return replace(_of_view(table, where, values), title=_("By line"))


def _by_hour(db: Database, where: str, values: dict[str, str | int]) -> Table:
    key = Key("hour", _("hour"), "local_hour", "count")
    table = grouped(db, Filters(), (key,), MISSED_CALLS, view="missed_chosen", key="hours", hidden=_HIDDEN, total=True)
    return replace(_of_view(table, where, values), title=_("By hour"), chart=Bars(("hour",), "missed"))


def _of_view(table: Table, where: str, values: dict[str, str | int]) -> Table:
    """With its calls asked of the view: the temporary table is gone when the next sheet is made."""
    assert table.members is not None
    return replace(table, members=replace(table.members, view="missed_call", where=where, values=values))


def _telephones(db: Database, period: Period, where: str, values: dict[str, str | int]) -> Table:
    key = Key("telephone", _("telephone"), "telephone")
    table = grouped(db, Filters(), (key,), RUNG, view="rung_call", where=where, values=values, key="telephones")
    ordered = tuple(sorted(table.rows, key=lambda row: (-row[1], str(row[0]))))
    named = with_column(replace(table, rows=ordered), "telephone", Column("name", _("manager")), _names(db, period))
    note = _("A call that rang several telephones counts for each of them.")
    return replace(named, title=_("Whose telephone rang"), notes=(note,) if ordered else ())


def _names(db: Database, period: Period) -> dict[str, str]:
    """Whose a telephone was in the period, by managers.csv; else as its calls name the manager."""
    names: dict[str, dict[str, None]] = {}
    rows = db.conn.execute(
        """SELECT extension, name FROM staff WHERE extension IS NOT NULL
           AND coalesce(valid_from, '') <= :end AND coalesce(valid_to, '9999-12-31') >= :start ORDER BY staff_id""",
        {"start": str(period.start or ""), "end": str(period.end or "9999-12-31")},
    ).fetchall()
    for extension, name in rows:
        names.setdefault(extension, {})[name] = None
    called = {} if rows else dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall())
    return called | {extension: ", ".join(own) for extension, own in names.items()}


REPORT = NamedReport(
    "missed",
    lambda: _("Missed calls: who was called back and when, where callers are lost, who still waits for a call back."),
    report_missed,
    (Option("top", _TOP, lambda: _("so many callers are listed; 0 for all")),),
)
