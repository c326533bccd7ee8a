"""A phrase as written in; out, the same made ready to be searched: tokens, weights, letters, the least that counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from speechqa.matching.dictionary import CONTENT, FUNCTION, PARTICLE
from speechqa.matching.text import Token, phrase_tokens

_SHORT_LETTERS, _SHORT_SIMILARITY = 5, 92.0

_SLOT_WEIGHT = 0.5
"""A name is what a recogniser gets wrong most often: beside other words it counts less."""

_LONE_FUNCTION = 0.33
"""Beside a single word that says something, those that string it together must be there as well."""

_LONG_WORD = 12
"""Letters of a word that tells enough by itself: «противопоказания» is not said by chance."""

_LOSS = (1.0, 1.0, 0.57)
"""By the number of words that say something (two and more): people put things in words of their own, recognisers lose
some of them, and two words together are seldom said by chance. Chosen by measurement (docs/matching.md)."""

_STRING_MOST = 0.8
"""However many words string a phrase together, what it says weighs more."""


@dataclass(frozen=True, slots=True)
class CompiledPhrase:
    """A phrase made ready once: its tokens with weights, its letters, and the least similarity that counts.

    ``loss`` is how much of the similarity goes with what was not heard of it.
    """

    say: str
    tokens: tuple[Token, ...]
    weights: tuple[float, ...]
    letters: str
    threshold: float
    loss: float = 1.0


@lru_cache(maxsize=20_000)
def compile_phrase(say: str, language: str, threshold: float, *, to_the_letter: bool = False) -> CompiledPhrase:
    """Tokens and weights of a phrase; one of very few letters must be heard more exactly.

    Args:
        to_the_letter: for what nobody may be accused of by half: nothing is forgiven a long phrase.
    """
    tokens = phrase_tokens(say, language)
    spoken = [token for token in tokens if token.slot is None]
    weights = _weights(tokens)
    spoken_letters = sum(len(token.text) for token in spoken)
    letters = "".join(token.text for token in spoken)
    short = bool(spoken) and spoken_letters <= _SHORT_LETTERS
    loss = 1.0 if to_the_letter else _LOSS[min(2, sum(token.says and not token.slot for token in tokens))]
    return CompiledPhrase(
        say, tokens, weights, letters, max(threshold, _SHORT_SIMILARITY) if short else threshold, loss
    )


def _weights(tokens: Sequence[Token]) -> tuple[float, ...]:
    content = sum(token.says and not token.slot for token in tokens)
    longest = max((len(token.text) for token in tokens if token.says and not token.slot), default=0)
    function = FUNCTION if content > 1 else PARTICLE if longest >= _LONG_WORD else _LONE_FUNCTION
    slot = _SLOT_WEIGHT if any(not token.slot for token in tokens) else CONTENT
    weights = [
        slot if token.slot else function if token.form.weight == FUNCTION else token.form.weight for token in tokens
    ]
    rest = sum(weights) - content
    if content and rest > _STRING_MOST * content:
        share = _STRING_MOST * content / rest
        return tuple(
            weight if token.says and not token.slot else weight * share
            for token, weight in zip(tokens, weights, strict=True)
        )
    return tuple(weights)
