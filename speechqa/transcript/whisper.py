"""Decoded recordings with their voice activity in, transcripts out, by faster-whisper on this machine.

Speech of one channel is packed across its pauses before it is recognised, because Whisper's encoder pays for 30 s
whatever they hold; word times are mapped back to the call.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from speechqa.errors import SpeechqaError
from speechqa.recording.audio import decode
from speechqa.recording.health import is_dual_mono
from speechqa.recording.model import SAMPLE_RATE, Audio, Interval
from speechqa.recording.speech import PAD, VOICE_ACTIVITY_VERSION, find_speech
from speechqa.settings import Settings, load_settings
from speechqa.texts import _
from speechqa.transcript.model import Segment, Transcript, Word
from speechqa.transcript.quarantine import quarantine
from speechqa.transcript.weights import locate, models_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PREPARATION_VERSION = "1"
"""Raised whenever the same sound may be cut, packed or taken for mono in another way."""

GAP = 0.15
"""Seconds of silence put between packed stretches, so that words on either side are not run together."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A recording ready to be recognised: its bytes' sha256, sound and voice activity per channel."""

    sha256: str
    audio: Audio
    speech: tuple[tuple[Interval, ...], ...]


class Recogniser(Protocol):
    """What recognises speech; a stub in tests stands behind the same interface."""

    @property
    def identity(self) -> RecogniserIdentity:
        """What its texts depend on; names a file's transcript before it is made."""
        ...

    def recognise(self, recordings: Iterable[Prepared]) -> Iterator[Transcript]:
        """A transcript for each recording, in order, each as soon as it is done."""
        ...


@dataclass(frozen=True, slots=True)
class Whisper:
    """A loaded faster-whisper model with all that its text depends on."""

    model: Any
    identity: RecogniserIdentity

    def recognise(self, recordings: Iterable[Prepared]) -> Iterator[Transcript]:
        for recording in recordings:
            segments: list[Segment] = []
            for channel, intervals in enumerate(recording.speech):
                segments += self._channel(recording.audio.samples[channel], channel, intervals)
            segments.sort(key=lambda segment: (segment.start, segment.channel))
            yield Transcript(
                transcript_id=self.identity.transcript_id(recording.sha256),
                language=self.identity.language,
                duration=recording.audio.duration,
                channels=len(recording.speech),
                speech=recording.speech,
                segments=quarantine(segments, recording.speech),
                padding=PAD,
            )

    def _channel(self, samples: NDArray[np.float32], channel: int, intervals: Sequence[Interval]) -> Iterator[Segment]:
        if not intervals:
            return
        packed, places = _pack(samples, intervals)
        # Temperature 0 alone: the usual fall-back samples at random, and same input must give the same text.
        # A window that decodes badly is told by its figures and handled as unintelligible, not guessed at.
        found, _info = self.model.transcribe(
            packed,
            language=self.identity.language,
            beam_size=self.identity.beam_size,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
            vad_filter=False,
        )
        for segment in found:
            for words in _by_place(segment.words or (), places):
                yield Segment(
                    channel=channel,
                    words=words,
                    average_log_probability=float(segment.avg_logprob),
                    no_speech_probability=float(segment.no_speech_prob),
                    compression_ratio=float(segment.compression_ratio),
                )


@dataclass(frozen=True, slots=True)
class RecogniserIdentity:
    """Everything but the sound that a transcript depends on.

    The device is not among it: the same model rounds a little differently on another processor, and moving to one must
    not throw away what was recognised.
    """

    recogniser: str
    model: str
    model_checksum: str
    decoder: str
    language: str
    compute_type: str
    beam_size: int

    @property
    def settings(self) -> str:
        """The settings that change the text, as canonical JSON."""
        return json.dumps(
            {"language": self.language, "compute_type": self.compute_type, "beam_size": self.beam_size},
            sort_keys=True,
        )

    def transcript_id(self, sha256: str) -> str:
        parts = [sha256, self.recogniser, self.model_checksum, self.decoder, self.settings]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def identify(settings: Settings) -> tuple[RecogniserIdentity, Path]:
    """What would recognise with these settings, and the model's folder, without loading it.

    Raises:
        SpeechqaError: the model is not installed; the remedy says how to get it.
    """
    from importlib.metadata import version

    files = locate(settings.model, models_folder(settings))
    return (
        RecogniserIdentity(
            recogniser=f"faster-whisper {version('faster-whisper')}, ctranslate2 {version('ctranslate2')}",
            model=files.name,
            model_checksum=files.checksum,
            decoder=f"av {version('av')}, preparation {PREPARATION_VERSION}, {VOICE_ACTIVITY_VERSION}, gap {GAP}",
            language=settings.spoken_language,
            compute_type=settings.compute_type,
            beam_size=settings.beam_size,
        ),
        files.path,
    )


def load_whisper(settings: Settings, threads: int = 0) -> Whisper:
    """Load the model once; ``threads`` 0 leaves the number to CTranslate2."""
    identity, path = identify(settings)
    from faster_whisper import WhisperModel

    try:
        model = WhisperModel(
            str(path),
            device=settings.device,
            compute_type=settings.compute_type,
            cpu_threads=threads,
            local_files_only=True,
        )
    except Exception as error:
        # CTranslate2 and tokenizers raise what they please, bare Exception included.
        raise SpeechqaError(
            _("the model cannot be loaded: {error}").format(error=error),
            str(path),
            _("Check the settings device and compute_type, or fetch it again with: speechqa models pull {name}").format(
                name=settings.model
            ),
        ) from error
    return Whisper(model, identity)


def prepare(sha256: str, audio: Audio) -> Prepared:
    """Voice activity of a decoded recording; the same signal in both channels is taken for mono."""
    if audio.channels == 2 and is_dual_mono(audio):
        audio = Audio(audio.samples[:1], audio.source_rate, audio.container, audio.codec, audio.truncated)
    return Prepared(sha256, audio, find_speech(audio))


def transcribe(path: str | Path, settings: Settings | None = None) -> Transcript:
    """Recognise one recording: for Python callers with a single file (the pipeline keeps the model loaded)."""
    chosen = settings or load_settings()
    audio = decode(Path(path))
    prepared = prepare(hashlib.sha256(Path(path).read_bytes()).hexdigest(), audio)
    return next(iter(load_whisper(chosen).recognise([prepared])))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a packed stretch came from: its start in the pack and its interval in the call."""

    packed_start: float
    interval: Interval


def _pack(
    samples: NDArray[np.float32], intervals: Sequence[Interval]
) -> tuple[NDArray[np.float32], tuple[_Place, ...]]:
    import numpy as np

    silence = np.zeros(int(GAP * SAMPLE_RATE), dtype=np.float32)
    pieces: list[NDArray[np.float32]] = []
    places: list[_Place] = []
    length = 0
    for interval in intervals:
        piece = samples[int(interval.start * SAMPLE_RATE) : int(interval.end * SAMPLE_RATE)]
        places.append(_Place(length / SAMPLE_RATE, interval))
        pieces += [piece, silence]
        length += len(piece) + len(silence)
    return np.concatenate(pieces), tuple(places)


def _by_place(words: Iterable[Any], places: Sequence[_Place]) -> Iterator[tuple[Word, ...]]:
    """Words with their times in the call, grouped by the stretch of speech that they were said in."""
    group: list[Word] = []
    current: _Place | None = None
    for word in words:
        text = word.word.strip()
        if not text:
            continue
        place = _place_of((word.start + word.end) / 2, places)
        if group and place is not current:
            yield tuple(group)
            group = []
        current = place
        shift = place.interval.start - place.packed_start
        start = min(max(word.start + shift, place.interval.start), place.interval.end)
        end = min(max(word.end + shift, start), place.interval.end)
        group.append(Word(text, round(start, 3), round(end, 3), round(float(word.probability), 4)))
    if group:
        yield tuple(group)


def _place_of(moment: float, places: Sequence[_Place]) -> _Place:
    found = places[0]
    for place in places:
        if place.packed_start > moment:
            break
        found = place
    return found
