"""Sound in, findings out: what is wrong with a recording before any time is spent on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from speechqa.recording.audio import levels
from speechqa.recording.model import SAMPLE_RATE, Audio, Finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

SILENCE_DBFS = -55.0
"""A frame below this holds no speech that anybody could understand."""

LEAST_SOUND = 0.5
"""Seconds above SILENCE_DBFS below which a channel is silent."""

CLIPPED_SHARE = 0.001
FULL_SCALE = 0.975
"""G.711's largest sample is 0.980 (µ-law) or 0.984 (A-law) of full scale."""

DUAL_MONO_CORRELATION = 0.98
DUAL_MONO_GAIN_DB = 12.0
"""Further apart it is one party and its leak into the other's channel, and those are two channels."""

DUAL_MONO_LAG = 0.05
LENGTH_SECONDS = 3.0
LENGTH_SHARE = 0.1
"""A recording this close to a record's length has the same length: seconds, or a share where that is more."""

_FRAME = SAMPLE_RATE // 10
_WINDOWS = 40


def check_health(audio: Audio) -> tuple[Finding, ...]:
    """All that the sound alone tells."""
    findings: list[Finding] = []
    if audio.truncated:
        findings.append(Finding("truncated"))
    levels_db = levels(audio)
    silent = [_is_silent(channel) for channel in audio.samples]
    if all(silent):
        findings.append(Finding("silent", value=_finite(max(levels_db))))
    else:
        findings += [
            Finding("dead_channel", channel, _finite(levels_db[channel])) for channel, dead in enumerate(silent) if dead
        ]
    correlation = _correlation(audio) if audio.channels == 2 and not any(silent) else 0.0
    if correlation >= DUAL_MONO_CORRELATION:
        findings.append(Finding("dual_mono", value=round(correlation, 4)))
    for channel, samples in enumerate(audio.samples):
        share = float(np.count_nonzero(np.abs(samples) >= FULL_SCALE)) / max(1, samples.shape[0])
        if share > CLIPPED_SHARE:
            findings.append(Finding("clipping", channel, round(share, 5)))
    return tuple(findings)


def check_length(seconds: float | None, expected_seconds: float | None) -> tuple[Finding, ...]:
    """Whether a recording is much longer or shorter than its record's talk time; nothing where either is unknown."""
    if seconds is None or expected_seconds is None or is_same_length(seconds, expected_seconds):
        return ()
    return (Finding("length_mismatch", value=round(seconds - expected_seconds, 2)),)


def is_same_length(seconds: float, expected_seconds: float) -> bool:
    """Whether a recording may be the whole of what a record says it lasted."""
    return abs(seconds - expected_seconds) <= max(LENGTH_SECONDS, LENGTH_SHARE * expected_seconds)


def is_dual_mono(audio: Audio) -> bool:
    """Whether both channels carry the same signal, be it louder, inverted or a few milliseconds later in one."""
    if audio.channels != 2 or any(_is_silent(channel) for channel in audio.samples):
        return False
    return _correlation(audio) >= DUAL_MONO_CORRELATION


def _is_silent(channel: NDArray[np.float32]) -> bool:
    power = _frame_power(channel)
    if power.size == 0:
        return not bool(np.any(np.abs(channel) > 10 ** (SILENCE_DBFS / 20)))
    loud = int(np.count_nonzero(power > 10 ** (SILENCE_DBFS / 10)))
    return loud * _FRAME / SAMPLE_RATE < min(LEAST_SOUND, power.size * _FRAME / SAMPLE_RATE / 2)


def _frame_power(channel: NDArray[np.float32]) -> NDArray[np.float32]:
    n = channel.shape[0] // _FRAME
    frames = channel[: n * _FRAME].reshape(n, _FRAME)
    return np.asarray(np.einsum("ij,ij->i", frames, frames) / _FRAME, dtype=np.float32)


def _correlation(audio: Audio) -> float:
    """Normalised correlation of both channels over active seconds, at the best lag; 0 where the gains differ too much.

    One sum over all seconds, not a mean of each second's: with crosstalk every second correlates well by itself,
    with the gain now this way, now that way, and only over all of them does it fall to nothing.
    """
    left, right = _active_windows(audio.samples)
    n = left.shape[1]
    size = 1 << (2 * n - 1).bit_length()
    spectrum = np.sum(np.fft.rfft(left, size) * np.conj(np.fft.rfft(right, size)), axis=0)
    cross = np.fft.irfft(spectrum, size)
    most = int(DUAL_MONO_LAG * SAMPLE_RATE)
    lags = np.concatenate([np.arange(0, most + 1), np.arange(-most, 0)])
    lag = int(lags[np.argmax(np.abs(cross[lags]))])
    left, right = (left[:, lag:], right[:, : n - lag]) if lag >= 0 else (left[:, : n + lag], right[:, -lag:])
    energies = float(np.sum(left * left)), float(np.sum(right * right))
    if min(energies) <= 0.0 or abs(10.0 * np.log10(energies[0] / energies[1])) > DUAL_MONO_GAIN_DB:
        return 0.0
    return float(abs(np.sum(left * right)) / np.sqrt(energies[0] * energies[1]))


def _active_windows(samples: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Up to _WINDOWS seconds of both channels, spread over all seconds in which either is active."""
    n = samples.shape[1] // SAMPLE_RATE
    if n == 0:
        return samples[:1].astype(np.float64), samples[1:].astype(np.float64)
    seconds = samples[:, : n * SAMPLE_RATE].reshape(2, n, SAMPLE_RATE)
    power = np.einsum("cij,cij->ci", seconds, seconds).max(axis=0) / SAMPLE_RATE
    active = np.flatnonzero(power > 10 ** (SILENCE_DBFS / 10))
    if active.size == 0:
        active = np.arange(n)
    chosen = active[np.unique(np.linspace(0, active.size - 1, min(_WINDOWS, active.size)).astype(int))]
    return seconds[0, chosen].astype(np.float64), seconds[1, chosen].astype(np.float64)


def _finite(level_db: float) -> float | None:
    return round(level_db, 1) if np.isfinite(level_db) else None
