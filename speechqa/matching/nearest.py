"""A plan looked up in one party's words in; what came nearest to phrases that were not said out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from rapidfuzz import fuzz, process

from speechqa.matching.bounds import best_cells, windows_in
from speechqa.matching.hits import hit_of
from speechqa.matching.listen import Listened
from speechqa.matching.model import Hit
from speechqa.matching.phrase import CompiledPhrase
from speechqa.matching.window import Candidate, best_candidate, best_of


def nearest(listened: Listened, phrases: Sequence[CompiledPhrase]) -> Hit | None:
    """The most similar thing said, however far it is; None where nothing was said.

    Each phrase is compared where most of it may have been heard, and the most promising phrases are.
    """
    if not listened.stream.tokens:
        return None
    plan = listened.plan
    if listened.presence is None:
        return _alike(phrases, listened)
    ways = [way for phrase in phrases for way in range(*plan.numbers[phrase])]
    _look_closer(listened, [plan.ways[way] for way in ways])
    best: tuple[float, int, int, int] | None = None
    found: tuple[int, Candidate] | None = None
    for bound, cell, rank, way in sorted([(*listened.close[plan.ways[way]], plan.ranks[way], way) for way in ways]):
        if not bound or (best is not None and bound > best[0]):
            break
        candidate = _best_candidate(listened, plan.ways[way], cell, -best[0] if best else 0.0)
        if candidate is not None:
            order = (-candidate.similarity, candidate.first, candidate.last, rank)
            if best is None or order < best:
                best, found = order, (way, candidate)
    return _hit(listened, *found) if found else _alike(phrases, listened)


def look_closer(listened: Listened, phrases: Iterable[CompiledPhrase]) -> None:
    """Find out at once what ``nearest`` needs to know of phrases that it will be asked for."""
    if listened.presence is not None and listened.stream.tokens:
        ways = listened.plan.ways
        numbers = [number for each in phrases for number in ways[slice(*listened.plan.numbers[each])]]
        _look_closer(listened, numbers, windows=True)


def _look_closer(listened: Listened, numbers: Sequence[int], *, windows: bool = False) -> None:
    plan, presence, close = listened.plan, listened.presence, listened.close
    unknown = [number for number in numbers if number not in close]
    if not unknown or presence is None:
        return
    every = np.unique(np.array(unknown, dtype=np.intp))
    most, cells = best_cells(plan, presence, listened.party, every)
    close.update(zip(every.tolist(), zip((-most).tolist(), cells.tolist(), strict=True), strict=True))
    if windows:
        heard = np.flatnonzero((most > 0.0) & (plan.spans[every] > 0))
        listened.windows_in.update(windows_in(plan, presence, listened.party, every[heard], cells[heard]))


def _best_candidate(listened: Listened, number: int, cell: int, least: float) -> Candidate | None:
    """The best where most of a variant may have been heard (see best_candidate)."""
    plan, presence = listened.plan, listened.presence
    variant, keys = plan.variants[number], plan.keys[number]
    windows = listened.windows_in.get(number)
    if windows is not None:
        return best_of(variant, keys, listened.heard, least, windows)
    if presence is None:
        return None
    first, *cells = presence.parties[listened.party]
    begin, end = (cell, cell + 1) if plan.spans[number] else cells
    area = int(presence.cells[begin]) - first, int(presence.cells[end]) - first
    return best_candidate(variant, keys, listened.heard, least, *area)


def _alike(phrases: Sequence[CompiledPhrase], listened: Listened) -> Hit | None:
    """Where no word of the phrases was heard: the word with the most letters of the first one's heaviest."""
    plan = listened.plan
    numbers = [number for phrase in phrases for number in range(*plan.numbers[phrase])]
    if not numbers:
        return None
    number = min(numbers, key=plan.ranks.__getitem__)
    variant = plan.variants[plan.ways[number]]
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
