"""What a foreign file says, before times and speakers are made sense of; values only."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

MOST_WORDS = 100_000
"""Words of one transcript: half a day of speech without a pause."""

LATEST = 86_400.0
"""Seconds; no call is longer, so that a time beyond it is none."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word; its times are None where the file has none that can be."""

    text: str
    start: float | None = None
    end: float | None = None
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one speaker said in one go; ``speaker`` is the label in the file, None where it has none."""

    speaker: str | None
    words: tuple[SpokenWord, ...]
    start: float | None = None
    end: float | None = None
    average_log_probability: float = 0.0
    no_speech_probability: float = 0.0
    compression_ratio: float = 1.0


@dataclass(frozen=True, slots=True)
class Script:
    """All that one file, or one dialogue of it, says; ``format`` names what made it (``whisperx``, ``srt``, ...)."""

    format: str
    spoken: tuple[Spoken, ...]
    language: str | None = None


def words_of(text: str) -> tuple[SpokenWord, ...]:
    """The words of a text without times of their own."""
    return tuple(SpokenWord(word) for word in cleaned(text).split())


def cleaned(text: str) -> str:
    """The text composed (й, not и with a mark), without control characters and half characters."""
    whole = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    if whole.isprintable():
        return whole
    return "".join(
        character
        if character.isprintable()
        else ""  # a soft hyphen or the like within a word
        if unicodedata.category(character) == "Cf"
        else " "
        for character in whole
    )


def number_of(value: object) -> float | None:
    """A figure, also one written as text; None where it is none or not finite."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def moment_of(value: object) -> float | None:
    """A time within a call in seconds; None where it cannot be one."""
    number = number_of(value)
    return number if number is not None and 0 <= number <= LATEST else None
