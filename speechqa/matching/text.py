"""Written or recognised text in, comparable tokens out: normalised, looked up in the dictionary, with polarity.

Both sides of a match go through here, so that whatever is folded is folded alike. A word heard again is the token it
was before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import CONTENT, QUESTION, Language, WordForm
from speechqa.matching.numerals import LONGEST, digits_of

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[%№₽$€£]", re.UNICODE)
_PART = re.compile(r"\{(?P<slot>\w+)\}|(?P<gap>\.\.\.)|(?P<word>[^\W_]+(?:['’][^\W_]+)*|[%№₽$€£])", re.UNICODE)
THOUSANDS = "{thousands}"
"""The text of a number slot before «тысяч»."""

_DENIAL_REACH = 3
"""Light words that a denial passes over on its way to the one it denies: «не у вас»."""

_OFFER_REACH = 3
"""Words between a thing that is politely offered and the one it is offered to: «помпа вам точно не нужна»."""

_MARKS = ".,!?;…"
_TELEPHONE_PARTS, _FEWEST_DIGITS, _MOST_DIGITS = 3, 7, 11
_MOST_KEPT = 200_000
_PLAIN, _ASKS, _HESITATION, _NEGATION, _NUMERAL, _REFUTES = range(6)


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """One comparable word.

    Attributes:
        text: normalised surface (lower case, ё as е; numerals as digits).
        form: what the dictionary says of it.
        says: it carries meaning, and does not only string others together.
        negated: a «не» stands before it.
        lenient: that «не» need not deny: «не могли бы», and when heard, «не хотите…?» (a question).
        slot: ``name``, ``number``, ``time`` or ``company`` in a phrase; None for a word.
        segment: in a phrase, how many gaps (``...``) stand before it.
        capital: it was written with a capital letter.
    """

    text: str
    form: WordForm
    says: bool = True
    negated: bool = False
    lenient: bool = False
    slot: str | None = None
    segment: int = 0
    capital: bool = False

    @property
    def begins_clause(self) -> bool:
        """A verb or a question word: among a phrase's words, these belong to two clauses («подскажите» to any)."""
        return (self.form.person > 0 and self.form.part != "request") or self.form.weight == QUESTION


@dataclass(frozen=True, slots=True)
class Spoken:
    """Tokens of recognised words, and for each the indices of the first and the last word it was made of."""

    tokens: tuple[Token, ...]
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]


def phrase_tokens(phrase: str, language: str) -> tuple[Token, ...]:
    """Tokens of one variant of a phrase, slots and gaps included."""
    tokens: list[Token] = []
    pieces: list[_Piece] = []
    segment = 0

    def flush() -> None:
        tokens.extend(_tokens(pieces, range(len(pieces)), language, heard=False, segment=segment).tokens)
        pieces.clear()

    thousand = language_of(language).numerals.thousand
    for part in _PART.finditer(_normalise(phrase)):
        if part["word"]:
            if part["word"] in thousand and tokens and tokens[-1].slot == "number" and not pieces:
                tokens[-1] = replace(tokens[-1], text=THOUSANDS)  # «25 тысяч» is heard as one number.
                continue
            pieces += _pieces(part["word"], language)
            continue
        flush()
        if part["gap"]:
            segment += 1
        else:
            form = WordForm(frozenset(), CONTENT)
            tokens.append(Token(part.group(), form, slot=part["slot"], segment=segment))
    flush()
    return tuple(tokens)


def word_tokens(words: Iterable[str], language: str) -> tuple[Token, ...]:
    """Tokens of recognised words."""
    return spoken_tokens(words, language).tokens


def spoken_tokens(words: Iterable[str], language: str) -> Spoken:
    """Tokens of recognised words, with the words they were made of."""
    found = [_pieces(word, language) for word in words]
    pieces = [piece for each in found for piece in each]
    indices = [index for index, each in enumerate(found) for _part in each]
    return _tokens(pieces, indices, language, heard=True)


def _normalise(text: str) -> str:
    return text.lower().replace("ё", "е").replace("’", "'")


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A word as it is written, or a part of it, with what was found out about it; ``token`` is for where nothing denies
    it, ``mark`` what is written behind it."""

    text: str
    capital: bool
    kind: int
    form: WordForm
    token: Token
    mark: str = ""


@lru_cache(maxsize=_MOST_KEPT)
def _pieces(word: str, language: str) -> tuple[_Piece, ...]:
    """What a written word stands for: "don't" is two, of "doctor's" only the first part says anything."""
    spoken = language_of(language)
    found: list[_Piece] = []
    for match in _WORD.finditer(word):
        written = match.group()
        text, capital = _normalise(written), written[0].isupper()
        if text in spoken.contractions:
            parts = spoken.contractions[text].split()
        elif text in spoken.symbols:
            parts = [spoken.symbols[text]]
        else:
            head, *rest = text.split("'")
            parts = [*_apart(head, spoken), *(part for part in rest if len(part) > 1)]
        mark = word[match.end() : match.end() + 1]
        found += (_piece(part, capital, language, mark if mark in _MARKS else "") for part in parts)
    return tuple(found)


def _apart(text: str, language: Language) -> Sequence[str]:
    """«Недорого» is «не дорого», but «неделя» is one word."""
    for denying in language.apart:
        rest = text[len(denying) :]
        if text.startswith(denying) and len(rest) > _DENIAL_REACH:
            form, other = language.form_of(text), language.form_of(rest)
            if form.known and other.known and form.part == other.part and form.part in ("adverb", "adjective"):
                return denying, rest
    return (text,)


def _piece(text: str, capital: bool, language: str, mark: str) -> _Piece:
    spoken = language_of(language)
    form = spoken.form_of(text)
    if spoken.hesitation.fullmatch(text):
        kind = _HESITATION
    elif text in spoken.negations:
        kind = _NEGATION
    elif text.isdecimal() or text in spoken.numerals.values or text in spoken.numerals.lone | spoken.numerals.halves:
        kind = _NUMERAL
    elif text in spoken.refuted and not mark:
        kind = _REFUTES
    else:
        kind = _ASKS if form.asks else _PLAIN
    return _Piece(text, capital, kind, form, _token(text, language, False, False, capital, 0), mark)


@lru_cache(maxsize=_MOST_KEPT)
def _token(text: str, language: str, negated: bool, lenient: bool, capital: bool, segment: int) -> Token:
    form = WordForm(frozenset({text}), CONTENT, known=True) if text.isdecimal() else language_of(language).form_of(text)
    return Token(text, form, form.weight == CONTENT, negated, lenient, None, segment, capital)


def _tokens(pieces: Sequence[_Piece], indices: Sequence[int], language: str, heard: bool, segment: int = 0) -> Spoken:
    spoken = language_of(language)
    polite = spoken.polite
    tokens: list[Token] = []
    firsts: list[int] = []
    lasts: list[int] = []
    position, size = 0, len(pieces)
    negation: int | None = None  # index of the «не» that is still to be applied
    refused: int | None = None
    passed = numbers = 0
    while position < size:
        piece, index = pieces[position], indices[position]
        text, kind = piece.text, piece.kind
        follows = pieces[position + 1].text if position + 1 < size else ""
        if kind == _PLAIN and negation is None and refused is None and not segment and follows not in polite:
            tokens.append(piece.token)
            firsts.append(index)
            lasts.append(index)
            position += 1
            continue
        if kind == _HESITATION and (heard or size > 1):
            position += 1
            continue
        if kind == _NEGATION:
            negation, passed, position = index, 0, position + 1
            continue
        if kind == _NUMERAL:
            words = [each.text for each in pieces[position : position + LONGEST]]
            number, used = digits_of(words, spoken.numerals)
            if used:
                tokens.append(_token(number, language, False, False, False, segment))
                firsts.append(index)
                position, negation, numbers = position + used, None, numbers + 1
                lasts.append(indices[position - 1])
                continue
        if kind == _REFUTES and _is_refuted(pieces, position, spoken):
            negation, passed, position = index, _DENIAL_REACH, position + 1
            continue
        lenient = follows in polite or (heard and kind == _ASKS)
        lenient = lenient or (heard and negation is not None and _is_offered(pieces, position, spoken))
        position += 1
        if refused is not None and piece.form.part == "infinitive":
            # «Не могу записать»: what cannot be done is denied as well.
            # In a phrase either will do: «помочь ничем не могу» has it before the denial.
            tokens.append(_token(text, language, True, lenient or not heard, piece.capital, segment))
            firsts.append(index)
            lasts.append(index)
            refused = None
            continue
        if negation is not None:
            if text in spoken.emphasis:
                negation = None
            elif passed < _DENIAL_REACH and _is_passed_over(text, piece.form, spoken):
                # «не у вас», «не в том»: the denial goes on to the next word that says something.
                tokens.append(_token(text, language, False, False, piece.capital, segment))
                firsts.append(index)
                lasts.append(index)
                passed += 1
                continue
        if negation is not None and piece.form.person == 1 and not piece.form.lemmas.isdisjoint(spoken.modal):
            refused = index
        elif piece.form.person:
            refused = None
        tokens.append(_token(text, language, negation is not None, lenient, piece.capital, segment))
        firsts.append(index if negation is None else negation)
        lasts.append(index)
        negation = None
    if numbers > 1:
        _join_telephones(tokens, firsts, lasts)
    return Spoken(tuple(tokens), tuple(firsts), tuple(lasts))


def _is_refuted(pieces: Sequence[_Piece], position: int, language: Language) -> bool:
    """ "No discounts", but not "no I will call you", "no thank you"."""
    if position + 1 >= len(pieces):
        return False
    follows = pieces[position + 1]
    return follows.form.weight == CONTENT and follows.text not in language.answered


def _is_offered(pieces: Sequence[_Piece], position: int, language: Language) -> bool:
    """«Помпа вам не нужна», «доставка не интересует?»: a polite question; not «мне не нужна»."""
    if pieces[position].form.lemmas.isdisjoint(language.wished):
        return False
    near = [each.text for each in pieces[max(0, position - 1 - _OFFER_REACH) : position + 1 + _OFFER_REACH]]
    if not language.mine.isdisjoint(near):
        return False
    return not language.listener.isdisjoint(near) or any(
        each.mark == "?" for each in pieces[position : position + 1 + _OFFER_REACH]
    )


def _join_telephones(tokens: list[Token], firsts: list[int], lasts: list[int]) -> None:
    """A telephone number is one, however its digits were put together: «8 800», «восемь восемьсот»."""
    end = len(tokens)
    while end > 0:
        begin = end
        while begin > 0 and tokens[begin - 1].text.isdecimal():
            begin -= 1
        if end - begin > 1:
            text = "".join([token.text for token in tokens[begin:end]])
            if _is_telephone(text, end - begin):
                form = WordForm(frozenset({text}), CONTENT, known=True)
                tokens[begin:end] = [replace(tokens[begin], text=text, form=form)]
                firsts[begin:end], lasts[begin:end] = [firsts[begin]], [lasts[end - 1]]
        end = begin - 1


def _is_telephone(digits: str, parts: int) -> bool:
    if parts >= _TELEPHONE_PARTS:
        return _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS
    return len(digits) == _MOST_DIGITS and digits[0] in "78"


def _is_passed_over(text: str, form: WordForm, language: Language) -> bool:
    if text in language.degree:
        return True
    return form.weight < CONTENT and form.lemmas.isdisjoint(language.modal) and text not in language.polite
