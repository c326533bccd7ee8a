"""One party's recognised words in, the same in order of time and ready to be searched out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate
from operator import attrgetter, lt, sub
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
        return _places(self.texts, language_of(self.language).fillers)

    @cached_property
    def starts(self) -> list[float]:
        """Of each word, as ``ends``."""
        return [word.start for word in self.words]

    @cached_property
    def ends(self) -> list[float]:
        return [word.end for word in self.words]

    @cached_property
    def pauses(self) -> list[float]:
        """The silence of this party before each token, in seconds."""
        after = map(self.starts.__getitem__, self.firsts[1:])
        return [0.0, *map(sub, after, map(self.ends.__getitem__, self.lasts))]

    @cached_property
    def breaks(self) -> list[int]:
        """How many pauses that no phrase may span there are before each token."""
        return list(accumulate(map(LONGEST_PAUSE.__lt__, self.pauses)))

    @cached_property
    def takes_room(self) -> list[bool]:
        """Whether each token takes room between the words of a phrase and costs: fillers do neither."""
        return [*map(lt, self.places, self.places[1:]), True]

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
    ordered = tuple(sorted(words, key=attrgetter("start", "end")))
    spoken = spoken_tokens([word.text for word in ordered], language)
    clarity = _clarity(ordered) if doubted else 1.0
    return Stream(speaker, language, ordered, spoken.tokens, spoken.firsts, spoken.lasts, clarity)


def _clarity(words: Sequence[Word]) -> float:
    return max(_LEAST_CLARITY, sum(word.probability for word in words) / len(words)) if words else 1.0


def _places(texts: Sequence[str], fillers: frozenset[str]) -> list[int]:
    first_words = _first_words(fillers)
    takes = [1] * len(texts)
    for index in [index for index, text in enumerate(texts) if text in first_words]:
        if index + 1 < len(texts) and f"{texts[index]} {texts[index + 1]}" in fillers:
            takes[index] = takes[index + 1] = 0
        elif texts[index] in fillers:
            takes[index] = 0
    return [0, *accumulate(takes[:-1])] if takes else []


@cache
def _first_words(fillers: frozenset[str]) -> frozenset[str]:
    return frozenset(filler.partition(" ")[0] for filler in fillers)
