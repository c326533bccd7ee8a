"""Where the words of a phrase were heard within one window in, which of them is which out: one heard for each."""

from __future__ import annotations

from collections.abc import Sequence

from speechqa.matching.phrase import Variant
from speechqa.matching.stream import LONGEST_PAUSE, Stream

SLOT_PAUSE = 1.0
"""Seconds of silence between a slot and the phrase's other words."""

_SLOT_REACH = {"name": 1, "number": 2, "time": 5, "company": 0}
_COMPANY_WORDS = 3

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
            if slot is not None and not _is_beside(
                first, last, used, stream, _SLOT_REACH[slot], len(chosen) == variant.spoken
            ):
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
        whole = len(chosen) == variant.spoken
        if slot is None or _is_beside(first, last, used, stream, _SLOT_REACH[slot], whole):
            chosen[index] = (first, last, similarity)
            used.update(range(first, last + 1))
    return chosen, used


def company_beside(index: int, chosen: Chosen, used: set[int], stream: Stream) -> tuple[int, int] | None:
    """The words of a name between the phrase's words on either side, or the one beside the word it has."""
    before = max((last for at, (_f, last, _s) in chosen.items() if at < index), default=None)
    after = min((first for at, (first, _l, _s) in chosen.items() if at > index), default=None)
    tokens = stream.tokens
    if before is not None and after is not None and before < after:
        low, high = before + 1, after - 1
    elif before is not None:
        low = high = before + 1
    elif after is not None:
        low = high = after - 1
    else:
        return None
    if not 0 <= low <= high < len(tokens) or high - low >= _COMPANY_WORDS or used & set(range(low, high + 1)):
        return None
    if stream.longest_pause(max(0, low - 1), high) > SLOT_PAUSE:
        return None
    return (low, high) if any(each.says for each in tokens[low : high + 1]) else None


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
