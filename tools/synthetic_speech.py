"""A text in, a telephone line's samples of a synthetic Russian voice saying it, out; and samples into files.

For developers: needs festival with its Russian voice, and sox.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

RATE = 8_000
VOICE = "(voice_msu_ru_nsh_clunits)"
# what a codec at 8 kHz leaves; the classical 300-3400 Hz takes away a man's fundamental, and Silero then misses
# most of his words
TELEPHONE_BAND = ("sinc", "120-3700")
RINGBACK_HZ, RINGBACK_ON, RINGBACK_PERIOD = 425.0, 1.0, 5.0

Samples = NDArray[np.float64]
"""-1..1 at RATE."""


def refuse_without_voices() -> None:
    """Stop the program with what to install where something is missing."""
    missing = [tool for tool in ("text2wave", "sox") if not shutil.which(tool)]
    voices = Path("/usr/share/festival/voices/russian")
    installed = {f"(voice_{voice.name})" for voice in voices.glob("*")} if voices.is_dir() else set()
    if missing or VOICE not in installed:
        sys.exit("festival's Russian voice and sox are needed: apt-get install festival festvox-ru sox")


def speak_all(
    wanted: Iterable[tuple[str, str]], effects: Mapping[str, str], folder: Path
) -> dict[tuple[str, str], Samples]:
    """Every (voice, text) as samples; ``effects`` are sox's for each voice."""
    ordered = sorted(set(wanted))

    def speak(item: tuple[int, tuple[str, str]]) -> Samples:
        number, (voice, text) = item
        raw, person = folder / f"{number}.raw.wav", folder / f"{number}.wav"
        # festival falls silent at a quotation mark
        readable = text.translate({ord(mark): None for mark in '«»"'})
        subprocess.run(["text2wave", "-o", raw, "-eval", VOICE], input=readable.encode(), check=True)
        told = [*effects[voice].split(), *TELEPHONE_BAND]
        subprocess.run(["sox", "-D", "-v", "0.6", raw, "-r", str(RATE), person, *told], check=True)
        return _trim(read_sound(person)[:, 0])

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(ordered, pool.map(speak, enumerate(ordered)), strict=True))


def read_sound(path: Path) -> Samples:
    """Samples of a file, shape (n, channels)."""
    with av.open(str(path)) as container:
        channels = container.streams.audio[0].channels
        resampler = av.AudioResampler(format="s16", layout="mono" if channels == 1 else "stereo")
        frames = [resampled for frame in container.decode(audio=0) for resampled in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray().reshape(-1, channels) for frame in frames]) / 32768.0


def ringback(seconds: float, length: int) -> Samples:
    """What a caller hears before the answer."""
    time = np.arange(length) / RATE
    on = (time < seconds) & (time % RINGBACK_PERIOD < RINGBACK_ON)
    return np.where(on, 0.1 * np.sin(2 * np.pi * RINGBACK_HZ * time), 0.0)


def whole_numbers(sound: Samples) -> NDArray[np.int16]:
    """Samples as 16-bit integers."""
    return np.round(sound * 32767).astype(np.int16)


def write_wav(sound: Samples, encoding: str, target: Path) -> None:
    """A WAV file in one of sox's encodings (``u-law``, ``gsm-full-rate``, …); sound has the shape (n, channels)."""
    raw = ["-t", "raw", "-r", str(RATE), "-e", "signed-integer", "-b", "16", "-c", str(sound.shape[1]), "-"]
    told = ["sox", "-D", *raw, "-e", encoding, target]
    subprocess.run(told, input=whole_numbers(sound).tobytes(), check=True)


def compress(sound: Samples, codec: str, container_format: str, bit_rate: int, target: Path) -> None:
    """An MP3 or Opus file of so many bits per second for two channels, half for one."""
    whole = whole_numbers(sound)
    layout = "mono" if whole.shape[1] == 1 else "stereo"
    # without bitexact an Ogg stream gets a random serial number
    with av.open(str(target), "w", format=container_format, options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream(codec, rate=RATE, layout=layout)
        stream.bit_rate = bit_rate * whole.shape[1] // 2
        # joint stereo would leak one party into the other's channel
        stream.options = {"joint_stereo": "0"} if codec == "libmp3lame" else {"mapping_family": "255"}
        resampler = av.AudioResampler(format=stream.format, layout=layout, rate=RATE, frame_size=stream.frame_size)
        frame = av.AudioFrame.from_ndarray(whole.reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate = RATE
        for piece in (*resampler.resample(frame), *resampler.resample(None), None):
            container.mux(stream.encode(piece))


def _trim(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return samples[max(0, loud[0] - RATE // 50) : loud[-1] + RATE // 12]
