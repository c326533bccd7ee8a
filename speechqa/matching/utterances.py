"""Both parties' words in, their utterances out: what one party says until the other says something.

Recognised text cuts one utterance into several turns, so that turns do not count. A word or two of assent («угу», «да»)
from the other party do not end an utterance, and are none themselves. In mono nobody knows who speaks: there a pause
ends an utterance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from speechqa.matching.languages import language_of
from speechqa.transcript.model import Word

_ASSENT_WORDS = 2
_PAUSE, _MONO_PAUSE = 0.3, 1.0
_SPEAKS_OVER = 3
"""Words of the other party between two words that end an utterance though there was no pause: recognisers stretch
words over pauses."""


class Spoken(Protocol):
    """One party's words, in order of time."""

    @property
    def words(self) -> tuple[Word, ...]: ...

    @property
    def language(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one party said in one go; seconds."""

    channel: int
    start: float
    end: float


def utterances_of(streams: Sequence[Spoken], *, one_voice: bool) -> tuple[tuple[Utterance, ...], ...]:
    """The utterances on each channel, in order of time."""
    if one_voice or len(streams) < 2:
        return tuple(_utterances(channel, _by_pause(stream.words)) for channel, stream in enumerate(streams))
    found = [
        _uninterrupted(stream.words, streams[1 - channel].words, stream.language)
        for channel, stream in enumerate(streams[:2])
    ]
    whole = [_utterances(channel, pieces) for channel, pieces in enumerate(found)]
    return tuple(
        tuple(
            utterance
            for utterance, words in zip(whole[channel], found[channel], strict=True)
            if not (is_assent(words, streams[channel].language) and _is_inside(utterance, whole[1 - channel]))
        )
        for channel in (0, 1)
    )


def is_assent(words: Sequence[Word], language: str) -> bool:
    """A word or two that only say that one listens."""
    known = language_of(language).assent
    return len(words) <= _ASSENT_WORDS and all(_plain(word) in known for word in words)


def _plain(word: Word) -> str:
    return "".join(letter for letter in word.text.lower() if letter.isalnum())


def _by_pause(words: Sequence[Word]) -> list[list[Word]]:
    pieces: list[list[Word]] = []
    for word in words:
        if not pieces or word.start - pieces[-1][-1].end >= _MONO_PAUSE:
            pieces.append([])
        pieces[-1].append(word)
    return pieces


def _uninterrupted(words: Sequence[Word], others: Sequence[Word], language: str) -> list[list[Word]]:
    middles = sorted([(_middle(word), index) for index, word in enumerate(others)])
    times, own = [middle for middle, _index in middles], [_middle(word) for word in words]
    # The others' words before each word, those at the same time counted or not.
    before, until = np.searchsorted(times, own).tolist(), np.searchsorted(times, own, "right").tolist()
    pieces: list[list[Word]] = []
    for place, word in enumerate(words):
        if not pieces:
            pieces.append([word])
            continue
        first, end = until[place - 1], before[place]
        if first < end:
            said = [others[index] for _middle_, index in middles[first:end]]
            paused = word.start - words[place - 1].end >= _PAUSE
            if len(said) >= _SPEAKS_OVER or (paused and not is_assent(said, language)):
                pieces.append([])
        pieces[-1].append(word)
    return pieces


def _middle(word: Word) -> float:
    return (word.start + word.end) / 2


def _utterances(channel: int, pieces: Sequence[Sequence[Word]]) -> tuple[Utterance, ...]:
    return tuple(Utterance(channel, words[0].start, max([word.end for word in words])) for words in pieces)


def _is_inside(one: Utterance, others: Sequence[Utterance]) -> bool:
    return any(other.start <= one.start and one.end <= other.end for other in others)
