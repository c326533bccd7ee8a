"""A plan and all parties' words, looked up, in; where and how similar the plan's words were heard, as arrays, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speechqa.matching.at_once import Tokens, tokens_of
from speechqa.matching.known import Found
from speechqa.matching.plan import MOST_CELLS, Plan
from speechqa.matching.window import CELL, Heard

_NONE = np.zeros(1, dtype=np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Where and how similar the words of a plan were heard.

    Attributes:
        parties: of each party its first token, and its first cell and the one after its last. Both parties' tokens are
            numbered through, as are their cells, with some empty ones between them.
        party_of: the party of each token; ``party_in`` of each cell; ``ends``: the token after each party's last.
        places: of each token (stream.py), counted on from party to party, so that none is near another's.
        cells: the first token of each cell, and the number of tokens.
        codes: of each event (see Heard), in order; ``firsts`` and ``lasts``: its first and last token; ``exact`` and
            ``similarities``: how similar it is, with a nought more.
        tokens: what else is known of each token.
        rows: for each word of each variant its row in the following; what was not heard has one of noughts.
        top: the best similarity of each row anywhere; ``within`` in all cells, in two and in three neighbouring ones.
        before: how many events there are before each cell of each row.
        loss: how much of the similarity goes with what was not heard of each variant, by party.
    """

    parties: Sequence[tuple[int, int, int]]
    party_of: NDArray[np.intp]
    party_in: NDArray[np.intp]
    ends: NDArray[np.intp]
    places: NDArray[np.intp]
    cells: NDArray[np.intp]
    codes: NDArray[np.intp]
    firsts: NDArray[np.intp]
    lasts: NDArray[np.intp]
    exact: NDArray[np.float64]
    similarities: NDArray[np.float32]
    rows: NDArray[np.intp]
    top: NDArray[np.float32]
    within: NDArray[np.float32]
    before: NDArray[np.intp]
    loss: NDArray[np.float32]
    tokens: Tokens


def presence_of(
    plan: Plan,
    found: Found,
    parties_heard: Sequence[Heard],
    codes: NDArray[np.intp],
    lasts: NDArray[np.intp],
    similarities: NDArray[np.float64],
) -> Presence:
    """Where a plan's words were heard, from the events' codes (in order) and similarities.

    Args:
        found: what the words of all parties may be.
        parties_heard: what else is known of each party.
    """
    places = [each.stream.places for each in parties_heard]
    counts = [len(each) for each in places]
    parties: list[tuple[int, int, int]] = []
    place, party_in = np.array([at for each in places for at in each], dtype=np.intp), list[int]()
    for party, each in enumerate(places):
        begin, cell = sum(counts[:party]), len(party_in)
        place[begin : begin + counts[party]] += cell * CELL
        size = each[-1] // CELL + 1 if each else 0
        parties.append((begin, cell, cell + size))
        party_in += [party] * (size + MOST_CELLS)
    cells = len(party_in)
    keys, firsts = np.divmod(codes, len(place) + 1)
    fresh = np.empty(len(keys), dtype=np.bool_)
    fresh[:1] = True
    np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
    row_of = np.cumsum(fresh) - 1
    heard = int(row_of[-1]) + 1
    rows = np.full(len(plan.lexicon.ids), heard, dtype=np.intp)
    rows[keys[fresh]] = np.arange(heard)
    similar = np.zeros(len(keys) + 1, dtype=np.float32)
    similar[:-1] = similarities
    cell_of = row_of * cells + place[firsts] // CELL
    best = np.zeros((heard + 2, cells), dtype=np.float32)
    np.maximum.at(best.reshape(-1), cell_of, similar[:-1])
    if plan.company is not None:
        rows[plan.company] = heard + 1
        best[heard + 1] = 1.0  # Any word may be one.
    return Presence(
        parties,
        np.repeat(np.arange(len(places)), counts),
        np.array(party_in, dtype=np.intp),
        np.cumsum(counts),
        place,
        np.searchsorted(place, np.arange(cells + 1) * CELL),
        codes,
        firsts,
        lasts,
        np.append(similarities, 0.0),
        similar,
        rows[plan.flat],
        best.max(axis=1),
        _spread(best, parties),
        np.concatenate((_NONE, np.cumsum(np.bincount(cell_of, minlength=best.size)))),
        np.array([_loss(plan, each.clarity) for each in parties_heard]),
        tokens_of(plan, found, place, parties_heard),
    )


def _loss(plan: Plan, clarity: float) -> NDArray[np.float32]:
    return plan.loss if clarity == 1.0 else np.where(plan.strict, plan.loss, plan.loss * np.float32(clarity))


def _spread(best: NDArray[np.float32], parties: Sequence[tuple[int, int, int]]) -> NDArray[np.float32]:
    """The best of each row in all cells of a party, in two neighbouring ones, in three and so on, one block each."""
    rows, cells = best.shape
    blocks = np.empty((MOST_CELLS, rows, cells), dtype=np.float32)
    for _begin, first, end in parties:
        blocks[0, :, first : end + MOST_CELLS] = best[:, first:end].max(axis=1, keepdims=True, initial=0.0)
    blocks[1] = best
    for further in range(1, MOST_CELLS):
        if further > 1:
            blocks[further] = blocks[further - 1]
        np.maximum(blocks[further, :, :-further], best[:, further:], out=blocks[further, :, :-further])
    return blocks.reshape(MOST_CELLS * rows, cells)
