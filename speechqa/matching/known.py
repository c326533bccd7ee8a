"""Words heard in, what each may be among a set of phrases' words out: as arrays, for a whole call at once.

The words of a call are mostly the words of the call before: what each was found to be is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from speechqa.matching.text import Token

MOST_KEPT = 50_000
"""Words heard that are kept; then all are forgotten at once."""


@dataclass(frozen=True, slots=True)
class Near:
    """What a word heard may be.

    Attributes:
        pairs: ids of keys, each with how similar it is.
        denied: ids of keys that it denies.
        begins: words that it may begin («кардио стимулятор»).
        times: a time of day may begin with it, which some phrase asks for.
        disowns: a phrase beside it may only be spoken of.
        parts: the two words of a phrase that were heard as this one («досвидания»).
        torn: it is no word, and may be a part of one («здравство мете»).
    """

    pairs: tuple[tuple[int, float], ...] = ()
    denied: tuple[int, ...] = ()
    begins: tuple[str, ...] = ()
    times: bool = False
    disowns: bool = False
    parts: tuple[Token, Token] | None = None
    torn: bool = False


@dataclass(slots=True, eq=False)
class Known:
    """The words looked up so far, in order of their numbers.

    Attributes:
        numbers: of each word; ``near``: what each was found to be.
        begins: for each word where its pairs begin in ``keys`` and ``similarities``, and the end of them all.
        noted: whether anything but pairs is known of it.
        says, clauses: whether it says something, and whether it begins a clause.
    """

    numbers: dict[Token, int] = field(default_factory=dict)
    near: list[Near] = field(default_factory=list)
    begins: NDArray[np.intp] = field(default_factory=lambda: np.zeros(1, dtype=np.intp))
    keys: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    similarities: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    noted: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    says: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    clauses: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the words of a call may be.

    Attributes:
        places, keys, similarities: of each word and each key that it may be; in order of places.
        noted: the places of words of which more is known.
        says, clauses: of each word (see Known).
    """

    places: NDArray[np.intp]
    keys: NDArray[np.intp]
    similarities: NDArray[np.float64]
    noted: Sequence[tuple[int, Near]]
    says: NDArray[np.bool_]
    clauses: NDArray[np.bool_]


def recalled(known: Known, tokens: Sequence[Token]) -> Found:
    """What these words, all of them known, may be."""
    numbers = np.array(list(map(known.numbers.__getitem__, tokens)), dtype=np.intp)
    begins = known.begins[numbers]
    counts = known.begins[numbers + 1] - begins
    pairs = ranges(begins, counts)
    noted = np.flatnonzero(known.noted[numbers])
    near = known.near
    return Found(
        np.repeat(np.arange(len(numbers)), counts),
        known.keys[pairs],
        known.similarities[pairs],
        [(place, near[number]) for place, number in zip(noted.tolist(), numbers[noted].tolist(), strict=True)],
        known.says[numbers],
        known.clauses[numbers],
    )


def learn(known: Known, found: Mapping[Token, Near]) -> None:
    """Keep what these words, none of them known, were found to be."""
    every = list(found.values())
    known.numbers.update(zip(found, range(len(known.near), len(known.near) + len(every)), strict=True))
    known.near += every
    pairs = [pair for near in every for pair in near.pairs]
    ends = known.begins[-1] + np.cumsum([len(near.pairs) for near in every])
    known.begins = np.concatenate((known.begins, ends))
    known.keys = np.concatenate((known.keys, np.array([key for key, _similarity in pairs], dtype=np.intp)))
    known.similarities = np.concatenate((known.similarities, [similarity for _key, similarity in pairs]))
    known.noted = np.concatenate((known.noted, [near != Near(near.pairs) for near in every]))
    known.says = np.concatenate((known.says, [token.says for token in found]))
    known.clauses = np.concatenate((known.clauses, [token.begins_clause for token in found]))


def forget(known: Known) -> None:
    """Begin anew."""
    fresh = Known()
    known.numbers, known.near, known.begins = fresh.numbers, fresh.near, fresh.begins
    known.keys, known.similarities, known.noted = fresh.keys, fresh.similarities, fresh.noted
    known.says, known.clauses = fresh.says, fresh.clauses


def ranges(begins: NDArray[np.intp], counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """So many numbers from each beginning on."""
    ranges: NDArray[np.intp] = np.repeat(begins - (np.cumsum(counts) - counts), counts)
    return ranges + np.arange(len(ranges))
