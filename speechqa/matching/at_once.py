"""Windows as arrays in; out, what was said in all those at once in which there is nothing to choose.

That is where each of a phrase's words was heard once at most, in a word of its own, and nothing beside it may stand
against it. Similarities are to the digit those of window.py, which is asked of all other windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speechqa.matching.disowned import REACH
from speechqa.matching.known import Found
from speechqa.matching.plan import Plan
from speechqa.matching.similarity import SYNONYM
from speechqa.matching.window import (
    CLAUSE_INTO_ONE,
    INSERTION,
    INSERTION_INTO_ONE,
    INVERSION,
    INVERSION_OF_STRICT,
    Heard,
)

_EXACTLY = 1e-6
"""Hundredths from which it is sure to which side half of one is rounded."""


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """What must be known of the tokens of all parties, numbered through.

    Attributes:
        breaks: see stream.py.
        foreign, clauses: how many before each token cost something between the words of a phrase, and how many of
            these begin a clause.
        disowning: how many before each token stand where something may only be spoken of, with some to spare.
        things: what is said not to be there.
        denied: for each party, whether a key is denied anywhere.
        clarities: of each party.
    """

    breaks: NDArray[np.intp]
    foreign: NDArray[np.intp]
    clauses: NDArray[np.intp]
    disowning: NDArray[np.intp]
    things: NDArray[np.bool_]
    denied: NDArray[np.bool_]
    clarities: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Paired:
    """For each window whether it is known what was said there; if it is, whether enough, where and how similar, and the
    share of the phrase that was heard."""

    known: NDArray[np.bool_]
    found: NDArray[np.bool_]
    firsts: NDArray[np.intp]
    lasts: NDArray[np.intp]
    similarities: NDArray[np.float64]
    gained: NDArray[np.float64]


def tokens_of(plan: Plan, found: Found, places: NDArray[np.intp], heard: Sequence[Heard]) -> Tokens:
    """Of all parties; ``places`` are those of presence.py."""
    size = len(places)
    room = np.empty(size, dtype=np.bool_)
    np.greater(places[1:], places[:-1], out=room[:-1])
    room[-1:] = True
    disowning = np.zeros(size + 2 * REACH, dtype=np.intp)
    things = np.zeros(size, dtype=np.bool_)
    denied = np.zeros((len(heard), len(plan.lexicon.ids)), dtype=np.bool_)
    for party, each in enumerate(heard):
        disowning[[each.begin + place + REACH for place in each.disowning]] = 1
        things[[each.begin + place for place in each.things]] = True
        denied[party, list(each.denied)] = True
    return Tokens(
        np.array([each for one in heard for each in one.stream.breaks], dtype=np.intp),
        _before(room & found.says),
        _before(room & found.clauses),
        _before(disowning),
        things,
        denied,
        np.array([each.clarity for each in heard]),
    )


def pair_at_once(
    plan: Plan,
    tokens: Tokens,
    least: NDArray[np.float64],
    numbers: NDArray[np.intp],
    parties: NDArray[np.intp],
    events: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]],
    lows: NDArray[np.intp],
    highs: NDArray[np.intp],
) -> Paired:
    """What was said in windows of these variants, by these parties.

    Args:
        least: the similarity that counts, of each variant.
        events: the first and last tokens, and the similarities.
        lows, highs: for each window and word the first of its events and the one after the last.
    """
    places = np.minimum(lows, len(events[0]) - 1)
    firsts, lasts, similarities = events[0][places], events[1][places], events[2][np.minimum(lows, len(events[2]) - 1)]
    heard = highs > lows
    known = plan.plain[numbers] & ~((highs - lows > 1) | (heard & (lasts != firsts))).any(axis=1)
    known &= ~np.where(heard, plan.slots[numbers] | tokens.things[firsts], plan.decisive[numbers]).any(axis=1)
    known &= ~(tokens.denied[parties[:, None], plan.wide_keys[numbers]] & ~heard & plan.saying[numbers]).any(axis=1)
    # What was not heard stands apart from every token.
    alone = np.sort(np.where(heard, firsts, -1 - np.arange(heard.shape[1])), axis=1)
    known &= (alone[:, 1:] != alone[:, :-1]).all(axis=1)
    begin = np.where(heard, firsts, len(tokens.things)).min(axis=1)
    end = np.where(heard, firsts, -1).max(axis=1)
    known &= tokens.disowning[end + 2 * REACH + 1] == tokens.disowning[begin]
    strict, loss = plan.strict[numbers], plan.exact_loss[numbers]
    loss = np.where(strict, loss, loss * tokens.clarities[parties])
    gained = in_order(np.where(heard, plan.exact_weights[numbers] * similarities, 0.0), plan.orders[numbers])
    foreign = _between(tokens.foreign, begin, end, firsts, heard)
    clauses = _between(tokens.clauses, begin, end, firsts, heard)
    penalty = np.where(strict, INVERSION_OF_STRICT, INVERSION) * np.minimum(3, _inversions(firsts, heard))
    penalty += np.where(
        plan.several[numbers],
        INSERTION * np.maximum(0, foreign - 1),
        INSERTION_INTO_ONE * foreign + CLAUSE_INTO_ONE * clauses,
    )
    similar = _rounded(np.maximum(0.0, 100 * (1.0 - loss * (1.0 - gained + penalty))))
    instead = plan.instead[numbers]
    if instead.any():
        similar = np.where(instead, _rounded(similar * SYNONYM), similar)
    wanted = least[numbers]
    found = gained >= 1.0 - (100.0 - wanted) / 100.0 / loss - 1e-6
    found &= (similar >= wanted) & (tokens.breaks[np.minimum(begin, len(tokens.breaks) - 1)] == tokens.breaks[end])
    return Paired(known, found, begin, end, similar, gained)


def in_order(values: NDArray[np.float64], orders: NDArray[np.intp] | None = None) -> NDArray[np.float64]:
    """Sums of rows from left to right, or in this order: those of floats depend on it."""
    ordered = values if orders is None else np.take_along_axis(values, orders, axis=1)
    total = ordered[:, 0]
    for column in range(1, ordered.shape[1]):
        total = total + ordered[:, column]
    return total


def _before(values: NDArray[np.bool_] | NDArray[np.intp]) -> NDArray[np.intp]:
    counts = np.zeros(len(values) + 1, dtype=np.intp)
    np.cumsum(values, out=counts[1:])
    return counts


def _between(
    counts: NDArray[np.intp],
    begin: NDArray[np.intp],
    end: NDArray[np.intp],
    firsts: NDArray[np.intp],
    heard: NDArray[np.bool_],
) -> NDArray[np.intp]:
    """How many of the counted are between the words heard, these not counted."""
    own = np.where(heard, counts[firsts + 1] - counts[firsts], 0).sum(axis=1)
    between: NDArray[np.intp] = counts[end + 1] - counts[np.minimum(begin, len(counts) - 1)] - own
    return between


def _inversions(firsts: NDArray[np.intp], heard: NDArray[np.bool_]) -> NDArray[np.intp]:
    """How many words heard stand before the one that they should follow."""
    inversions = np.zeros(len(firsts), dtype=np.intp)
    last = np.where(heard[:, 0], firsts[:, 0], -1)
    for column in range(1, firsts.shape[1]):
        here = heard[:, column]
        inversions += here & (last > firsts[:, column])
        last = np.where(here, firsts[:, column], last)
    return inversions


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """To two places, as ``round`` does."""
    hundredfold = values * 100.0
    whole = np.rint(hundredfold)
    rounded: NDArray[np.float64] = whole / 100.0
    for at in np.flatnonzero(np.abs(np.abs(hundredfold - whole) - 0.5) < _EXACTLY).tolist():
        rounded[at] = round(float(values[at]), 2)
    return rounded
