"""Calls in, one row per external line and direction out: calls, mean wait, talk, cost (S1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from speechqa.metrics.telephony import (
    ANSWERED,
    CALLS,
    COSTS,
    MACHINE_ONLY,
    MEAN_TALK,
    MEAN_WAIT,
    MISSED,
    MISSED_SHARE,
    TALK,
    TALK_MINUTES,
)  # fmt: skip
from speechqa.report.chosen import chosen
from speechqa.report.filters import Filters
from speechqa.report.grouped import FACTS, Key, grouped
from speechqa.report.named import NamedReport, Question
from speechqa.report.sheet import Bars, Column, Sheet, Table
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_METRICS = (CALLS, ANSWERED, MISSED, MISSED_SHARE, MACHINE_ONLY, MEAN_WAIT, TALK, TALK_MINUTES, MEAN_TALK)
_HIDDEN = frozenset({"answered", "missed_share", "machine_only", "talk", "mean_talk", "cost_known"})
# The cost of the chosen calls alone: CROSS JOIN keeps SQLite from reckoning that of all others first.
_WITH_COST = "(SELECT * FROM call_fact CROSS JOIN call_cost USING (call_id))"


def report_lines(db: Database, question: Question) -> Sheet:
    """Inbound lines first, each by number."""
    keys = (
        Key("direction", _("direction"), "direction", "code"),
        Key("line", _("line"), "line", shown=False),
        Key("title", _("line"), "line_title"),
    )
    # Whatever only a score tells is asked by the calls' ids, so that the cost need not be a column of that view.
    where, values = chosen(question.filters)
    priced = _is_priced(db)
    table = grouped(
        db, Filters(period=question.filters.period), keys, (*_METRICS, *COSTS) if priced else _METRICS,
        view=_WITH_COST if priced else FACTS, where=f"({where}) AND external", values=values, hidden=_HIDDEN,
        total=True,
    )  # fmt: skip
    table = _without_guess(table) if priced else _unpriced(table)
    chart = Bars(("direction", "title"), "calls", _("Calls by line"))
    return Sheet("lines", _("Lines"), question.filters.period, (replace(table, chart=chart),))


def _is_priced(db: Database) -> bool:
    found = db.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM tariff) OR EXISTS (SELECT 1 FROM call WHERE cost IS NOT NULL)"
    )
    return bool(found.fetchone()[0])


def _without_guess(table: Table) -> Table:
    """No sum of costs where none is known."""
    cost, known = (next(n for n, one in enumerate(table.columns) if one.key == metric.id) for metric in COSTS)

    def told(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return row if row[known] else (*row[:cost], None, *row[cost + 1 :])

    return replace(table, rows=tuple(map(told, table.rows)), total=told(table.total) if table.total else None)


def _unpriced(table: Table) -> Table:
    columns = (*table.columns, *(Column(one.id, one.title(), one.kind, False) for one in COSTS))
    note = _("Cost n/a: no call record says what it cost, and there are no tariffs (setting tariffs).")
    return replace(
        table, columns=columns, rows=tuple((*row, None, 0) for row in table.rows),
        total=(*table.total, None, 0) if table.total else None, notes=(*table.notes, note),
    )  # fmt: skip


REPORT = NamedReport("lines", lambda: _("External lines, in and out: calls, mean wait, talk, cost."), report_lines)
