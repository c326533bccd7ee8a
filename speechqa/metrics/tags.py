"""Conversations that people tagged, apart from those that rules did: metrics over view ``call_fact``."""

from __future__ import annotations

from speechqa.metrics.model import Metric
from speechqa.texts import _

_S2 = "domain.md, S2"
# Where no call record tells how a call ended, its recording tells that somebody talked.
_TALK = "direction <> 'internal' AND (answered OR without_record)"
_BY_PEOPLE = f"{_TALK} AND call_id IN (SELECT h.call_id FROM human_tag h WHERE h.undone_at IS NULL)"
_BY_RULES = f"{_TALK} AND call_id IN (SELECT t.call_id FROM call_tag t)"

TALKS = Metric(
    "talks", lambda: _("talks"), "count", _TALK, source=_S2,
    formula="calls that a person answered, internal ones excepted; without a call record those with a recording",
)  # fmt: skip
TAGGED = Metric(
    "tagged", lambda: _("tagged"), "count", _BY_PEOPLE, source=_S2, formula="those of them that a person tagged"
)
TAGGED_SHARE = Metric(
    "tagged_share", lambda: _("tagged, %"), "percent", _BY_PEOPLE, _TALK, 100.0, source=_S2,
    formula="talks that a person tagged / talks",
)  # fmt: skip
TAGGED_BY_RULES = Metric(
    "tagged_by_rules", lambda: _("by rules"), "count", _BY_RULES, source=_S2,
    formula="talks on which a checklist's rules put a tag",
)  # fmt: skip
TAGGED_BY_RULES_SHARE = Metric(
    "tagged_by_rules_share", lambda: _("by rules, %"), "percent", _BY_RULES, _TALK, 100.0, source=_S2,
    formula="talks on which a checklist's rules put a tag / talks",
)  # fmt: skip

TAGS = (TALKS, TAGGED, TAGGED_SHARE, TAGGED_BY_RULES, TAGGED_BY_RULES_SHARE)
