"""All metrics, for docs/metrics.md; each is defined once."""

from __future__ import annotations

from speechqa.metrics.advertising import FIRST_TIME
from speechqa.metrics.missed import MISSED_CALLS, RUNG
from speechqa.metrics.model import Metric
from speechqa.metrics.quality import QUALITY
from speechqa.metrics.service_level import FORMULAS
from speechqa.metrics.short_calls import SHORT
from speechqa.metrics.standing import BESIDE, INSIDE, RESULTS
from speechqa.metrics.tags import TAGS
from speechqa.metrics.talk import CONVERSATION
from speechqa.metrics.telephony import COSTS, TELEPHONY
from speechqa.metrics.timeliness import TIMELINESS

FAMILIES: dict[str, tuple[Metric, ...]] = {
    "Calls": TELEPHONY,
    "What calls cost": COSTS,
    "Service level": tuple(FORMULAS.values()),
    "Quality": QUALITY,
    "Managers and departments": (*INSIDE, *RESULTS, *BESIDE),
    "Conversation": CONVERSATION,
    "Missed calls": MISSED_CALLS,
    "Telephones that rang": RUNG,
    "Short calls": SHORT,
    "Advertising": (FIRST_TIME,),
    "Tags": TAGS,
    "Calls that wait for an ear": TIMELINESS,
}
