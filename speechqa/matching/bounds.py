"""A plan and where its words were heard in, how much of each phrase could have been said at most, and where, out.

Told for all phrases at once by sums over arrays, so that words are paired only where it may pay.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speechqa.matching.plan import MOST_CELLS, ROUNDING, Plan

Way = tuple[float, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Tops:
    """How much of each variant may be heard at most in a window that begins in each cell (``gained``).

    ``ways`` are the similarities that can't be exceeded anywhere (negated; 0 where no word was heard at all), the cells
    where they might be reached first, and the variants' ranks and numbers.
    """

    gained: NDArray[np.float32]
    ways: list[Way]


def spread(best: NDArray[np.float32], spans: NDArray[np.intp]) -> NDArray[np.float32]:
    """The best of each key in all cells, in two, in three neighbouring ones and so on, one block under the other."""
    keys, cells = best.shape
    blocks = np.empty((MOST_CELLS, keys, cells), dtype=np.float32)
    blocks[0] = best.max(axis=1, keepdims=True) if (spans == 0).any() else 0.0
    blocks[1] = best
    for further in range(1, MOST_CELLS):
        if further > 1:
            blocks[further] = blocks[further - 1]
        np.maximum(blocks[further, :, :-further], best[:, further:], out=blocks[further, :, :-further])
    return blocks.reshape(MOST_CELLS * keys, cells)


def losses(plan: Plan, clarity: float) -> NDArray[np.float32]:
    """How much of the similarity goes with what was not heard of each variant, in words of this clarity."""
    return np.where(plan.strict, plan.loss, plan.loss * np.float32(clarity))


def promising(
    plan: Plan, loss: NDArray[np.float32], best: NDArray[np.float32], within: NDArray[np.float32]
) -> dict[int, list[int]]:
    """The cells from which each variant may be said closely enough."""
    if not plan.variants:
        return {}
    whole = np.add.reduceat(best.max(axis=1)[plan.flat] * plan.weights, plan.offsets)
    needed = 1.0 - (100.0 - plan.thresholds) / 100.0 / loss - ROUNDING
    alive = np.flatnonzero(whole >= needed)
    cells: dict[int, list[int]] = defaultdict(list)
    if alive.size:
        rows, columns = np.nonzero(bounds(plan, within, alive) >= needed[alive, None])
        for number, cell in zip(alive[rows].tolist(), columns.tolist(), strict=True):
            cells[number].append(cell)
    return cells


def tops(plan: Plan, loss: NDArray[np.float32], within: NDArray[np.float32]) -> Tops:
    """Where each variant may have been said best."""
    gained = bounds(plan, within, np.arange(len(plan.variants)))
    cells = gained.argmax(axis=1)
    best = np.take_along_axis(gained, cells[:, None], axis=1)[:, 0]
    similarity = np.where(best > plan.free + 1e-6, -100.0 * (1.0 - loss * (1.0 - best)) - 0.01, 0.0)
    ways = zip(similarity.tolist(), cells.tolist(), plan.ranks, range(len(plan.variants)), strict=True)
    return Tops(gained, list(ways))


def bounds(plan: Plan, within: NDArray[np.float32], numbers: NDArray[np.intp]) -> NDArray[np.float32]:
    """How much of each of these variants may be heard at most in a window that begins in each cell."""
    lengths, offsets = plan.lengths[numbers], plan.offsets[numbers]
    gained = np.zeros((len(numbers), within.shape[1]), dtype=np.float32)
    # Word by word: summing each variant by itself (reduceat) takes three times as long.
    for index in range(int(lengths.max(initial=0))):
        rows = np.flatnonzero(lengths > index)
        words = offsets[rows] + index
        gained[rows] += within[plan.blocks[words]] * plan.weights[words, None]
    return gained
