"""The five usual ways to reckon a service level, over view ``call_fact``; what only a menu answered is outside."""

from __future__ import annotations

from speechqa.metrics.model import Metric
from speechqa.texts import _

_SOURCE = "domain.md, terms; the five formulas are in use side by side in call centres"
_ABANDONED = "missed: callers who gave up before a person answered"

FORMULAS = {
    "answered": Metric(
        "service_level_answered", lambda: _("of answered calls"), "percent",
        "answered_in_time", "inbound_answered", 100.0,
        formula="answered within T / answered", source=_SOURCE,
    ),
    "offered": Metric(
        "service_level", lambda: _("of answered and missed calls"), "percent", "answered_in_time", "offered", 100.0,
        formula=f"answered within T / (answered + abandoned); abandoned are {_ABANDONED}", source=_SOURCE,
    ),
    "without_abandoned": Metric(
        "service_level_without_abandoned", lambda: _("of the same, without who gave up in time"), "percent",
        "answered_in_time", "offered - abandoned_in_time", 100.0,
        formula="answered within T / (answered + abandoned - abandoned within T)", source=_SOURCE,
    ),
    "abandoned_in_time": Metric(
        "service_level_abandoned_in_time", lambda: _("who gave up in time counts as served"), "percent",
        "answered_in_time + abandoned_in_time", "offered", 100.0,
        formula="(answered within T + abandoned within T) / (answered + abandoned)", source=_SOURCE,
    ),
    "abandoned_at_once": Metric(
        "service_level_abandoned_at_once", lambda: _("who hung up at once counts as served"), "percent",
        "answered_in_time + short_abandon", "offered", 100.0,
        formula="(answered within T + abandoned within short_abandon seconds) / (answered + abandoned)", source=_SOURCE,
    ),
}  # fmt: skip
"""By the name in setting ``service_formula``; T is setting ``answer_within``."""
