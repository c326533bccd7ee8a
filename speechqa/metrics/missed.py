"""What became of missed calls, and who let a telephone ring: metrics over views ``missed_call`` and ``rung_call``."""

from __future__ import annotations

from speechqa.metrics.model import Metric
from speechqa.texts import _

_ISSUE = "issue 6, missed"
_WITHIN = "within call_back_within seconds (a setting, a day)"

ALL_MISSED = Metric("missed", lambda: _("missed"), "count", "missed", formula="missed calls", source="domain.md, S1")
REACHED = Metric(
    "reached", lambda: _("reached"), "count", "reached", source=_ISSUE,
    formula=f"missed calls whose caller was called back and answered {_WITHIN}",
)  # fmt: skip
TRIED = Metric(
    "tried", lambda: _("tried"), "count", "tried", source=_ISSUE,
    formula=f"missed calls whose caller was called back {_WITHIN} and never answered",
)  # fmt: skip
CAME_BACK = Metric(
    "came_back", lambda: _("came back"), "count", "came_back", source=_ISSUE,
    formula=f"missed calls whose caller called again and got through {_WITHIN}, before anybody reached him",
)  # fmt: skip
NOBODY_CALLED = Metric(
    "nobody_called", lambda: _("no call back"), "count", "nobody_called", source=_ISSUE,
    formula=f"missed calls after which nobody called back and the caller did not get through {_WITHIN}",
)  # fmt: skip
NOBODY_CALLED_SHARE = Metric(
    "nobody_called_share", lambda: _("no call back, %"), "percent", "nobody_called", "NOT no_number", 100.0,
    formula="those / missed calls from known numbers", source=_ISSUE,
)  # fmt: skip
TIME_TO_CALL = Metric(
    "time_to_call", lambda: _("mean time to it"), "seconds",
    "CASE WHEN reached OR tried THEN seconds_to_call END", "reached OR tried", source=_ISSUE,
    formula="mean time from a missed call's begin to the begin of the call back that was answered, else of the first",
)  # fmt: skip

MISSED_CALLS = (ALL_MISSED, REACHED, TRIED, CAME_BACK, NOBODY_CALLED, NOBODY_CALLED_SHARE, TIME_TO_CALL)

RUNG_MISSED = Metric(
    "rung_missed", lambda: _("nobody answered"), "count", "rung_missed", source=_ISSUE,
    formula="missed calls that rang this telephone; a call that rang five counts for each of them",
)  # fmt: skip
RUNG_BESIDE = Metric(
    "rung_beside", lambda: _("another answered"), "count", "rung_beside", source=_ISSUE,
    formula="calls that rang this telephone and that somebody else answered",
)  # fmt: skip
RUNG_ANSWERED = Metric(
    "rung_answered", lambda: _("answered"), "count", "rung_answered", source=_ISSUE,
    formula="calls that rang this telephone and were answered there",
)  # fmt: skip
RUNG_SHARE = Metric(
    "rung_share", lambda: _("answered, %"), "percent", "rung_answered", "1", 100.0,
    formula="those / all calls that rang this telephone", source=_ISSUE,
)  # fmt: skip

RUNG = (RUNG_MISSED, RUNG_BESIDE, RUNG_ANSWERED, RUNG_SHARE)
