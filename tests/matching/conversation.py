"""Turns written down in, the transcript that a perfect recogniser would have made of them out."""

from __future__ import annotations

from collections.abc import Sequence

from speechqa.checklist.load import parse_checklist
from speechqa.checklist.model import Checklist
from speechqa.recording.model import Interval
from speechqa.transcript.model import Segment, Transcript, Word

WORD_SECONDS = 0.4


def transcript_of(
    turns: Sequence[tuple[int, str]], *, pause: float = 0.6, probability: float = 0.95, channels: int = 2
) -> Transcript:
    """Turns are (channel, text), one after another; every word takes WORD_SECONDS."""
    now = 0.5
    segments: list[Segment] = []
    speech: list[list[Interval]] = [[] for _channel in range(channels)]
    for channel, text in turns:
        words = []
        for word in text.split():
            words.append(Word(word, round(now, 3), round(now + WORD_SECONDS - 0.05, 3), probability))
            now += WORD_SECONDS
        channel %= channels
        segments.append(Segment(channel, tuple(words)))
        speech[channel].append(Interval(words[0].start, words[-1].end))
        now += pause
    return Transcript("t", "ru", now, channels, tuple(map(tuple, speech)), tuple(segments))


def card(checkpoints: str, extra: str = "") -> Checklist:
    """A checklist from the YAML of its checkpoints."""
    indented = "\n".join("  " + line for line in checkpoints.strip("\n").splitlines())
    return parse_checklist(f"checklist: test\n{extra}\ncheckpoints:\n{indented}\n", "test.yaml")
