"""Calls that wait for a person's ear: metrics over view ``call_fact``, of calls that a checklist judged.

Their parameter ``:on`` is the day to which ages are reckoned, YYYY-MM-DD.
"""

from __future__ import annotations

from speechqa.metrics.model import Metric
from speechqa.texts import _

AGE = "CAST(julianday(:on) - julianday(local_date) AS INTEGER)"
"""Days since a call, by the project's calendar."""

JUDGED = "call_id IN (SELECT r.call_id FROM call_result r WHERE r.not_scored IS NULL)"
"""Calls that there is something to hear in: the others have a reason why nobody judges them."""

UNREVIEWED = "call_id NOT IN (SELECT w.call_id FROM review w WHERE w.undone_at IS NULL)"

BUCKETS = ((0, 3), (4, 7), (8, 10), (11, None))
"""Days, both included. A manager remembers a call for a week, hardly for ten days."""

_SOURCE = "domain.md, what a head of sales should look at: timeliness"


def _bucket(first: int, last: int | None) -> Metric:
    # The first one also takes calls of a clock that is ahead.
    within = f"{AGE} >= {first}" if last is None else f"{AGE} <= {last}" + (f" AND {AGE} >= {first}" if first else "")
    if last is None:
        return Metric(
            "days_over_10", lambda: "> 10", "count", f"{UNREVIEWED} AND {within}", source=_SOURCE,
            formula="unreviewed calls more than 10 days old",
        )  # fmt: skip
    return Metric(
        f"days_{first}_{last}", lambda: f"{first}-{last}", "count",
        f"{UNREVIEWED} AND {within}", source=_SOURCE, formula=f"unreviewed calls {first} to {last} days old",
    )  # fmt: skip


REVIEWED = Metric(
    "reviewed", lambda: _("reviewed"), "count", f"NOT ({UNREVIEWED})", source=_SOURCE,
    formula="judged calls with which somebody is done (speechqa review done)",
)  # fmt: skip
WAITING = Metric(
    "unreviewed", lambda: _("unreviewed"), "count", UNREVIEWED, source=_SOURCE, formula="judged calls without that"
)
BY_AGE = tuple(_bucket(first, last) for first, last in BUCKETS)

TIMELINESS = (REVIEWED, WAITING, *BY_AGE)
