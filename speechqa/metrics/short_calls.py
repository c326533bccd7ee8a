"""Conversations that broke off after a moment: metrics over view ``call_fact``.

Their parameters ``:shortest`` and ``:longest`` are seconds of talk, both included.
"""

from __future__ import annotations

from speechqa.metrics.model import Metric
from speechqa.texts import _

_S6 = "domain.md, S6"
_SHORT = "answered AND talked BETWEEN :shortest AND :longest"

TALKED = Metric(
    "answered", lambda: _("answered"), "count", "answered AND talk_known", source=_S6,
    formula="answered calls whose talk is known",
)  # fmt: skip
SHORT_CALLS = Metric(
    "short_calls", lambda: _("short"), "count", _SHORT, source=_S6,
    formula="answered calls in which persons talked for 15 to 30 s (options)",
)  # fmt: skip
SHORT_SHARE = Metric(
    "short_share", lambda: _("short, %"), "percent", _SHORT, "answered AND talk_known", 100.0, source=_S6,
    formula="those / answered calls whose talk is known",
)  # fmt: skip

SHORT = (TALKED, SHORT_CALLS, SHORT_SHARE)
