"""Both parties' voice activity and words in; out, the places where one began to speak while the other was speaking."""

from __future__ import annotations

from collections.abc import Sequence

from speechqa.matching.heard import Heard, speaker_of
from speechqa.matching.model import Hit
from speechqa.matching.utterances import is_assent
from speechqa.recording.model import Interval
from speechqa.transcript.model import Word

OVERLAP = 1.0
"""Seconds that both speak: less is the usual overlap of turns."""

_BREATH = 1.0
"""A pause up to which speech is one."""

_STARTS_TOGETHER = 0.5
"""Seconds within which nobody can say who interrupted whom (or both channels carry one voice)."""

_DATED = 0.5


def can_be_told(heard: Heard) -> bool:
    """It takes one party per channel, and times."""
    return heard.roles.manager_channel is not None and heard.transcript.channels == 2 and heard.transcript.timed


def interruptions_of(channel: int, heard: Heard) -> tuple[Hit, ...]:
    """Where the party on ``channel`` spoke over the other, in order of time; the quote is what it said.

    A word or two of assent interrupt nobody, and neither does noise without words.
    """
    own, other = (_joined(heard.transcript.speech[each]) for each in (channel, 1 - channel))
    stream = heard.streams[channel]
    found: list[Hit] = []
    for mine in own:
        for theirs in other:
            end = min(mine.end, theirs.end)
            if theirs.start + _STARTS_TOGETHER <= mine.start and end - mine.start >= OVERLAP:
                words = [word for word in stream.words if mine.start - _DATED <= word.start <= end]
                if words and not is_assent(words, stream.language):
                    found.append(_hit(words, channel, heard))
                break
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
