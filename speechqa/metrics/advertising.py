"""What advertising brings, over view ``call_quality``: first-time callers, target calls, sales, telephone cost.

What lies outside calls (spend, plans, prices) is computed in money.py, plan.py and the report ``sources``.
"""

from __future__ import annotations

from speechqa.metrics.model import Metric
from speechqa.metrics.quality import JUNK, NON_TARGET, SCORE, TARGET, TARGET_SHARE
from speechqa.metrics.telephony import ANSWERED, CALLS, MEAN_TALK, MISSED, TALK_MINUTES
from speechqa.texts import _

_TRACKING = "domain.md, S5"

FIRST_TIME = Metric(
    "first_time", lambda: _("first-time"), "count",
    "EXISTS (SELECT 1 FROM customer_first f WHERE f.call_row = call_quality.call_row)",
    formula="calls on which the customer's number appeared for the first time (view customer_first)", source=_TRACKING,
)  # fmt: skip

ADVERTISING = (
    CALLS, FIRST_TIME, ANSWERED, MISSED, TARGET, NON_TARGET, JUNK, TARGET_SHARE,
    TALK_MINUTES, MEAN_TALK, SCORE,
)  # fmt: skip

COST = "call_id IN (SELECT call_id FROM call_cost WHERE cost > 0)"
"""Which calls cost something: those behind a figure of telephone cost."""

WON = "call_id IN (SELECT call_id FROM won_deal)"
"""Which calls a won deal is counted at."""
