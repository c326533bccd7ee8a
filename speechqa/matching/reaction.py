"""What set off a rule in; out, the occasions on which one answer is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speechqa.matching.heard import Heard
from speechqa.matching.model import Hit

ONE_BREATH = 5.0
"""Seconds between triggers that are one though the other party put in a word."""

_INTERJECTION = 2


@dataclass(frozen=True, slots=True)
class Occasion:
    """Triggers without a word of the other party between them: «дорого… ну очень дорого» asks for one answer.

    ``trigger`` is the first; ``first`` and ``last`` are the ends of the first and the last of them.
    """

    trigger: Hit
    first: float
    last: float


def occasions_of(triggers: Sequence[Hit], heard: Heard) -> tuple[Occasion, ...]:
    """The occasions, in order of time."""
    found: list[list[Hit]] = []
    for trigger in sorted(triggers, key=lambda hit: (hit.start, hit.end, hit.phrase)):
        if found and _is_one(found[-1], trigger, heard):
            found[-1].append(trigger)
        else:
            found.append([trigger])
    return tuple(Occasion(group[0], group[0].end, max(hit.end for hit in group)) for group in found)


def _is_one(group: Sequence[Hit], trigger: Hit, heard: Heard) -> bool:
    end = max(hit.end for hit in group)
    near = trigger.start - end < ONE_BREATH
    if heard.roles.manager_channel is None or group[-1].speaker != trigger.speaker:
        return near
    manager = heard.roles.manager_channel
    other = 1 - manager if trigger.speaker == "manager" else manager
    replied = sum(end <= (word.start + word.end) / 2 <= trigger.start for word in heard.streams[other].words)
    if near:
        return replied <= _INTERJECTION
    return not any(each.end > end and each.start < trigger.start for each in heard.utterances[other])
