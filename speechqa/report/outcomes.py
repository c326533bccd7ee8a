"""How calls end: calls in, the number and share of each outcome by manager out.

A share is of the manager's target calls; that of *not a sales call* is of all the manager's calls with an outcome.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from speechqa.checklist.model import NOT_SALES
from speechqa.report.chosen import chosen
from speechqa.report.localise import local
from speechqa.report.named import NamedReport, Question
from speechqa.report.sheet import Bars, Column, Sheet, Table
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class _Ended:
    call_id: str
    outcome: str
    is_target: bool


def report_outcomes(db: Database, question: Question) -> Sheet:
    """Managers by id, the unknown last, each with all outcomes that occur, in the checklists' order; then all of them.

    Behind each row are its calls.
    """
    where, values = chosen(question.filters)
    found = db.conn.execute(
        f"""SELECT call_id, manager, outcome, target_with_outcome FROM call_quality
            WHERE with_result AND ({where}) ORDER BY manager IS NULL, manager, started_at NULLS LAST, call_id""",
        values,
    ).fetchall()
    by_manager: dict[str | None, list[_Ended]] = defaultdict(list)
    for call_id, manager, outcome, is_target in found:
        if outcome is not None:
            by_manager[manager].append(_Ended(call_id, outcome, bool(is_target)))
    calls = [call for own in by_manager.values() for call in own]
    titles = _titles(db, {call.outcome for call in calls})
    names = dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall()) if calls else {}
    rows = [
        row for manager, own in by_manager.items()
        for row in _shares(own, titles, (manager, names.get(manager)), _who(manager, names.get(manager)))
    ]  # fmt: skip
    table = _table("outcomes", rows)
    if not calls and found:
        table = replace(table, nothing=_("No call has an outcome: outcomes come from a checklist that names some."))
    tables = [table]
    if calls:
        of_all = _table("all", _shares(calls, titles, (None, None), _("all managers")))
        chart = Bars(("title",), "calls")
        if len(by_manager) > 1:
            tables.append(replace(of_all, for_people=True, chart=chart))
        else:
            tables = [replace(table, chart=chart)]
    notes = _notes(titles, len(found) - len(calls)) if calls else ()
    return Sheet("outcomes", _("Outcomes"), question.filters.period, tuple(tables), notes)


def _shares(
    calls: Sequence[_Ended], titles: Mapping[str, str], whose: tuple[str | None, str | None], who: str
) -> list[tuple[Any, ...]]:
    target = sum(call.is_target for call in calls)
    rows = []
    for n, (outcome, title) in enumerate(titles.items()):
        ids = tuple(call.call_id for call in calls if call.outcome == outcome)
        of = len(calls) if outcome == NOT_SALES else target
        share = 100.0 * len(ids) / of if of else None
        rows.append((*whose, outcome, title, len(ids), of, share, ids, "" if n else who))
    return rows


def _table(key: str, rows: Sequence[tuple[Any, ...]]) -> Table:
    columns = (
        Column("manager", _("manager"), shown=False), Column("name", _("name"), shown=False),
        Column("outcome", _("outcome"), shown=False), Column("title", _("outcome")),
        Column("calls", _("calls"), "count"), Column("of", _("of"), "count"), Column("share", _("share"), "percent"),
        Column("call_ids", _("calls"), shown=False), Column("who", _("manager"), for_people=True),
    )  # fmt: skip
    ids = tuple(row[7] for row in rows)
    return Table(
        key, columns, tuple(rows), call_ids=ids, call_ids_of={"calls": ids, "share": ids, "call_ids": ids},
        blocks=(("", ("who", "title", "calls", "of", "share")),),
    )  # fmt: skip


def _titles(db: Database, outcomes: set[str]) -> dict[str, str]:
    """Titles by id, in the checklists' order, those that do not lead on last; of several versions the newest's."""
    rows = db.conn.execute(
        """SELECT o.id, o.title_ru, o.title_en, o.ordinal, o.next_step, max(k.rowid)
           FROM checklist_outcome o JOIN checklist k USING (content_hash) GROUP BY o.id
           ORDER BY o.next_step DESC, o.ordinal, o.id"""
    ).fetchall()
    return {row[0]: local(row[1], row[2]) or row[0] for row in rows if row[0] in outcomes}


def _who(manager: str | None, name: str | None) -> str:
    if name and manager and name != manager:
        return f"{name} ({manager})"
    return name or manager or _("unknown")


def _notes(titles: Mapping[str, str], without: int) -> tuple[str, ...]:
    shares = (
        _("Shares are of target calls, of “{title}” of all calls with an outcome.").format(title=titles[NOT_SALES])
        if NOT_SALES in titles
        else _("Shares are of target calls.")
    )
    left = ngettext("{n} call without an outcome is left out.", "{n} calls without an outcome are left out.", without)
    return (shares, *([left.format(n=without)] if without else []))


REPORT = NamedReport(
    "outcomes",
    lambda: _("How calls end: each outcome's calls and share by manager, and how many are lost."),
    report_outcomes,
)
