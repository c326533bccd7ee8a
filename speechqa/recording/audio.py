"""A path in, sound out: every channel as float samples at SAMPLE_RATE; and the other way, clips as WAV files.

Files come from outside, so that FFmpeg is shown only an open file (never a name that could be a URL), and only the
containers and codecs below are let in: a playlist called ``.wav`` opens nothing.
"""

from __future__ import annotations

import os
import stat
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from speechqa.errors import RecordingError
from speechqa.recording.model import SAMPLE_RATE, Audio
from speechqa.recording.truncation import is_cut
from speechqa.texts import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMATS = "WAV (PCM, µ-law, A-law, GSM, ADPCM), MP3, OGG (Opus, Vorbis), WebM (Opus, Vorbis), FLAC, GSM"
"""What ``decode`` takes, as a person reads it."""

MAX_HOURS = 6
"""Longer files are refused: a small file can hold days of silence, and all samples stand in memory."""

_CONTAINERS = ("wav", "mp3", "ogg", "matroska", "webm", "flac", "gsm")
_CODECS = (
    *("pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_u8", "pcm_f32le", "pcm_f64le", "pcm_mulaw", "pcm_alaw"),
    *("gsm", "gsm_ms", "adpcm_ima_wav", "adpcm_ms"),
    *("mp3", "mp3float", "opus", "libopus", "vorbis", "flac"),
)
_MATROSKA_CODECS = frozenset(("opus", "libopus", "vorbis"))
_GSM_FRAME_BYTES = 33
_LONGEST_TAG = 256


def decode(path: Path, sent: Path | None = None) -> Audio:
    """Read all of a recording.

    Args:
        sent: the file with the other party's voice, where each has one of its own: it becomes the second channel.

    Raises:
        RecordingError: with the reason: unreadable, empty, no recording, not a known format, no sound in it.
    """
    if sent is not None:
        return _side_by_side(decode(path), decode(sent))
    with _open_regular(path) as file:
        if os.fstat(file.fileno()).st_size == 0:
            raise RecordingError(_("the file is empty"), str(path))
        cut = is_cut(file)
        file.seek(0)
        return _decode_file(file, path, cut)


def clip(audio: Audio, start: float, end: float, target: Path) -> None:
    """Write the sound from ``start`` to ``end`` (seconds) as a WAV file that only its owner can read."""
    segment = _segment(audio)[int(max(0.0, start) * 1000) : int(max(start, end) * 1000)]
    target.unlink(missing_ok=True)
    descriptor = os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        segment.export(file, format="wav")


def levels(audio: Audio) -> tuple[float, ...]:
    """Mean level (RMS) of each channel, dBFS; minus infinity for digital silence."""
    return tuple(float(channel.dBFS) for channel in _segment(audio).split_to_mono())


def probe_seconds(path: Path) -> float:
    """How long a recording is by its header, for a progress bar; 0 where the header tells nothing."""
    try:
        with _open_regular(path) as file, _open_container(file, path) as container:
            return float(container.duration or 0) / 1_000_000
    except RecordingError:
        return 0.0


def read_tags(path: Path) -> dict[str, str]:
    """The tags of a recording, their names in capitals, without decoding any sound; none where it cannot be read."""
    try:
        with _open_regular(path) as file, _open_container(file, path) as container:
            return {str(name).upper(): str(value)[:_LONGEST_TAG] for name, value in container.metadata.items()}
    except RecordingError:
        return {}


def _side_by_side(received: Audio, sent: Audio) -> Audio:
    """Both begin together; the one that ends earlier is silent from there."""
    length = max(received.samples.shape[1], sent.samples.shape[1])
    samples = np.zeros((2, length), np.float32)
    for channel, audio in enumerate((received, sent)):
        samples[channel, : audio.samples.shape[1]] = audio.samples.mean(axis=0)
    rate = max(received.source_rate, sent.source_rate)
    return Audio(samples, rate, received.container, received.codec, received.truncated or sent.truncated)


def _open_regular(path: Path) -> IO[bytes]:
    # O_NONBLOCK: opening a FIFO without a writer would wait for ever.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise RecordingError(_("cannot be read: {reason}").format(reason=error.strerror), str(path)) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise RecordingError(_("not a regular file"), str(path))
    return os.fdopen(descriptor, "rb")


def _decode_file(file: IO[bytes], path: Path, cut: bool) -> Audio:
    container = _open_container(file, path)
    with container:
        if not set(container.format.name.split(",")) <= set(_CONTAINERS):
            raise _not_a_recording(path)
        if not container.streams.audio:
            raise RecordingError(_("there is no sound in the file"), str(path))
        stream = container.streams.audio[0]
        context = stream.codec_context
        if context is None or context.name not in _CODECS:
            raise _not_a_recording(path)
        if "matroska" in container.format.name and context.name not in _MATROSKA_CODECS:
            raise _not_a_recording(path)
        if container.format.name == "gsm" and not _is_gsm(file):
            raise _not_a_recording(path)
        if not 1 <= context.channels <= 2:
            raise RecordingError(_("more than two channels: {n}").format(n=context.channels), str(path))
        rate, declared = int(context.sample_rate), _declared_seconds(container, stream)
        samples, broken = _samples(container, stream, path)
        codec = str(context.name)
    if samples.shape[1] == 0:
        if cut or broken:
            raise RecordingError(_("the file is cut off before any sound"), str(path))
        raise RecordingError(_("there is no sound in the file"), str(path))
    missing = declared - samples.shape[1] / SAMPLE_RATE if declared else 0.0
    truncated = cut or broken or missing > max(1.0, 0.02 * (declared or 0.0))
    return Audio(samples, rate, container.format.name, codec, truncated)


def _open_container(file: IO[bytes], path: Path) -> Any:
    import av

    av.logging.set_level(None)
    try:
        return av.open(
            file,
            mode="r",
            metadata_errors="ignore",
            container_options={"format_whitelist": ",".join(_CONTAINERS), "codec_whitelist": ",".join(_CODECS)},
        )
    except (av.error.FFmpegError, ValueError, OSError):
        raise _not_a_recording(path) from None


def _samples(container: Any, stream: Any, path: Path) -> tuple[NDArray[np.float32], bool]:
    """All samples, and whether most of the data was broken."""
    import av

    channels = int(stream.codec_context.channels)
    resampler = av.AudioResampler(format="fltp", layout="mono" if channels == 1 else "stereo", rate=SAMPLE_RATE)
    pieces: list[NDArray[np.float32]] = []
    total = good = bad = 0
    frames = _frames(container, stream)
    try:
        for frame in frames:
            if frame is None:
                bad += 1
                continue
            good += 1
            frame.pts = None
            for out in resampler.resample(frame):
                pieces.append(out.to_ndarray())
                total += out.samples
            if total > MAX_HOURS * 3600 * SAMPLE_RATE:
                raise RecordingError(_("longer than {n} hours").format(n=MAX_HOURS), str(path))
        for out in resampler.resample(None):
            pieces.append(out.to_ndarray())
    except (av.error.FFmpegError, ValueError) as error:
        raise RecordingError(_("the sound cannot be decoded: {reason}").format(reason=error), str(path)) from None
    if not pieces:
        return np.zeros((channels, 0), np.float32), bad > 0
    samples = np.ascontiguousarray(np.concatenate(pieces, axis=1), dtype=np.float32)
    np.nan_to_num(samples, copy=False, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.clip(samples, -1.0, 1.0, out=samples), bad > max(2, good // 20)


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames, None for a packet that could not be decoded."""
    import av

    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except av.error.EOFError:
            return
        except av.error.FFmpegError:
            yield None
            return
        try:
            yield from packet.decode()
        except av.error.EOFError:
            return
        except av.error.FFmpegError:
            yield None


def _declared_seconds(container: Any, stream: Any) -> float | None:
    """What the header says, for the containers whose length FFmpeg does not guess from the file's size."""
    if container.format.name == "flac" and stream.duration is not None:
        return float(stream.duration * stream.time_base)
    if "matroska" in container.format.name and container.duration is not None:
        return float(container.duration) / 1_000_000
    return None


def _is_gsm(file: IO[bytes]) -> bool:
    """Raw GSM has no header and FFmpeg goes by the name: every frame must begin with the mark 0xD."""
    position = file.tell()
    file.seek(0)
    head = file.read(_GSM_FRAME_BYTES * 20)
    file.seek(position)
    return len(head) >= _GSM_FRAME_BYTES and all(byte >> 4 == 0xD for byte in head[::_GSM_FRAME_BYTES])


def _not_a_recording(path: Path) -> RecordingError:
    return RecordingError(
        _("not a recording in a known format"), str(path), _("Known are: {formats}.").format(formats=FORMATS)
    )


def _segment(audio: Audio) -> Any:
    pcm = np.rint(audio.samples.T * 32767.0).astype("<i2").tobytes()
    return _audio_segment()(data=pcm, sample_width=2, frame_rate=SAMPLE_RATE, channels=audio.channels)


def _audio_segment() -> Any:
    with warnings.catch_warnings():
        # pydub looks for ffmpeg, which it needs only for files that PyAV reads for us, and imports audioop.
        warnings.filterwarnings("ignore", message="Couldn't find ff", category=RuntimeWarning)
        warnings.filterwarnings("ignore", message="'audioop' is deprecated", category=DeprecationWarning)
        warnings.filterwarnings("ignore", message=r".*invalid escape sequence")
        from pydub import AudioSegment

    return AudioSegment
