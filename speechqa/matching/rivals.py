"""One variant, which of its words were heard where, and the party's words in; whether another word stands for one out.

What makes a phrase another one weighs little, or is like the right one: «меня зовут» and «вас зовут», «до обеда» and
«после обеда», 10 and 20 percent. A number must be there to the digit; of words that stand for each other's opposite the
other one must not be heard where the right one is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet

from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import PREPOSITIONS, Side
from speechqa.matching.pairing import Chosen
from speechqa.matching.phrase import Variant, is_zero_minutes
from speechqa.matching.stream import Stream

MISTAKEN = 60.0
"""The most that a phrase with another word in the place of one of its own counts for."""

_PAUSE = 1.0
_MADE_OUT = 0.5
"""Word probability below which a word heard rules out no other."""


def is_mistaken(variant: Variant, chosen: Chosen, used: AbstractSet[int], stream: Stream) -> bool:
    """Whether a number of the phrase is missing, a choice is a list of prices, or an opposite was heard instead."""
    if not all(index in chosen or _is_on_the_hour(index, variant, chosen, stream) for index in variant.numbers):
        return True
    if any(index not in chosen for index in variant.choices) and any(
        stream.texts[place].isdecimal() for place in range(min(used), max(used)) if place not in used
    ):
        return True  # «Механика 36 тысяч, автомат 40» tells what either costs and leaves no choice.
    sides = language_of(stream.language).sides
    return any(
        _is_ousted(index, own, chosen, used, stream, sides) for index, own in variant.sides if index not in chosen
    )


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
