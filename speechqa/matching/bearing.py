"""A phrase's tokens in; which of its words bear what it is about, so that without them it is another phrase, out.

«Можно вернуть в течение {number} дней» is not said by «в течение двух дней», nor «на какое время вас записать» by
«какому врачу».
"""

from __future__ import annotations

from collections.abc import Sequence

from speechqa.matching.languages.model import QUESTION, Language
from speechqa.matching.text import Token

_COUNTED = ("{number}", "{thousands}")
_APART = 2
"""Words between a question word and the noun that it asks for: «какой у вас бюджет»."""


def beyond_number(tokens: Sequence[Token]) -> tuple[int, ...]:
    """The words that say something besides the frame around a number («в течение {number} дней»), by their index;
    empty where there is no such frame, or nothing besides it."""
    frame: set[int] = set()
    for index, token in enumerate(tokens):
        if token.text in _COUNTED:
            frame |= _frame(tokens, index)
    if not any(tokens[index].says and not tokens[index].slot for index in frame):
        return ()
    return tuple(i for i, token in enumerate(tokens) if token.says and not token.slot and i not in frame)


def asked_for(tokens: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    """Question words with the nouns that they ask for, by their indices: «какое время»."""
    found = []
    for index, token in enumerate(tokens):
        if is_determiner(token):
            noun = next(
                (i for i in range(index + 1, min(index + 2 + _APART, len(tokens))) if tokens[i].form.part == "noun"),
                None,
            )
            if noun is not None:
                found.append((index, noun))
    return tuple(found)


def bare_nouns(tokens: Sequence[Token], language: Language) -> tuple[tuple[int, frozenset[str]], ...]:
    """Nouns that stand for something by themselves («номер»), by their indices, with what they may be of."""
    return tuple(
        (index, language.bare[lemma])
        for index, token in enumerate(tokens)
        for lemma in token.form.lemmas & language.bare.keys()
        if not token.slot and not _is_of(tokens, index)
    )


def _is_of(tokens: Sequence[Token], index: int) -> bool:
    return index + 1 < len(tokens) and (tokens[index + 1].form.part == "noun" or bool(tokens[index + 1].slot))


def is_determiner(token: Token) -> bool:
    """«Какой»."""
    return token.form.weight == QUESTION and token.form.part == "adjective"


def _frame(tokens: Sequence[Token], number: int) -> set[int]:
    """A number, what it counts, and a preposition before it with its noun."""
    frame = {number}
    if number + 1 < len(tokens) and tokens[number + 1].form.part == "noun":
        frame.add(number + 1)
    for at in range(number - 1, max(-1, number - 1 - _APART), -1):
        if tokens[at].form.part == "preposition":
            return frame | set(range(at, number))
        if tokens[at].form.part != "noun":
            break
    return frame
