"""One variant, which of its words were heard where, and the party's words in; whether another word stands for one out.

What makes a phrase another one weighs little, or is like the right one: «меня зовут» and «вас зовут», «до обеда» and
«после обеда», 10 and 20 percent. A number must be there to the digit; of words that stand for each other's opposite the
other one must not be heard where the right one is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet

from speechqa.matching.bearing import is_determiner
from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import PREPOSITIONS, Side
from speechqa.matching.pairing import Chosen
from speechqa.matching.phrase import Variant, is_zero_minutes
from speechqa.matching.stream import Stream
from speechqa.matching.text import Token

MISTAKEN = 60.0
"""The most that a phrase with another word in the place of one of its own counts for."""

_PAUSE = 1.0
_BREATH = 0.6
"""Seconds after which a noun belongs to the one before it no longer."""

_MADE_OUT = 0.5
"""Word probability below which a word heard rules out no other."""


def is_mistaken(variant: Variant, chosen: Chosen, used: AbstractSet[int], stream: Stream) -> bool:
    """Whether a number of the phrase is missing, or all that it is about, a choice is a list of prices, or an opposite
    was heard instead."""
    if not all(index in chosen or _is_on_the_hour(index, variant, chosen, stream) for index in variant.numbers):
        return True
    if any(index not in chosen for index in variant.choices) and any(
        stream.texts[place].isdecimal() for place in range(min(used), max(used)) if place not in used
    ):
        return True  # «Механика 36 тысяч, автомат 40» tells what either costs and leaves no choice.
    if not _is_borne(variant, chosen, used, stream):
        return True
    sides = language_of(stream.language).sides
    return any(
        _is_ousted(index, own, chosen, used, stream, sides) for index, own in variant.sides if index not in chosen
    )


def may_be_mistaken(variant: Variant) -> bool:
    """Whether there is anything in the phrase that another word may stand for."""
    return bool(
        variant.numbers
        or variant.sides
        or variant.choices
        or variant.beyond
        or variant.asked
        or variant.slots
        or variant.bare
    )


def _is_borne(variant: Variant, chosen: Chosen, used: AbstractSet[int], stream: Stream) -> bool:
    """Whether that was heard without which it is another phrase (bearing.py)."""
    for needed in (variant.beyond, variant.slots):
        if needed and chosen.keys().isdisjoint(needed):
            return False
    if any(index in chosen and _is_of_another(own, chosen[index][1], used, stream) for index, own in variant.bare):
        return False
    return not any(
        word in chosen and noun not in chosen and _asks_for_another(variant.tokens[noun], chosen[word][1], used, stream)
        for word, noun in variant.asked
    )


def _is_of_another(own: AbstractSet[str], place: int, used: AbstractSet[int], stream: Stream) -> bool:
    """«Номер заказа», where «номер» is expected."""
    if place + 1 >= len(stream.tokens) or place + 1 in used:
        return False
    form = stream.tokens[place + 1].form
    if form.part != "noun" or not form.genitive or not form.known or not form.lemmas.isdisjoint(own):
        return False
    return not form.is_name and stream.longest_pause(place, place + 1) <= _BREATH


def _asks_for_another(noun: Token, place: int, used: AbstractSet[int], stream: Stream) -> bool:
    """«Какому врачу», where «какое время» is expected; «какой день» is as good."""
    if not is_determiner(stream.tokens[place]) or place + 1 >= len(stream.tokens) or place + 1 in used:
        return False
    form = stream.tokens[place + 1].form
    kinds = language_of(stream.language).kinds
    if any(not form.lemmas.isdisjoint(kinds.get(lemma, ())) for lemma in noun.form.lemmas):
        return False
    return form.part == "noun" and form.known and stream.words[stream.firsts[place + 1]].probability >= _MADE_OUT


def _is_on_the_hour(index: int, variant: Variant, chosen: Chosen, stream: Stream) -> bool:
    """«В десять часов» is «10:00», but not «10:30»."""
    if not is_zero_minutes(index, variant.tokens) or index - 1 not in chosen:
        return False
    after = chosen[index - 1][1] + 1
    return after >= len(stream.tokens) or not stream.tokens[after].text.isdecimal()


def _is_ousted(
    index: int,
    own: Collection[Side],
    chosen: Chosen,
    used: AbstractSet[int],
    stream: Stream,
    sides: Mapping[str, Collection[Side]],
) -> bool:
    kinds = {kind for kind, _side in own}
    for place in _where(index, kinds, chosen, used):
        if place in used or not 0 <= place < len(stream.tokens):
            continue
        other = sides.get(stream.tokens[place].text)
        if not other or not any(kind in kinds for kind, _side in other) or not set(own).isdisjoint(other):
            continue
        nearest = min(used, key=lambda each: abs(each - place))
        if (
            stream.words[stream.firsts[place]].probability >= _MADE_OUT
            and stream.longest_pause(min(place, nearest), max(place, nearest)) <= _PAUSE
        ):
            return True
    return False


def _where(index: int, kinds: AbstractSet[str], chosen: Chosen, used: AbstractSet[int]) -> Sequence[int]:
    """A pronoun stands anywhere among or beside the phrase's words, a preposition in its place between two of them."""
    if kinds.isdisjoint(PREPOSITIONS):
        return range(min(used) - 1, max(used) + 2)
    beside = []
    if index - 1 in chosen:
        beside.append(chosen[index - 1][1] + 1)
    if index + 1 in chosen:
        beside.append(chosen[index + 1][0] - 1)
    return beside
