"""Written or recognised text in, comparable tokens out: normalised, looked up in the dictionary, with polarity.

Both sides of a match go through here, so that whatever is folded is folded alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from speechqa.matching.dictionary import CONTENT, WordForm, word_form
from speechqa.matching.numerals import digits_of

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_SPOKEN = re.compile(r"\{(\w+)\}|([^\W_]+)", re.UNICODE)
_NEGATIONS = {"не", "ни"}
_MODAL = {"мочь", "смочь", "быть", "есть"}
# «Не могли бы», «не знаете ли»: a polite question, not a denial.
_POLITE = {"бы", "ли"}
_LONGEST_NUMBER = 6


@dataclass(frozen=True, slots=True)
class Token:
    """One comparable word.

    Attributes:
        text: normalised surface (lower case, ё as е; numerals as digits).
        form: what the dictionary says of it.
        negated: a «не» stands before it.
        lenient: that «не» need not deny: «не могли бы», and when heard, «не хотите…?» (a question).
        slot: ``name`` or ``number`` in a phrase; None for a word.
        capital: it was written with a capital letter.
        first, last: indices of the words it was made of.
    """

    text: str
    form: WordForm
    negated: bool = False
    lenient: bool = False
    slot: str | None = None
    capital: bool = False
    first: int = 0
    last: int = 0

    @property
    def says(self) -> bool:
        """It carries meaning, and does not only string others together."""
        return self.form.weight == CONTENT


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    index: int
    slot: str | None = None
    capital: bool = field(default=False, compare=False)


def phrase_tokens(phrase: str, language: str) -> tuple[Token, ...]:
    """Tokens of a phrase of the phrase language, slots included."""
    found = enumerate(_SPOKEN.finditer(_normalise(phrase)))
    return _tokens([_Piece(each.group(2) or "", index, each.group(1)) for index, each in found], language, heard=False)


def word_tokens(words: Iterable[str], language: str) -> tuple[Token, ...]:
    """Tokens of recognised words; ``first`` and ``last`` index into ``words``."""
    pieces = [
        _Piece(_normalise(piece), index, capital=piece[0].isupper())
        for index, word in enumerate(words)
        for piece in _WORD.findall(word)
    ]
    return _tokens(pieces, language, heard=True)


def _normalise(text: str) -> str:
    return text.lower().replace("ё", "е")


def _tokens(pieces: Sequence[_Piece], language: str, heard: bool) -> tuple[Token, ...]:
    tokens: list[Token] = []
    position = 0
    negation: int | None = None  # index of the «не» that is still to be applied
    while position < len(pieces):
        piece = pieces[position]
        if piece.slot:
            tokens.append(_slot(piece))
            position, negation = position + 1, None
            continue
        if language == "ru" and piece.text in _NEGATIONS:
            negation, position = piece.index, position + 1
            continue
        number, used = digits_of([next_.text for next_ in pieces[position : position + _LONGEST_NUMBER]])
        if used:
            form = WordForm(frozenset({number}), CONTENT, known=True)
            tokens.append(Token(number, form, first=piece.index, last=pieces[position + used - 1].index))
            position, negation = position + used, None
            continue
        form = word_form(piece.text, language)
        if negation is not None and form.weight < CONTENT and not form.lemmas & _MODAL and piece.text not in _POLITE:
            # «не у вас», «не в том»: the denial goes on to the next word that says something.
            tokens.append(_word(piece, form))
            position += 1
            continue
        following = pieces[position + 1].text if position + 1 < len(pieces) else ""
        lenient = following in _POLITE or (heard and form.asks)
        tokens.append(_word(piece, form, negation, lenient))
        position, negation = position + 1, None
    return tuple(tokens)


def _slot(piece: _Piece) -> Token:
    form = WordForm(frozenset(), CONTENT)
    return Token(f"{{{piece.slot}}}", form, slot=piece.slot, first=piece.index, last=piece.index)


def _word(piece: _Piece, form: WordForm, negation: int | None = None, lenient: bool = False) -> Token:
    return Token(
        piece.text,
        form,
        negated=negation is not None,
        lenient=lenient,
        capital=piece.capital,
        first=piece.index if negation is None else negation,
        last=piece.index,
    )
