"""Both parties' voice activity and words in; out, the places where one began to speak while the other was speaking."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from speechqa.matching.heard import Heard, speaker_of
from speechqa.matching.model import Hit
from speechqa.matching.utterances import is_assent
from speechqa.recording.model import Interval
from speechqa.transcript.model import Transcript, Word

_BREATH = 1.0
"""A pause up to which speech is one."""

_STARTS_TOGETHER = 0.5
"""Seconds within which nobody can say who interrupted whom (or both channels carry one voice)."""

_DATED = 0.5


@dataclass(frozen=True, slots=True)
class Interruption:
    """One party's begin while the other speaks; from ``start`` to ``end`` both speak. ``stopped``: the other party then
    fell silent first. ``words`` are what the interrupting one said until ``end``."""

    channel: int
    start: float
    end: float
    stopped: bool
    words: tuple[Word, ...]

    @property
    def length(self) -> float:
        return self.end - self.start


def can_be_told(heard: Heard) -> bool:
    """It takes one party per channel, and times."""
    return heard.roles.manager_channel is not None and heard.transcript.channels == 2 and heard.transcript.timed


def interruptions_of(channel: int, heard: Heard) -> tuple[Hit, ...]:
    """Where the party on ``channel`` spoke over the other, in order of time; the quote is what it said."""
    stream = heard.streams[channel]
    found = spoken_over(channel, heard.transcript, stream.words, stream.language, heard.interruption)
    return tuple(_hit(each.words, channel, heard) for each in found)


def spoken_over(
    channel: int, transcript: Transcript, words: Sequence[Word], language: str, least: float
) -> tuple[Interruption, ...]:
    """Where the party on ``channel``, whose own ``words`` these are, spoke over the other for ``least`` seconds.

    A word or two of assent interrupt nobody, and neither does noise without words.
    """
    own, other = (_joined(transcript.voice(each)) for each in (channel, 1 - channel))
    starts, dated = [each.start for each in other], [word.start for word in words]
    early = _DATED + transcript.padding
    found: list[Interruption] = []
    for mine in own:
        # Of the other's stretches, which do not meet, only the last that had begun can still go on.
        at = bisect_right(starts, mine.start - _STARTS_TOGETHER) - 1
        if at < 0:
            continue
        end = min(mine.end, other[at].end)
        if end - mine.start < least:
            continue
        said = tuple(words[bisect_left(dated, mine.start - early) : bisect_right(dated, end)])
        if said and not is_assent(said, language):
            found.append(Interruption(channel, mine.start, end, other[at].end < mine.end, said))
    return tuple(found)


def _joined(intervals: Sequence[Interval]) -> list[Interval]:
    joined: list[Interval] = []
    for interval in sorted(intervals, key=lambda each: each.start):
        if joined and interval.start - joined[-1].end < _BREATH:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, interval.end))
        else:
            joined.append(interval)
    return joined


def _hit(words: Sequence[Word], channel: int, heard: Heard) -> Hit:
    return Hit(
        phrase="",
        quote=" ".join(word.text for word in words),
        speaker=speaker_of(channel, heard.roles),
        start=words[0].start,
        end=max(word.end for word in words),
        similarity=100.0,
        probability=round(sum(word.probability for word in words) / len(words), 4),
    )
