"""One party's tokens in; out, the words for things that are said not to be there, each with the word that denies it.

«Скидки у нас нет», «без предоплаты», «доставку не делаем»: the phrase «есть скидка» is not said there. But «металла в
теле у вас нет» asks: so does a «нет» beside the one who listens, beside «ли» and before a question mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise

from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import PARTICLE, Language
from speechqa.matching.pairing import Chosen
from speechqa.matching.phrase import Variant
from speechqa.matching.stream import Stream
from speechqa.matching.text import Token

_PAUSE = 0.6
_BESIDE, _BEHIND, _BEFORE = 3, 4, 7
"""Words in which stand: the listener, a thing behind what denies it, one before it."""

_MARKS = frozenset(".,?!;…")
ENDS = _MARKS - {","}
"""What ends a clause for good."""


def may_deny(token: Token, language: Language) -> bool:
    """Whether the word is one that may deny a thing beside it."""
    if token.text in language.lacking or token.text in language.without or _is_refused(token, language):
        return True
    return _is_unknown(token, language) or _is_past(token, language)


def denied_things(stream: Stream, among: Iterable[int]) -> Mapping[int, int]:
    """The places of what is not there, each with the place (among these) of what says so."""
    language = language_of(stream.language)
    return {thing: place for place in among for thing in _things(stream, place, language)}


def is_denied(
    variant: Variant, chosen: Chosen, used: AbstractSet[int], things: Mapping[int, int], stream: Stream
) -> bool:
    """Whether a phrase found in these words is of a thing that is said not to be there, and does not say so itself."""
    language = language_of(stream.language)
    for thing in used & things.keys():
        place = things[thing]
        if variant.enquires and stream.tokens[place].text in language.lacking:
            continue
        words = ((i, first, last) for i, (first, last, _similarity) in chosen.items() if first <= place <= last)
        index, first, last = next(words, (None, place, place))
        if first < last:
            continue  # «Без плотменя» is one word.
        said = None if index is None else variant.tokens[index]
        if said is None or not (said.negated or may_deny(said, language)):
            return True
    return False


def _things(stream: Stream, place: int, language: Language) -> Iterator[int]:
    token = stream.tokens[place]
    if token.text in language.lacking:
        if not _is_asked(stream, place, language):
            before = list(_before(stream, place))
            yield from before or _behind(stream, place, language, genitive=True)
    elif token.text in language.without:
        yield from _behind(stream, place, language)
    elif _is_refused(token, language):
        before = list(_right_before(stream, place)) if language.has_dictionary else []
        yield from before or _behind(stream, place, language)
    elif _is_unknown(token, language):
        yield from (at for at in _right_before(stream, place) if stream.texts[at] not in language.courtesies)
    elif _is_past(token, language):
        yield from _bygone(stream, place, language)


def _is_refused(token: Token, language: Language) -> bool:
    """«Не делаем», «не предусмотрена»; "can't give"."""
    if not token.negated or token.form.part == "request":
        return False
    if not token.form.lemmas.isdisjoint(language.offering):
        return True
    own = token.form.person == 1 and token.form.part == "verb"
    return own and token.form.lemmas.isdisjoint(language.noticing | language.speech | language.modal)


def _is_unknown(token: Token, language: Language) -> bool:
    """«Не знаю»."""
    return token.negated and token.form.person == 1 and not token.form.lemmas.isdisjoint(language.unknowing)


def _is_past(token: Token, language: Language) -> bool:
    """«Была», «закончилась»."""
    if not language.ended or not token.form.past or token.form.person != 3 or token.negated:
        return False
    return not token.form.lemmas.isdisjoint(language.ended | language.modal)


def _bygone(stream: Stream, place: int, language: Language) -> Iterator[int]:
    """Things that are no more: «акция в прошлом месяце была», «акция закончилась». A verb in the midst of its clause
    says something else of them («доставка в прошлый раз была вовремя»)."""
    ended = not stream.tokens[place].form.lemmas.isdisjoint(language.ended)
    if not ended and not _is_last(stream, place):
        return
    things: list[int] = []
    bygone = ended
    for at in range(place - 1, max(-1, place - 1 - _BEFORE), -1):
        token = stream.tokens[at]
        if stream.pauses[at + 1] > _PAUSE or mark_behind(stream, at) in ENDS or _is_verb(token):
            break
        if token.text in language.listener or token.text in language.lacking:
            return
        bygone = bygone or token.text in language.bygone
        if token.form.part == "noun":
            if things and not _is_linked(stream, at, things[-1]):
                break
            things.append(at)
    if bygone:
        yield from things


def _is_linked(stream: Stream, noun: int, other: int) -> bool:
    """Whether the second noun belongs to the first: «стоимость доставки», «диагностика в прошлом месяце»."""
    between = stream.tokens[noun + 1 : other]
    if any(token.form.part == "preposition" for token in between):
        return True
    return stream.tokens[other].form.genitive and all(token.form.part == "adjective" for token in between)


def _is_last(stream: Stream, place: int) -> bool:
    """Whether a clause ends behind the word."""
    if place + 1 >= len(stream.tokens) or mark_behind(stream, place) in _MARKS:
        return True
    return stream.pauses[place + 1] > _PAUSE or stream.tokens[place + 1].form.weight == PARTICLE


def _is_asked(stream: Stream, place: int, language: Language) -> bool:
    end = min(place + _BESIDE + 1, len(stream.tokens))
    if next((mark for at in range(place, end) if (mark := mark_behind(stream, at)) in ENDS), "") == "?":
        return True
    texts = [token.text for token in stream.tokens[max(0, place - _BESIDE) : end]]
    if any(f"{one} {other}" in language.owning for one, other in pairwise(texts)):
        return False
    return not (language.listener | language.questions.particles).isdisjoint(texts)


def _before(stream: Stream, place: int) -> Iterator[int]:
    """Nouns of which there may be none, back to where the clause begins: «гарантии на два года, к сожалению, нет»."""
    linked = True
    for at in range(place - 1, max(-1, place - 1 - _BEFORE), -1):
        token = stream.tokens[at]
        if stream.pauses[at + 1] > _PAUSE or mark_behind(stream, at) in ENDS or _is_verb(token):
            return
        if token.form.part == "noun":
            governed = at > 0 and stream.tokens[at - 1].form.part == "preposition"
            if not linked or not (token.form.genitive or governed):
                return
            if token.form.genitive:
                linked = False
                yield at
        elif token.form.part == "preposition" or token.text.isdecimal() or not token.form.part:
            linked = True


def _right_before(stream: Stream, place: int) -> Iterator[int]:
    """The thing right before it: «доставку мы не делаем»."""
    for at in range(place - 1, max(-1, place - 1 - _BESIDE), -1):
        token = stream.tokens[at]
        if stream.pauses[at + 1] > _PAUSE or mark_behind(stream, at) in ENDS:
            return
        if token.form.part == "noun":
            yield at
            return
        if token.says and token.form.part not in ("adverb", "infinitive"):
            return


def _behind(stream: Stream, place: int, language: Language, *, genitive: bool = False) -> Iterator[int]:
    """The thing behind it; where the language has no dictionary, any words that say something."""
    for at in range(place + 1, min(place + 1 + _BEHIND, len(stream.tokens))):
        token = stream.tokens[at]
        if stream.pauses[at] > _PAUSE or mark_behind(stream, at - 1) in _MARKS or _is_verb(token):
            return
        if not language.has_dictionary:
            if token.says:
                yield at
        elif token.form.part == "noun":
            if token.form.genitive or not genitive:
                yield at
            return


def _is_verb(token: Token) -> bool:
    return token.form.person > 0 or token.form.part == "infinitive"


def mark_behind(stream: Stream, place: int) -> str:
    """What is written behind a word."""
    written = stream.words[stream.lasts[place]].text.rstrip("»\"')")
    return written[-1:] if not written[-1:].isalnum() else ""
