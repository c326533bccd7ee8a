"""Each call as it was imported and judged, against the truth: figures that add up are worth what their parts are."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from typing import Any

from known_answers import Known, close

_FACTS = (
    "direction", "disposition", "manager", "manager_name", "extension", "department", "customer", "line", "source",
    "campaign", "keyword", "transferred_to", "hangup_by", "queue", "wait", "talk", "duration",
)  # fmt: skip
_JUDGED = {
    "score": "score", "light": "light", "not_scored_reason": "not_scored", "outcome": "outcome",
    "call_group": "call_group", "critical_failed": "critical_failed", "unheard": "unheard",
}  # fmt: skip


def _rows(known: Known, statement: str) -> dict[str, sqlite3.Row]:
    db = sqlite3.connect(known.folder / "calls.db")
    db.row_factory = sqlite3.Row
    try:
        return {row["call_id"]: row for row in db.execute(statement)}
    finally:
        db.close()


def _differing(known: Known, rows: dict[str, sqlite3.Row], names: dict[str, str]) -> dict[str, Any]:
    differ = {}
    for call in known.calls.iter_rows(named=True):
        if call["call_id"] in rows:
            row = rows[call["call_id"]]
            own = {name: (row[name], call[told]) for name, told in names.items() if not close(row[name], call[told])}
            differ |= {call["call_id"]: own} if own else {}
    return dict(list(differ.items())[:3])


def test_every_call_is_imported_as_in_the_truth(known: Known) -> None:
    rows = _rows(known, "SELECT * FROM call")
    assert rows.keys() == set(known.calls["call_id"])
    assert _differing(known, rows, {name: name for name in _FACTS}) == {}
    for call in known.calls.iter_rows(named=True):
        row = rows[call["call_id"]]
        assert set(json.loads(row["rung"] or "[]")) == set((call["rung"] or "").split())
        assert row["started_at"][:19] == (call["started_at"] - timedelta(hours=3)).isoformat()


def test_every_result_counts_as_in_the_truth(known: Known) -> None:
    rows = _rows(known, "SELECT * FROM call_metrics")
    assert rows.keys() == set(known.calls.filter("recorded")["call_id"])
    assert _differing(known, rows, _JUDGED) == {}


def test_the_crm_belongs_to_the_calls_of_the_truth(known: Known) -> None:
    items = _rows(
        known,
        """SELECT call_id, sum(kind = 'event') AS events, sum(kind = 'request') AS requests FROM crm_call
           WHERE call_id IS NOT NULL GROUP BY call_id""",
    )
    deals = _rows(
        known,
        """SELECT call_id, sum(won) AS deals_won, sum(lost) AS deals_lost, sum(open) AS deals_open,
             sum(spam) AS deals_spam FROM call_deal GROUP BY call_id""",
    )
    first = _rows(known, "SELECT call_id FROM customer_first")
    assert first.keys() == set(known.calls.filter("first")["call_id"])
    of_deals = ("deals_won", "deals_lost", "deals_open", "deals_spam")
    for rows, names in ((items, ("events", "requests")), (deals, of_deals)):
        for call in known.calls.iter_rows(named=True):
            row = rows.get(call["call_id"])
            assert [row[name] if row else 0 for name in names] == [call[name] for name in names]
