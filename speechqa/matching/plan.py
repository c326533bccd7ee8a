"""A checklist in, its phrases ready to be searched together out (``Plan``).

Phrases are compiled once for a checklist. For a call, each word is looked up once among all words of all phrases; how
much of each phrase could have been heard at most is then told by a few sums over arrays, and only where that reaches
the phrase's threshold are words paired. The result is that of searching every phrase everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from speechqa.checklist.model import Checklist
from speechqa.matching.expected import compiled, parts
from speechqa.matching.languages import language_of
from speechqa.matching.lexicon import Key, Lexicon, keys_of, lexicon_of
from speechqa.matching.phrase import CompiledPhrase, Variant, compile_phrase
from speechqa.matching.similarity import SYNONYM
from speechqa.matching.window import CELL

CUE_SIMILARITY = 85.0
"""What tells the parties apart must be heard this closely."""

INTRODUCTION_SIMILARITY = 90.0

MOST_CELLS = 3
"""Neighbouring cells that a window may touch; a wider one is looked for in the whole call."""

Kind = TypeVar("Kind", bound=np.generic)

_MOST_PLANS = 32
ROUNDING = 1e-4
"""What sums of single precision may be off by."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Phrases with all that can be known of them before a call is heard.

    Attributes:
        variants: of all phrases, in order, none twice; ``keys`` are the numbers of their words in the lexicon.
        numbers: for each phrase, the numbers of its first way to be said and of the one after its last.
        ways, owners, ranks: for each way its variant, which several phrases may share, its phrase, and its place in an
            order that does not depend on theirs.
        ways_of: for each variant the phrases that are said so, each with the number of the way.
        company: the id of ``{company}``, which any word may be; None where no phrase has one.
        flat, weights: keys and weights of all words of all variants, one after another; ``offsets`` and ``lengths``
            tell where each variant begins and how many words it has.
        table, heavy: for each variant where its words stand in ``flat``, and their weights; filled up to one length
            with words that weigh nothing.
        reaches: how many words a window of each variant may be wide.
        spans: how many neighbouring cells of words it may touch; 0 for one too wide for cells.
        blocks: for each of ``flat``, where it is looked up: 0 in all cells, 1 in two and 2 in three neighbouring ones.
        free: the weight that any word may fill.
        plain: the variants of which pairing is no more than counting (at_once.py), where each word was heard once.
        slots, saying, decisive: like ``table``, whether each word is a slot, says something, and must not be missing
            or else another may stand for it; ``wide_keys``, ``exact_weights``, ``orders``: likewise, the keys, the
            weights as they are, and in which order words are looked for.
        several, instead, exact_loss, least: of all variants: whether more than one of its words says something, it
            means the same as what is written, how much goes with what was not heard, the least similarity.
        thresholds, loss, strict: of all variants; ``scale``: what their similarity is multiplied by.
    """

    language: str
    variants: tuple[Variant, ...]
    keys: tuple[tuple[int, ...], ...]
    numbers: Mapping[CompiledPhrase, tuple[int, int]]
    ways: tuple[int, ...]
    owners: tuple[CompiledPhrase, ...]
    ranks: tuple[int, ...]
    ways_of: tuple[tuple[tuple[CompiledPhrase, int], ...], ...]
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
    scale: NDArray[np.float32]
    reaches: NDArray[np.intp]
    spans: NDArray[np.intp]
    blocks: NDArray[np.intp]
    free: NDArray[np.float32]
    plain: NDArray[np.bool_]
    slots: NDArray[np.bool_]
    saying: NDArray[np.bool_]
    decisive: NDArray[np.bool_]
    wide_keys: NDArray[np.intp]
    exact_weights: NDArray[np.float64]
    orders: NDArray[np.intp]
    several: NDArray[np.bool_]
    instead: NDArray[np.bool_]
    exact_loss: NDArray[np.float64]
    least: NDArray[np.float64]


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
    known: dict[tuple[object, ...], int] = {}
    ways: list[int] = []
    owners: list[CompiledPhrase] = []
    ways_of: list[list[tuple[CompiledPhrase, int]]] = []
    for phrase in phrases:
        if phrase not in numbers:
            numbers[phrase] = (len(owners), len(owners) + len(phrase.variants))
            owners += [phrase] * len(phrase.variants)
            for variant in phrase.variants:
                number = known.setdefault(_told_apart(variant, phrase), len(variants))
                ways.append(number)
                if number == len(variants):
                    variants.append(variant)
                    ways_of.append([])
                ways_of[number].append((phrase, len(ways) - 1))
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
        tuple(ways),
        tuple(owners),
        _ranks(owners, [variants[number] for number in ways]),
        tuple(tuple(each) for each in ways_of),
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
        np.array([SYNONYM if each.instead else 1.0 for each in variants], dtype=np.float32),
        np.array([each.reach for each in variants], dtype=np.intp),
        spans,
        np.repeat(np.maximum(spans - 1, 0), lengths),
        np.array([each.free for each in variants], dtype=np.float32),
        np.array([_is_plain(each, ways_of[number][0][0]) for number, each in enumerate(variants)], dtype=np.bool_),
        _wide([[token.slot is not None for token in each.tokens] for each in variants], len(longest), np.bool_),
        _wide([[token.says for token in each.tokens] for each in variants], len(longest), np.bool_),
        _wide([_decisive(each) for each in variants], len(longest), np.bool_),
        _wide(keys, len(longest), np.intp),
        _wide([each.weights for each in variants], len(longest), np.float64),
        _wide([[*each.order, *range(len(each.order), len(longest))] for each in variants], len(longest), np.intp),
        np.array([each.says > 1 for each in variants], dtype=np.bool_),
        np.array([each.instead for each in variants], dtype=np.bool_),
        np.array([each.loss for each in variants]),
        np.array([each.threshold for each in variants]),
    )


def _is_plain(variant: Variant, phrase: CompiledPhrase) -> bool:
    if variant.bare or variant.whether:
        return False  # What stands beside what was heard of them decides.
    apart = variant.fixed or variant.free or variant.segments[-1] or variant.distance is not None
    return not apart and phrase.question is None


def _decisive(variant: Variant) -> Sequence[bool]:
    decisive = {*variant.numbers, *variant.choices, *variant.beyond, *variant.slots}
    decisive |= {index for index, _sides in variant.sides} | {noun for _word, noun in variant.asked}
    return [index in decisive for index in range(len(variant.tokens))]


def _wide(values: Sequence[Sequence[Any]], length: int, kind: type[Kind]) -> NDArray[Kind]:
    """Filled up to one length with noughts."""
    wide = np.zeros((len(values), length), dtype=kind)
    for row, each in enumerate(values):
        wide[row, : len(each)] = each
    return wide


def _told_apart(variant: Variant, phrase: CompiledPhrase) -> tuple[object, ...]:
    """What two variants must have in common to be found in the same places with the same similarity."""
    tokens = tuple(
        (each.text, each.form, each.negated, each.lenient, each.slot, each.segment) for each in variant.tokens
    )
    rest = tuple(getattr(variant, field.name) for field in fields(variant) if field.name != "tokens")
    return (phrase.question, tokens, *rest)


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
