"""Turns written down in, the transcript that a perfect recogniser would have made of them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from speechqa.checklist.load import parse_checklist
from speechqa.checklist.model import Checklist
from speechqa.matching.model import Verdict
from speechqa.matching.verdicts import match
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


def transcript_at(pieces: Sequence[tuple[int, float, str]], *, probability: float = 0.95) -> Transcript:
    """Pieces are (channel, second at which it begins, text), so that parties may speak at the same time."""
    segments = []
    speech: list[list[Interval]] = [[], []]
    for channel, start, text in sorted(pieces, key=lambda piece: piece[1]):
        words = tuple(
            Word(word, start + index * WORD_SECONDS, start + (index + 1) * WORD_SECONDS - 0.05, probability)
            for index, word in enumerate(text.split())
        )
        segments.append(Segment(channel, words))
        speech[channel].append(Interval(words[0].start, words[-1].end))
    duration = max(segment.end for segment in segments) + 1.0
    return Transcript("t", "ru", duration, 2, tuple(map(tuple, speech)), tuple(segments))


def verdicts_on(checklist: Checklist, transcript: Transcript) -> dict[str, Verdict]:
    """By checkpoint; the manager is on the left channel."""
    known = replace(transcript, manager_channel=0) if transcript.channels == 2 else transcript
    return {verdict.checkpoint_id: verdict for verdict in match(known, checklist).verdicts}


def card(checkpoints: str, extra: str = "") -> Checklist:
    """A checklist from the YAML of its checkpoints; ``extra`` is what else stands at the top."""
    indented = "\n".join("  " + line for line in checkpoints.strip("\n").splitlines())
    return parse_checklist(f"checklist: test\n{extra}\ncheckpoints:\n{indented}\n", "test.yaml")
