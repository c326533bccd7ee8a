"""Windows in which phrases may have been said in; where they were said out, best first.

A window's words are paired only when its turn comes by what it may hold at most: who asks for the best hit alone pays
for hardly more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np

from speechqa.matching.bounds import Windows, windows
from speechqa.matching.listen import Listened
from speechqa.matching.model import Hit
from speechqa.matching.phrase import CompiledPhrase
from speechqa.matching.questions import asked_spans
from speechqa.matching.stream import Stream
from speechqa.matching.window import Candidate, candidate_in

NEAR = 45.0
"""Similarity below which something is not even a near miss."""


class Said(NamedTuple):
    """A hit of one of several phrases by one of several parties, told by their places among these; ``number`` is the
    variant's."""

    party: int
    phrase: int
    number: int
    candidate: Candidate


def hits(listened: Listened, phrase: CompiledPhrase) -> tuple[Hit, ...]:
    """Where the phrase was said as closely as it must be: best first, none overlapping."""
    if not _may_be_said(listened, phrase):
        return ()
    known = listened.hits.get(phrase)
    if known is None:
        known = listened.hits[phrase] = hits_within(listened, [phrase], listened.windows)
    return known


def best_hit(listened: Listened, phrase: CompiledPhrase) -> Hit | None:
    """The first of them."""
    if not _may_be_said(listened, phrase):
        return None
    said = next(said_within([phrase], [(listened, listened.windows)]), None)
    return None if said is None else hit_of(listened, phrase, said.number, said.candidate, listened.stream.speaker)


def is_said(listened: Listened, phrase: CompiledPhrase) -> bool:
    """Whether it was, wherever."""
    if not _may_be_said(listened, phrase):
        return False
    return is_known_to_be_said(listened, phrase) or any(
        _candidate(listened, listened.windows, number, window, phrase) is not None
        for number, first, end in listened.windows.of[phrase]
        for window in range(first, end)
    )


def is_known_to_be_said(listened: Listened, phrase: CompiledPhrase) -> bool:
    """Whether it was, as far as that is known without looking."""
    paired = listened.windows.paired
    for _number, first, end in listened.windows.of.get(phrase, ()):
        for window in range(first, end):
            if paired.get(window) is not None:
                return True
    return False


def near_hits(listened: Listened, phrases: Sequence[CompiledPhrase], least: float = NEAR) -> tuple[Hit, ...]:
    """The same of several phrases, and what only resembles them."""
    plan, presence = listened.plan, listened.presence
    if presence is None:
        return ()
    numbers = np.unique([number for phrase in phrases for number in plan.ways[slice(*plan.numbers[phrase])]])
    found_in = windows(plan, presence, np.full_like(plan.thresholds, least), numbers)[listened.party]
    return hits_within(listened, phrases, found_in, least)


def hits_within(
    listened: Listened, phrases: Sequence[CompiledPhrase], found_in: Windows, least: float | None = None
) -> tuple[Hit, ...]:
    """What was said of phrases in these windows, as closely as it must be (or as ``least``)."""
    stream = listened.stream
    return tuple(
        hit_of(listened, phrases[said.phrase], said.number, said.candidate, stream.speaker)
        for said in said_within(phrases, [(listened, found_in)], least)
    )


def said_within(
    phrases: Sequence[CompiledPhrase], parties: Sequence[tuple[Listened, Windows]], least: float | None = None
) -> Iterator[Said]:
    """The same of several parties, one after another as it is asked for."""
    # Windows by what they may hold at most, hits by what they do: a hit that is first in line is better than all that
    # follows. A window that may hold one as good goes before it.
    queue: list[tuple[float, float, str, int, int, int, int, int]] = []
    for party, (listened, found_in) in enumerate(parties):
        begins, paired = listened.earliest, found_in.paired
        starts, firsts = listened.stream.starts, listened.stream.firsts
        for place, phrase in enumerate(phrases):
            if phrase in found_in.of:
                for number, first, end in found_in.of[phrase]:
                    for window in range(first, end):
                        if window not in paired:
                            most, begin = found_in.most[window], begins[found_in.starts[window]]
                            queue.append((-most, begin, "", party, place, window, 0, number))
                            continue
                        found = paired[window]
                        if found is not None:
                            begin = starts[firsts[found.first]]
                            queue.append(
                                (-found.similarity, begin, phrase.say, party, place, found.first, found.last, number)
                            )
    heapify(queue)
    taken: dict[tuple[int, int], list[Candidate]] = defaultdict(list)
    while queue:
        better, _begin, say, party, place, first, last, number = heappop(queue)
        if not say:
            listened, found_in = parties[party]
            phrase = phrases[place]
            found = _candidate(listened, found_in, number, first, phrase, least)
            if found is not None:
                stream = listened.stream
                begin = stream.starts[stream.firsts[found.first]]
                heappush(queue, (-found.similarity, begin, phrase.say, party, place, found.first, found.last, number))
        else:
            others = taken[party, place]
            if all(last < other.first or first > other.last for other in others):
                others.append(Candidate(first, last, -better))
                yield Said(party, place, number, others[-1])


def hit_of(listened: Listened, phrase: CompiledPhrase, number: int, candidate: Candidate, speaker: str) -> Hit:
    """What was said there."""
    stream: Stream = listened.stream
    begin, end = stream.firsts[candidate.first], stream.lasts[candidate.last] + 1
    words = stream.words[begin:end]
    return Hit(
        phrase.say,
        " ".join([word.text for word in words]),
        speaker,
        stream.starts[begin],
        max(stream.ends[begin:end]),
        candidate.similarity,
        round(sum([word.probability for word in words]) / len(words), 4),
        listened.plan.variants[listened.plan.ways[number]].threshold,
    )


def _may_be_said(listened: Listened, phrase: CompiledPhrase) -> bool:
    if phrase in listened.promising:
        return True
    if phrase not in listened.plan.numbers:
        raise KeyError(phrase.say)
    return False


def _candidate(
    listened: Listened,
    found_in: Windows,
    number: int,
    window: int,
    phrase: CompiledPhrase,
    least: float | None = None,
) -> Candidate | None:
    """What was said of a variant in one of its windows; None where not enough, or where it had to be (no) question."""
    if window not in found_in.paired:
        plan = listened.plan
        variant, keys = plan.variants[plan.ways[number]], plan.keys[plan.ways[number]]
        begin = found_in.offsets[window]
        end, events = begin + len(keys), listened.heard.events
        lows, highs = found_in.lows[begin:end], found_in.highs[begin:end]
        options = [events[low:high] for low, high in zip(lows, highs, strict=True)]
        enough = variant.threshold if least is None else least
        found = candidate_in(variant, keys, listened.heard, enough, found_in.starts[window], options)
        if found is not None and phrase.question is not None and not _asked_rightly(phrase, found, listened):
            found = None
        found_in.paired[window] = found
    return found_in.paired[window]


def _asked_rightly(phrase: CompiledPhrase, candidate: Candidate, listened: Listened) -> bool:
    """Whether the phrase stands in a question, where it must, or outside one."""
    if not listened.asked:
        listened.asked.append(asked_spans(listened.stream))
    spans = listened.asked[0]
    return phrase.question == any(first <= candidate.last and candidate.first <= last for first, last in spans)
