"""Sound in, voice activity out: per channel, the intervals in which that channel's own party speaks.

Silero (the model that faster-whisper carries) finds voices; what one party's line picks up of the other (crosstalk)
is taken out first, because it is speech, only not this party's.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from speechqa.recording.model import SAMPLE_RATE, Audio, Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

THRESHOLD = 0.5
MIN_SPEECH_MS = 100
MIN_SILENCE_MS = 500
PAD_MS = 200

LEAK_DB = 15.0
"""A channel this far below the other at the same moment, and below its own party's level, carries a leak."""

OWN_DB = 10.0
"""How far below its own party's usual level a channel must be to count as carrying a leak only."""

LIKENESS = 0.7
"""Correlation with the other channel from which that is a leak even at the level of a quiet party's own voice."""

VOICE_ACTIVITY_VERSION = f"silero {THRESHOLD}/{MIN_SPEECH_MS}/{MIN_SILENCE_MS}/{PAD_MS}, leaks {LEAK_DB}/{OWN_DB}"
"""Everything but the sound that voice activity, and with it a transcript, depends on."""

_FRAME = SAMPLE_RATE * 32 // 1000
_FLOOR_DB = -55.0
_SHORTEST_LEAK_FRAMES = 4
_LONGEST_GAP_FRAMES = 8
_LIKENESS_FRAMES = 5
_FARTHEST_ECHO = SAMPLE_RATE // 10
_SECONDS_WEIGHED = 40


def find_speech(audio: Audio) -> tuple[tuple[Interval, ...], ...]:
    """Intervals of speech for every channel, in order, in seconds."""
    samples = remove_crosstalk(audio.samples) if audio.channels == 2 else audio.samples
    return tuple(_voiced(channel) for channel in samples)


def remove_crosstalk(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Both channels with those moments silenced in which one carries only what leaks from the other."""
    level = np.stack([_frame_levels(channel) for channel in samples])
    if level.shape[1] == 0:
        return samples
    cleaned = samples.copy()
    for own, other in ((0, 1), (1, 0)):
        for first, last in _runs(_is_leak(level[own], level[other], samples[own], samples[other])):
            if last - first >= _SHORTEST_LEAK_FRAMES:
                cleaned[own, first * _FRAME : last * _FRAME] = 0.0
    return cleaned


def _is_leak(
    own: NDArray[np.float32],
    other: NDArray[np.float32],
    own_samples: NDArray[np.float32],
    other_samples: NDArray[np.float32],
) -> NDArray[np.bool_]:
    """Per frame; ``own`` and ``other`` are levels."""
    # A leak comes a moment later than its source (the line's echo), and frames do not begin together.
    source = np.maximum.reduce([other, _shifted(other, 1), _shifted(other, 2), _shifted(other, -1)])
    dominant = own[(own > other + 3.0) & (own > _FLOOR_DB)]
    usual = float(np.percentile(dominant, 75)) if dominant.size >= 10 else np.inf
    below = (source > _FLOOR_DB) & (own < source - LEAK_DB)
    soft = own < usual - OWN_DB
    alike = _likeness(own_samples, other_samples, below) > LIKENESS
    return _closed(below & (soft | alike), allowed=soft)


def _likeness(own: NDArray[np.float32], other: NDArray[np.float32], where: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Normalised correlation of both channels around each frame, at the delay of the echo."""
    n = where.size * _FRAME
    lag = _echo_delay(own, other, np.repeat(where, _FRAME))
    source = np.zeros(n, np.float32)
    if lag >= 0:
        source[lag:] = other[: n - lag]
    else:
        source[: n + lag] = other[-lag:n]
    x, y = own[:n].reshape(-1, _FRAME), source.reshape(-1, _FRAME)
    window = np.ones(_LIKENESS_FRAMES)
    xy, xx, yy = (
        np.convolve(np.einsum("ij,ij->i", a, b, dtype=np.float64), window, mode="full")[
            _LIKENESS_FRAMES // 2 : _LIKENESS_FRAMES // 2 + where.size
        ]
        for a, b in ((x, y), (x, x), (y, y))
    )
    return np.asarray(np.abs(xy) / np.sqrt(np.maximum(xx * yy, 1e-12)), dtype=np.float32)


def _echo_delay(own: NDArray[np.float32], other: NDArray[np.float32], where: NDArray[np.bool_]) -> int:
    """Samples by which what leaks comes later, from the seconds that have most of it."""
    n = where.size // SAMPLE_RATE
    if n == 0:
        return 0
    share = where[: n * SAMPLE_RATE].reshape(n, SAMPLE_RATE).mean(axis=1)
    chosen = np.argsort(-share, kind="stable")[:_SECONDS_WEIGHED]
    chosen = chosen[share[chosen] > 0.2]
    if chosen.size == 0:
        return 0
    masked = (own[: n * SAMPLE_RATE] * where[: n * SAMPLE_RATE]).reshape(n, SAMPLE_RATE)[chosen]
    source = other[: n * SAMPLE_RATE].reshape(n, SAMPLE_RATE)[chosen]
    spectrum = np.sum(np.fft.rfft(masked, 2 * SAMPLE_RATE) * np.conj(np.fft.rfft(source, 2 * SAMPLE_RATE)), axis=0)
    cross = np.abs(np.fft.irfft(spectrum))
    lags = np.arange(-_FARTHEST_ECHO, _FARTHEST_ECHO + 1)
    return int(lags[np.argmax(cross[lags])])


def _shifted(values: NDArray[np.float32], by: int) -> NDArray[np.float32]:
    out = np.full_like(values, -120.0)
    if by > 0:
        out[by:] = values[:-by]
    else:
        out[:by] = values[-by:]
    return out


def _closed(mask: NDArray[np.bool_], allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Fill short gaps (the pauses between the other party's syllables) where nothing of this party's own is lost."""
    filled = mask.copy()
    inside = _runs(mask)
    for (_first, end), (start, _last) in itertools.pairwise(inside):
        if start - end <= _LONGEST_GAP_FRAMES and bool(allowed[end:start].all()):
            filled[end:start] = True
    return filled


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _frame_levels(channel: NDArray[np.float32]) -> NDArray[np.float32]:
    n = channel.shape[0] // _FRAME
    frames = channel[: n * _FRAME].reshape(n, _FRAME)
    power = np.einsum("ij,ij->i", frames, frames) / _FRAME
    return np.asarray(10.0 * np.log10(power + 1e-12), dtype=np.float32)


def _voiced(channel: NDArray[np.float32]) -> tuple[Interval, ...]:
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        threshold=THRESHOLD,
        min_speech_duration_ms=MIN_SPEECH_MS,
        min_silence_duration_ms=MIN_SILENCE_MS,
        speech_pad_ms=PAD_MS,
    )
    found = get_speech_timestamps(np.ascontiguousarray(channel), options)
    return tuple(Interval(each["start"] / SAMPLE_RATE, each["end"] / SAMPLE_RATE) for each in found)
