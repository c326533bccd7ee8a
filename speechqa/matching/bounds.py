"""A plan and where its words were heard in, how much of each phrase could have been said at most, and where, out.

Told for all phrases at once by sums over arrays, first within neighbouring cells of words, then in each window, so that
words are paired only where it may pay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speechqa.matching.lexicon import Key
from speechqa.matching.plan import MOST_CELLS, ROUNDING, Plan
from speechqa.matching.window import CELL

Way = tuple[float, int, int, int]
"""The similarity that a variant can't exceed anywhere (negated; 0 where no word of it was heard at all), the cell where
it might be reached first, and the variant's rank and number."""

Window = tuple[int, list[int], list[int]]
"""Its first token, and for each word of the phrase the first of its events in the window and the one after the last."""


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Where and how similar the words of a plan were heard by one party.

    Attributes:
        places: of each token (stream.py).
        cells: the first token of each cell, and the number of tokens.
        codes: of each event (see Heard), in order; ``firsts`` and ``similarities``: its first token, and how similar it
            is, with a nought more.
        rows: for each word of each variant its row in the following; what was not heard has one of noughts.
        top: the best similarity of each row anywhere; ``within`` in all cells, in two and in three neighbouring ones.
        loss: how much of the similarity goes with what was not heard of each variant.
    """

    places: NDArray[np.intp]
    cells: NDArray[np.intp]
    codes: NDArray[np.intp]
    firsts: NDArray[np.intp]
    similarities: NDArray[np.float32]
    rows: NDArray[np.intp]
    top: NDArray[np.float32]
    within: NDArray[np.float32]
    loss: NDArray[np.float32]


def presence_of(
    plan: Plan,
    places: Sequence[int],
    codes: Sequence[int],
    similarities: Sequence[float],
    clarity: float,
) -> Presence:
    """Where a plan's words were heard, from the events' codes (in order) and similarities."""
    size = len(places)
    ordered = np.array(codes, dtype=np.intp)
    keys, firsts = np.divmod(ordered, size + 1)
    fresh = np.empty(len(keys), dtype=np.bool_)
    fresh[:1] = True
    np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
    row_of = np.cumsum(fresh) - 1
    heard = int(fresh.sum())
    rows = np.full(len(plan.lexicon.ids) or 1, heard, dtype=np.intp)
    rows[keys[fresh]] = np.arange(heard)
    place = np.array(places, dtype=np.intp)
    cells = place[-1] // CELL + 1
    best = np.zeros((heard + 2, cells), dtype=np.float32)
    similar = np.array([*similarities, 0.0], dtype=np.float32)
    np.maximum.at(best.reshape(-1), row_of * cells + place[firsts] // CELL, similar[:-1])
    company = plan.lexicon.ids.get(Key("{company}"))
    if company is not None:
        rows[company] = heard + 1
        best[heard + 1] = 1.0  # Any word may be one.
    return Presence(
        place,
        np.searchsorted(place, np.arange(cells + 1) * CELL),
        ordered,
        firsts,
        similar,
        rows[plan.flat],
        best.max(axis=1),
        _spread(best),
        np.where(plan.strict, plan.loss, plan.loss * np.float32(clarity)),
    )


def windows(
    plan: Plan, presence: Presence, least: NDArray[np.float32], numbers: NDArray[np.intp] | None = None
) -> dict[int, list[Window]]:
    """The windows in which variants (all, or those of these numbers) may be as similar as that, in order."""
    needed = 1.0 - (100.0 - least) / 100.0 / presence.loss - ROUNDING
    enough = _sums(presence.top[presence.rows] * plan.weights, plan.offsets) >= needed
    alive = np.flatnonzero(enough) if numbers is None else numbers[enough[numbers]]
    if not alive.size:
        return {}
    rows, cells = np.nonzero(bounds(plan, presence, alive) >= needed[alive, None])
    numbers, starts = _begun(plan, presence, alive[rows], cells)
    ends = np.searchsorted(presence.places, presence.places[starts] + plan.reaches[numbers])
    words, counts = _words(plan, numbers)
    lows, highs = _events(plan, presence, words, counts, starts, ends)
    offsets = np.cumsum(counts) - counts
    gained = _sums(_best(presence, lows, highs) * plan.weights[words], offsets)
    kept = np.flatnonzero(gained >= (needed - plan.free)[numbers])
    kept_words = _ranges(offsets[kept], counts[kept])
    each_low, each_high = lows[kept_words].tolist(), highs[kept_words].tolist()
    found: dict[int, list[Window]] = defaultdict(list)
    begin = 0
    for number, start, count in zip(numbers[kept].tolist(), starts[kept].tolist(), counts[kept].tolist(), strict=True):
        end = begin + count
        found[number].append((start, each_low[begin:end], each_high[begin:end]))
        begin = end
    return found


def ways(plan: Plan, presence: Presence) -> Sequence[Way]:
    """Where each variant may have been said best."""
    gained = bounds(plan, presence, np.arange(len(plan.variants)))
    cells = gained.argmax(axis=1)
    best = np.take_along_axis(gained, cells[:, None], axis=1)[:, 0]
    similarity = np.where(best > plan.free + 1e-6, -100.0 * (1.0 - presence.loss * (1.0 - best)) - 0.01, 0.0)
    return list(zip(similarity.tolist(), cells.tolist(), plan.ranks, range(len(plan.variants)), strict=True))


def bounds(plan: Plan, presence: Presence, numbers: NDArray[np.intp]) -> NDArray[np.float32]:
    """How much of each of these variants may be heard at most in a window that begins in each cell."""
    order = np.argsort(-plan.lengths[numbers], kind="stable")
    lengths, offsets = plan.lengths[numbers][order], plan.offsets[numbers][order]
    within, size = presence.within, len(presence.top)
    gained = np.zeros((len(numbers), within.shape[1]), dtype=np.float32)
    # Word by word: summing each variant by itself (reduceat) takes three times as long.
    for index in range(int(lengths[0])):
        words = offsets[: np.count_nonzero(lengths > index)] + index
        heard = within[presence.rows[words] + plan.blocks[words] * size]
        heard *= plan.weights[words, None]
        gained[: len(words)] += heard
    sorted_back = np.empty_like(gained)
    sorted_back[order] = gained
    return sorted_back


def _spread(best: NDArray[np.float32]) -> NDArray[np.float32]:
    """The best of each row in all cells, in two, in three neighbouring ones and so on, one block under the other."""
    rows, cells = best.shape
    blocks = np.empty((MOST_CELLS, rows, cells), dtype=np.float32)
    blocks[0] = best.max(axis=1, keepdims=True)
    blocks[1] = best
    for further in range(1, MOST_CELLS):
        if further > 1:
            blocks[further] = blocks[further - 1]
        np.maximum(blocks[further, :, :-further], best[:, further:], out=blocks[further, :, :-further])
    return blocks.reshape(MOST_CELLS * rows, cells)


def _begun(
    plan: Plan, presence: Presence, numbers: NDArray[np.intp], cells: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Variants and the tokens of these cells in which one of their words was heard: where windows begin."""
    words, counts = _words(plan, numbers)
    lows, highs = _events(plan, presence, words, counts, presence.cells[cells], presence.cells[cells + 1])
    heard = highs - lows
    firsts = presence.firsts[_ranges(lows, heard)]
    size = len(presence.places) + 1
    both = np.unique(np.repeat(np.repeat(numbers, counts), heard) * size + firsts)
    begun, starts = np.divmod(both, size)
    return begun, starts


def _best(presence: Presence, lows: NDArray[np.intp], highs: NDArray[np.intp]) -> NDArray[np.float32]:
    """The best similarity of each stretch of events; nought for an empty one."""
    both = np.stack((lows, highs), axis=1).reshape(-1)
    best = np.maximum.reduceat(presence.similarities, both)[::2] if len(both) else np.zeros(0, dtype=np.float32)
    return np.where(lows < highs, best, 0.0).astype(np.float32)


def _events(
    plan: Plan,
    presence: Presence,
    words: NDArray[np.intp],
    counts: NDArray[np.intp],
    begins: NDArray[np.intp],
    ends: NDArray[np.intp],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """For each word the first event from token to token, and the one after the last."""
    keys = plan.flat[words] * (len(presence.places) + 1)
    lows = np.searchsorted(presence.codes, keys + np.repeat(begins, counts))
    return lows, np.searchsorted(presence.codes, keys + np.repeat(ends, counts))


def _words(plan: Plan, numbers: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The words of variants one after another, and how many each has."""
    counts = plan.lengths[numbers]
    return _ranges(plan.offsets[numbers], counts), counts


def _ranges(begins: NDArray[np.intp], counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """So many numbers from each beginning on."""
    ranges: NDArray[np.intp] = np.repeat(begins - (np.cumsum(counts) - counts), counts)
    return ranges + np.arange(len(ranges))


def _sums(values: NDArray[np.float32], offsets: NDArray[np.intp]) -> NDArray[np.float32]:
    return np.add.reduceat(values, offsets) if len(offsets) else np.zeros(0, dtype=np.float32)
