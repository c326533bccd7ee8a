"""One party's tokens in, the places beside which a phrase is not said but only spoken of out.

«Вы мне говорили добрый день» reports what somebody else said, «противопоказаний не спрашиваю» and «здороваться не буду»
refuse to say it: neither is evidence. What decides is a verb of saying or asking right beside the phrase, its person
and its denial.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import Language
from speechqa.matching.stream import Stream
from speechqa.matching.text import Token

REACH, PAUSE = 3, 1.0
"""Words, and seconds of silence, between such a verb and the phrase it disowns."""

_BESIDE = 2
_NOTHING, _SPEAKS, _LACKS, _NEEDS_NOT = range(4)


@dataclass(frozen=True, slots=True)
class Disowning:
    """A place where a verb disowns what stands after it, or also what stands before it."""

    place: int
    before: bool


def disowning(stream: Stream) -> tuple[Disowning, ...]:
    """All such places of a stream, in order."""
    return tuple(_found(stream.tokens, language_of(stream.language)))


def is_disowned(
    places: tuple[Disowning, ...], stream: Stream, first: int, last: int, used: frozenset[int] | set[int]
) -> bool:
    """Whether a phrase that was found from ``first`` to ``last``, in the words ``used``, is only spoken of."""
    for each in places:
        if each.place in used:
            continue
        if each.place < first:
            near = first - each.place <= REACH and stream.longest_pause(each.place, first) <= PAUSE
        elif each.place > last:
            near = each.before and each.place - last <= REACH and stream.longest_pause(last, each.place) <= PAUSE
        else:
            near = True
        if near:
            return True
    return False


def _found(tokens: tuple[Token, ...], language: Language) -> Iterator[Disowning]:
    for place, token in enumerate(tokens):
        sign = _sign(token, language.code)
        if sign == _SPEAKS:
            yield from _spoken_of(tokens, place, language)
        elif sign == _LACKS:
            beside = [each.text for each in tokens[max(0, place - _BESIDE) : place + _BESIDE + 1]]
            if any(f"{one} {other}" in language.owning for one, other in pairwise(beside)):
                yield Disowning(place, before=True)  # «Менеджера у нас нет».
        elif sign == _NEEDS_NOT:
            beside = [each.text for each in tokens[max(0, place - _BESIDE) : place + _BESIDE + 1]]
            if not language.mine.isdisjoint(beside):
                yield Disowning(place, before=True)  # «Номер мне не нужен».


@lru_cache(maxsize=100_000)
def _sign(token: Token, code: str) -> int:
    language = language_of(code)
    if not token.form.lemmas.isdisjoint(language.speech):
        return _SPEAKS
    if token.text in language.lacking:
        return _LACKS
    return _NEEDS_NOT if token.negated and not token.form.lemmas.isdisjoint(language.needed) else _NOTHING


def _spoken_of(tokens: tuple[Token, ...], place: int, language: Language) -> Iterator[Disowning]:
    token = tokens[place]
    before = [each.text for each in tokens[max(0, place - _BESIDE) : place]]
    own, others = not language.own.isdisjoint(before), not language.others.isdisjoint(before)
    if token.negated:
        if not others and (own or token.form.person != 2) and not token.lenient:
            yield Disowning(place, before=True)
    elif _is_refused(tokens, place, language):
        yield Disowning(place, before=True)
    elif token.form.person == 3 and not token.form.past:
        yield Disowning(place, before=True)  # «Про аллергию доктор спросит».
    elif others and not own and token.form.part not in ("request", "infinitive") and token.form.person != 1:
        yield Disowning(place, before=False)


def _is_refused(tokens: tuple[Token, ...], place: int, language: Language) -> bool:
    if tokens[place].form.part not in ("infinitive", ""):
        return False
    beside = tokens[max(0, place - _BESIDE) : place + _BESIDE + 1]
    return any(
        (each.negated and each.form.lemmas & language.refusing) or each.form.lemmas & language.forgetting
        for each in beside
    )
