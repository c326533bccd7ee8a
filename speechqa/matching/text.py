"""Written or recognised text in, comparable tokens out: normalised, lemmatised, with weights and polarity.

Both sides of a match go through here, so that whatever is folded is folded alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from speechqa.matching.numerals import digits_of

CONTENT, FUNCTION, PARTICLE = 1.0, 0.3, 0.1
"""Weights of a word: what is said, against how it is strung together."""

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_SPOKEN = re.compile(r"\{(\w+)\}|([^\W_]+)", re.UNICODE)
_FUNCTION_PARTS = {"NPRO", "PRED"}
_PARTICLE_PARTS = {"PREP", "CONJ", "PRCL", "INTJ"}
_FUNCTION_LEMMAS = {
    "быть", "есть", "нет", "это", "этот", "весь", "такой", "какой", "пожалуйста", "мочь", "ваш", "наш", "мой",
}  # fmt: skip
_NEGATIONS = {"не", "ни"}
_MODAL = {"мочь", "смочь", "быть", "есть"}
# «Не могли бы», «не знаете ли»: a polite question, not a denial.
_POLITE = {"бы", "ли"}
# To have or not to have: «есть противопоказания?» and «противопоказаний нет?» ask the same.
_EXISTENCE = {"есть", "нет", "нету", "быть", "иметься", "имеется", "имеются"}
# Names that the dictionary takes for common words first.
_NAMES_DOUBTED = {
    "вера", "надежда", "любовь", "роза", "лилия", "майя", "марк", "роман", "лев", "слава", "рома", "света",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One comparable word.

    Attributes:
        text: normalised surface (lower case, ё as е; numerals as digits).
        lemmas: possible dictionary forms; two words with one in common are the same word.
        weight: CONTENT, FUNCTION or PARTICLE.
        negated: a «не» stands before it.
        lenient: that «не» need not deny: «не могли бы», and when heard, «не хотите…?» (a question).
        person: 1 or 2 of a verb in the first or second person, else 0.
        slot: ``name`` or ``number`` in a phrase; None for a word.
        first, last: indices of the words it was made of.
        is_name: it can be a first name.
    """

    text: str
    lemmas: frozenset[str]
    weight: float
    negated: bool = False
    lenient: bool = False
    person: int = 0
    slot: str | None = None
    first: int = 0
    last: int = 0
    is_name: bool = False


def phrase_tokens(phrase: str, language: str) -> tuple[Token, ...]:
    """Tokens of a phrase of the phrase language, slots included."""
    raw: list[tuple[str, int, str | None]] = []
    for index, found in enumerate(_SPOKEN.finditer(_normalise(phrase))):
        raw.append((found.group(2) or "", index, found.group(1)))
    return _tokens(raw, language, heard=False)


def word_tokens(words: Iterable[str], language: str) -> tuple[Token, ...]:
    """Tokens of recognised words; ``first`` and ``last`` index into ``words``."""
    raw: list[tuple[str, int, str | None]] = []
    for index, word in enumerate(words):
        raw += [(piece, index, None) for piece in _WORD.findall(_normalise(word))]
    return _tokens(raw, language, heard=True)


def _normalise(text: str) -> str:
    return text.lower().replace("ё", "е")


def _tokens(raw: Sequence[tuple[str, int, str | None]], language: str, heard: bool) -> tuple[Token, ...]:
    tokens: list[Token] = []
    position = 0
    negation: int | None = None  # index of the «не» that is still to be applied
    while position < len(raw):
        text, index, slot = raw[position]
        if slot:
            tokens.append(Token("{" + slot + "}", frozenset(), CONTENT, slot=slot, first=index, last=index))
            position, negation = position + 1, None
            continue
        if language == "ru" and text in _NEGATIONS:
            negation = index
            position += 1
            continue
        number, used = digits_of([piece for piece, _index, its_slot in raw[position : position + 6] if not its_slot])
        if used:
            last = raw[position + used - 1][1]
            tokens.append(Token(number, frozenset({number}), CONTENT, first=index, last=last))
            position, negation = position + used, None
            continue
        following = raw[position + 1][0] if position + 1 < len(raw) else ""
        form = word_form(text, language)
        if negation is not None and form.function and not form.lemmas & _MODAL and text not in _POLITE:
            # «не у вас», «не в том»: the denial goes on to the next word that says something.
            tokens.append(_token(text, form, index, index))
            position += 1
            continue
        first = index if negation is None else negation
        lenient = following in _POLITE or (heard and form.person == 2)
        tokens.append(_token(text, form, first, index, negated=negation is not None, lenient=lenient))
        position, negation = position + 1, None
    return tuple(tokens)


def _token(text: str, form: WordForm, first: int, last: int, *, negated: bool = False, lenient: bool = False) -> Token:
    return Token(text, form.lemmas, form.weight, negated, lenient, form.person, None, first, last, form.is_name)


@dataclass(frozen=True, slots=True)
class WordForm:
    """What the dictionary says of one word."""

    lemmas: frozenset[str]
    weight: float
    is_name: bool = False
    person: int = 0

    @property
    def function(self) -> bool:
        return self.weight < CONTENT


@lru_cache(maxsize=200_000)
def word_form(word: str, language: str) -> WordForm:
    """Dictionary forms and weight of a normalised word."""
    if language != "ru":
        return WordForm(frozenset({word}), FUNCTION if len(word) <= 3 else CONTENT)
    parses = _morphology().parse(word)
    likely = [parse for parse in parses if parse.score >= 0.1] or parses[:1]
    lemmas = frozenset(parse.normal_form.replace("ё", "е") for parse in likely)
    if word in _EXISTENCE or lemmas & {"иметься"}:
        lemmas |= {"быть"}
    best = likely[0]
    function = str(best.tag.POS) in _FUNCTION_PARTS or bool(lemmas & _FUNCTION_LEMMAS)
    is_name = word in _NAMES_DOUBTED or any("Name" in parse.tag and parse.score >= 0.25 for parse in parses)
    person = 1 if "1per" in best.tag else 2 if "2per" in best.tag else 0
    weight = FUNCTION if function else PARTICLE if str(best.tag.POS) in _PARTICLE_PARTS else CONTENT
    return WordForm(lemmas, weight, is_name, person if best.tag.POS == "VERB" else 0)


@lru_cache(maxsize=1)
def _morphology() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=200_000)
def sound_of(word: str) -> str:
    """A rough Russian phonetic key: words that sound alike over a telephone line share it."""
    return re.sub(r"(.)\1+", r"\1", word.translate(_SOUNDS))


_SOUNDS = str.maketrans(
    {
        "о": "а", "е": "и", "э": "и", "я": "и", "ы": "и", "й": "и", "ю": "у",
        "б": "п", "в": "ф", "г": "к", "д": "т", "ж": "ш", "з": "с", "щ": "ш", "ь": None, "ъ": None,
    }
)  # fmt: skip
