"""What managers and departments are measured by, over view ``call_quality``, and what stands beside it."""

from __future__ import annotations

from dataclasses import replace

from speechqa.metrics.model import Metric
from speechqa.metrics.quality import JUNK, NON_TARGET
from speechqa.metrics.telephony import INTERNAL, MACHINE_ONLY, WITHOUT_RECORD
from speechqa.texts import _

_S3 = "domain.md, S3"
_INSIDE = "calls with customers; not internal, not answered by a menu only, not tagged as non-target or junk"

INSIDE = (
    Metric("calls", lambda: _("calls"), "count", "inside", formula=_INSIDE, source=_S3),
    Metric("inbound", lambda: _("inbound"), "count", "inside AND inbound", formula="inbound ones of them", source=_S3),
    Metric("outbound", lambda: _("outbound"), "count", "inside AND outbound", formula="outbound ones of them",
           source=_S3),
    Metric("answered", lambda: _("answered"), "count", "inside AND answered",
           formula="those that a person answered", source=_S3),
    Metric("talk_minutes", lambda: _("talk, min"), "minutes", "CASE WHEN inside THEN talked END", scale=1 / 60,
           formula="minutes that persons talked in them", source=_S3),
    Metric("mean_talk", lambda: _("mean talk"), "seconds", "CASE WHEN inside THEN talked END", "inside AND talk_known",
           formula="mean talk of the answered ones", source=_S3),
)  # fmt: skip

RESULTS = (
    Metric("green", lambda: _("green"), "count", "green", formula="calls with a green light", source=_S3),
    Metric("yellow", lambda: _("yellow"), "count", "yellow", formula="calls with a yellow light", source=_S3),
    Metric("red", lambda: _("red"), "count", "red", formula="calls with a red light", source=_S3),
    Metric("grey", lambda: _("grey"), "count", "grey", formula="calls that were looked at and have no score",
           source=_S3),
    Metric("scored", lambda: _("scored"), "count", "scored", formula="calls with a score", source=_S3),
    Metric("not_scored", lambda: _("not scored"), "count", "not_scored", formula="calls with a reason for no score",
           source=_S3),
    Metric("critical_failed", lambda: _("grave errors"), "count", "critical_failed",
           formula="calls in which a critical checkpoint failed", source="domain.md, S7"),
    Metric("unheard", lambda: _("unheard"), "count", "unheard", source="design.md",
           formula="calls with a checkpoint that nobody could hear"),
    Metric("manual_edit", lambda: _("edited"), "count", "manual_edit", formula="calls with a person's verdict",
           source="design.md"),
)  # fmt: skip

BESIDE = (
    NON_TARGET,
    JUNK,
    INTERNAL,
    replace(MACHINE_ONLY, title=lambda: _("menu")),
    replace(WITHOUT_RECORD, title=lambda: _("no record")),
)  # fmt: skip
