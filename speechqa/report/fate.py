"""Scored calls in, what became of each out: by the CRM's deals, or where there are none by the calls' own outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_BY_DEAL = "(SELECT q.*, d.fate FROM call_quality q LEFT JOIN call_fate d ON d.call_id = q.call_id)"
_BY_OUTCOME = """(SELECT q.*, CASE
    WHEN q.with_outcome AND q.lost THEN 'lost' WHEN q.target_with_outcome THEN 'won' END AS fate
    FROM call_quality q)"""


def with_fate(db: Database) -> tuple[str, bool]:
    """View ``call_quality`` with a column ``fate`` (won, open, lost; NULL is none), and whether it is the deals'.

    By outcomes, won is a call that led to a next step.
    """
    by_deal = db.conn.execute("SELECT 1 FROM crm_item WHERE kind = 'deal' LIMIT 1").fetchone() is not None
    return (_BY_DEAL if by_deal else _BY_OUTCOME), by_deal


def fate_note(by_deal: bool) -> str:
    """Whose word a fate is."""
    if by_deal:
        return _("Deals are the CRM's.")
    return _("There are no deals (speechqa crm import brings them): the calls' own outcomes stand for them.")
