"""A plan and one party's words in; out, where each phrase of the plan was said, and what came nearest to it.

How much of a phrase could have been heard at most within two neighbouring cells of words is told for all phrases at
once; words are paired (window.py) only where that is enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from speechqa.matching.bounds import Tops, Way, losses, promising, spread, tops
from speechqa.matching.disowned import disowning
from speechqa.matching.languages import language_of
from speechqa.matching.lexicon import NOTHING, Key, near, split_of
from speechqa.matching.model import Hit
from speechqa.matching.phrase import CompiledPhrase, Variant
from speechqa.matching.plan import ROUNDING, Plan
from speechqa.matching.questions import asked_spans
from speechqa.matching.stream import Stream
from speechqa.matching.window import CELL, Candidate, Heard, Place, best_first, candidates, gained_for, loss_of

NEAR = 45.0
"""Similarity below which something is not even a near miss."""

_TRIED = 2
"""Phrases of a failed checkpoint that are compared in full."""

_SPLIT_PAUSE, _SPLIT_LIKENESS = 0.5, 0.85


@dataclass(frozen=True, slots=True, eq=False)
class Listened:
    """One party's words, looked up for a plan.

    ``cells`` are those from which each variant may be said closely enough, ``promising`` their phrases; ``within`` is
    the best similarity of each key in neighbouring cells. What was asked for once is kept.
    """

    plan: Plan
    stream: Stream
    heard: Heard
    within: NDArray[np.float32]
    cells: Mapping[int, Sequence[int]]
    promising: frozenset[CompiledPhrase]
    hits: dict[CompiledPhrase, tuple[Hit, ...]] = field(default_factory=dict)
    tops: list[Tops] = field(default_factory=list)
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
    found = near(plan.lexicon, stream.tokens)
    parted = _parted(plan, stream)
    if parted is not stream:
        stream, found = parted, near(plan.lexicon, parted.tokens)
    places = stream.places
    cells = places[-1] // CELL + 1 if places else 1
    events: dict[int, list[Place]] = defaultdict(list)
    denied: dict[int, list[int]] = defaultdict(list)
    for place, each in enumerate(found):
        if each is NOTHING:
            continue
        cell = places[place] // CELL
        for key, similarity in each.pairs:
            events[key * cells + cell].append((place, place, similarity))
        for key in each.denied:
            denied[key].append(place)
        if each.begins:
            for key, similarity in _begun(plan, stream, place, each.begins):
                events[key * cells + cell].append((place, place + 1, similarity))
    _add_times(plan, stream, events, cells)
    best = np.zeros((len(plan.lexicon.ids) or 1, cells), dtype=np.float32)
    best.ravel()[list(events)] = [
        heard[0][2] if len(heard) == 1 else max([each[2] for each in heard]) for heard in events.values()
    ]
    company = plan.lexicon.ids.get(Key("{company}"))
    if company is not None:
        best[company] = 1.0
    within = spread(best, plan.spans)
    heard = Heard(stream, cells, events, denied, disowning(stream), stream.clarity)
    cells_of = promising(plan, losses(plan, heard.clarity), best, within)
    return Listened(plan, stream, heard, within, cells_of, frozenset([plan.owners[number] for number in cells_of]))


def hits(listened: Listened, phrase: CompiledPhrase) -> tuple[Hit, ...]:
    """Where the phrase was said as closely as it must be: best first, none overlapping."""
    if phrase not in listened.promising:
        if phrase not in listened.plan.numbers:
            raise KeyError(phrase.say)
        return ()
    known = listened.hits.get(phrase)
    if known is None:
        known = listened.hits[phrase] = _hits(listened, phrase)
    return known


def near_hits(listened: Listened, phrase: CompiledPhrase, least: float = NEAR) -> tuple[Hit, ...]:
    """The same, and what only resembles it."""
    gained = _tops(listened).gained
    found: list[tuple[Candidate, Variant]] = []
    for number, variant in enumerate(phrase.variants, listened.plan.numbers[phrase][0]):
        needed = gained_for(least, loss_of(variant, listened.heard.clarity)) - ROUNDING
        cells = np.flatnonzero(gained[number] >= needed).tolist()
        if cells:
            found += ((candidate, variant) for candidate in _search(listened, number, cells, least))
    return as_hits(phrase, listened, found)


def nearest(listened: Listened, phrases: Iterable[CompiledPhrase]) -> Hit | None:
    """The most similar thing said, however far it is; None where nothing was said.

    Each phrase is compared where most of it may have been heard, and the most promising phrases are.
    """
    if not listened.stream.tokens:
        return None
    plan = listened.plan
    ways = _tops(listened).ways
    wanted = list(phrases)
    open_ways: list[Way] = []
    for phrase in wanted:
        first, end = plan.numbers[phrase]
        open_ways += ways[first:end]
    best: tuple[float, int, int, int] | None = None
    found: tuple[CompiledPhrase, Variant, Candidate] | None = None
    for bound, cell, rank, number in sorted(open_ways)[:_TRIED]:
        if not bound or (best is not None and bound > best[0]):
            break
        variant = plan.variants[number]
        span = plan.span[number]
        area = (cell, cell + 1, cell + span) if span else (0, listened.heard.cells, listened.heard.cells)
        least = -best[0] if best else 0.0
        for candidate in candidates(variant, plan.keys[number], listened.heard, least, *area, only_best=True):
            order = (-candidate.similarity, candidate.first, candidate.last, rank)
            if best is None or order < best:
                best, found = order, (plan.owners[number], variant, candidate)
    return _hit(*found, listened.stream) if found else _alike(wanted, listened)


def _parted(plan: Plan, stream: Stream) -> Stream:
    """The stream with words that were heard as one («досвидания») in two."""
    if not plan.lexicon.joined or not any(split_of(plan.lexicon, token) for token in stream.tokens):
        return stream
    parted = [
        (part, first, last)
        for token, first, last in zip(stream.tokens, stream.firsts, stream.lasts, strict=True)
        for part in split_of(plan.lexicon, token) or (token,)
    ]
    tokens, firsts, lasts = zip(*parted, strict=True)
    return Stream(stream.speaker, stream.language, stream.words, tokens, firsts, lasts, stream.clarity)


def _begun(plan: Plan, stream: Stream, place: int, begins: Sequence[str]) -> Iterable[tuple[int, float]]:
    """Words of phrases that were heard as two («кардио стимулятор»)."""
    if place + 1 >= len(stream.tokens) or stream.pauses[place + 1] > _SPLIT_PAUSE:
        return
    one, other = stream.tokens[place], stream.tokens[place + 1]
    if other.negated:
        return
    for text in begins:
        similarity = fuzz.ratio(one.text + other.text, text) / 100
        if similarity >= _SPLIT_LIKENESS:
            for key in plan.lexicon.by_text[text]:
                if key.negated == one.negated:
                    yield plan.lexicon.ids[key], similarity


def _add_times(plan: Plan, stream: Stream, events: dict[int, list[Place]], cells: int) -> None:
    key = plan.lexicon.ids.get(Key("{time}"))
    if key is None:
        return
    texts = [token.text for token in stream.tokens]
    time_at = language_of(stream.language).time_at
    place = 0
    while place < len(texts):
        length = time_at(texts, place)
        if length:
            events[key * cells + stream.places[place] // CELL].append((place, place + length - 1, 1.0))
        place += length or 1


def _tops(listened: Listened) -> Tops:
    if not listened.tops:
        listened.tops.append(tops(listened.plan, losses(listened.plan, listened.heard.clarity), listened.within))
    return listened.tops[0]


def _search(listened: Listened, number: int, cells: Sequence[int], least: float) -> list[Candidate]:
    """What a variant may have been said, in windows that begin in these cells."""
    plan, heard = listened.plan, listened.heard
    variant, keys, span = plan.variants[number], plan.keys[number], plan.span[number]
    if not span:
        return candidates(variant, keys, heard, least, 0, heard.cells, heard.cells)
    found: list[Candidate] = []
    begin = before = cells[0]
    for cell in [*cells[1:], heard.cells + 1]:
        if cell > before + 1:
            found += candidates(variant, keys, heard, least, begin, before + 1, before + span)
            begin = cell
        before = cell
    found.sort(key=best_first)
    return found


def _hits(listened: Listened, phrase: CompiledPhrase) -> tuple[Hit, ...]:
    first, end = listened.plan.numbers[phrase]
    found: list[tuple[Candidate, Variant]] = []
    for number in range(first, end):
        cells = listened.cells.get(number)
        if cells:
            variant = listened.plan.variants[number]
            found += ((candidate, variant) for candidate in _search(listened, number, cells, variant.threshold))
    return as_hits(phrase, listened, found) if found else ()


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
        heard = [token.text for token in listened.stream.tokens]
        match = process.extractOne(text, heard, scorer=fuzz.ratio)
        listened.alike[text] = (match[1], match[2]) if match else (0.0, 0)
    return listened.alike[text]


def _hit(phrase: CompiledPhrase, variant: Variant, candidate: Candidate, stream: Stream) -> Hit:
    begin = stream.firsts[candidate.first]
    end = stream.lasts[candidate.last]
    words = stream.words[begin : end + 1]
    return Hit(
        phrase=phrase.say,
        quote=" ".join(word.text for word in words),
        speaker=stream.speaker,
        start=words[0].start,
        end=max(word.end for word in words),
        similarity=candidate.similarity,
        probability=round(sum(word.probability for word in words) / len(words), 4),
        threshold=variant.threshold,
    )
