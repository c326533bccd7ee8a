"""A phrase as written in; out, the same made ready to be searched: its variants with tokens, weights and thresholds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from speechqa.checklist.phrases import variants
from speechqa.matching.bearing import asked_for, bare_nouns, beyond_number
from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import CONTENT, FUNCTION, PARTICLE, Language, Side
from speechqa.matching.text import Token, phrase_tokens

_SHORT_LETTERS, _SHORT_SIMILARITY = 5, 92.0

_SLOT_WEIGHTS = {"name": 0.5, "number": 0.75, "sum": 0.75, "time": 1.0, "company": 0.5}
"""Beside other words. A name is what a recogniser gets wrong most often; a time is what a phrase with one is about."""

_LONE_FUNCTION = 0.33
"""Beside a single word that says something, those that string it together must be there as well."""

_LONG_WORD = 12
"""Letters of a word that tells enough by itself: «противопоказания» is not said by chance."""

_LOSS = (1.0, 1.0, 0.53)
"""By the number of words that say something (two and more): people put things in words of their own, recognisers lose
some of them, and two words together are seldom said by chance. Chosen by measurement (docs/matching.md)."""

_STRING_MOST = 0.8
"""However many words string a phrase together, what it says weighs more."""

_MORE_OF_COMPANY = 2
"""Words that a company's name may have besides its first."""

_LITERAL_SIMILARITY = 90.0
"""From this threshold on every word must be there, and no other in its place."""

_UNIT = re.compile(r"\{number\} (\w+)")
_ALONE_SIMILARITY = 95.0
"""Beside a sum alone («от 2500»), what strings it to the phrase must be there."""

GAP_WORDS = 8
"""Foreign words that a gap (``...``) lets pass free of charge."""


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """One way to say a phrase.

    Attributes:
        tokens, weights: its words in order; the weights add up to 1.
        reach: how many words its words may be spread over.
        exact: it only strings words together («это не ко мне»): other forms of them would be found everywhere.
        loss: how much of the similarity goes with what was not heard of it.
        strict: nothing is forgiven it, however unsure the recogniser was.
        threshold: the least similarity that counts.
        distance: the most foreign words between two of its own; None where they only cost.
        fixed: its words count only in their order.
        order: its words' indices as they are looked for: the heaviest first, slots last, each segment by itself.
        says: how many of its words and slots say something; ``spoken``: how many of them are no slots.
        free: the weight of its ``{company}``, which any word may fill.
        segments: how many gaps stand before each of its words.
        numbers: the indices of its numbers, which must be heard to the digit.
        sides: those of its words whose opposite must not be heard instead, with what they are about.
        choices: the indices of its «или».
        literal: only its own words count, not those that mean the same.
        instead: it is another phrase than the one written, that means the same.
        enquires: it asks, so that «нет» answers it as «есть» does; ``whether``: by a particle («есть ли»), so that a
            condition («если есть») is none.
        beyond, asked, slots: what of it must be heard (bearing.py): one of its words beyond the frame around a number,
            the nouns that its question words ask for, one of its slots where it has several.
        bare: its nouns that mean something else beside another noun («номер заказа»), each with those that change
            nothing.
    """

    tokens: tuple[Token, ...]
    weights: tuple[float, ...]
    reach: int
    exact: bool
    loss: float
    strict: bool
    threshold: float
    distance: int | None = None
    fixed: bool = False
    order: tuple[int, ...] = ()
    free: float = 0.0
    says: int = 0
    spoken: int = 0
    segments: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    sides: tuple[tuple[int, frozenset[Side]], ...] = ()
    enquires: bool = False
    choices: tuple[int, ...] = ()
    literal: bool = False
    instead: bool = False
    whether: bool = False
    beyond: tuple[int, ...] = ()
    asked: tuple[tuple[int, int], ...] = ()
    slots: tuple[int, ...] = ()
    bare: tuple[tuple[int, frozenset[str]], ...] = ()


def is_zero_minutes(index: int, tokens: Sequence[Token]) -> bool:
    """The «00» of «10:00», which need not be said."""
    return index > 0 and tokens[index].text == "0" and tokens[index - 1].text.isdecimal()


@dataclass(frozen=True, slots=True, eq=False)
class CompiledPhrase:
    """A phrase made ready once. Two are the same only where they are one object, so that looking one up is quick.

    ``question``: True where it counts only in a question, False only outside one, None either way.
    """

    say: str
    variants: tuple[Variant, ...]
    threshold: float
    question: bool | None = None


# Never forgotten: plans find a phrase by its identity, and a process sees no more phrases than its checklists hold.
@cache
def compile_phrase(
    say: str,
    language: str,
    threshold: float,
    *,
    to_the_letter: bool = False,
    strict: bool = False,
    distance: int | None = None,
    order: str = "free",
    question: bool | None = None,
) -> CompiledPhrase:
    """The variants of a phrase; one of very few letters must be heard more exactly.

    Args:
        to_the_letter: for what nobody may be accused of by half: nothing is forgiven a long phrase.
        strict: nothing is forgiven for the recogniser's doubts.
    """
    literal = strict or to_the_letter or threshold >= _LITERAL_SIMILARITY
    made = [
        replace(
            _variant(
                tokens,
                language,
                threshold,
                to_the_letter,
                strict or to_the_letter,
                distance,
                order == "fixed",
                question,
            ),
            literal=literal or instead,
            instead=instead,
        )
        for variant, instead in _ways(say, language, literal=literal or distance is not None or order != "free")
        if (tokens := phrase_tokens(variant, language))
    ]
    return CompiledPhrase(say, tuple(made), min((each.threshold for each in made), default=threshold), question)


def _ways(say: str, language: str, *, literal: bool) -> Sequence[tuple[str, bool]]:
    """All ways to say a phrase, what people leave out of it included, and whether each is another phrase."""
    written = variants(say)
    if literal:
        return [(each, False) for each in written]
    currency = language_of(language).numerals.currency
    same = [other for each in written for other in _sayings(language).get(_folded(each, language), ())]
    elided = [_UNIT.sub(lambda unit: "{sum}" if unit[1] in currency else unit[0], each) for each in written]
    own = dict.fromkeys([*written, *(each for each in elided if each != "{sum}")], False)
    return list({**dict.fromkeys(same, True), **own}.items())


@cache
def _sayings(language: str) -> Mapping[str, Sequence[str]]:
    """For each of the language's sayings all that mean the same."""
    found: dict[str, Sequence[str]] = {}
    for group in language_of(language).sayings:
        every = tuple(way for saying in group for way in variants(saying))
        found |= {_folded(way, language): every for way in every}
    return found


def _folded(way: str, language: str) -> str:
    return " ".join(token.text for token in phrase_tokens(way, language))


def _variant(
    tokens: tuple[Token, ...],
    language: str,
    threshold: float,
    to_the_letter: bool,
    strict: bool,
    distance: int | None,
    fixed: bool,
    question: bool | None,
) -> Variant:
    found = language_of(language).sides
    spoken = [token for token in tokens if token.slot is None]
    short = bool(spoken) and sum(len(token.text) for token in spoken) <= _SHORT_LETTERS
    says = sum(token.says and not token.slot for token in tokens)
    size = len(tokens)
    slots = tuple(i for i, token in enumerate(tokens) if token.slot)
    reach = size + 2 + size // 2 if distance is None else size + distance * (size - 1)
    if to_the_letter and distance is None:
        reach = size + 1 + size // 3
    if any(token.slot == "company" for token in tokens):
        reach += _MORE_OF_COMPANY
    heavy = _weights(tokens, promise=distance is None and not to_the_letter and _promises(tokens))
    least = max(threshold, _SHORT_SIMILARITY) if short else threshold
    if not says and any(token.slot == "sum" for token in tokens):
        least = max(least, _ALONE_SIMILARITY)
    weights = tuple(weight / sum(heavy) for weight in heavy)
    return Variant(
        tokens,
        weights,
        reach + GAP_WORDS * tokens[-1].segment,
        not any(token.says for token in tokens),
        1.0 if to_the_letter else _LOSS[min(2, says)],
        strict or says < 2,
        least,
        distance,
        fixed,
        tuple(sorted(range(size), key=lambda i: (tokens[i].segment, tokens[i].slot is not None, -weights[i], i))),
        sum(weight for token, weight in zip(tokens, weights, strict=True) if token.slot == "company"),
        sum(token.says for token in tokens),
        len(spoken),
        tuple(token.segment for token in tokens),
        tuple(i for i, token in enumerate(tokens) if token.text.isdecimal()),
        tuple((index, found[token.text]) for index, token in enumerate(tokens) if token.text in found),
        bool(question) or _enquires(tokens, language_of(language)),
        tuple(i for i, token in enumerate(tokens) if token.text in language_of(language).questions.choosing),
        whether=any(token.text in language_of(language).questions.particles for token in tokens),
        beyond=beyond_number(tokens),
        asked=asked_for(tokens),
        slots=slots if len(slots) > 1 else (),
        bare=bare_nouns(tokens, language_of(language)),
    )


def _enquires(tokens: Sequence[Token], language: Language) -> bool:
    texts = {token.text for token in tokens}
    return not texts.isdisjoint(language.questions.particles | language.questions.words | language.listener)


def _weights(tokens: Sequence[Token], *, promise: bool) -> tuple[float, ...]:
    content = sum(token.says and not token.slot for token in tokens)
    longest = max((len(token.text) for token in tokens if token.says and not token.slot), default=0)
    function = FUNCTION if content > 1 or promise else PARTICLE if longest >= _LONG_WORD else _LONE_FUNCTION
    alone = all(token.slot for token in tokens)
    weights = [_weight(index, tokens, function, alone) for index in range(len(tokens))]
    rest = sum(weights) - content
    if content and rest > _STRING_MOST * content:
        share = _STRING_MOST * content / rest
        return tuple(
            weight if token.says and not token.slot else weight * share
            for token, weight in zip(tokens, weights, strict=True)
        )
    return tuple(weights)


def _promises(tokens: Sequence[Token]) -> bool:
    """«Перезвоню вам», «жду вас»: the verb tells who does it, and to whom goes without saying."""
    return all(
        (token.form.person == 1 and token.form.part == "verb") if token.says else token.form.part == "pronoun"
        for token in tokens
    )


def _weight(index: int, tokens: Sequence[Token], function: float, alone: bool) -> float:
    token = tokens[index]
    if is_zero_minutes(index, tokens):
        return PARTICLE
    if token.slot:
        return CONTENT if alone else _SLOT_WEIGHTS[token.slot]
    if token.form.weight != FUNCTION:
        return token.form.weight
    governed = index > 0 and token.form.part == "pronoun" and tokens[index - 1].form.part == "preposition"
    return min(FUNCTION, function) if governed else function
