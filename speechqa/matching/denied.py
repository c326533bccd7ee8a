"""One party's tokens in; out, the words for things that are said not to be there, each with the word that denies it.

«Скидки у нас нет», «без предоплаты», «доставку не делаем»: the phrase «есть скидка» is not said there. But «металла в
теле у вас нет» asks: so does a «нет» beside the one who listens, beside «ли» and before a question mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise

from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import Language
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
    return token.text in language.lacking or token.text in language.without or _is_refused(token, language)


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
        said = next((variant.tokens[i] for i, (first, last, _s) in chosen.items() if first <= place <= last), None)
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


def _is_refused(token: Token, language: Language) -> bool:
    """«Не делаем», «не предусмотрена»; "can't give"."""
    if not token.negated or token.form.part == "request":
        return False
    if not token.form.lemmas.isdisjoint(language.offering):
        return True
    own = token.form.person == 1 and token.form.part == "verb"
    return own and token.form.lemmas.isdisjoint(language.noticing | language.speech | language.modal)


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
