"""How calls end: filters in, the number and share of each outcome by manager out.

A share is of the manager's target calls; that of *not a sales call* is of all the manager's calls with an outcome.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speechqa.checklist.model import NOT_SALES
from speechqa.metrics.views import ensure_views
from speechqa.report.filters import Filters, condition
from speechqa.report.localise import local
from speechqa.report.period import Period

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class OutcomeShare:
    """One manager's calls with one outcome; the fields are the keys of the JSON, in order.

    ``share`` = ``calls`` / ``of`` x 100, None where ``of`` is 0; ``call_ids`` are the ``calls``.
    """

    manager: str | None
    name: str | None
    outcome: str
    title: str
    calls: int
    of: int
    share: float | None
    call_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomesReport:
    """Managers by id, the unknown last, each with all outcomes that occur, in the checklists' order.

    ``total`` is over all managers. ``without`` counts the calls that fit and have no outcome, ``undated`` those with
    one that the filters fit but no period can.
    """

    period: Period
    rows: tuple[OutcomeShare, ...]
    total: tuple[OutcomeShare, ...]
    without: int
    undated: int


@dataclass(frozen=True, slots=True)
class _Ended:
    call_id: str
    manager: str | None
    outcome: str
    is_target: bool


def report_outcomes(db: Database, filters: Filters | None = None) -> OutcomesReport:
    """The outcomes of all calls that fit."""
    ensure_views(db)
    filters = filters or Filters()
    where, values = condition(filters)
    found = db.conn.execute(
        f"""SELECT call_id, manager, outcome, target_with_outcome, local_date, with_outcome FROM call_metrics
            WHERE {where} ORDER BY manager IS NULL, manager, started_at NULLS LAST, call_id""",
        values,
    ).fetchall()
    undated = sum(1 for *_rest, date, ended in found if ended and date is None)
    counted = [row for row in found if row[4] is not None or not filters.period.explicit]
    calls = [_Ended(row[0], row[1], row[2], bool(row[3])) for row in counted if row[5]]
    titles = _titles(db, {call.outcome for call in calls})
    names = dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall())
    by_manager: dict[str | None, list[_Ended]] = defaultdict(list)
    for call in calls:
        by_manager[call.manager].append(call)
    rows = [_shares(own, titles, manager, names.get(manager)) for manager, own in by_manager.items()]
    return OutcomesReport(
        filters.period,
        tuple(row for own in rows for row in own),
        tuple(_shares(calls, titles, None, None)) if calls else (),
        len(counted) - len(calls),
        undated,
    )


def _shares(
    calls: Sequence[_Ended], titles: Mapping[str, str], manager: str | None, name: str | None
) -> list[OutcomeShare]:
    target = sum(call.is_target for call in calls)
    shares = []
    for outcome, title in titles.items():
        ids = tuple(call.call_id for call in calls if call.outcome == outcome)
        of = len(calls) if outcome == NOT_SALES else target
        shares.append(
            OutcomeShare(manager, name, outcome, title, len(ids), of, 100.0 * len(ids) / of if of else None, ids)
        )
    return shares


def _titles(db: Database, outcomes: set[str]) -> dict[str, str]:
    """Titles by id, in the checklists' order, those that do not lead on last; of several versions the newest's."""
    rows = db.conn.execute(
        """SELECT o.id, o.title_ru, o.title_en, o.ordinal, o.next_step, max(k.rowid)
           FROM checklist_outcome o JOIN checklist k USING (content_hash) GROUP BY o.id
           ORDER BY o.next_step DESC, o.ordinal, o.id"""
    ).fetchall()
    return {row[0]: local(row[1], row[2]) or row[0] for row in rows if row[0] in outcomes}
