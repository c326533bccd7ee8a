"""Sound in, voice activity out: per channel, the intervals in which that channel's own party speaks.

Silero (the model that faster-whisper carries) finds voices; what one party's line picks up of the other (crosstalk)
is taken out of what it found, because it is speech, only not this party's.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from speechqa.recording.model import SAMPLE_RATE, Audio, Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

THRESHOLD, END_THRESHOLD = 0.25, 0.1
"""Silero's probability that begins and that ends a voice. Its own 0.5 loses a fifth of narrow-band speech
(docs/benchmarks.md)."""

MIN_SPEECH_MS = 100
MIN_SILENCE_MS = 500
PAD = 0.3
"""Seconds kept on both sides of a voice: its first and last sounds are soft."""

MOSTLY_LEAK = 0.7
"""Share of an interval from which it is nothing but a leak."""

SHORTEST_CUT, SHORTEST_OWN = 0.4, 0.2
"""Seconds of a leak worth cutting out of an interval, and of own speech worth keeping beside it."""

LEAK_DB = 15.0
"""A channel this far below the other at the same moment, and below its own party's level, carries a leak."""

OWN_DB = 10.0
"""How far below its own party's usual level a channel must be to count as carrying a leak only."""

LIKENESS = 0.7
"""Correlation with the other channel from which that is a leak even at the level of a quiet party's own voice."""

VOICE_ACTIVITY_VERSION = (
    f"silero {THRESHOLD}/{END_THRESHOLD}/{MIN_SPEECH_MS}/{MIN_SILENCE_MS}/{PAD}, "
    f"leaks {LEAK_DB}/{OWN_DB}/{LIKENESS}/{MOSTLY_LEAK}"
)
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
    voiced = [_voiced(channel) for channel in audio.samples]
    if audio.channels == 2:
        voiced = [_without(own, leaks) for own, leaks in zip(voiced, _leaks(audio.samples), strict=True)]
    return tuple(_padded(own, audio.duration) for own in voiced)


def _leaks(samples: NDArray[np.float32]) -> tuple[list[Interval], list[Interval]]:
    """Of each channel the moments in which it carries only what leaks from the other."""
    level = np.stack([_frame_levels(channel) for channel in samples])
    if level.shape[1] == 0:
        return [], []
    return tuple(  # type: ignore[return-value]
        [
            Interval(first * _FRAME / SAMPLE_RATE, last * _FRAME / SAMPLE_RATE)
            for first, last in _runs(_is_leak(level[own], level[other], samples[own], samples[other]))
            if last - first >= _SHORTEST_LEAK_FRAMES
        ]
        for own, other in ((0, 1), (1, 0))
    )


def _without(voiced: list[Interval], leaks: list[Interval]) -> list[Interval]:
    """The voiced intervals less the leaks; what little is left between leaks goes with them."""
    left: list[Interval] = []
    for interval in voiced:
        inside = [leak for leak in leaks if leak.start < interval.end and leak.end > interval.start]
        leaked = sum(min(leak.end, interval.end) - max(leak.start, interval.start) for leak in inside)
        if leaked > MOSTLY_LEAK * interval.length:
            continue
        start = interval.start
        for leak in inside:
            if leak.end - leak.start < SHORTEST_CUT:
                continue
            if leak.start - start >= SHORTEST_OWN:
                left.append(Interval(start, leak.start))
            start = max(start, leak.end)
        if interval.end - start >= SHORTEST_OWN:
            left.append(Interval(start, interval.end))
    return left


def _padded(voiced: list[Interval], duration: float) -> tuple[Interval, ...]:
    """Intervals with PAD on both sides, those that then touch as one."""
    joined: list[Interval] = []
    for interval in voiced:
        start, end = max(0.0, interval.start - PAD), min(duration, interval.end + PAD)
        if joined and start <= joined[-1].end:
            start = joined.pop().start
        joined.append(Interval(start, end))
    return tuple(joined)


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


def _voiced(channel: NDArray[np.float32]) -> list[Interval]:
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        threshold=THRESHOLD,
        neg_threshold=END_THRESHOLD,
        min_speech_duration_ms=MIN_SPEECH_MS,
        min_silence_duration_ms=MIN_SILENCE_MS,
        speech_pad_ms=0,
    )
    found = get_speech_timestamps(np.ascontiguousarray(channel), options)
    return [Interval(each["start"] / SAMPLE_RATE, each["end"] / SAMPLE_RATE) for each in found]
