"""One variant of a phrase and where its words were heard in, the windows of words in which it may have been said out.

Each of its words is paired with the most similar one heard; order, insertions and denied words cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from speechqa.matching.disowned import Disowning, is_disowned
from speechqa.matching.languages.model import QUESTION
from speechqa.matching.pairing import LONGEST_PAUSE, Chosen, Event, company_beside, pair_freely, pair_in_order
from speechqa.matching.phrase import GAP_WORDS, Variant
from speechqa.matching.stream import Stream
from speechqa.matching.text import Token

INSERTION, INSERTION_INTO_ONE, INVERSION, DENIAL = 0.05, 0.08, 0.03, 0.25
CLAUSE_INTO_ONE = 0.15
DISOWNED = 40.0
"""The most that something only spoken of counts for."""

CELL = 8
"""Words of a cell, by which what was heard is sorted."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """The phrase may have been said from token ``first`` to ``last``; similarity 0-100."""

    first: int
    last: int
    similarity: float


Place = tuple[int, int, float]
"""First and last token in which a word may have been heard, and its similarity."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What is known of one party's words before any phrase is searched.

    ``events`` tells for each word of the phrases (times ``cells``, plus the number of a cell) where it may have been
    heard, ``denied`` where it was said with the other polarity, ``disowning`` where something is only spoken of.
    ``clarity`` is how sure the recogniser was of these words, 0..1.
    """

    stream: Stream
    cells: int
    events: Mapping[int, Sequence[Place]]
    denied: Mapping[int, Sequence[int]]
    disowning: tuple[Disowning, ...]
    clarity: float = 1.0


def best_first(candidate: Candidate) -> tuple[float, int, int]:
    """The order in which candidates count."""
    return (-candidate.similarity, candidate.first, candidate.last)


def candidates(
    variant: Variant,
    keys: Sequence[int],
    heard: Heard,
    least: float,
    begin: int,
    end: int,
    beyond: int,
    *,
    only_best: bool = False,
) -> list[Candidate]:
    """Windows with a similarity of at least ``least``, best first.

    Args:
        begin, end: the cells in which a window may begin; its words lie before the cell ``beyond``.
        only_best: the first of those with the highest similarity is enough.
    """
    events: list[Event] = []
    cells = heard.cells
    for index, key in enumerate(keys):
        base = key * cells
        for cell in range(base + begin, base + min(beyond, cells)):
            for first, last, similarity in heard.events.get(cell, ()):
                events.append((first, last, index, similarity))
    if not events:
        return []
    events.sort()
    places = heard.stream.places
    weights = variant.weights
    loss = loss_of(variant, heard.clarity)
    needed = gained_for(least, loss) - variant.free - 1e-6
    reach, stop = variant.reach, end * CELL
    windows: list[tuple[float, int, int]] = []
    before = -1
    for position, (start, _last, _index, _similarity) in enumerate(events):
        if start == before:
            continue
        before = start
        if places[start] >= stop:
            break
        limit = places[start] + reach
        best = [0.0] * len(weights)
        bound = 0.0
        upto = position
        while upto < len(events):
            first, _last, index, similarity = events[upto]
            if places[first] >= limit:
                break
            upto += 1
            if similarity > best[index]:
                bound += weights[index] * (similarity - best[index])
                best[index] = similarity
        if bound >= needed:
            windows.append((-bound, position, upto))
    if only_best:
        windows.sort()
    found: dict[tuple[int, int], float] = {}
    for bound, position, upto in windows:
        if -bound < needed:
            break
        candidate = _pair(variant, keys, heard, events[position:upto], events[position][0], needed)
        if candidate is None or candidate.similarity < least:
            continue
        if only_best:
            if found and candidate.similarity <= least:
                continue
            found.clear()
            least = candidate.similarity
            needed = gained_for(least, loss) - variant.free
        span = (candidate.first, candidate.last)
        found[span] = max(found.get(span, 0.0), candidate.similarity)
    if len(found) < 2:
        return [Candidate(*span, similarity) for span, similarity in found.items()]
    return sorted((Candidate(*span, similarity) for span, similarity in found.items()), key=best_first)


def loss_of(variant: Variant, clarity: float) -> float:
    """How much of the similarity goes with what was not heard of it: what stands there is doubted as the rest is."""
    return variant.loss if variant.strict else variant.loss * clarity


def gained_for(similarity: float, loss: float) -> float:
    """The share of a phrase's weight that must be heard for this similarity, before anything is taken off."""
    return 1.0 - (100.0 - similarity) / 100.0 / loss


def _pair(
    variant: Variant, keys: Sequence[int], heard: Heard, events: Sequence[Event], start: int, needed: float
) -> Candidate | None:
    """The best one-to-one pairing of the phrase's words with those heard in one window; None where less than
    ``needed`` of the phrase was heard, or its words are too far apart."""
    chosen = (pair_in_order if variant.fixed else pair_freely)(variant, events, heard.stream, start)
    gained = 0.0
    for index, (_first, _last, similarity) in chosen.items():
        gained += variant.weights[index] * similarity
    if not chosen or gained < needed:
        return None
    used = {place for first, last, _similarity in chosen.values() for place in range(first, last + 1)}
    stream = heard.stream
    if variant.free:
        for index, token in enumerate(variant.tokens):
            if token.slot == "company":
                company = company_beside(index, chosen, used, stream)
                if company is not None:
                    chosen[index] = (*company, 1.0)
                    gained += variant.weights[index]
                    used.update(range(company[0], company[1] + 1))
    first, last = min(used), max(used)
    if first != last and stream.longest_pause(first, last) > LONGEST_PAUSE:
        return None
    if variant.distance is not None and _farthest(used, stream) > variant.distance:
        return None
    penalty = 0.0
    if len(chosen) > 1:
        order = [chosen[index][0] for index in sorted(chosen)]
        penalty = INVERSION * min(3, sum([one > other for one, other in pairwise(order)]))
        if variant.distance is None and last - first + 1 != len(used):
            penalty += _insertions(variant, chosen, used, stream)
    if len(chosen) < len(keys):
        penalty += DENIAL * _denied(variant, keys, heard, chosen, used, start)
    similarity = round(max(0.0, 100 * (1.0 - loss_of(variant, heard.clarity) * (1.0 - gained + penalty))), 2)
    if heard.disowning and is_disowned(heard.disowning, stream, first, last, used):
        similarity = min(similarity, DISOWNED)
    return Candidate(first, last, similarity)


def _farthest(used: set[int], stream: Stream) -> int:
    """The most words between two of the phrase's own, fillers not counted."""
    places = stream.places
    return max((places[b] - places[a] - 1 for a, b in pairwise(sorted(used)) if b - a > 1), default=0)


def _insertions(variant: Variant, chosen: Chosen, used: set[int], stream: Stream) -> float:
    """What foreign words that say something cost; those in a gap or before a time («на среду на 15:30») are free."""
    tokens = stream.tokens
    core = [first for index, (first, _l, _s) in chosen.items() if variant.tokens[index].slot != "time"] or [min(used)]
    foreign = [place for place in range(min(core), max(core)) if place not in used and _counts(place, stream)]
    for segment in range(variant.tokens[-1].segment):
        ends = [last for i, (_f, last, _s) in chosen.items() if variant.tokens[i].segment <= segment]
        begins = [first for i, (first, _l, _s) in chosen.items() if variant.tokens[i].segment > segment]
        if ends and begins:
            passed = [place for place in foreign if max(ends) < place < min(begins)][:GAP_WORDS]
            foreign = [place for place in foreign if place not in passed]
    said = sum(tokens[place].says for place in foreign)
    if variant.says > 1:
        return INSERTION * max(0, said - 1)
    return INSERTION_INTO_ONE * said + CLAUSE_INTO_ONE * sum(_begins_clause(tokens[place]) for place in foreign)


def _begins_clause(token: Token) -> bool:
    """A verb or a question word among the phrase's words: they belong to two clauses («подскажите» to any)."""
    return (token.form.person > 0 and token.form.part != "request") or token.form.weight == QUESTION


def _counts(place: int, stream: Stream) -> bool:
    """Fillers take no room and cost nothing."""
    return place + 1 >= len(stream.places) or stream.places[place + 1] > stream.places[place]


def _denied(variant: Variant, keys: Sequence[int], heard: Heard, chosen: Chosen, used: set[int], start: int) -> int:
    places = heard.stream.places
    limit = places[start] + variant.reach
    return sum(
        1
        for index, token in enumerate(variant.tokens)
        if index not in chosen
        and token.says
        and any(
            place >= start and places[place] < limit and place not in used
            for place in heard.denied.get(keys[index], ())
        )
    )
