"""A transcript and the customer's channel in, the words and two-word phrases that the customer used out.

Dictionary forms, so that «колено» and «колена» are one. What only strings words together, courtesies, names and numbers
are left out: a term says what people talk of, never who they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from speechqa.matching.crosstalk import own_words
from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import words
from speechqa.matching.text import Token, spoken_tokens
from speechqa.matching.verdicts import matcher_version
from speechqa.transcript.model import Transcript, Word

MOST = 40
"""Terms that are kept of one conversation."""

_PAUSE = 1.0
"""A phrase does not go across a longer silence, s."""

_ENDS = ".,?!;…"
_LEAST_LETTERS = 2
_GENERAL = words(
    "хотеть хотеться сказать говорить говориться знать узнать думать подумать понять понимать смотреть посмотреть "
    "подсказать спросить спрашивать вопрос можно нужно надо просто очень еще уже тоже также сейчас теперь потом "
    "сегодня там тут здесь туда сюда вообще конечно наверное вроде может быть стать делать сделать дать давать "
    "давайте иметь идти пойти прийти звонить позвонить перезвонить слушать слышать ладно нормально раз человек "
    "дело вещь сам самый фамилия имя отчество телефон номер другой общий принцип например кстати вот который весь "
    "каждый один далее дальше нельзя жаль нужный звать ждать подождать спасибо здравствуйте здравствуй девушка "
    "мужчина "
    "want know say tell think go get take make see look come call ask talk hear wait need like okay ok yeah yes "
    "hello hi hey thank thanks please sorry good fine sure right well now today really actually maybe little lot "
    "thing way day back still much more there here let sir madam name surname phone number"
)
"""Dictionary forms of words that are said whatever is sold."""


@dataclass(frozen=True, slots=True)
class Term:
    """``lemma`` makes it the same term however it is inflected; ``text`` is for people to read."""

    lemma: str
    text: str


@lru_cache(maxsize=1)
def terms_version() -> str:
    """A hash of all that the terms of a transcript depend on."""
    parts = f"{hashlib.sha256(Path(__file__).read_bytes()).hexdigest()} {matcher_version()}"
    return hashlib.sha256(parts.encode()).hexdigest()[:12]


def terms_of(transcript: Transcript, channel: int) -> tuple[Term, ...]:
    """Those said most, words before phrases, in the order in which they were said first."""
    if channel >= transcript.channels:
        return ()
    said: dict[Term, int] = {}
    for _place, term in _said(own_words(transcript).words[channel], transcript.language):
        said[term] = said.get(term, 0) + 1
    first = {term: n for n, term in enumerate(said)}
    return tuple(sorted(said, key=lambda term: (-said[term], " " in term.lemma, first[term]))[:MOST])


def lemmas_of(text: str, language: str) -> frozenset[str]:
    """Lemmas of the words of any text, little words too, and of its two-word phrases."""
    tokens = spoken_tokens(text.split(), language).tokens
    content = [_term(token).lemma for token in tokens if _is_term(token, language, abbreviated=True)]
    return frozenset([*(_term(token).lemma for token in tokens), *map(" ".join, pairwise(content))])


def quote_of(transcript: Transcript, channel: int, lemma: str, around: int = 4) -> str | None:
    """What was said where the term was said first, a few words to both sides, names and numbers left out."""
    said = own_words(transcript).words[channel]
    for (first, last), term in _said(said, transcript.language):
        if term.lemma == lemma:
            begin, end = max(0, first - around), min(len(said), last + around + 1)
            return " ".join(_without_person(said[begin:end], transcript.language))
    return None


def _said(said: Sequence[Word], language: str) -> Iterator[tuple[tuple[int, int], Term]]:
    """Each time a term is said, with the indices of its first and last word."""
    spoken = spoken_tokens([word.text for word in said], language)
    before: tuple[int, Token] | None = None
    for token, first, last in zip(spoken.tokens, spoken.firsts, spoken.lasts, strict=True):
        if not _is_term(token, language, abbreviated=_is_abbreviation(said[first : last + 1])):
            if token.says or not token.text.isalpha():
                before = None
            continue
        term = _term(token)
        yield (first, last), term
        if before is not None and _go_together(said, before[0], last):
            other = _term(before[1])
            if other.lemma != term.lemma:
                yield (before[0], last), Term(f"{other.lemma} {term.lemma}", f"{other.text} {term.text}")
        before = (last, token)


def _is_term(token: Token, language: str, *, abbreviated: bool) -> bool:
    form, spoken = token.form, language_of(language)
    if not token.says or form.is_name or form.may_be_name or len(token.text) < _LEAST_LETTERS:
        return False
    if not token.text.isalpha():
        return False
    if token.capital and not abbreviated and spoken.has_dictionary and not form.known:
        # A word with a capital letter that no dictionary knows is most often somebody's name.
        return False
    mine = {token.text, form.head, *form.lemmas}
    return mine.isdisjoint(_GENERAL | spoken.courtesies | spoken.assent | spoken.fillers | spoken.modal)


def _is_abbreviation(written: Sequence[Word]) -> bool:
    """«МРТ», which is nobody's name."""
    return all(word.text.isupper() for word in written)


def _term(token: Token) -> Term:
    text = token.form.head or token.text
    return Term(token.form.head or min(token.form.lemmas, default=token.text), text)


def _go_together(said: Sequence[Word], first: int, last: int) -> bool:
    between = pairwise(said[first : last + 1])
    return all(later.start - one.end <= _PAUSE and one.text[-1:] not in _ENDS for one, later in between)


def _without_person(said: Sequence[Word], language: str) -> Iterator[str]:
    for word in said:
        tokens = spoken_tokens([word.text], language).tokens
        known = not language_of(language).has_dictionary or all(one.form.known for one in tokens)
        private = any(
            one.text.isdecimal() or one.form.is_name or (one.capital and not known and one.text.isalpha())
            for one in tokens
        )
        yield "…" if private or any(letter.isdecimal() for letter in word.text) else word.text
