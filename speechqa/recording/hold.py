"""Sound and its voice activity in, the stretches of hold music out: per channel, long and loud, and nobody's voice.

Told from a line's noise by being about as loud as speech, louder than what lies under the rest of the call, and made of
tones; from a tone or the mains' hum by its changes. A song with words is taken for a voice, as is an announcement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from speechqa.recording.model import SAMPLE_RATE, Audio, Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST = 8.0
"""Seconds from which it is hold: rings and beeps are shorter, or have pauses."""

LONGEST_PAUSE = 1.5
"""Seconds of rest within music."""

LOUD_SHARE = 0.75
"""Share of a stretch that is loud."""

BELOW_VOICE_DB, FLOOR_DB = 18.0, -45.0
"""How far below the channel's own voice it may be; and the least level where there is no voice to compare with."""

ABOVE_NOISE_DB = 9.0
"""How far above what is heard when nobody speaks in the rest of the call."""

TONAL = 0.12
"""Spectral flatness (0 a tone, about 0.5 white noise) below which sound is made of tones."""

LEAST_CHANGE_DB = 1.0
"""How much the level of music changes from one tenth of a second to another (standard deviation)."""

_FRAME = SAMPLE_RATE // 10
_LEAST_FRAMES = 20
_BAND = (300, 3400)


def find_hold(audio: Audio, speech: Sequence[Sequence[Interval]]) -> tuple[tuple[Interval, ...], ...]:
    """Hold music on each channel, in order of time; ``speech`` is that of the same channels."""
    frames = audio.samples.shape[1] // _FRAME
    voiced = [_mask(own, frames) for own in speech]
    return tuple(
        _of_channel(audio.samples[channel], voiced[channel], _others(voiced, channel, frames))
        for channel in range(audio.channels)
    )


def _of_channel(
    samples: NDArray[np.float32], own: NDArray[np.bool_], others: NDArray[np.bool_]
) -> tuple[Interval, ...]:
    cut = samples[: own.size * _FRAME].reshape(own.size, _FRAME)
    level = 10.0 * np.log10(np.einsum("ij,ij->i", cut, cut) / _FRAME + 1e-12)
    voice = level[own & (level > FLOOR_DB - 10.0)]
    least = FLOOR_DB if voice.size < _LEAST_FRAMES else max(FLOOR_DB, float(np.median(voice)) - BELOW_VOICE_DB)
    # While the other party speaks, what is heard here may be that party's echo.
    counts = ~own & ~others
    loud = counts & (level > least)
    found = []
    for first, last in _stretches(loud, own):
        inside = counts[first:last]
        if (last - first) * _FRAME < LEAST * SAMPLE_RATE or 2 * inside.sum() < last - first:
            continue
        if loud[first:last].sum() < LOUD_SHARE * inside.sum():
            continue
        outside = counts.copy()
        outside[first:last] = False
        if _is_music(cut[first:last][loud[first:last]], level[first:last][loud[first:last]], level[outside]):
            found.append(Interval(first * _FRAME / SAMPLE_RATE, last * _FRAME / SAMPLE_RATE))
    return tuple(found)


def _is_music(cut: NDArray[np.float32], level: NDArray[np.float32], outside: NDArray[np.float32]) -> bool:
    if outside.size >= _LEAST_FRAMES:
        # Rests and other music lie among the rest of the call: the quiet part of it is the line's own noise.
        noise = float(np.percentile(outside, 25))
        if float(np.median(level)) < noise + ABOVE_NOISE_DB:
            return False
    if float(np.std(level)) < LEAST_CHANGE_DB:
        return False
    spectrum = np.abs(np.fft.rfft(cut * np.hanning(_FRAME).astype(np.float32), axis=1)) ** 2 + 1e-12
    low, high = (frequency * _FRAME // SAMPLE_RATE for frequency in _BAND)
    band = spectrum[:, low:high]
    flatness = np.exp(np.mean(np.log(band), axis=1)) / np.mean(band, axis=1)
    return float(np.median(flatness)) < TONAL


def _stretches(loud: NDArray[np.bool_], own: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Runs of loud frames with rests between them, none with a voice inside."""
    most = int(LONGEST_PAUSE * SAMPLE_RATE / _FRAME)
    runs: list[tuple[int, int]] = []
    said = np.concatenate([[0], np.cumsum(own)])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(np.int8))).reshape(-1, 2)
    for first, last in edges.tolist():
        if runs and said[first] == said[runs[-1][1]] and first - runs[-1][1] <= most:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return runs


def _mask(intervals: Sequence[Interval], frames: int) -> NDArray[np.bool_]:
    mask = np.zeros(frames, bool)
    for each in intervals:
        mask[int(each.start * SAMPLE_RATE) // _FRAME : -(-int(each.end * SAMPLE_RATE) // _FRAME)] = True
    return mask


def _others(voiced: Sequence[NDArray[np.bool_]], channel: int, frames: int) -> NDArray[np.bool_]:
    others = [mask for place, mask in enumerate(voiced) if place != channel]
    return np.logical_or.reduce(others) if others else np.zeros(frames, bool)
