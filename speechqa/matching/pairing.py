"""Where the words of a phrase were heard within one window in, which of them is which out: one heard for each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import CONTENT
from speechqa.matching.phrase import Variant
from speechqa.matching.stream import LONGEST_PAUSE, Stream

SLOT_PAUSE = 1.0
"""Seconds of silence between a slot and the phrase's other words."""

_SLOT_REACH = {"name": 1, "number": 2, "sum": 2, "time": 5, "company": 0}
_LITTLE_WORDS = 3
"""Words that only string others together and may stand before a number: «автомат у нас 44 тысячи»."""
_COMPANY_WORDS = 3

_NO_COMPANY = frozenset({"verb", "infinitive", "request", "adverb", "pronoun"})

Place = tuple[int, int, float]
"""First and last token in which a word may have been heard, and its similarity."""

Chosen = dict[int, Place]
"""For each word that was heard, by its index, where and how similar."""


def pair_freely(
    variant: Variant, options: Sequence[Sequence[Place]], stream: Stream, start: int
) -> tuple[Chosen, set[int]]:
    """Heaviest first, each the most similar; segments before a gap come before those after it. Also the tokens used."""
    used: set[int] = set()
    chosen: Chosen = {}
    after, segment = -1, 0
    for index in variant.order:
        heard = options[index]
        if not heard:
            continue
        if variant.segments[index] != segment:
            after, segment = max(used, default=-1), variant.segments[index]
        slot = variant.tokens[index].slot
        best: Place | None = None
        for place in heard:
            first, last, similarity = place
            if first <= after or first in used or last in used:
                continue
            if slot is not None and not _is_filled(variant, slot, place, chosen, used, stream):
                continue
            if best is None or similarity > best[2]:
                best = place
            elif similarity == best[2]:
                apart, before = abs(first - start - index), abs(best[0] - start - index)
                if (apart, first, -last) < (before, best[0], -best[1]):
                    best = place
        if best is not None:
            chosen[index] = best
            used.add(best[0])
            if best[1] != best[0]:
                used.update(range(best[0] + 1, best[1] + 1))
    return chosen, used


def pair_in_order(
    variant: Variant, options: Sequence[Sequence[Place]], stream: Stream, start: int
) -> tuple[Chosen, set[int]]:
    """The heaviest chain of words heard in the order written; of two alike the closest together."""
    events = sorted((first, last, index, each) for index, heard in enumerate(options) for first, last, each in heard)
    chains: list[tuple[float, int, list[tuple[int, int, int, float]]]] = []
    for event in events:
        first, _last, index, similarity = event
        before = max(
            (chain for chain in chains if chain[2][-1][1] < first and chain[2][-1][2] < index),
            key=lambda chain: (chain[0], chain[1]),
            default=(0.0, 0, []),
        )
        gained = before[0] + variant.weights[index] * similarity
        chains.append((gained, before[2][0][0] if before[2] else first, [*before[2], event]))
    best = max(chains, key=lambda chain: (round(chain[0], 9), chain[1]), default=(0.0, 0, []))
    chosen: Chosen = {}
    used: set[int] = set()
    for first, last, index, similarity in sorted(best[2], key=lambda each: variant.tokens[each[2]].slot is not None):
        slot = variant.tokens[index].slot
        if slot is None or _is_filled(variant, slot, (first, last, similarity), chosen, used, stream):
            chosen[index] = (first, last, similarity)
            used.update(range(first, last + 1))
    return chosen, used


def company_beside(
    variant: Variant, index: int, chosen: Chosen, used: set[int], stream: Stream
) -> tuple[int, int] | None:
    """The words of a name between the phrase's words on either side, or the one beside the word it has.

    Where that is none, those between a first name and the phrase's other words («добрый день, рога и копыта, анна»);
    beside a first name alone, the word before or behind it.
    """
    before = max((last for at, (_f, last, _s) in chosen.items() if at < index), default=None)
    after = min((first for at, (first, _l, _s) in chosen.items() if at > index), default=None)
    stretches = []
    if before is not None and after is not None and before < after:
        stretches.append((before + 1, after - 1))
    elif before is not None:
        stretches.append((before + 1, before + 1))
    elif after is not None:
        stretches.append((after - 1, after - 1))
    if variant.spoken and not any(variant.tokens[at].slot == "name" for at in chosen):
        return next((each for each in stretches if _is_company(*each, used, stream)), None)
    order = sorted(used)
    stretches += [(one + 1, other - 1) for one, other in pairwise(order) if other - one > 1]
    if not variant.spoken:
        stretches += [(order[0] - 1, order[0] - 1), (order[-1] + 1, order[-1] + 1)]
    strictly = stretches if not variant.spoken else stretches[1:]
    for low, high in stretches:
        if _is_company(low, high, used, stream) and (
            (low, high) not in strictly or _sounds_like_company(low, high, stream)
        ):
            return low, high
    return None


def _is_company(low: int, high: int, used: set[int], stream: Stream) -> bool:
    tokens = stream.tokens
    if not 0 <= low <= high < len(tokens) or high - low >= _COMPANY_WORDS or used & set(range(low, high + 1)):
        return False
    if stream.longest_pause(max(0, low - 1), high) > SLOT_PAUSE:
        return False
    return any(each.says for each in tokens[low : high + 1])


def _sounds_like_company(low: int, high: int, stream: Stream) -> bool:
    """Whether words may be what a company is called, where hardly anything else of the phrase says so."""
    language = language_of(stream.language)
    return not any(
        each.form.is_name or each.text in language.courtesies or (each.form.part in _NO_COMPANY and not each.capital)
        for each in stream.tokens[low : high + 1]
    )


def _is_filled(variant: Variant, slot: str, place: Place, chosen: Chosen, used: set[int], stream: Stream) -> bool:
    first, last, _similarity = place
    if _is_beside(first, last, used, stream, _SLOT_REACH[slot], len(chosen) == variant.spoken):
        return True
    low, high = min(used), max(used)
    between = range(last + 1, low) if last < low else range(high + 1, first)
    if not between or stream.longest_pause(min(first, high), max(last, low)) > SLOT_PAUSE:
        return False
    if slot == "name" and variant.free:
        return len(between) <= _COMPANY_WORDS and _sounds_like_company(between[0], between[-1], stream)
    if slot in ("number", "sum"):
        forms = [stream.tokens[at].form for at in between]
        if last < low and any(form.person for form in forms):
            return False  # «В 7:30, расскажу про тарифы»: it belongs to another clause.
        says = sum([form.weight == CONTENT for form in forms])
        return says <= _SLOT_REACH[slot] and len(between) - says <= _LITTLE_WORDS
    return False


def _is_beside(first: int, last: int, used: set[int], stream: Stream, reach: int, whole: bool) -> bool:
    """Whether a slot is filled among the phrase's other words or right beside them, in the same breath.

    Behind a phrase that was heard whole the other party may have said a word: «меня зовут – угу – анна».
    """
    if not used:
        return True
    low, high = min(used), max(used)
    places = stream.places
    if places[last] < places[low] - reach or places[first] > places[high] + reach:
        return False
    nearest = min(used, key=lambda other: abs(other - first))
    apart = abs(nearest - first)
    pause = stream.longest_pause(min(first, nearest), max(first, nearest))
    return pause <= (LONGEST_PAUSE if whole and apart == 1 and first > nearest else SLOT_PAUSE)
