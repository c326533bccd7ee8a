"""One party's tokens in, the places beside which a phrase is not said but only spoken of out.

«Вы мне говорили добрый день» reports what somebody else said, «противопоказаний не спрашиваю» and «здороваться не буду»
refuse to say it: neither is evidence. What decides is a verb of saying or asking right beside the phrase, its person
and its denial.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise

from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import Language
from speechqa.matching.stream import Stream
from speechqa.matching.text import Token

REACH, PAUSE = 3, 1.0
"""Words, and seconds of silence, between such a verb and the phrase it disowns."""

_BESIDE = 2
_NOTHING, _SPEAKS, _LACKS, _NEEDS_NOT = range(4)


def may_disown(token: Token, language: str) -> bool:
    """Whether the word is one that may disown a phrase beside it."""
    return _sign(token, language_of(language)) != _NOTHING


def disowning(stream: Stream, among: Iterable[int]) -> dict[int, bool]:
    """The places of a stream (among these) in which a verb disowns what stands after it; True where also what stands
    before it."""
    return dict(_found(stream.tokens, among, language_of(stream.language)))


def is_disowned(places: Mapping[int, bool], stream: Stream, first: int, last: int, used: AbstractSet[int]) -> bool:
    """Whether a phrase that was found from ``first`` to ``last``, in the words ``used``, is only spoken of."""
    around = range(first - REACH, last + REACH + 1)
    if places.keys().isdisjoint(around):
        return False
    for place in around:
        if place not in places or place in used:
            continue
        if place < first:
            near = stream.longest_pause(place, first) <= PAUSE
        else:
            near = place < last or (places[place] and stream.longest_pause(last, place) <= PAUSE)
        if near:
            return True
    return False


def _found(tokens: tuple[Token, ...], among: Iterable[int], language: Language) -> Iterator[tuple[int, bool]]:
    for place in among:
        sign = _sign(tokens[place], language)
        if sign == _SPEAKS:
            yield from _spoken_of(tokens, place, language)
        elif sign == _LACKS:
            beside = [each.text for each in tokens[max(0, place - _BESIDE) : place + _BESIDE + 1]]
            if any(f"{one} {other}" in language.owning for one, other in pairwise(beside)):
                yield place, True  # «Менеджера у нас нет».
        elif sign == _NEEDS_NOT:
            beside = [each.text for each in tokens[max(0, place - _BESIDE) : place + _BESIDE + 1]]
            if not language.mine.isdisjoint(beside):
                yield place, True  # «Номер мне не нужен».


def _sign(token: Token, language: Language) -> int:
    if not token.form.lemmas.isdisjoint(language.speech):
        return _SPEAKS
    if token.text in language.lacking:
        return _LACKS
    return _NEEDS_NOT if token.negated and not token.form.lemmas.isdisjoint(language.needed) else _NOTHING


def _spoken_of(tokens: tuple[Token, ...], place: int, language: Language) -> Iterator[tuple[int, bool]]:
    token = tokens[place]
    before = [each.text for each in tokens[max(0, place - _BESIDE) : place]]
    own, others = not language.own.isdisjoint(before), not language.others.isdisjoint(before)
    if token.negated:
        if not others and (own or token.form.person != 2) and not token.lenient:
            yield place, True
    elif _is_refused(tokens, place, language):
        yield place, True
    elif token.form.person == 3 and not token.form.past:
        yield place, True  # «Про аллергию доктор спросит».
    elif others and not own and token.form.part not in ("request", "infinitive") and token.form.person != 1:
        yield place, False


def _is_refused(tokens: tuple[Token, ...], place: int, language: Language) -> bool:
    if tokens[place].form.part not in ("infinitive", ""):
        return False
    beside = tokens[max(0, place - _BESIDE) : place + _BESIDE + 1]
    return any(
        (each.negated and each.form.lemmas & language.refusing) or each.form.lemmas & language.forgetting
        for each in beside
    )
