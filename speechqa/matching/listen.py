"""A plan and one party's words in; out, where the plan's words were heard, and where its phrases may have been said.

How much of a phrase could have been heard at most within two neighbouring cells of words is told for all phrases at
once; words are paired (hits.py, window.py) only where that is enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from speechqa.matching.bounds import Presence, Way, Windows, presence_of, windows
from speechqa.matching.denied import denied_things
from speechqa.matching.disowned import disowning
from speechqa.matching.known import Found
from speechqa.matching.languages import language_of
from speechqa.matching.lexicon import Key, near
from speechqa.matching.model import Hit
from speechqa.matching.pairing import Place
from speechqa.matching.phrase import CompiledPhrase
from speechqa.matching.plan import Plan
from speechqa.matching.stream import Stream
from speechqa.matching.window import Heard

_LEAST_DIGITS, _MOST_DIGITS = 3, 6
"""Of a number that may be a price without its currency."""

_SPLIT_PAUSE, _SPLIT_LIKENESS = 0.5, 0.85


@dataclass(frozen=True, slots=True, eq=False)
class Listened:
    """One party's words, looked up for a plan.

    ``windows`` are those in which each variant may have been said closely enough, ``promising`` their phrases;
    ``earliest`` is the beginning of the first word from each token on. What was asked for once is kept.
    """

    plan: Plan
    stream: Stream
    heard: Heard
    presence: Presence | None
    windows: Windows
    promising: frozenset[CompiledPhrase]
    earliest: Sequence[float] = ()
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
    doubted = [place for place, each in found.noted if each.disowns]
    spoken_of, things = disowning(stream, doubted), denied_things(stream, doubted)
    heard = Heard(stream, codes.tolist(), events, denied, spoken_of, stream.clarity, things)
    if not events or not plan.variants:
        return Listened(plan, stream, heard, None, Windows(), frozenset())
    presence = presence_of(plan, stream.places, codes, similarities, stream.clarity)
    found_in = windows(plan, presence, plan.thresholds)
    starts = np.array(stream.starts)[np.array(stream.firsts)]
    earliest = np.minimum.accumulate(starts[::-1])[::-1].tolist()
    return Listened(plan, stream, heard, presence, found_in, frozenset(found_in.of), earliest)


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
    several = [*_begun(plan, stream, found), *_times(plan, stream, found), *_sums(plan, stream)]
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


def _sums(plan: Plan, stream: Stream) -> Iterable[tuple[int, int, float, int]]:
    """Numbers that may be a price by themselves, likewise: «от 2500», but not «от 500 метров»."""
    key = plan.lexicon.ids.get(Key("{sum}"))
    if key is None:
        return
    currency = language_of(stream.language).numerals.currency
    for place, text in enumerate(stream.texts):
        if text.isdecimal() and _LEAST_DIGITS <= len(text) <= _MOST_DIGITS:
            after = stream.tokens[place + 1] if place + 1 < len(stream.tokens) else None
            counted = after is not None and after.form.part == "noun" and not after.form.is_name
            if not counted or stream.texts[place + 1] in currency or stream.pauses[place + 1] > _SPLIT_PAUSE:
                yield key, place, 1.0, place
