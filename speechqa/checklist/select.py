"""Checklists and a call in; the checklist that judges the call out, or the reason why none does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from speechqa.calls.model import Call
from speechqa.checklist.model import AppliesTo, Checklist

TOO_SHORT, INTERNAL, MACHINE_ONLY, NO_CHECKLIST = "too_short", "internal", "machine_only", "no_checklist"


@dataclass(frozen=True, slots=True)
class Selected:
    """The choice for one call.

    Attributes:
        checklist: the one that judges; None where the call is not scored.
        not_scored: ``too_short``, ``internal``, ``machine_only``, ``no_checklist``, or None.
        basis: what the call's length was told by: ``talk`` (its record), ``speech`` (voice activity), ``words`` (an
            estimate, where the transcript has no times) or ``unknown``.
    """

    checklist: Checklist | None
    not_scored: str | None
    basis: str


def select(
    checklists: Sequence[Checklist],
    call: Call,
    default_min_talk: float,
    speech_seconds: float | None,
    *,
    forced: bool = False,
) -> Selected:
    """Choose the most specific checklist that fits.

    A fact that is not known does not fit a checklist that asks for it, but for one case: the only checklist given
    also takes calls of unknown direction. With ``forced`` (the user named one file) ``applies_to`` is not asked,
    apart from ``min_talk``.
    """
    seconds, basis = _length(call, speech_seconds)
    if call.direction == "internal":
        return Selected(None, INTERNAL, basis)
    if call.disposition == "machine_only":
        return Selected(None, MACHINE_ONLY, basis)
    only = len(checklists) == 1
    fitting = [one for one in checklists if (forced and only) or _fits(one.applies_to, call, only)]
    chosen = max(fitting, key=lambda one: specificity(one.applies_to), default=None)
    own_limit = chosen.applies_to.min_talk if chosen else None
    if seconds is not None and seconds < (default_min_talk if own_limit is None else own_limit):
        return Selected(None, TOO_SHORT, basis)
    return Selected(chosen, None if chosen else NO_CHECKLIST, basis)


def specificity(applies_to: AppliesTo) -> int:
    """How many criteria a checklist asks for."""
    return sum(bool(getattr(applies_to, name)) for name in _CRITERIA)


def tie(one: Checklist, other: Checklist) -> bool:
    """Whether one call could fit both equally well."""
    first, second = one.applies_to, other.applies_to
    return specificity(first) == specificity(second) and not any(
        _disjoint(getattr(first, name), getattr(second, name)) for name in _CRITERIA if name != "tag"
    )


_CRITERIA = ("direction", "lines", "department", "manager", "customer", "source", "tag")


def _length(call: Call, speech_seconds: float | None) -> tuple[float | None, str]:
    if call.talk is not None:
        return call.talk, "talk"
    return speech_seconds, "unknown" if speech_seconds is None else "speech"


def _fits(applies_to: AppliesTo, call: Call, only: bool) -> bool:
    if (
        applies_to.direction
        and call.direction not in applies_to.direction
        and not (only and call.direction == "unknown")
    ):
        return False
    known = {
        "lines": (call.line,),
        "manager": (call.manager, call.manager_name, call.extension),
        "customer": (call.customer,),
        "department": (call.department,),
        "source": (call.source,),
        # A call does not carry it yet, so that a checklist which asks for it fits only when it is forced.
        "tag": (),
    }
    return all(
        any(_same(asked, fact) for asked in getattr(applies_to, name) for fact in facts if fact)
        for name, facts in known.items()
        if getattr(applies_to, name)
    )


def _disjoint(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return bool(some and others) and not any(_same(one, other) for one in some for other in others)


def _same(asked: str, fact: str) -> bool:
    if asked.casefold() == fact.casefold():
        return True
    digits, others = re.sub(r"\D", "", asked), re.sub(r"\D", "", fact)
    # Ten digits are a whole national number: +7 495…, 8 495… and 495… are one line.
    return len(digits) >= 10 and len(others) >= 10 and digits[-10:] == others[-10:]
