"""A plan and where its words were heard in, how much of each phrase could have been said at most, and where, out.

Told for all phrases at once by sums over arrays, first within neighbouring cells of words, then in each window, so that
words are paired only where it may pay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from speechqa.matching.known import ranges
from speechqa.matching.phrase import CompiledPhrase
from speechqa.matching.plan import MOST_CELLS, ROUNDING, Plan
from speechqa.matching.window import CELL, Candidate

Way = tuple[float, int, int, int]
"""The similarity that a variant can't exceed anywhere (negated; 0 where no word of it was heard at all), the cell where
it might be reached first, and the variant's rank and number."""

_ROUNDED = 0.002
"""What a similarity may be off by before it is rounded to two places."""

_NONE = np.zeros(1, dtype=np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """The windows in which variants may have been said, each variant's in order.

    Attributes:
        of: for each phrase that has any, its variants with the first window of each and the one after its last.
        starts: the first token of each window.
        offsets: where the words of each begin in ``lows`` and ``highs``: for each word of the phrase the first of its
            events in the window, and the one after the last.
        most: the similarity that no window can exceed.
        paired: what was found in windows that were looked at.
    """

    of: Mapping[CompiledPhrase, Sequence[tuple[int, int, int]]] = field(default_factory=dict)
    starts: Sequence[int] = ()
    offsets: Sequence[int] = ()
    lows: Sequence[int] = ()
    highs: Sequence[int] = ()
    most: Sequence[float] = ()
    paired: dict[int, Candidate | None] = field(default_factory=dict)


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
        before: how many events there are before each cell of each row.
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
    before: NDArray[np.intp]
    loss: NDArray[np.float32]


def presence_of(
    plan: Plan,
    places: Sequence[int],
    codes: NDArray[np.intp],
    similarities: NDArray[np.float64],
    clarity: float,
) -> Presence:
    """Where a plan's words were heard, from the events' codes (in order) and similarities."""
    keys, firsts = np.divmod(codes, len(places) + 1)
    fresh = np.empty(len(keys), dtype=np.bool_)
    fresh[:1] = True
    np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
    row_of = np.cumsum(fresh) - 1
    heard = int(row_of[-1]) + 1
    rows = np.full(len(plan.lexicon.ids), heard, dtype=np.intp)
    rows[keys[fresh]] = np.arange(heard)
    place = np.array(places, dtype=np.intp)
    cells = int(place[-1]) // CELL + 1
    similar = np.zeros(len(keys) + 1, dtype=np.float32)
    similar[:-1] = similarities
    cell_of = row_of * cells + place[firsts] // CELL
    best = np.zeros((heard + 2, cells), dtype=np.float32)
    np.maximum.at(best.reshape(-1), cell_of, similar[:-1])
    if plan.company is not None:
        rows[plan.company] = heard + 1
        best[heard + 1] = 1.0  # Any word may be one.
    within = _spread(best)
    return Presence(
        place,
        np.searchsorted(place, np.arange(cells + 1) * CELL),
        codes,
        firsts,
        similar,
        rows[plan.flat],
        within[: len(best), 0],
        within,
        np.concatenate((_NONE, np.cumsum(np.bincount(cell_of, minlength=best.size)))),
        plan.loss if clarity == 1.0 else np.where(plan.strict, plan.loss, plan.loss * np.float32(clarity)),
    )


def windows(
    plan: Plan, presence: Presence, least: NDArray[np.float32], numbers: NDArray[np.intp] | None = None
) -> Windows:
    """The windows in which variants (all, or those of these numbers) may be as similar as that."""
    needed = 1.0 - (100.0 - least) / 100.0 / presence.loss - ROUNDING
    enough = _sums(presence.top[presence.rows] * plan.weights, plan.offsets) >= needed
    alive = np.flatnonzero(enough) if numbers is None else numbers[enough[numbers]]
    if not alive.size:
        return Windows()
    which, cells = np.nonzero(bounds(plan, presence, alive) >= needed[alive, None])
    which, starts = _begun(plan, presence, alive, which, cells)
    numbers = alive[which]
    ends = np.searchsorted(presence.places, presence.places[starts] + plan.reaches[numbers])
    words, counts = _words(plan, numbers)
    lows, highs = _events(plan, presence, words, counts, starts, ends)
    offsets = np.cumsum(counts) - counts
    gained = _sums(_best(presence, lows, highs) * plan.weights[words], offsets)
    kept = np.flatnonzero(gained >= (needed - plan.free)[numbers])
    numbers = numbers[kept]
    most = 100.0 * (1.0 - presence.loss[numbers] * (1.0 - gained[kept] - plan.free[numbers])) + _ROUNDED
    firsts = [0, *(np.flatnonzero(numbers[1:] != numbers[:-1]) + 1).tolist()] if len(kept) else []
    of: dict[CompiledPhrase, list[tuple[int, int, int]]] = defaultdict(list)
    for number, (first, end) in zip(numbers[firsts].tolist(), pairwise([*firsts, len(kept)]), strict=True):
        of[plan.owners[number]].append((number, first, end))
    return Windows(
        of,
        starts[kept].tolist(),
        offsets[kept].tolist(),
        lows.tolist(),
        highs.tolist(),
        np.minimum(most.astype(np.float64).round(2), 100.0).tolist(),
    )


def ways(plan: Plan, presence: Presence) -> Sequence[Way]:
    """Where each variant may have been said best."""
    gained = bounds(plan, presence, np.arange(len(plan.variants)))
    best = gained.max(axis=1)
    similarity = np.where(best > plan.free + 1e-6, -100.0 * (1.0 - presence.loss * (1.0 - best)) - 0.01, 0.0)
    cells = gained.argmax(axis=1)
    return list(zip(similarity.tolist(), cells.tolist(), plan.ranks, range(len(plan.variants)), strict=True))


def bounds(plan: Plan, presence: Presence, numbers: NDArray[np.intp]) -> NDArray[np.float32]:
    """How much of each of these variants may be heard at most in a window that begins in each cell."""
    rows = (presence.rows + plan.blocks * len(presence.top))[plan.table[numbers]]
    gained: NDArray[np.float32] = np.einsum("nw,nwc->nc", plan.heavy[numbers], presence.within[rows])
    return gained


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
    plan: Plan, presence: Presence, numbers: NDArray[np.intp], which: NDArray[np.intp], cells: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which of these variants, and the tokens of its cells in which one of its words was heard: where windows begin."""
    words, counts = _words(plan, numbers[which])
    table = presence.rows[words] * presence.within.shape[1] + np.repeat(cells, counts)
    lows = presence.before[table]
    heard = presence.before[table + 1] - lows
    begun = np.zeros((len(numbers), len(presence.places)), dtype=np.bool_)
    begun[np.repeat(np.repeat(which, counts), heard), presence.firsts[ranges(lows, heard)]] = True
    which, starts = np.divmod(np.flatnonzero(begun), len(presence.places))
    return which, starts


def _best(presence: Presence, lows: NDArray[np.intp], highs: NDArray[np.intp]) -> NDArray[np.float32]:
    """The best similarity of each stretch of events; nought for an empty one."""
    both = np.empty(2 * len(lows), dtype=np.intp)
    both[::2], both[1::2] = lows, highs
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
    return ranges(plan.offsets[numbers], counts), counts


def _sums(values: NDArray[np.float32], offsets: NDArray[np.intp]) -> NDArray[np.float32]:
    return np.add.reduceat(values, offsets) if len(offsets) else np.zeros(0, dtype=np.float32)
