"""A plan and where its words were heard in, how much of each phrase could have been said at most, and where, out.

Told for all phrases at once by sums over arrays, first within neighbouring cells of words, then in each window, so that
words are paired only where it may pay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from speechqa.matching.at_once import in_order, pair_at_once
from speechqa.matching.known import ranges
from speechqa.matching.phrase import CompiledPhrase
from speechqa.matching.plan import ROUNDING, Plan
from speechqa.matching.presence import Presence
from speechqa.matching.similarity import SYNONYM
from speechqa.matching.window import Candidate

Window = tuple[float, int, float, Candidate | None, bool]
"""How much of a variant may be heard in a window at most, its first token, how much was and what was said there, and
whether that is known."""

_ROUNDED = 0.002
"""What a similarity may be off by before it is rounded to two places."""

_TIE = 1e-6
"""What half of a hundredth may be off by."""

_SCALED = 0.02
"""What one may be off by that was rounded before it was scaled and after."""

Kind = TypeVar("Kind", bound=np.generic)


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


def windows(
    plan: Plan, presence: Presence, least: NDArray[np.float32], numbers: NDArray[np.intp] | None = None
) -> Sequence[Windows]:
    """For each party the windows in which variants (all, or those of these numbers) may be as similar as that."""
    needed = 1.0 - (100.0 - (least - _SCALED) / plan.scale) / 100.0 / presence.loss - ROUNDING
    enough = _sums(presence.top[presence.rows] * plan.weights, plan.offsets) >= needed.min(axis=0)
    alive = np.flatnonzero(enough) if numbers is None else numbers[enough[numbers]]
    if not alive.size:
        return [Windows() for _party in presence.parties]
    which, cells = np.nonzero(bounds(plan, presence, alive) >= needed[:, alive].T[:, presence.party_in])
    which, starts = _begun(plan, presence, alive, which, cells)
    numbers, parties = alive[which], presence.party_of[starts]
    ends = np.searchsorted(presence.places, presence.places[starts] + plan.reaches[numbers])
    ends = np.minimum(ends, presence.ends[parties])
    words, counts = _words(plan, numbers)
    lows, highs = _events(plan, presence, words, counts, starts, ends)
    offsets = np.cumsum(counts) - counts
    gained = _sums(_best(presence.similarities, lows, highs) * plan.weights[words], offsets)
    kept = np.flatnonzero(gained >= (needed - plan.free)[parties, numbers])
    lows, highs = _wide(plan, numbers[kept], offsets[kept], lows, highs)
    paired = pair_at_once(
        plan,
        presence.tokens,
        plan.least if least is plan.thresholds else least.astype(np.float64),
        numbers[kept],
        parties[kept],
        (presence.firsts, presence.lasts, presence.exact),
        lows,
        highs,
    )
    possible = paired.found | ~paired.known
    open_ = np.flatnonzero(~paired.known)
    kept = kept[possible]
    numbers, parties = numbers[kept], parties[kept]
    begins = np.array([begin for begin, _cell, _end in presence.parties], dtype=np.intp)[parties]
    sure = np.flatnonzero(paired.known[possible])
    said = np.flatnonzero(paired.known & paired.found)
    first, last = paired.firsts[said] - begins[sure], paired.lasts[said] - begins[sure]
    candidates = map(Candidate, first.tolist(), last.tolist(), paired.similarities[said].tolist())
    most = _most(plan, presence.loss[parties, numbers], gained[kept] + plan.free[numbers], numbers)
    run = numbers * len(presence.parties) + parties
    turns = [0, *(np.flatnonzero(run[1:] != run[:-1]) + 1).tolist()] if len(kept) else []
    of: list[dict[CompiledPhrase, list[tuple[int, int, int]]]] = [defaultdict(list) for _party in presence.parties]
    runs = zip(numbers[turns].tolist(), parties[turns].tolist(), pairwise([*turns, len(kept)]), strict=True)
    for number, party, (begin, end) in runs:
        for phrase, way in plan.ways_of[number]:
            of[party][phrase].append((way, begin, end))
    shared = (
        (starts[kept] - begins).tolist(),
        ((np.cumsum(~paired.known) - 1) * plan.table.shape[1])[possible].tolist(),
        lows[open_].ravel().tolist(),
        highs[open_].ravel().tolist(),
        most.tolist(),
        dict[int, Candidate | None](zip(sure.tolist(), candidates, strict=True)),
    )
    return [Windows(each, *shared) for each in of]


def _most(
    plan: Plan, loss: NDArray[np.float32], gained: NDArray[np.float32], numbers: NDArray[np.intp]
) -> NDArray[np.float64]:
    """The similarity of a variant of which so much was heard, if nothing is taken off; rounded as it is."""
    most = np.minimum((100.0 * (1.0 - loss * (1.0 - gained)) + _ROUNDED).astype(np.float64).round(2), 100.0)
    instead = plan.instead[numbers]
    return np.where(instead, (most * SYNONYM + _TIE).round(2), most) if instead.any() else most


def best_cells(
    plan: Plan, presence: Presence, party: int, numbers: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """The similarity that a party's ways to say these variants can't exceed anywhere (0 where no word was heard at
    all), and the cell where it might be reached first."""
    _begin, first, end = presence.parties[party]
    gained = bounds(plan, presence, numbers, slice(first, end))
    best = gained.max(axis=1)
    most = _most(plan, presence.loss[party, numbers], best, numbers)
    return np.where(best > plan.free[numbers] + 1e-6, most, 0.0), gained.argmax(axis=1) + first


def windows_in(
    plan: Plan, presence: Presence, party: int, numbers: NDArray[np.intp], cells: NDArray[np.intp]
) -> dict[int, list[Window]]:
    """The windows of variants that begin in these cells, one for each; those in which most may be heard come first."""
    wanted = numbers.tolist()
    which, starts = _begun(plan, presence, numbers, np.arange(len(numbers)), cells)
    numbers = numbers[which]
    parties = np.full(len(numbers), party)
    ends = np.searchsorted(presence.places, presence.places[starts] + plan.reaches[numbers])
    words, counts = _words(plan, numbers)
    flat_lows, flat_highs = _events(plan, presence, words, counts, starts, np.minimum(ends, presence.ends[party]))
    offsets = np.cumsum(counts) - counts
    lows, highs = _wide(plan, numbers, offsets, flat_lows, flat_highs)
    best = _wide(plan, numbers, offsets, _best(presence.exact, flat_lows, flat_highs))[0]
    most = in_order(plan.exact_weights[numbers] * best)
    events = presence.firsts, presence.lasts, presence.exact
    anything = np.full(len(plan.variants), -np.inf)
    paired = pair_at_once(plan, presence.tokens, anything, numbers, parties, events, lows, highs)
    begin = presence.parties[party][0]
    order = np.lexsort((starts, -most, numbers))
    columns = (numbers, most, starts - begin, paired.gained, paired.firsts - begin, paired.lasts - begin)
    rows = zip(
        *(each[order].tolist() for each in (*columns, paired.similarities, paired.found, paired.known)), strict=True
    )
    found: dict[int, list[Window]] = {number: [] for number in wanted}
    for number, bound, start, share, first, last, similarity, said, known in rows:
        found[number].append((bound, start, share, Candidate(first, last, similarity) if said else None, known))
    return found


def bounds(
    plan: Plan, presence: Presence, numbers: NDArray[np.intp], cells: slice = slice(None)
) -> NDArray[np.float32]:
    """How much of each of these variants may be heard at most in a window that begins in each of these cells."""
    rows = (presence.rows + plan.blocks * len(presence.top))[plan.table[numbers]]
    gained: NDArray[np.float32] = np.einsum("nw,nwc->nc", plan.heavy[numbers], presence.within[:, cells][rows])
    return gained


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


def _wide(
    plan: Plan, numbers: NDArray[np.intp], offsets: NDArray[np.intp], *values: NDArray[Kind]
) -> tuple[NDArray[Kind], ...]:
    """What is known of each word of variants, a row for each of these; filled up to one length with noughts."""
    columns = np.arange(plan.table.shape[1])
    inside = columns < plan.lengths[numbers, None]
    table = np.minimum(offsets[:, None] + columns, max(len(values[0]) - 1, 0))
    return tuple(np.where(inside, each[table], each.dtype.type(0)) for each in values)


def _best(similarities: NDArray[Kind], lows: NDArray[np.intp], highs: NDArray[np.intp]) -> NDArray[Kind]:
    """The best similarity of each stretch of events; nought for an empty one."""
    both = np.empty(2 * len(lows), dtype=np.intp)
    both[::2], both[1::2] = lows, highs
    best = np.maximum.reduceat(similarities, both)[::2] if len(both) else np.zeros(0, dtype=similarities.dtype)
    return np.where(lows < highs, best, similarities.dtype.type(0))


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
