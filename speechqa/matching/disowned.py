"""One party's tokens in, the places beside which a phrase is not said but only spoken of out.

«Вы мне говорили добрый день» reports what somebody else said, «противопоказаний не спрашиваю» and «здороваться не буду»
refuse to say it: neither is evidence. What decides is a verb of saying or asking right beside the phrase, its person
and its denial.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from speechqa.matching.denied import ENDS, mark_behind, may_deny
from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import Language
from speechqa.matching.stream import Stream
from speechqa.matching.text import Token

REACH, PAUSE = 3, 1.0
"""Words, and seconds of silence, between such a verb and the phrase it disowns."""

_SUPPOSING_REACH = 6
"""Words between a condition and what it supposes: «если у вас дома есть»."""

_BESIDE, _REPORTED = 2, 3
_NOTHING, _SPEAKS, _NEEDS_NOT, _SUPPOSES = range(4)


def may_disown(token: Token, language: str) -> bool:
    """Whether the word is one that may disown a phrase beside it, or deny a thing (denied.py)."""
    spoken = language_of(language)
    return _sign(token, spoken) != _NOTHING or may_deny(token, spoken)


def disowning(stream: Stream, among: Iterable[int]) -> dict[int, bool | None]:
    """The places of a stream (among these) in which a verb disowns what stands after it; True where also what stands
    before it, None where something only makes a condition of what stands after it."""
    return dict(_found(stream.tokens, among, language_of(stream.language)))


def is_disowned(
    places: Mapping[int, bool | None],
    stream: Stream,
    first: int,
    last: int,
    used: AbstractSet[int],
    *,
    whether: bool = False,
) -> bool:
    """Whether a phrase that was found from ``first`` to ``last``, in the words ``used``, is only spoken of.

    Args:
        whether: it asks whether, which a condition («если») does not.
    """
    around = range(first - (_SUPPOSING_REACH if whether else REACH), last + REACH + 1)
    if places.keys().isdisjoint(around):
        return False
    for place in around:
        if place not in places or place in used or (places[place] is None and not whether):
            continue
        if place < first - REACH and places[place] is not None:
            continue
        if place < first:
            near = _is_near(place, first, stream)
        else:
            near = place < last or (bool(places[place]) and _is_near(last, place, stream))
        if near:
            return True
    return False


def _is_near(before: int, after: int, stream: Stream) -> bool:
    """In one breath, and one sentence: «вам говорили? Есть рассрочка»."""
    if stream.longest_pause(before, after) > PAUSE:
        return False
    return not any(mark_behind(stream, place) in ENDS for place in range(before, after))


def _found(tokens: tuple[Token, ...], among: Iterable[int], language: Language) -> Iterator[tuple[int, bool | None]]:
    for place in among:
        sign = _sign(tokens[place], language)
        if sign == _SPEAKS:
            yield from _spoken_of(tokens, place, language)
        elif sign == _NEEDS_NOT:
            beside = [each.text for each in tokens[max(0, place - _BESIDE) : place + _BESIDE + 1]]
            if not language.mine.isdisjoint(beside):
                yield place, True  # «Номер мне не нужен».
        elif sign == _SUPPOSES:
            before = tokens[place - 1].form if place else None
            if before is None or before.part != "request" or before.lemmas.isdisjoint(language.questions.requests):
                yield place, None  # Not «подскажите, если у вас есть».


def _sign(token: Token, language: Language) -> int:
    if not token.form.lemmas.isdisjoint(language.speech):
        return _SPEAKS
    if token.text in language.supposing:
        return _SUPPOSES
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
    elif _is_reported(tokens, place, language, by_others=others and not own):
        yield place, False


def _is_reported(tokens: tuple[Token, ...], place: int, language: Language, *, by_others: bool) -> bool:
    """«Вас вчера спрашивали», «коллега сказала», «обычно мы спрашиваем»: not here and now."""
    token, before = tokens[place], tokens[max(0, place - _REPORTED) : place]
    if by_others and token.form.part not in ("request", "infinitive") and token.form.person != 1:
        return True
    texts = {each.text for each in (*before, *tokens[place + 1 : place + 2])}
    if token.form.past and language.own.isdisjoint(texts):
        told = token.form.plural and not (language.listener | language.others).isdisjoint(texts)
        return told or any(each.form.someone for each in before[-_BESIDE:])
    return token.form.person == 1 and not token.form.past and not language.habits.isdisjoint(texts)


def _is_refused(tokens: tuple[Token, ...], place: int, language: Language) -> bool:
    if tokens[place].form.part not in ("infinitive", ""):
        return False
    beside = tokens[max(0, place - _BESIDE) : place + _BESIDE + 1]
    return any(
        (each.negated and each.form.lemmas & language.refusing) or each.form.lemmas & language.forgetting
        for each in beside
    )
