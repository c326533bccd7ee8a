"""The health check."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from speechqa.recording.health import check_health, check_length, is_dual_mono
from speechqa.recording.model import SAMPLE_RATE, Finding
from tests.recording.conftest import audio_of


def codes(*findings: Finding) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.channel) for finding in findings]


def test_a_good_recording_has_no_findings(conversation: NDArray[np.float32]) -> None:
    assert check_health(audio_of(conversation)) == ()
    assert check_health(audio_of(conversation.sum(axis=0))) == ()


def test_a_truncated_recording_is_one() -> None:
    assert ("truncated", None) in codes(*check_health(audio_of(np.zeros((1, 16000)), truncated=True)))


@pytest.mark.parametrize("noise_db", [-200, -70, -60])
def test_silence_is_silent_with_or_without_the_lines_noise(noise_db: float) -> None:
    noise = np.random.default_rng(0).normal(0, 10 ** (noise_db / 20), (2, 5 * SAMPLE_RATE))
    assert codes(*check_health(audio_of(noise))) == [("silent", None)]


def test_one_channel_without_sound_is_dead(conversation: NDArray[np.float32]) -> None:
    dead = conversation.copy()
    dead[1] *= 0
    assert codes(*check_health(audio_of(dead))) == [("dead_channel", 1)]
    assert codes(*check_health(audio_of(dead[::-1]))) == [("dead_channel", 0)]


@pytest.mark.parametrize(("gain", "delay"), [(1.0, 0), (0.4, 0), (-1.0, 0), (1.0, 5), (0.7, -7), (1.0, 320)])
def test_one_signal_on_both_channels_is_dual_mono(conversation: NDArray[np.float32], gain: float, delay: int) -> None:
    one = conversation.sum(axis=0)
    audio = audio_of(np.stack([one, gain * np.roll(one, delay)]))
    assert is_dual_mono(audio)
    assert codes(*check_health(audio)) == [("dual_mono", None)]


@pytest.mark.parametrize("leak_db", [-10, -15, -20, -25])
def test_crosstalk_is_not_dual_mono(conversation: NDArray[np.float32], leak_db: float) -> None:
    leaking = conversation + 10 ** (leak_db / 20) * conversation[::-1]
    assert not is_dual_mono(audio_of(leaking))


def test_one_party_and_its_leak_are_not_dual_mono(conversation: NDArray[np.float32]) -> None:
    assert not is_dual_mono(audio_of(np.stack([conversation[0], 0.1 * conversation[0]])))


def test_clipping_is_found_on_its_channel(conversation: NDArray[np.float32]) -> None:
    loud = conversation.copy()
    loud[0] = np.clip(loud[0] * 12, -1, 1)
    findings = check_health(audio_of(loud))
    assert codes(*findings) == [("clipping", 0)]
    assert 0.001 < (findings[0].value or 0) < 0.5


@pytest.mark.parametrize(("expected", "found"), [(13, False), (15.9, False), (17, True), (9, True), (10.5, False)])
def test_the_length_is_compared_with_the_record(
    conversation: NDArray[np.float32], expected: float, found: bool
) -> None:
    findings = check_length(audio_of(conversation).duration, expected)
    assert (("length_mismatch", None) in codes(*findings)) is found
