"""How many calls, how long, how fast they were answered: the metrics of call records, over view ``call_fact``."""

from __future__ import annotations

from speechqa.metrics.model import Metric
from speechqa.texts import _

_S1 = "domain.md, S1"
_COMMON = "usual in call centres"

CALLS = Metric("calls", lambda: _("calls"), "count", "1", formula="calls", source=_S1)
INBOUND = Metric("inbound", lambda: _("inbound"), "count", "inbound", formula="calls from customers", source=_S1)
OUTBOUND = Metric("outbound", lambda: _("outbound"), "count", "outbound", formula="calls to customers", source=_S1)
INTERNAL = Metric("internal", lambda: _("internal"), "count", "internal", formula="calls between employees", source=_S1)
ANSWERED = Metric(
    "answered", lambda: _("answered"), "count", "answered", formula="calls that a person answered", source=_S1
)
MISSED = Metric(
    "missed", lambda: _("missed"), "count", "missed", source=_S1,
    formula="inbound calls that neither a person nor a machine answered: not answered, busy, failed",
)  # fmt: skip
UNREACHED = Metric(
    "unreached", lambda: _("not reached"), "count", "unreached",
    formula="outbound calls that nobody answered", source=_S1,
)  # fmt: skip
MACHINE_ONLY = Metric(
    "machine_only", lambda: _("menu or answering machine"), "count", "machine_only", source="design.md, traps",
    formula="calls that only a menu, an announcement or an answering machine answered; neither answered nor missed",
)  # fmt: skip
WITHOUT_RECORD = Metric(
    "without_record", lambda: _("without a call record"), "count", "without_record", source="design.md",
    formula="recordings without a call record: nothing is known of their answer and wait",
)  # fmt: skip
MEAN_WAIT = Metric(
    "mean_wait", lambda: _("mean wait"), "seconds", "answer_wait", "answer_wait_known", source="domain.md, terms",
    formula="mean of wait over answered calls; wait = duration - billsec, of a call of several rows from its first row "
    "to a person's answer",
)  # fmt: skip
ASA = Metric(
    "asa", lambda: _("mean speed of answer"), "seconds",
    "CASE WHEN inbound THEN answer_wait END", "inbound AND answer_wait_known",
    formula="mean of wait over answered inbound calls (ASA)", source=_COMMON,
)  # fmt: skip
TALK = Metric(
    "talk", lambda: _("talk"), "seconds", "talked",
    formula="seconds that persons talked, over answered calls", source=_S1,
)  # fmt: skip
TALK_MINUTES = Metric(
    "talk_minutes", lambda: _("talk, min"), "minutes", "talked", scale=1 / 60,
    formula="the same in minutes", source=_S1,
)  # fmt: skip
MINUTES = Metric(
    "minutes", lambda: _("all minutes"), "minutes", "duration", scale=1 / 60,
    formula="minutes from begin to end of all calls, waiting included", source=_S1,
)  # fmt: skip
MEAN_TALK = Metric(
    "mean_talk", lambda: _("mean talk"), "seconds", "talked", "talk_known", source=_COMMON,
    formula="mean talk of an answered call: AHT without after-call work, which a call record can't know",
)  # fmt: skip
MISSED_SHARE = Metric(
    "missed_share", lambda: _("missed, %"), "percent", "missed", "offered", 100.0,
    formula="missed / (answered + missed) inbound calls", source=_S1,
)  # fmt: skip
SHORT_ABANDONS = Metric(
    "short_abandons", lambda: _("hung up at once"), "count", "short_abandon",
    formula="missed calls that ended within short_abandon seconds (a setting, 5)", source=_COMMON,
)  # fmt: skip
MEAN_ABANDON = Metric(
    "mean_abandon", lambda: _("gave up after"), "seconds", "abandoned_wait", "abandoned_wait IS NOT NULL",
    formula="mean time that callers of missed calls waited, where it is known", source=_COMMON,
)  # fmt: skip
TRANSFERRED = Metric(
    "transferred", lambda: _("transferred"), "count", "transferred",
    formula="calls that were handed to somebody else", source="domain.md, S2",
)  # fmt: skip
HUNG_UP_BY_CUSTOMER = Metric(
    "hung_up_by_customer", lambda: _("customer hung up"), "count", "hung_up_by_customer", source="domain.md, S2",
    formula="calls that the customer ended, where the telephone system says who did (queue_log, FreeSWITCH)",
)  # fmt: skip
HUNG_UP_BY_MANAGER = Metric(
    "hung_up_by_manager", lambda: _("manager hung up"), "count", "hung_up_by_manager", source="domain.md, S2",
    formula="calls that the manager ended, where the telephone system says who did",
)  # fmt: skip
HANGUP_KNOWN = Metric(
    "hangup_known", lambda: _("known who hung up"), "count", "hangup_known", source="domain.md, S2",
    formula="calls of which the telephone system says who ended them",
)  # fmt: skip

COST = Metric(
    "cost", lambda: _("cost"), "money", "cost", source=_S1,
    formula="what calls cost, by their record or else by tariffs (view call_cost); n/a where no call's cost is known",
)  # fmt: skip
COST_KNOWN = Metric(
    "cost_known", lambda: _("calls with a known cost"), "count", "cost IS NOT NULL", source=_S1,
    formula="calls whose cost is known",
)  # fmt: skip

COSTS = (COST, COST_KNOWN)
"""Over ``call_fact`` joined with ``call_cost``."""

TELEPHONY = (
    CALLS, INBOUND, OUTBOUND, INTERNAL, ANSWERED, MISSED, UNREACHED, MACHINE_ONLY, WITHOUT_RECORD, MEAN_WAIT, ASA, TALK,
    TALK_MINUTES, MINUTES, MEAN_TALK, MISSED_SHARE, SHORT_ABANDONS, MEAN_ABANDON, TRANSFERRED,
    HUNG_UP_BY_CUSTOMER, HUNG_UP_BY_MANAGER, HANGUP_KNOWN,
)  # fmt: skip
