"""Real files: two short synthetic voices and two GSM files lie in data/, all else is built from them."""

from __future__ import annotations

import os
import struct
import tempfile
import wave
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from speechqa.recording.audio import decode
from speechqa.recording.model import SAMPLE_RATE, Audio

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def manager() -> NDArray[np.float32]:
    """4.5 s of a voice, 16 kHz."""
    return decode(DATA / "manager.opus").samples[0]


@pytest.fixture(scope="session")
def customer() -> NDArray[np.float32]:
    """4.5 s of another one."""
    return decode(DATA / "customer.opus").samples[0]


@pytest.fixture(scope="session")
def conversation(manager: NDArray[np.float32], customer: NDArray[np.float32]) -> NDArray[np.float32]:
    """Two channels, 16 kHz: the manager from 1 s, the customer from 7 s, 13 s in all; a little noise on the line."""
    samples = np.random.default_rng(1).normal(0.0, 10 ** (-65 / 20), (2, 13 * SAMPLE_RATE))
    samples[0, SAMPLE_RATE : SAMPLE_RATE + manager.size] += manager
    samples[1, 7 * SAMPLE_RATE : 7 * SAMPLE_RATE + customer.size] += customer
    return samples.astype(np.float32)


def audio_of(samples: NDArray[Any], truncated: bool = False) -> Audio:
    return Audio(np.ascontiguousarray(np.atleast_2d(samples), dtype=np.float32), 8000, "wav", "pcm_s16le", truncated)


def write_wav(path: Path, samples: NDArray[Any], rate: int = SAMPLE_RATE) -> Path:
    """PCM, 16 bits; samples are (channels, n)."""
    pcm = np.rint(np.clip(np.atleast_2d(samples), -1, 1).T * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(pcm.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm.tobytes())
    return path


def wav_bytes(data: bytes, declared: int, channels: int = 1, rate: int = 8000) -> bytes:
    """A WAV file whose header declares any length."""
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 0xFFFFFFFF, b"WAVE", b"fmt ", 16, 1, channels, rate, rate * 2, 2, 16)
    return head + struct.pack("<4sI", b"data", declared) + data


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def as_nobody() -> AbstractContextManager[None]:
    """Within it root, who may read everything, is another user."""

    @contextmanager
    def nobody() -> Iterator[None]:
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(user)

    return nobody()


Encode = Callable[..., Path]


@pytest.fixture(scope="session")
def encode() -> Encode:
    """Writes samples (channels, n) at 16 kHz through one of FFmpeg's encoders."""

    def encoded(path: Path, samples: NDArray[Any], codec: str, rate: int, container: str, **options: str) -> Path:
        import av

        samples = np.atleast_2d(samples)
        layout = "mono" if samples.shape[0] == 1 else "stereo"
        with av.open(str(path), "w", format=container) as output:
            stream = output.add_stream(codec, rate=rate, options={"strict": "-2", **options})
            stream.layout = layout
            resampler = av.AudioResampler(format=stream.format, layout=layout, rate=rate)
            pcm = np.rint(np.clip(samples, -1, 1).T * 32767).astype(np.int16)
            whole = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout=layout)
            whole.sample_rate = SAMPLE_RATE
            queue = av.AudioFifo()
            for frame in [*resampler.resample(whole), *resampler.resample(None)]:
                frame.pts = None
                queue.write(frame)
            position = 0
            while (frame := queue.read(stream.codec_context.frame_size or 1024, partial=True)) is not None:
                frame.pts = position
                position += frame.samples
                output.mux(stream.encode(frame))
            output.mux(stream.encode(None))
        return path

    return encoded
