"""Calls in, the checkpoints that each manager fails most out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speechqa.metrics.checkpoints import pass_counts
from speechqa.report.localise import local

if TYPE_CHECKING:
    from sqlite_utils import Database

_MOST = 3


@dataclass(frozen=True, slots=True)
class Weakness:
    """A checkpoint that a manager fails: ``pass_rate`` = passed / (passed + failed) calls x 100."""

    id: str
    title: str
    pass_rate: float
    passed: int
    failed: int
    checklist: str


def weakest_of(db: Database, calls: str) -> dict[str | None, tuple[Weakness, ...]]:
    """Each manager's weakest checkpoints, the lowest pass rate first; versions of a checklist count together.

    ``calls`` is a table of chosen calls with the columns that ``pass_counts`` needs.
    """
    named = _named(db)
    sums: dict[tuple[Any, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in pass_counts(db, "1", {}, ("manager",), source=calls):
        checklist = named[one.content_hash, one.checkpoint_id][0]
        own = sums[one.by[0], checklist, one.checkpoint_id]
        own[0], own[1] = own[0] + one.passed, own[1] + one.failed
    titles = {(checklist, id_): title for (_version, id_), (checklist, title) in named.items()}
    weak: dict[str | None, list[Weakness]] = defaultdict(list)
    for (manager, checklist, id_), (passed, failed) in sums.items():
        if failed:
            rate = 100.0 * passed / (passed + failed)
            weak[manager].append(Weakness(id_, titles[checklist, id_], rate, passed, failed, checklist))
    return {
        manager: tuple(sorted(own, key=lambda one: (one.pass_rate, -one.failed, one.checklist, one.id))[:_MOST])
        for manager, own in weak.items()
    }


def _named(db: Database) -> dict[tuple[str, str], tuple[str, str]]:
    """Checklist and title of each version's checkpoints, the newest version last."""
    rows = db.conn.execute(
        """SELECT c.content_hash, c.id, k.checklist, c.title_ru, c.title_en
           FROM checkpoint c JOIN checklist k ON k.content_hash = c.content_hash ORDER BY k.rowid"""
    )
    return {(version, id_): (checklist, local(ru, en) or id_) for version, id_, checklist, ru, en in rows}
