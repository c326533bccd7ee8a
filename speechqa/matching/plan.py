"""A checklist in, its phrases ready to be searched together out (``Plan``).

Phrases are compiled once for a checklist. For a call, each word is looked up once among all words of all phrases; how
much of each phrase could have been heard at most is then told by a few sums over arrays, and only where that reaches
the phrase's threshold are words paired. The result is that of searching every phrase everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from speechqa.checklist.model import Checklist
from speechqa.matching.expected import compiled, parts
from speechqa.matching.languages import language_of
from speechqa.matching.lexicon import Key, Lexicon, keys_of, lexicon_of
from speechqa.matching.phrase import CompiledPhrase, Variant, compile_phrase
from speechqa.matching.window import CELL

CUE_SIMILARITY = 85.0
"""What tells the parties apart must be heard this closely."""

INTRODUCTION_SIMILARITY = 90.0

MOST_CELLS = 3
"""Neighbouring cells that a window may touch; a wider one is looked for in the whole call."""

_MOST_PLANS = 32
ROUNDING = 1e-4
"""What sums of single precision may be off by."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Phrases with all that can be known of them before a call is heard.

    Attributes:
        variants: of all phrases, in order; ``keys`` are the numbers of their words in the lexicon.
        numbers: for each phrase, the numbers of its first variant and of the one after its last.
        owners, ranks: for each variant, its phrase, and its place in an order that does not depend on theirs.
        company: the id of ``{company}``, which any word may be; None where no phrase has one.
        flat, weights: keys and weights of all words of all variants, one after another; ``offsets`` and ``lengths``
            tell where each variant begins and how many words it has.
        table, heavy: for each variant where its words stand in ``flat``, and their weights; filled up to one length
            with words that weigh nothing.
        reaches: how many words a window of each variant may be wide.
        spans: how many neighbouring cells of words it may touch; 0 for one too wide for cells.
        blocks: for each of ``flat``, where it is looked up: 0 in all cells, 1 in two and 2 in three neighbouring ones.
        free: the weight that any word may fill.
        thresholds, loss, strict: of all variants.
    """

    language: str
    variants: tuple[Variant, ...]
    keys: tuple[tuple[int, ...], ...]
    numbers: Mapping[CompiledPhrase, tuple[int, int]]
    owners: tuple[CompiledPhrase, ...]
    ranks: tuple[int, ...]
    lexicon: Lexicon
    company: int | None
    flat: NDArray[np.intp]
    weights: NDArray[np.float32]
    offsets: NDArray[np.intp]
    lengths: NDArray[np.intp]
    table: NDArray[np.intp]
    heavy: NDArray[np.float32]
    thresholds: NDArray[np.float32]
    loss: NDArray[np.float32]
    strict: NDArray[np.bool_]
    reaches: NDArray[np.intp]
    spans: NDArray[np.intp]
    blocks: NDArray[np.intp]
    free: NDArray[np.float32]


def plan_of(checklist: Checklist, similarity: float) -> Plan:
    """The plan of a checklist and of what tells its parties apart; made once for its content."""
    key = (checklist.content_hash, checklist.language, similarity)
    if key not in _PLANS or not checklist.content_hash:
        while len(_PLANS) >= _MOST_PLANS:
            del _PLANS[next(iter(_PLANS))]
        general = cue_phrases(checklist.language), introduction_phrases(checklist.language)
        _PLANS[key] = plan_for(checklist.language, chain(_phrases(checklist, similarity), *general))
    return _PLANS[key]


def plan_for(language: str, phrases: Iterable[CompiledPhrase]) -> Plan:
    """The plan of these phrases; one that is there twice is searched once."""
    numbers: dict[CompiledPhrase, tuple[int, int]] = {}
    variants: list[Variant] = []
    for phrase in phrases:
        if phrase not in numbers:
            numbers[phrase] = (len(variants), len(variants) + len(phrase.variants))
            variants += phrase.variants
    owners = tuple(phrase for phrase, (first, end) in numbers.items() for _number in range(first, end))
    lexicon = lexicon_of(variants, language)
    keys = tuple(tuple(lexicon.ids[key] for key in keys_of(variant, lexicon.alike)) for variant in variants)
    lengths = np.array([len(each) for each in keys], dtype=np.intp)
    flat = np.array([key for each in keys for key in each], dtype=np.intp)
    offsets = np.cumsum(lengths) - lengths
    weights = np.array([weight for variant in variants for weight in variant.weights], dtype=np.float32)
    longest = np.arange(max(lengths, default=0))
    table = np.minimum(offsets[:, None] + longest, max(len(flat) - 1, 0))
    spans = np.array([_span(each.reach) for each in variants], dtype=np.intp)
    return Plan(
        language,
        tuple(variants),
        keys,
        numbers,
        owners,
        _ranks(owners, variants),
        lexicon,
        lexicon.ids.get(Key("{company}")),
        flat,
        weights,
        offsets,
        lengths,
        table,
        np.where(longest < lengths[:, None], weights[table], np.float32(0.0)) if len(flat) else weights[table],
        np.array([each.threshold for each in variants], dtype=np.float32),
        np.array([each.loss for each in variants], dtype=np.float32),
        np.array([each.strict for each in variants], dtype=np.bool_),
        np.array([each.reach for each in variants], dtype=np.intp),
        spans,
        np.repeat(np.maximum(spans - 1, 0), lengths),
        np.array([each.free for each in variants], dtype=np.float32),
    )


def _ranks(owners: Sequence[CompiledPhrase], variants: Sequence[Variant]) -> tuple[int, ...]:
    told = [
        (
            phrase.say,
            *(token.text for token in each.tokens),
            repr((each.threshold, each.loss, each.distance, each.fixed)),
        )
        for phrase, each in zip(owners, variants, strict=True)
    ]
    places = {each: place for place, each in enumerate(sorted(set(told)))}
    return tuple(places[each] for each in told)


def _span(reach: int) -> int:
    cells = -(-reach // CELL) + 1
    return cells if cells <= MOST_CELLS else 0


def cue_phrases(language: str) -> tuple[CompiledPhrase, ...]:
    """What managers, customers and either of them say whatever the checklist asks."""
    cues = language_of(language).cues
    every = (*cues.manager, *cues.customer, *cues.company, *cues.caller, *cues.courtesy)
    return tuple(cue_phrase(say, language) for say in every)


@cache
def cue_plan(language: str) -> Plan:
    """The plan of these alone."""
    return plan_for(language, cue_phrases(language))


@cache
def cue_phrase(say: str, language: str) -> CompiledPhrase:
    """One of them, ready to be searched."""
    return compile_phrase(say, language, CUE_SIMILARITY, strict=True)


def introduction_phrases(language: str) -> tuple[CompiledPhrase, ...]:
    """Those by which people introduce themselves, ready to be searched."""
    return tuple(
        # «Татьяна, это компания …» names who is called, «это Татьяна, компания …» who calls.
        compile_phrase(
            say, language, INTRODUCTION_SIMILARITY, strict=True, order="free" if say.endswith("}") else "fixed"
        )
        for say in language_of(language).introductions
    )


def _phrases(checklist: Checklist, similarity: float) -> Iterable[CompiledPhrase]:
    for rule in chain(checklist.checkpoints, checklist.outcomes, checklist.tags):
        for phrase in chain.from_iterable(parts(rule).values()):
            for say in (None, *phrase.unless, *rule.unless):
                yield compiled(phrase, rule, checklist.language, similarity, say)


_PLANS: dict[tuple[str, str, float], Plan] = {}
