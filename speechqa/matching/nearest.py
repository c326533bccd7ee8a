"""A plan looked up in one party's words in; what came nearest to phrases that were not said out."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from speechqa.matching.bounds import Way, ways
from speechqa.matching.hits import hit_of
from speechqa.matching.listen import Listened
from speechqa.matching.model import Hit
from speechqa.matching.phrase import CompiledPhrase
from speechqa.matching.window import Candidate, best_candidate


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
    found: tuple[int, Candidate] | None = None
    for bound, cell, rank, number in sorted(open_ways):
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
                best, found = order, (number, candidate)
    return _hit(listened, *found) if found else _alike(phrases, listened)


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
    return _hit(listened, number, Candidate(place, place, similarity))


def _most_alike(text: str, listened: Listened) -> tuple[float, int]:
    if text not in listened.alike:
        match = process.extractOne(text, listened.stream.different, scorer=fuzz.ratio)
        listened.alike[text] = (match[1], listened.stream.texts.index(match[0])) if match else (0.0, 0)
    return listened.alike[text]


def _hit(listened: Listened, number: int, candidate: Candidate) -> Hit:
    return hit_of(listened, listened.plan.owners[number], number, candidate, listened.stream.speaker)
