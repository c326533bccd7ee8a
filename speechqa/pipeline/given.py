"""Found transcripts from elsewhere in; out, the calls they are of, and later what was said in each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.errors import RecordingError
from speechqa.recording.find import read_identity
from speechqa.recording.kinds import FoundFile
from speechqa.recording.model import NameFacts, Recording
from speechqa.recording.names import parse_name
from speechqa.settings import Settings
from speechqa.texts import _

if TYPE_CHECKING:
    from speechqa.transcript.foreign.read import Part, ReadingOptions
    from speechqa.transcript.model import Transcript

_UNIQUEID = re.compile(r"(?:[\w.]*-)?\d{9,10}\.\d+")


@dataclass(frozen=True, slots=True)
class Given:
    """The transcript of a call that needs no recognising.

    Attributes:
        file: where it stands.
        part: its share of the file.
        transcript_id: of what will be read.
        audio_sha256: of the recording whose text it is; None where there is none.
    """

    file: Path
    part: Part
    transcript_id: str
    audio_sha256: str | None = None


def given_calls(
    found: FoundFile, settings: Settings, known_sha256: str | None = None
) -> Iterator[tuple[Recording, Given]]:
    """The call of a transcript, or each of a table of dialogues.

    Raises:
        RecordingError: the recording or the transcript cannot be read.
    """
    from speechqa.transcript.foreign.read import Part, parts_of

    text = found.transcript
    if text is None:
        return
    options = _options(settings)
    recording = read_identity(found, settings.name_patterns, known_sha256)
    if text != found.path:
        parts = parts_of(text, _content(*_state(text)), options)
        if len(parts) != 1:
            raise RecordingError(
                _("{file} holds {n} dialogues").format(file=text.name, n=len(parts)),
                str(found.path),
                _("What is said in one recording is one dialogue."),
            )
        audio = recording.sha256
        yield recording, Given(text, parts[0], parts[0].transcript_id(options, audio), audio)
        return
    if text.suffix.lower() != ".csv":
        whole = Part(None, recording.sha256)
        yield recording, Given(text, whole, whole.transcript_id(options))
        return
    for part in parts_of(text, _content(*_state(text)), options):
        yield (
            _of_dialogue(recording, part, settings.name_patterns),
            Given(text, part, part.transcript_id(options)),
        )


def read_given(given: Given, settings: Settings) -> tuple[Transcript, str]:
    """What was said, and the name of what made the transcript.

    Raises:
        RecordingError: it cannot be read.
    """
    from speechqa.transcript.foreign.read import read_part

    content = _content(*_state(given.file))
    return read_part(given.file, content, given.part, _options(settings), given.audio_sha256)


def reading_settings(settings: Settings) -> str:
    """The settings that change what is read, as the transcript keeps them."""
    return _options(settings).settings


def _options(settings: Settings) -> ReadingOptions:
    from speechqa.transcript.foreign.read import ReadingOptions

    return ReadingOptions(settings.spoken_language, settings.columns, settings.manager_speaker)


def _of_dialogue(file: Recording, part: Part, patterns: tuple[str, ...]) -> Recording:
    """A call of its own; what the table's name states is not true of each of its dialogues."""
    if part.dialogue is None:
        return Recording(file.path, part.sha256, file.size, file.mtime_ns, file.name, file.folder)
    path = file.path.with_name(f"{file.path.name}#{_in_path(part.dialogue)}")
    name = parse_name(Path(_in_path(part.dialogue)), patterns)
    if name == NameFacts() and _UNIQUEID.fullmatch(part.dialogue):
        name = NameFacts("uniqueid", uniqueid=part.dialogue)
    return Recording(path, part.sha256, file.size, file.mtime_ns, name, file.folder)


def _in_path(dialogue: str) -> str:
    return dialogue.replace("%", "%25").replace("/", "%2F")


def _state(path: Path) -> tuple[Path, int, int]:
    try:
        status = path.stat()
    except OSError as error:
        raise RecordingError(_("cannot be read: {reason}").format(reason=error.strerror), str(path)) from None
    return path, status.st_size, status.st_mtime_ns


@lru_cache(maxsize=1)
def _content(path: Path, size: int, _mtime_ns: int) -> bytes:
    """A table is asked for once for each of its dialogues."""
    from speechqa.transcript.foreign.decode import check_size

    check_size(size, str(path))
    try:
        return path.read_bytes()
    except OSError as error:
        raise RecordingError(_("cannot be read: {reason}").format(reason=error.strerror), str(path)) from None
