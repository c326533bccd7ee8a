"""A foreign file's bytes in; out, the dialogues it holds, and the transcript of each.

What is to be read is known by its hash before it is read, so that nothing is read twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from speechqa.errors import RecordingError
from speechqa.recording.model import Interval
from speechqa.texts import _
from speechqa.texts.languages import primary_subtag
from speechqa.transcript.foreign.decode import check_size, decode
from speechqa.transcript.foreign.model import MOST_WORDS, Script, Spoken
from speechqa.transcript.foreign.speakers import Seating, seat
from speechqa.transcript.foreign.subtitles import read_subtitles
from speechqa.transcript.foreign.timing import by_times, by_turns, has_times
from speechqa.transcript.foreign.turns import Dialogue, read_dialogues, script_of
from speechqa.transcript.foreign.whisper_json import read_json
from speechqa.transcript.model import Segment, Transcript, Word
from speechqa.transcript.quarantine import THIRD_SPEAKER, quarantine

READER_VERSION = "1"
"""Raised whenever the same file may be read in another way."""

JOINED = 0.5
"""Seconds between two words of one speaker that are no pause."""


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What the user says about the files: their language where they don't say, columns, the manager's label."""

    language: str
    columns: Mapping[str, str] = field(default_factory=dict)
    manager_speaker: str | None = None

    @property
    def settings(self) -> str:
        """Those that change the transcript, as canonical JSON."""
        return json.dumps(
            {"language": self.language, "columns": dict(self.columns), "manager_speaker": self.manager_speaker},
            sort_keys=True,
            ensure_ascii=False,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One call's share of a file: ``dialogue`` is None where it is all of it; ``sha256`` is of its content."""

    dialogue: str | None
    sha256: str

    def transcript_id(self, options: ReadingOptions, audio_sha256: str | None = None) -> str:
        """The hash of all that its transcript depends on, and of the recording that it is the text of."""
        parts = [self.sha256, audio_sha256, "foreign", READER_VERSION, options.settings]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def reader_version() -> str:
    """What the transcript's ``decoder_version`` is."""
    return f"speechqa {version('speechqa')}, reader {READER_VERSION}"


def parts_of(path: Path, content: bytes, options: ReadingOptions) -> tuple[Part, ...]:
    """The calls that a file holds.

    Raises:
        RecordingError: it is empty, too large, or a table that is not one of turns.
    """
    check_size(len(content), str(path))
    if not content:
        raise RecordingError(_("the file is empty"), str(path))
    if path.suffix.lower() != ".csv":
        return (Part(None, hashlib.sha256(content).hexdigest()),)
    return tuple(Part(one.name, one.sha256) for one in _dialogues(path, content, options).values())


def read_part(
    path: Path, content: bytes, part: Part, options: ReadingOptions, audio_sha256: str | None = None
) -> tuple[Transcript, str]:
    """The transcript of one part, and the name of what made it.

    Raises:
        RecordingError: it cannot be read, or nothing is said in it.
    """
    where = str(path) if part.dialogue is None else f"{path}#{part.dialogue}"
    kind = path.suffix.lower()
    if kind == ".csv":
        dialogue = _dialogues(path, content, options).get(part.dialogue)
        if dialogue is None or dialogue.sha256 != part.sha256:
            raise RecordingError(_("it changed while it was read"), where)
        script = script_of(dialogue)
    elif hashlib.sha256(content).hexdigest() != part.sha256:
        raise RecordingError(_("it changed while it was read"), where)
    elif kind == ".json":
        script = read_json(decode(content, where), where)
    else:
        script = read_subtitles(decode(content, where), where)
    return transcript_of(script, part.transcript_id(options, audio_sha256), options, where), script.format


def transcript_of(script: Script, transcript_id: str, options: ReadingOptions, where: str) -> Transcript:
    """Our transcript of what a script says."""
    pieces = script.spoken
    count = sum(len(piece.words) for piece in pieces)
    if count == 0:
        raise RecordingError(_("nothing is said in it"), where)
    if count > MOST_WORDS:
        raise RecordingError(_("more than {most} words").format(most=MOST_WORDS), where)
    seating = seat([piece.speaker for piece in pieces], [len(piece.words) for piece in pieces], options.manager_speaker)
    timed = has_times(pieces)
    words = by_times(pieces) if timed else by_turns(pieces, seating.places)
    speech = _speech(words, seating)
    segments = sorted(
        (_segment(piece, said, place) for piece, said, place in zip(pieces, words, seating.places, strict=True)),
        key=lambda segment: (segment.start, segment.channel),
    )
    return Transcript(
        transcript_id=transcript_id,
        language=primary_subtag(script.language) or options.language if script.language else options.language,
        duration=max(word.end for said in words for word in said),
        channels=seating.channels,
        speech=speech,
        segments=quarantine(segments, speech),
        timed=timed,
        manager_channel=seating.manager_channel,
    )


def _segment(piece: Spoken, words: tuple[Word, ...], place: int | None) -> Segment:
    segment = Segment(0, words, piece.average_log_probability, piece.no_speech_probability, piece.compression_ratio)
    # A third speaker has no channel of its own; where it is kept counts for nothing.
    return replace(segment, channel=place) if place is not None else replace(segment, quarantine=THIRD_SPEAKER)


def _speech(words: Sequence[Sequence[Word]], seating: Seating) -> tuple[tuple[Interval, ...], ...]:
    """When each channel speaks: its words, and what lies between two of them where that is no pause."""
    channels: list[tuple[Interval, ...]] = []
    for channel in range(seating.channels):
        spans = sorted(
            (word.start, word.end)
            for said, place in zip(words, seating.places, strict=True)
            if place == channel
            for word in said
        )
        merged: list[list[float]] = []
        for start, end in spans:
            if merged and start - merged[-1][1] <= JOINED:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        channels.append(tuple(Interval(start, end) for start, end in merged))
    return tuple(channels)


def _dialogues(path: Path, content: bytes, options: ReadingOptions) -> Mapping[str | None, Dialogue]:
    return _parsed(str(path), content, tuple(sorted(options.columns.items())))


@lru_cache(maxsize=1)
def _parsed(where: str, content: bytes, columns: tuple[tuple[str, str], ...]) -> Mapping[str | None, Dialogue]:
    found = read_dialogues(decode(content, where), dict(columns), where)
    return {dialogue.name: dialogue for dialogue in found}
