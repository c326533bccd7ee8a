"""Who talks how much, silence, interruptions, pace: the metrics of conversations, over view ``conversation_metrics``.

A party's figures count where it is certain which party is whose; where nothing but a prior tells, they would be those
of the other party as often as not.
"""

from __future__ import annotations

from speechqa.metrics.model import Metric
from speechqa.texts import _

_ISSUE = "voice activity; usual in conversation analytics"
_TURNS = "Heldner and Edlund, Pauses, gaps and overlaps in conversations, J. of Phonetics 38 (2010), 555-568"


def _certain(column: str) -> str:
    return f"CASE WHEN role_certain THEN {column} END"


def _counted(column: str) -> str:
    return f"CASE WHEN role_certain THEN {column} IS NOT NULL END"


CONVERSATIONS = Metric(
    "conversations", lambda: _("conversations"), "count", "1", formula="calls with a recording that was heard",
    source=_ISSUE,
)  # fmt: skip
TALK_SHARE = Metric(
    "manager_talk_share", lambda: _("manager, % of the talk"), "percent",
    _certain("manager_speech"), _certain("both_speech"), 100.0,
    formula="seconds that the manager speaks / (seconds that the manager speaks + seconds that the customer speaks)",
    source=_ISSUE,
)  # fmt: skip
CALL_SHARE = Metric(
    "manager_call_share", lambda: _("manager, % of the call"), "percent",
    _certain("manager_speech"), _certain("CASE WHEN manager_speech IS NOT NULL THEN recorded END"), 100.0,
    formula="seconds that the manager speaks / seconds of the recording", source=_ISSUE,
)  # fmt: skip
SILENCE_SHARE = Metric(
    "silence_share", lambda: _("silence, %"), "percent", "silence", "recorded", 100.0,
    formula="seconds of silences (nobody speaks for longer than the setting silence) / seconds of the recording",
    source=_ISSUE,
)  # fmt: skip
SILENCES = Metric(
    "silences", lambda: _("silences per call"), "number", "silences", "timed",
    formula="silences / calls whose times are known", source=_ISSUE,
)  # fmt: skip
OVERLAP_SHARE = Metric(
    "overlap_share", lambda: _("both at once, %"), "percent",
    "overlap", "CASE WHEN overlap IS NOT NULL THEN speech END", 100.0,
    formula="seconds that both speak / seconds that anybody speaks", source=_ISSUE,
)  # fmt: skip
HOLD = Metric(
    "hold", lambda: _("hold"), "seconds", "hold", "hold IS NOT NULL",
    formula="mean seconds of hold music per call where it was measured", source=_ISSUE,
)  # fmt: skip
INTERRUPTS = Metric(
    "manager_interruptions", lambda: _("interrupts per call"), "number",
    _certain("manager_interruptions"), _counted("manager_interruptions"),
    formula="times that the manager spoke over the customer / calls where that is known", source=_ISSUE,
)  # fmt: skip
INTERRUPTED = Metric(
    "customer_interruptions", lambda: _("interrupted per call"), "number",
    _certain("customer_interruptions"), _counted("customer_interruptions"),
    formula="times that the customer spoke over the manager / calls where that is known", source=_ISSUE,
)  # fmt: skip
RATE = Metric(
    "manager_rate", lambda: _("words a minute"), "number",
    _certain("CASE WHEN manager_speech > 0 THEN manager_words END"),
    _certain("CASE WHEN manager_speech > 0 THEN manager_speech END"), 60.0,
    formula="the manager's words / minutes that the manager speaks", source=_ISSUE,
)  # fmt: skip
CUSTOMER_RATE = Metric(
    "customer_rate", lambda: _("the customer's words a minute"), "number",
    _certain("CASE WHEN customer_speech > 0 THEN customer_words END"),
    _certain("CASE WHEN customer_speech > 0 THEN customer_speech END"), 60.0,
    formula="the customer's words / minutes that the customer speaks", source=_ISSUE,
)  # fmt: skip
MONOLOGUE = Metric(
    "manager_monologue", lambda: _("longest monologue"), "seconds",
    _certain("manager_monologue"), _counted("manager_monologue"),
    formula="mean of the manager's longest monologue in each call", source=_ISSUE,
)  # fmt: skip
REPLY = Metric(
    "manager_reply", lambda: _("reply after, s"), "number",
    _certain("manager_reply_seconds"), _certain("manager_replies"),
    formula="seconds from the customer's end to the manager's begin, 0 where the manager did not wait for it, "
    "mean of all replies",
    source=_TURNS,
)  # fmt: skip
CUSTOMER_REPLY = Metric(
    "customer_reply", lambda: _("the customer's reply after, s"), "number",
    _certain("customer_reply_seconds"), _certain("customer_replies"),
    formula="the same the other way round", source=_TURNS,
)  # fmt: skip
WORDS_PER_TURN = Metric(
    "manager_words_per_turn", lambda: _("words in a turn"), "number",
    _certain("manager_words"), _certain("manager_turns"),
    formula="the manager's words / the manager's turns (what the manager says until the customer says something)",
    source=_ISSUE,
)  # fmt: skip

CONVERSATION = (
    CONVERSATIONS, TALK_SHARE, CALL_SHARE, SILENCE_SHARE, SILENCES, OVERLAP_SHARE, HOLD, INTERRUPTS, INTERRUPTED, RATE,
    CUSTOMER_RATE, MONOLOGUE, REPLY, CUSTOMER_REPLY, WORDS_PER_TURN,
)  # fmt: skip
