"""Target calls by their tags, over view ``call_quality``."""

from __future__ import annotations

from speechqa.metrics.model import Metric
from speechqa.texts import _

_S2 = "domain.md, S2"

SCORE = Metric(
    "score", lambda: _("score"), "score", "score", "scored",
    formula="mean score of the scored calls; a call's score = passed weight / (passed + failed weight) x 100",
    source="domain.md, S3",
)  # fmt: skip
TARGET = Metric("target", lambda: _("target"), "count", "target", formula="calls that tags make target", source=_S2)
TARGET_SHARE = Metric(
    "target_share", lambda: _("target, %"), "percent", "target", "grouped", 100.0,
    formula="target calls / calls whose tags say target, non-target or junk", source=_S2,
)  # fmt: skip
NON_TARGET = Metric(
    "non_target", lambda: _("non-target"), "count", "non_target", formula="calls that tags make non-target", source=_S2
)
JUNK = Metric("junk", lambda: _("junk"), "count", "junk", formula="calls that tags make junk", source=_S2)
NON_TARGET_SHARE = Metric(
    "non_target_share", lambda: _("non-target, %"), "percent", "non_target + junk", "grouped", 100.0,
    formula="non-target and junk calls / calls whose tags say target, non-target or junk", source="domain.md, S6",
)  # fmt: skip

QUALITY = (SCORE, TARGET, TARGET_SHARE, NON_TARGET, JUNK, NON_TARGET_SHARE)
