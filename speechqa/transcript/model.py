"""A transcript: words with times and probabilities, per channel; values only."""

from __future__ import annotations

from dataclasses import dataclass

from speechqa.recording.model import Interval

TURN_SECONDS = 5.0
"""What a turn counts for in a window where the source of a transcript gives no times."""


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word; times in seconds within the call, probability 0..1."""

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of recognised text on one channel.

    ``quarantine`` is the reason why the text is no evidence (``no_voice``, ``boilerplate``, ``repetition``), or None.
    ``average_log_probability``, ``no_speech_probability`` and ``compression_ratio`` are the recogniser's own figures.
    """

    channel: int
    words: tuple[Word, ...]
    average_log_probability: float = 0.0
    no_speech_probability: float = 0.0
    compression_ratio: float = 1.0
    quarantine: str | None = None

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def start(self) -> float:
        return self.words[0].start

    @property
    def end(self) -> float:
        return self.words[-1].end


@dataclass(frozen=True, slots=True)
class Transcript:
    """All that was recognised in one recording.

    Attributes:
        transcript_id: hash of everything that the text depends on.
        duration: seconds of the recording.
        channels: how many separate channels were recognised (dual mono counts as 1).
        speech: voice activity, per channel, in seconds.
        segments: ordered by start.
        timed: the source gave times; otherwise every turn is taken to last TURN_SECONDS, so that seconds-based windows
            become turn-based.
        manager_channel: the channel that the source itself names as the manager's; None where it does not.
        padding: seconds by which every interval of ``speech`` was widened on both sides.
    """

    transcript_id: str
    language: str
    duration: float
    channels: int
    speech: tuple[tuple[Interval, ...], ...]
    segments: tuple[Segment, ...]
    timed: bool = True
    manager_channel: int | None = None
    padding: float = 0.0

    def voice(self, channel: int) -> tuple[Interval, ...]:
        """The channel's voice activity without its padding, which would make an overlap of every quick reply."""
        return tuple(
            Interval(start, end)
            for each in self.speech[channel]
            # What was cut off at the recording's ends was not widened there by as much: nobody knows how much.
            for start in [each.start + self.padding if each.start > 0 else each.start]
            for end in [each.end - self.padding if each.end < self.duration else each.end]
            if start < end
        )
