"""A transcript and a stretch of the call in, whether what was said there could be made out, out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from speechqa.matching.languages import language_of
from speechqa.matching.text import word_tokens
from speechqa.transcript.model import Transcript, Word

CLEAR = 0.5
"""Word probability from which a word counts as made out."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What must be made out of a stretch; by measurement (docs/matching.md).

    Attributes:
        clear: least share of its words that are made out.
        covered: least share of its voice activity that recognised words cover.
        lost: least seconds of voice activity without words from which they count as lost, where there are words at all:
            beside a word or two, breath and pauses are as long.
        no_speech: the recogniser's highest probability, over its words in the mean, that they are no speech at all.
        unknown: highest share of words that the language's dictionary does not hold: what a recogniser cannot make out
            it often writes down as words that don't exist, sure of itself.
    """

    clear: float = 0.6
    covered: float = 0.5
    lost: float = 3.0
    no_speech: float = 0.5
    unknown: float = 0.25


LIMITS = Limits()

_LEAST_VOICED = 1.0
_FEWEST_UNKNOWN = 3


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the call in which a phrase is expected; seconds, on one channel or on any."""

    start: float
    end: float
    channel: int | None = None


def is_unintelligible(
    transcript: Transcript, channels: Sequence[int], spans: Sequence[Span], language: str, limits: Limits = LIMITS
) -> bool:
    """Whether somebody spoke in the stretch (on these channels) but too little of it was made out.

    A party that is never heard in the whole call is unintelligible everywhere: its channel is dead.

    Args:
        language: of the checklist; the transcript's own may be no more than the settings' default.
    """
    if not any(transcript.speech[channel] for channel in channels):
        return True
    voiced = covered = no_speech = 0.0
    words: list[Word] = []
    for span in spans:
        asked = [channel for channel in channels if span.channel in (None, channel)]
        for channel in asked:
            voiced += sum(_overlap(i.start, i.end, span) for i in transcript.speech[channel])
        for segment in transcript.segments:
            if segment.channel not in asked or segment.quarantine is not None:
                continue
            for word in segment.words:
                start, end = word.start, word.end
                if span.start <= (start + end) / 2 <= span.end:
                    covered += end - start
                    words.append(word)
                    no_speech += segment.no_speech_probability
    if voiced < _LEAST_VOICED:
        return False
    clear = sum([word.probability >= CLEAR for word in words])
    return (
        (covered < limits.covered * voiced and (voiced - covered >= limits.lost or not words))
        or clear < limits.clear * len(words)
        or no_speech > limits.no_speech * len(words)
        or _is_garbled(words, language, limits)
    )


def _is_garbled(words: Sequence[Word], language: str, limits: Limits) -> bool:
    if limits.unknown == math.inf or not language_of(language).has_dictionary:
        return False
    tokens = word_tokens([word.text for word in words], language)
    unknown = sum([not token.form.known for token in tokens])
    return unknown >= max(_FEWEST_UNKNOWN, limits.unknown * len(tokens))


def _overlap(start: float, end: float, span: Span) -> float:
    return max(0.0, min(end, span.end) - max(start, span.start))
