"""What was heard in; out, how the call ended, its tags, and whether it is a call of the kind that the card judges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from speechqa.checklist.model import LOST, NOT_SALES, Checklist, Rule
from speechqa.matching.audible import Span, is_unintelligible
from speechqa.matching.heard import Heard
from speechqa.matching.model import PASSED, Observed
from speechqa.matching.rules import rule_on

TARGET = "target"


def observed(rules: Iterable[Rule], heard: Heard) -> tuple[Observed, ...]:
    """The outcomes or tags that were heard, in the checklist's order."""
    found = []
    for rule in rules:
        if rule.any or rule.all or rule.none:
            verdict = rule_on(rule, heard).verdict
            if verdict.verdict == PASSED:
                found.append(Observed(rule.id, verdict.hit))
    return tuple(found)


def group_of(tags: Sequence[Observed], checklist: Checklist) -> str | None:
    """``target`` where one of its tags was heard or none of the others; None where no tag of the card has a group."""
    groups = {tag.id: tag.group for tag in checklist.tags if tag.group is not None}
    if not groups:
        return None
    heard = [groups[tag.id] for tag in tags if tag.id in groups]
    return TARGET if TARGET in heard or not heard else heard[0]


def outcome_of(outcomes: Sequence[Observed], group: str | None, heard: Heard) -> str | None:
    """The outcome that counts: the first that leads on, else LOST; NOT_SALES for a call of another kind.

    None where the card has no outcomes, or where nothing was heard because nobody could make out what was said.
    """
    checklist = heard.checklist
    if not checklist.outcomes:
        return None
    if group not in (None, TARGET):
        return NOT_SALES
    leading = {outcome.id for outcome in checklist.outcomes if outcome.next_step}
    for outcome in outcomes:
        if outcome.id in leading:
            return outcome.id
    whole = (Span(0.0, heard.transcript.duration),)
    unclear = all(
        is_unintelligible(heard.transcript, (channel,), whole, heard.checklist.language)
        for channel in range(heard.transcript.channels)
    )
    return None if unclear and not outcomes else LOST
