"""A plan and one party's words in; out, where the plan's words were heard, and where its phrases may have been said.

How much of a phrase could have been heard at most within two neighbouring cells of words is told for all phrases at
once; words are paired (hits.py, window.py) only where that is enough.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from speechqa.matching.bounds import Window, Windows, windows
from speechqa.matching.denied import denied_things
from speechqa.matching.disowned import disowning
from speechqa.matching.garbled import garbled, may_be_part
from speechqa.matching.known import Found, Near
from speechqa.matching.languages import language_of
from speechqa.matching.lexicon import Key, near
from speechqa.matching.model import Hit
from speechqa.matching.pairing import Place
from speechqa.matching.phrase import CompiledPhrase
from speechqa.matching.plan import Plan
from speechqa.matching.presence import Presence, presence_of
from speechqa.matching.stream import Stream
from speechqa.matching.window import Heard

_LEAST_DIGITS, _MOST_DIGITS = 3, 6
"""Of a number that may be a price without its currency."""

_SPLIT_PAUSE, _SPLIT_LIKENESS = 0.5, 0.85


@dataclass(frozen=True, slots=True, eq=False)
class Listened:
    """One party's words, looked up for a plan.

    ``party`` is its place among the parties of ``presence``; ``windows`` are those in which each variant may have been
    said closely enough, ``promising`` their phrases; ``earliest`` is the beginning of the first word from each token
    on. What was asked for once is kept: hits, questions, and of variants (nearest.py) the cells and the windows in
    which most of them may have been heard.
    """

    plan: Plan
    stream: Stream
    party: int
    heard: Heard
    presence: Presence | None
    windows: Windows
    promising: frozenset[CompiledPhrase]
    earliest: Sequence[float] = ()
    hits: dict[CompiledPhrase, tuple[Hit, ...]] = field(default_factory=dict)
    close: dict[int, tuple[float, int]] = field(default_factory=dict)
    windows_in: dict[int, list[Window]] = field(default_factory=dict)
    asked: list[tuple[tuple[int, int], ...]] = field(default_factory=list)
    alike: dict[str, tuple[float, int]] = field(default_factory=dict)


def listen(plan: Plan, stream: Stream) -> Listened:
    """Look up each word of a stream once for all phrases."""
    return listen_to(plan, [stream])[0]


def listen_to(plan: Plan, streams: Sequence[Stream]) -> tuple[Listened, ...]:
    """Likewise of several parties' streams, in one go."""
    unknown = [stream for stream in streams if all(known.plan is not plan for known in stream.listened)]
    for stream, listened in zip(unknown, _listen(plan, unknown) if unknown else (), strict=True):
        stream.listened.append(listened)
    return tuple(next(known for known in stream.listened if known.plan is plan) for stream in streams)


def _listen(plan: Plan, spoken: Sequence[Stream]) -> Iterable[Listened]:
    streams, found = _looked_up(plan, spoken)
    begins = list(accumulate([len(stream.tokens) for stream in streams], initial=0))
    size = begins[-1] + 1
    noted: list[list[tuple[int, Near]]] = [[] for _stream in streams]
    for place, each in found.noted:
        party = bisect_right(begins, place) - 1
        noted[party].append((place - begins[party], each))
    codes, lasts, similarities, events = _events(plan, streams, begins, found, noted)
    listed = codes.tolist()
    heard = [_heard(stream, noted[party], listed, events, size, begins[party]) for party, stream in enumerate(streams)]
    presence, every = None, [Windows() for _stream in streams]
    if events and plan.variants:
        presence = presence_of(plan, found, heard, codes, lasts, similarities)
        every = list(windows(plan, presence, plan.thresholds))
    for party, (stream, known, found_in) in enumerate(zip(streams, heard, every, strict=True)):
        starts = list(map(stream.starts.__getitem__, stream.firsts))
        earliest = list(accumulate(reversed(starts), min))[::-1]
        yield Listened(plan, stream, party, known, presence, found_in, frozenset(found_in.of), earliest)


def _heard(
    stream: Stream,
    noted: Sequence[tuple[int, Near]],
    codes: Sequence[int],
    events: Sequence[Place],
    size: int,
    begin: int,
) -> Heard:
    denied: dict[int, list[int]] = defaultdict(list)
    for place, each in noted:
        for key in each.denied:
            denied[key].append(place)
    doubted = [place for place, each in noted if each.disowns]
    spoken_of, things = disowning(stream, doubted), denied_things(stream, doubted)
    return Heard(stream, codes, events, denied, spoken_of, size, begin, stream.clarity, things)


def _looked_up(plan: Plan, streams: Sequence[Stream]) -> tuple[Sequence[Stream], Found]:
    """The same streams with words that were heard as one («досвидания») in two, and what each of them may be.

    Not the streams themselves: they keep what is made of them, and a circle would live until garbage is collected.
    """
    fresh = [
        Stream(each.speaker, each.language, each.words, each.tokens, each.firsts, each.lasts, each.clarity)
        for each in streams
    ]
    found = near(plan.lexicon, [token for stream in streams for token in stream.tokens])
    parts = {place: each.parts for place, each in found.noted if each.parts}
    if not parts:
        return fresh, found
    begin = 0
    for party, each in enumerate(streams):
        parted = [
            (part, first, last)
            for place, (token, first, last) in enumerate(zip(each.tokens, each.firsts, each.lasts, strict=True), begin)
            for part in parts.get(place, (token,))
        ]
        tokens, firsts, lasts = zip(*parted, strict=True) if parted else ((), (), ())
        fresh[party] = Stream(each.speaker, each.language, each.words, tokens, firsts, lasts, each.clarity)
        begin += len(each.tokens)
    return fresh, near(plan.lexicon, [token for stream in fresh for token in stream.tokens])


def _events(
    plan: Plan,
    streams: Sequence[Stream],
    begins: Sequence[int],
    found: Found,
    noted: Sequence[Sequence[tuple[int, Near]]],
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64], list[Place]]:
    """Where words of the plan's phrases may have been heard: codes (see Heard) in order, last tokens, similarities, and
    events."""
    several = [
        (key, first + begin, similarity, last + begin)
        for stream, begin, known in zip(streams, begins, noted, strict=False)
        for key, first, similarity, last in (
            *_begun(plan, stream, known),
            *_torn(plan, stream, known),
            *_times(plan, stream, known),
            *_sums(plan, stream),
        )
    ]
    keys, places, similarities = found.keys, found.places, found.similarities
    lasts = places
    if several:
        more = list(zip(*several, strict=True))
        keys, places, similarities = (
            np.concatenate(each) for each in zip((keys, places, similarities), more[:3], strict=True)
        )
        lasts = np.concatenate((lasts, more[3]))
    codes = keys * (begins[-1] + 1) + places
    order = np.argsort(codes, kind="stable")
    codes, similarities = codes[order], similarities[order]
    firsts, lasts = places[order], lasts[order]
    shift = np.array(begins[:-1])[np.searchsorted(begins, firsts, "right") - 1] if len(streams) > 1 else 0
    return (
        codes,
        lasts,
        similarities,
        list(zip((firsts - shift).tolist(), (lasts - shift).tolist(), similarities.tolist(), strict=True)),
    )


def _begun(plan: Plan, stream: Stream, noted: Sequence[tuple[int, Near]]) -> Iterable[tuple[int, int, float, int]]:
    """Words of phrases that were heard as two («кардио стимулятор»): key, first token, similarity, last token."""
    for place, each in noted:
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


def _torn(plan: Plan, stream: Stream, noted: Sequence[tuple[int, Near]]) -> Iterable[tuple[int, int, float, int]]:
    """Words of phrases of which two were made, one at least that is none («здравство мете»), likewise."""
    lexicon = plan.lexicon
    firsts = {first for place, each in noted if each.torn for first in (place - 1, place)}
    for first in sorted(firsts):
        if first < 0 or first + 1 >= len(stream.tokens) or stream.pauses[first + 1] > _SPLIT_PAUSE:
            continue
        one, other = stream.tokens[first : first + 2]
        if other.negated or not (may_be_part(one.text, one.form) and may_be_part(other.text, other.form)):
            continue
        for text, similarity in garbled(one.text + other.text, lexicon.bones, stream.language):
            for key in lexicon.by_text[text]:
                if key.negated == one.negated and not key.literal:
                    yield lexicon.ids[key], first, similarity, first + 1


def _times(plan: Plan, stream: Stream, noted: Sequence[tuple[int, Near]]) -> Iterable[tuple[int, int, float, int]]:
    """The times of day, likewise."""
    time_at = language_of(stream.language).time_at
    after = 0
    for place, each in noted:
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
