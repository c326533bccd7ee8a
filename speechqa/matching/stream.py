"""One party's recognised words in, the same in order of time and ready to be searched out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

from speechqa.matching.languages import language_of
from speechqa.matching.text import Token, spoken_tokens
from speechqa.transcript.model import Word

LONGEST_PAUSE = 5.5
"""Seconds of silence that a phrase may span; a turn without times and the other party's «угу» take 5."""

_LEAST_CLARITY = 0.8
"""Below it, one word of two would do for a phrase."""


@dataclass(frozen=True, eq=False)
class Stream:
    """One party's words with their tokens; ``firsts`` and ``lasts`` are the words each token was made of.

    ``clarity`` is how far what was not heard counts against a phrase: 1 in full, else how sure the recogniser was of
    these words. ``listened`` are the plans for which it was looked up already (listen.py). ``places`` counts the words
    before each token without fillers, which take no room between the words of a phrase.
    """

    speaker: str
    language: str
    words: tuple[Word, ...]
    tokens: tuple[Token, ...]
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]
    clarity: float = 1.0
    listened: list[Any] = field(default_factory=list, repr=False)

    @cached_property
    def places(self) -> list[int]:
        return _places(self.tokens, language_of(self.language).fillers)

    @cached_property
    def pauses(self) -> list[float]:
        """The silence of this party before each token, in seconds."""
        words = self.words
        before = [words[last].end for last in self.lasts]
        after = [words[first].start for first in self.firsts]
        return [0.0, *(start - end for end, start in zip(before, after[1:], strict=False))]

    @cached_property
    def breaks(self) -> list[int]:
        """How many pauses that no phrase may span there are before each token."""
        return list(accumulate([pause > LONGEST_PAUSE for pause in self.pauses]))

    @cached_property
    def takes_room(self) -> list[bool]:
        """Whether each token takes room between the words of a phrase and costs: fillers do neither."""
        return [*(here < after for here, after in pairwise(self.places)), True]

    @cached_property
    def texts(self) -> list[str]:
        return [token.text for token in self.tokens]

    @cached_property
    def different(self) -> list[str]:
        """Its texts, each once."""
        return list(dict.fromkeys(self.texts))

    def longest_pause(self, first: int, last: int) -> float:
        """The longest silence between two tokens."""
        return max(self.pauses[first + 1 : last + 1], default=0.0)


def stream_of(words: Iterable[Word], speaker: str, language: str, *, doubted: bool = False) -> Stream:
    """Words of one party, in order of time, ready to be searched.

    Args:
        doubted: what was not heard counts the less, the less sure the recogniser was of what was.
    """
    ordered = tuple(sorted(words, key=lambda word: (word.start, word.end)))
    spoken = spoken_tokens([word.text for word in ordered], language)
    clarity = _clarity(ordered) if doubted else 1.0
    return Stream(speaker, language, ordered, spoken.tokens, spoken.firsts, spoken.lasts, clarity)


def _clarity(words: Sequence[Word]) -> float:
    return max(_LEAST_CLARITY, sum(word.probability for word in words) / len(words)) if words else 1.0


def _places(tokens: Sequence[Token], fillers: frozenset[str]) -> list[int]:
    first_words = {filler.partition(" ")[0] for filler in fillers}
    places = []
    place = 0
    second = False  # the second word of «как бы»
    for index, token in enumerate(tokens):
        places.append(place)
        text = token.text
        if text in first_words:
            pair = index + 1 < len(tokens) and f"{text} {tokens[index + 1].text}" in fillers
            if not (pair or second or text in fillers):
                place += 1
            second = pair
        elif second:
            second = False
        else:
            place += 1
    return places
