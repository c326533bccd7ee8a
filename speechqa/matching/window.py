"""One variant of a phrase and where its words were heard in, the windows of words in which it may have been said out.

Each of its words is paired with the most similar one heard; order, insertions and denied words cost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from speechqa.matching.denied import is_denied
from speechqa.matching.disowned import is_disowned
from speechqa.matching.pairing import Chosen, Place, company_beside, pair_freely, pair_in_order
from speechqa.matching.phrase import GAP_WORDS, Variant
from speechqa.matching.rivals import MISTAKEN, is_mistaken, may_be_mistaken
from speechqa.matching.similarity import SYNONYM
from speechqa.matching.stream import Stream

INSERTION, INSERTION_INTO_ONE, DENIAL = 0.05, 0.08, 0.25
INVERSION, INVERSION_OF_STRICT = 0.005, 0.03
CLAUSE_INTO_ONE = 0.15
DISOWNED = 40.0
"""The most that something only spoken of counts for."""

CELL = 8
"""Words of a cell, by which what was heard is sorted."""


class Candidate(NamedTuple):
    """The phrase may have been said from token ``first`` to ``last``; similarity 0-100."""

    first: int
    last: int
    similarity: float


Options = Sequence[Sequence[Place]]
"""For each word of a phrase where it may have been heard in one window."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What is known of one party's words before any phrase is searched.

    ``events`` tells where words of the phrases may have been heard, in the order of ``codes``: a word times ``size``
    plus the first token, where the tokens of several parties are numbered through: these from ``begin`` on; ``denied``
    where each was said with the other polarity, ``disowning`` where
    something is only spoken of, ``things`` what is said not to be there (denied.py). ``clarity`` is how sure the
    recogniser was of these words, 0..1.
    """

    stream: Stream
    codes: Sequence[int]
    events: Sequence[Place]
    denied: Mapping[int, Sequence[int]]
    disowning: Mapping[int, bool | None]
    size: int
    begin: int = 0
    clarity: float = 1.0
    things: Mapping[int, int] = field(default_factory=dict)


def candidate_in(
    variant: Variant, keys: Sequence[int], heard: Heard, least: float, start: int, options: Options
) -> Candidate | None:
    """What may have been said in a window (its first token, and what was heard in it) with a similarity of at least
    ``least``."""
    needed = gained_for(least, loss_of(variant, heard.clarity)) - variant.free - 1e-6
    found = _pair(variant, keys, heard, options, start, needed)
    return found if found is not None and found.similarity >= least else None


def best_candidate(
    variant: Variant, keys: Sequence[int], heard: Heard, least: float, begin: int, end: int
) -> Candidate | None:
    """The first of the best in windows that begin in one of these tokens; None where none is as similar as ``least``
    (or more, if it is one of several)."""
    loss = loss_of(variant, heard.clarity)
    best: Candidate | None = None
    windows = sorted(_bounded(variant, keys, heard, begin, end), key=lambda each: -each[0])
    for bound, start, options in windows:
        needed = gained_for(least, loss) - variant.free - 1e-6
        if bound < needed:
            break
        found = _pair(variant, keys, heard, options, start, needed)
        if found is not None and (found.similarity > least or (best is None and found.similarity == least)):
            best, least = found, found.similarity
    return best


def best_of(
    variant: Variant,
    keys: Sequence[int],
    heard: Heard,
    least: float,
    windows: Iterable[tuple[float, int, float, Candidate | None, bool]],
) -> Candidate | None:
    """Likewise of these windows, in order of how much may be heard in them at most: with that, their first token, how
    much was heard and what was said there, and whether that is known."""
    loss = loss_of(variant, heard.clarity)
    places = heard.stream.places
    best: Candidate | None = None
    for bound, start, gained, said, known in windows:
        needed = gained_for(least, loss) - variant.free - 1e-6
        if bound < needed:
            break
        if known:
            found = said if gained >= needed else None
        else:
            options = _between(keys, heard, start, bisect_left(places, places[start] + variant.reach))
            found = _pair(variant, keys, heard, options, start, needed)
        if found is not None and (found.similarity > least or (best is None and found.similarity == least)):
            best, least = found, found.similarity
    return best


def loss_of(variant: Variant, clarity: float) -> float:
    """How much of the similarity goes with what was not heard of it: what stands there is doubted as the rest is."""
    return variant.loss if variant.strict else variant.loss * clarity


def gained_for(similarity: float, loss: float) -> float:
    """The share of a phrase's weight that must be heard for this similarity, before anything is taken off."""
    return 1.0 - (100.0 - similarity) / 100.0 / loss


def _bounded(
    variant: Variant, keys: Sequence[int], heard: Heard, begin: int, end: int
) -> Iterable[tuple[float, int, Options]]:
    """Windows that begin in one of these tokens, each with how much of the variant may be heard in it at most."""
    places = heard.stream.places
    starts = sorted({event[0] for events in _between(keys, heard, begin, end) for event in events})
    for start in starts:
        options = _between(keys, heard, start, bisect_left(places, places[start] + variant.reach))
        bound = 0.0
        for weight, events in zip(variant.weights, options, strict=True):
            if events:
                bound += weight * max([event[2] for event in events])
        yield bound, start, options


def _between(keys: Sequence[int], heard: Heard, begin: int, end: int) -> list[Sequence[Place]]:
    """Where these words may have been heard from token to token."""
    codes = heard.codes
    found = []
    for key in keys:
        nought = key * heard.size + heard.begin
        low = bisect_left(codes, nought + begin)
        found.append(heard.events[low : bisect_left(codes, nought + end, low)])
    return found


def _pair(
    variant: Variant, keys: Sequence[int], heard: Heard, options: Options, start: int, needed: float
) -> Candidate | None:
    """The best one-to-one pairing of the phrase's words with those heard in one window; None where less than
    ``needed`` of the phrase was heard, or its words are too far apart."""
    stream = heard.stream
    chosen, used = (pair_in_order if variant.fixed else pair_freely)(variant, options, stream, start)
    gained = 0.0
    for index, (_first, _last, similarity) in chosen.items():
        gained += variant.weights[index] * similarity
    if not chosen or gained < needed:
        return None
    if variant.free:
        for index, token in enumerate(variant.tokens):
            if token.slot == "company":
                company = company_beside(variant, index, chosen, used, stream)
                if company is not None:
                    chosen[index] = (*company, 1.0)
                    gained += variant.weights[index]
                    used.update(range(company[0], company[1] + 1))
    first, last = min(used), max(used)
    if stream.breaks[first] != stream.breaks[last]:
        return None
    if variant.distance is not None and _farthest(used, stream) > variant.distance:
        return None
    penalty = 0.0
    if len(chosen) > 1:
        order = [chosen[index][0] for index in sorted(chosen)]
        if order != sorted(order):
            inversions = sum([one > other for one, other in pairwise(order)])
            penalty = (INVERSION_OF_STRICT if variant.strict else INVERSION) * min(3, inversions)
        if variant.distance is None and last - first + 1 != len(used):
            penalty += _insertions(variant, chosen, used, stream)
    if len(chosen) < len(keys):
        penalty += DENIAL * _denied(variant, keys, heard, chosen, used, start)
    similarity = round(max(0.0, 100 * (1.0 - loss_of(variant, heard.clarity) * (1.0 - gained + penalty))), 2)
    if variant.instead:
        similarity = round(similarity * SYNONYM, 2)
    if may_be_mistaken(variant) and is_mistaken(variant, chosen, used, stream):
        similarity = min(similarity, MISTAKEN)
    if is_disowned(heard.disowning, stream, first, last, used, whether=variant.whether):
        similarity = min(similarity, DISOWNED)
    elif heard.things and is_denied(variant, chosen, used, heard.things, stream):
        similarity = min(similarity, DISOWNED)
        # Of a thing that was said twice, and denied once, the other time counts.
        rest = [[place for place in each if heard.things.keys().isdisjoint(place[:2])] for each in options]
        if sum(map(len, rest)) < sum(map(len, options)):
            other = _pair(variant, keys, heard, rest, start, needed)
            if other is not None and other.similarity > similarity:
                return other
    return Candidate(first, last, similarity)


def _farthest(used: set[int], stream: Stream) -> int:
    """The most words between two of the phrase's own, fillers not counted."""
    places = stream.places
    return max((places[b] - places[a] - 1 for a, b in pairwise(sorted(used)) if b - a > 1), default=0)


def _insertions(variant: Variant, chosen: Chosen, used: set[int], stream: Stream) -> float:
    """What foreign words that say something cost; those in a gap or before a time («на среду на 15:30») are free."""
    tokens = stream.tokens
    core = [first for index, (first, _l, _s) in chosen.items() if variant.tokens[index].slot != "time"] or [min(used)]
    takes_room = stream.takes_room
    foreign = [place for place in range(min(core), max(core)) if takes_room[place] and place not in used]
    for segment in range(variant.segments[-1]):
        ends = [last for i, (_f, last, _s) in chosen.items() if variant.segments[i] <= segment]
        begins = [first for i, (first, _l, _s) in chosen.items() if variant.segments[i] > segment]
        if ends and begins:
            passed = [place for place in foreign if max(ends) < place < min(begins)][:GAP_WORDS]
            foreign = [place for place in foreign if place not in passed]
    said = sum([tokens[place].says for place in foreign])
    if variant.says > 1:
        return INSERTION * max(0, said - 1)
    return INSERTION_INTO_ONE * said + CLAUSE_INTO_ONE * sum([tokens[place].begins_clause for place in foreign])


def _denied(variant: Variant, keys: Sequence[int], heard: Heard, chosen: Chosen, used: set[int], start: int) -> int:
    places = heard.stream.places
    limit = places[start] + variant.reach
    denied = 0
    for index, token in enumerate(variant.tokens):
        if token.says and index not in chosen and keys[index] in heard.denied:
            denied += any(
                place >= start and places[place] < limit and place not in used for place in heard.denied[keys[index]]
            )
    return denied
