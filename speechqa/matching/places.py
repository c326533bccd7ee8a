"""``within`` and what was heard in; out, the stretches of the call in which a phrase counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from speechqa.checklist.model import Within
from speechqa.matching.audible import Span
from speechqa.matching.heard import Heard, speaker_of
from speechqa.matching.model import Hit
from speechqa.matching.utterances import Utterance

_EARLY = 0.5
"""Seconds by which recognised words may be dated early."""

_STILL_SPEAKING = 1.0
"""Seconds that an utterance must go on after a trigger to be one after it."""


def places_of(within: Within | None, channels: Sequence[int], heard: Heard) -> tuple[Span, ...]:
    """Where a phrase counts, whatever was said; for ``after when`` see ``places_after``."""
    duration = heard.transcript.duration
    if within is None:
        return (Span(0.0, duration),)
    if within.unit == "utterances":
        return _of_utterances(within, _said_by(channels, heard))
    spoken = [interval for intervals in heard.transcript.speech for interval in intervals]
    begin = min((interval.start for interval in spoken), default=0.0)
    end = max((interval.end for interval in spoken), default=duration)
    length = (end - begin) * within.amount / 100 if within.unit == "percent" else within.amount
    if within.anchor == "first":
        return (Span(begin, begin + length),)
    return (Span(max(0.0, end - length), duration),)


def places_after(
    within: Within | None, first: float, last: float, channels: Sequence[int], heard: Heard
) -> tuple[Span, ...]:
    """Where a phrase counts that must follow what was said from ``first`` to ``last`` (the ends of its triggers)."""
    if within is None or within.anchor != "when":
        return tuple(_after(first, places_of(within, channels, heard)))
    if within.unit == "seconds":
        return (Span(first, last + within.amount),)
    following = [
        each for each in _said_by(channels, heard) if each.start >= first - _EARLY or each.end > first + _STILL_SPEAKING
    ]
    before_last = sum(each.end <= last for each in following)
    return tuple(
        Span(max(first, each.start), each.end, each.channel) for each in following[: before_last + int(within.amount)]
    )


def is_inside(hit: Hit, places: Iterable[Span], heard: Heard) -> bool:
    """Whether a hit begins in one of the places, or ends in one."""
    return any(
        (place.start - _EARLY <= hit.start < place.end or place.start < hit.end <= place.end)
        and (place.channel is None or speaker_of(place.channel, heard.roles) == hit.speaker)
        for place in places
    )


def _of_utterances(within: Within, said: Sequence[Utterance]) -> tuple[Span, ...]:
    count = int(within.amount)
    chosen = {"first": said[:count], "last": said[-count:], "nth": said[count - 1 : count]}[within.anchor]
    return tuple(Span(each.start, each.end, each.channel) for each in chosen)


def _said_by(channels: Sequence[int], heard: Heard) -> list[Utterance]:
    return sorted((each for channel in channels for each in heard.utterances[channel]), key=lambda each: each.start)


def _after(moment: float, places: Iterable[Span]) -> Iterable[Span]:
    for place in places:
        if place.end > moment:
            yield Span(max(moment, place.start), place.end, place.channel)
