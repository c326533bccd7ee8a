"""A plan and one party's words in; out, where each phrase of the plan was said, and what came nearest to it.

How much of a phrase could have been heard at most within two neighbouring cells of words is told for all phrases at
once; words are paired (window.py) only where that is enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from speechqa.matching.bounds import Presence, Way, Windows, presence_of, ways, windows
from speechqa.matching.disowned import disowning
from speechqa.matching.known import Found
from speechqa.matching.languages import language_of
from speechqa.matching.lexicon import Key, near
from speechqa.matching.model import Hit
from speechqa.matching.pairing import Place
from speechqa.matching.phrase import CompiledPhrase, Variant
from speechqa.matching.plan import Plan
from speechqa.matching.questions import asked_spans
from speechqa.matching.stream import Stream
from speechqa.matching.window import Candidate, Heard, Options, best_candidate, best_first, candidates

NEAR = 45.0
"""Similarity below which something is not even a near miss."""

_TRIED = 2
"""Phrases of a failed checkpoint that are compared in full."""

_SPLIT_PAUSE, _SPLIT_LIKENESS = 0.5, 0.85


@dataclass(frozen=True, slots=True, eq=False)
class Listened:
    """One party's words, looked up for a plan.

    ``windows`` are those in which each variant may have been said closely enough, ``promising`` their phrases. What was
    asked for once is kept.
    """

    plan: Plan
    stream: Stream
    heard: Heard
    presence: Presence | None
    windows: Windows
    promising: frozenset[CompiledPhrase]
    hits: dict[CompiledPhrase, tuple[Hit, ...]] = field(default_factory=dict)
    ways: list[Sequence[Way]] = field(default_factory=list)
    asked: list[tuple[tuple[int, int], ...]] = field(default_factory=list)
    alike: dict[str, tuple[float, int]] = field(default_factory=dict)


def listen(plan: Plan, stream: Stream) -> Listened:
    """Look up each word of a stream once for all phrases."""
    for known in stream.listened:
        if known.plan is plan:
            return cast("Listened", known)
    stream.listened.append(_listen(plan, stream))
    return cast("Listened", stream.listened[-1])


def _listen(plan: Plan, stream: Stream) -> Listened:
    stream, found = _looked_up(plan, stream)
    codes, similarities, events = _events(plan, stream, found)
    denied: dict[int, list[int]] = defaultdict(list)
    for place, each in found.noted:
        for key in each.denied:
            denied[key].append(place)
    spoken_of = disowning(stream, [place for place, each in found.noted if each.disowns])
    heard = Heard(stream, codes.tolist(), events, denied, spoken_of, stream.clarity)
    if not events or not plan.variants:
        return Listened(plan, stream, heard, None, Windows(), frozenset())
    presence = presence_of(plan, stream.places, codes, similarities, stream.clarity)
    found_in = windows(plan, presence, plan.thresholds)
    promising = frozenset([plan.owners[number] for number in found_in.of])
    return Listened(plan, stream, heard, presence, found_in, promising)


def hits(listened: Listened, phrase: CompiledPhrase) -> tuple[Hit, ...]:
    """Where the phrase was said as closely as it must be: best first, none overlapping."""
    if phrase not in listened.promising:
        if phrase not in listened.plan.numbers:
            raise KeyError(phrase.say)
        return ()
    known = listened.hits.get(phrase)
    if known is None:
        known = listened.hits[phrase] = _hits(listened, phrase, listened.windows)
    return known


def near_hits(listened: Listened, phrases: Sequence[CompiledPhrase], least: float = NEAR) -> tuple[Hit, ...]:
    """The same of several phrases, and what only resembles them."""
    plan, presence = listened.plan, listened.presence
    if presence is None:
        return ()
    numbers = np.array([number for phrase in phrases for number in range(*plan.numbers[phrase])], dtype=np.intp)
    found_in = windows(plan, presence, np.full_like(plan.thresholds, least), numbers)
    return tuple([hit for phrase in phrases for hit in _hits(listened, phrase, found_in, least)])


def nearest(listened: Listened, phrases: Sequence[CompiledPhrase]) -> Hit | None:
    """The most similar thing said, however far it is; None where nothing was said.

    Each phrase is compared where most of it may have been heard, and the most promising phrases are.
    """
    if not listened.stream.tokens:
        return None
    plan, presence = listened.plan, listened.presence
    if presence is None:
        return _alike(phrases, listened)
    if not listened.ways:
        listened.ways.append(ways(plan, presence))
    open_ways: list[Way] = []
    for phrase in phrases:
        first, end = plan.numbers[phrase]
        open_ways += listened.ways[0][first:end]
    best: tuple[float, int, int, int] | None = None
    found: tuple[CompiledPhrase, Variant, Candidate] | None = None
    for bound, cell, rank, number in sorted(open_ways)[:_TRIED]:
        if not bound or (best is not None and bound > best[0]):
            break
        variant = plan.variants[number]
        begin, end = (cell, cell + 1) if plan.spans[number] else (0, -1)
        area = int(presence.cells[begin]), int(presence.cells[end])
        least = -best[0] if best else 0.0
        candidate = best_candidate(variant, plan.keys[number], listened.heard, least, *area)
        if candidate is not None:
            order = (-candidate.similarity, candidate.first, candidate.last, rank)
            if best is None or order < best:
                best, found = order, (plan.owners[number], variant, candidate)
    return _hit(*found, listened.stream) if found else _alike(phrases, listened)


def _looked_up(plan: Plan, stream: Stream) -> tuple[Stream, Found]:
    """The same stream with words that were heard as one («досвидания») in two, and what each of them may be.

    Not the stream itself: it keeps what is made of it, and a circle would live until garbage is collected.
    """
    tokens, firsts, lasts = stream.tokens, stream.firsts, stream.lasts
    found = near(plan.lexicon, tokens)
    parts = {place: each.parts for place, each in found.noted if each.parts}
    if parts:
        parted = [
            (part, firsts[place], lasts[place])
            for place, token in enumerate(tokens)
            for part in parts.get(place, (token,))
        ]
        tokens, firsts, lasts = zip(*parted, strict=True)
        found = near(plan.lexicon, tokens)
    return Stream(stream.speaker, stream.language, stream.words, tokens, firsts, lasts, stream.clarity), found


def _events(plan: Plan, stream: Stream, found: Found) -> tuple[NDArray[np.intp], NDArray[np.float64], list[Place]]:
    """Where words of the plan's phrases may have been heard: codes (see Heard) in order, similarities, and events."""
    size = len(stream.tokens) + 1
    several = [*_begun(plan, stream, found), *_times(plan, stream, found)]
    keys, places, similarities = found.keys, found.places, found.similarities
    lasts = places
    if several:
        more = list(zip(*several, strict=True))
        keys, places, similarities = (
            np.concatenate(each) for each in zip((keys, places, similarities), more[:3], strict=True)
        )
        lasts = np.concatenate((lasts, more[3]))
    codes = keys * size + places
    order = np.argsort(codes, kind="stable")
    codes, similarities = codes[order], similarities[order]
    return (
        codes,
        similarities,
        list(zip(places[order].tolist(), lasts[order].tolist(), similarities.tolist(), strict=True)),
    )


def _begun(plan: Plan, stream: Stream, found: Found) -> Iterable[tuple[int, int, float, int]]:
    """Words of phrases that were heard as two («кардио стимулятор»): key, first token, similarity, last token."""
    for place, each in found.noted:
        if not each.begins or place + 1 >= len(stream.tokens) or stream.pauses[place + 1] > _SPLIT_PAUSE:
            continue
        one, other = stream.tokens[place], stream.tokens[place + 1]
        if other.negated:
            continue
        for text in each.begins:
            similarity = fuzz.ratio(one.text + other.text, text) / 100
            if similarity >= _SPLIT_LIKENESS:
                for key in plan.lexicon.by_text[text]:
                    if key.negated == one.negated:
                        yield plan.lexicon.ids[key], place, similarity, place + 1


def _times(plan: Plan, stream: Stream, found: Found) -> Iterable[tuple[int, int, float, int]]:
    """The times of day, likewise."""
    time_at = language_of(stream.language).time_at
    after = 0
    for place, each in found.noted:
        if each.times and place >= after:
            length = time_at(stream.texts, place)
            after = place + length
            if length:
                yield plan.lexicon.ids[Key("{time}")], place, 1.0, after - 1


def _hits(listened: Listened, phrase: CompiledPhrase, found_in: Windows, least: float | None = None) -> tuple[Hit, ...]:
    """What was said of a phrase in these windows, as closely as it must be (or as ``least``)."""
    heard, keys, variants = listened.heard, listened.plan.keys, listened.plan.variants
    found: list[tuple[Candidate, Variant]] = []
    for number in range(*listened.plan.numbers[phrase]):
        if number in found_in.of:
            variant = variants[number]
            options = _options(found_in, number, len(keys[number]), heard.events)
            enough = variant.threshold if least is None else least
            found += [(each, variant) for each in candidates(variant, keys[number], heard, enough, options)]
    return as_hits(phrase, listened, found) if found else ()


def _options(found_in: Windows, number: int, words: int, events: Sequence[Place]) -> Iterable[tuple[int, Options]]:
    """The windows of a variant of so many words, with what was heard in each."""
    first, end = found_in.of[number]
    lows, highs = found_in.lows, found_in.highs
    for window in range(first, end):
        begin = found_in.offsets[window]
        after = begin + words
        options = [events[low:high] for low, high in zip(lows[begin:after], highs[begin:after], strict=True)]
        yield found_in.starts[window], options


def as_hits(phrase: CompiledPhrase, listened: Listened, found: list[tuple[Candidate, Variant]]) -> tuple[Hit, ...]:
    found.sort(key=lambda each: best_first(each[0]))
    taken: list[tuple[Candidate, Variant]] = []
    for candidate, variant in found:
        if phrase.question is not None and not _asked_rightly(phrase, candidate, listened):
            continue
        if all(candidate.last < other.first or candidate.first > other.last for other, _variant in taken):
            taken.append((candidate, variant))
    return tuple(_hit(phrase, variant, candidate, listened.stream) for candidate, variant in taken)


def _asked_rightly(phrase: CompiledPhrase, candidate: Candidate, listened: Listened) -> bool:
    """Whether the phrase stands in a question, where it must, or outside one."""
    if not listened.asked:
        listened.asked.append(asked_spans(listened.stream))
    spans = listened.asked[0]
    return phrase.question == any(first <= candidate.last and candidate.first <= last for first, last in spans)


def _alike(phrases: Sequence[CompiledPhrase], listened: Listened) -> Hit | None:
    """Where no word of the phrases was heard: the word with the most letters of the first one's heaviest."""
    plan = listened.plan
    numbers = [number for phrase in phrases for number in range(*plan.numbers[phrase])]
    if not numbers:
        return None
    number = min(numbers, key=plan.ranks.__getitem__)
    variant = plan.variants[number]
    likeness, place = _most_alike(variant.tokens[variant.order[0]].text, listened)
    similarity = round(likeness * variant.weights[variant.order[0]], 2)
    return _hit(plan.owners[number], variant, Candidate(place, place, similarity), listened.stream)


def _most_alike(text: str, listened: Listened) -> tuple[float, int]:
    if text not in listened.alike:
        match = process.extractOne(text, listened.stream.different, scorer=fuzz.ratio)
        listened.alike[text] = (match[1], listened.stream.texts.index(match[0])) if match else (0.0, 0)
    return listened.alike[text]


def _hit(phrase: CompiledPhrase, variant: Variant, candidate: Candidate, stream: Stream) -> Hit:
    begin = stream.firsts[candidate.first]
    end = stream.lasts[candidate.last]
    words = stream.words[begin : end + 1]
    return Hit(
        phrase=phrase.say,
        quote=" ".join([word.text for word in words]),
        speaker=stream.speaker,
        start=words[0].start,
        end=max([word.end for word in words]),
        similarity=candidate.similarity,
        probability=round(sum([word.probability for word in words]) / len(words), 4),
        threshold=variant.threshold,
    )
