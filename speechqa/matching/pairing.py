"""Where the words of a phrase were heard within one window in, which of them is which out: one heard for each."""

from __future__ import annotations

from collections.abc import Sequence

from speechqa.matching.phrase import Variant
from speechqa.matching.stream import Stream

LONGEST_PAUSE, SLOT_PAUSE = 5.5, 1.0
"""Seconds of silence that a phrase may span; a turn without times and the other party's «угу» take 5."""


_SLOT_REACH = {"name": 1, "number": 2, "time": 5, "company": 0}
_COMPANY_WORDS = 3

Event = tuple[int, int, int, float]
"""First and last token in which a word may have been heard, the word's index in the phrase, and its similarity."""

Chosen = dict[int, tuple[int, int, float]]
"""For each word that was heard, by its index, its first and last token and its similarity."""


def pair_freely(variant: Variant, events: Sequence[Event], stream: Stream, start: int) -> Chosen:
    """Heaviest first, each the most similar; segments before a gap come before those after it."""
    options: list[list[Event]] = [[] for _weight in variant.weights]
    for event in events:
        options[event[2]].append(event)
    used: set[int] = set()
    chosen: Chosen = {}
    after, segment = -1, 0
    words = sum(token.slot is None for token in variant.tokens)
    for index in variant.order:
        if not options[index]:
            continue
        token = variant.tokens[index]
        whole = len(chosen) == words
        if token.segment != segment:
            after, segment = max(used, default=-1), token.segment
        best: tuple[float, int, int, int] | None = None
        for first, last, _index, similarity in options[index]:
            if first <= after or first in used or last in used:
                continue
            if token.slot is not None and not _is_beside(first, last, used, stream, _SLOT_REACH[token.slot], whole):
                continue
            option = (similarity, -abs((first - start) - index), -first, last)
            if best is None or option > best:
                best = option
        if best is not None:
            chosen[index] = (-best[2], best[3], best[0])
            used.update(range(-best[2], best[3] + 1))
    return chosen


def pair_in_order(variant: Variant, events: Sequence[Event], stream: Stream, start: int) -> Chosen:
    """The heaviest chain of words heard in the order written; of two alike the closest together."""
    chains: list[tuple[float, int, list[Event]]] = []
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
    words = sum(token.slot is None for token in variant.tokens)
    for index in sorted((event[2] for event in best[2]), key=lambda i: variant.tokens[i].slot is not None):
        first, last, _index, similarity = next(event for event in best[2] if event[2] == index)
        slot = variant.tokens[index].slot
        whole = len(chosen) == words
        if slot is None or _is_beside(first, last, used, stream, _SLOT_REACH[slot], whole):
            chosen[index] = (first, last, similarity)
            used.update(range(first, last + 1))
    return chosen


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
