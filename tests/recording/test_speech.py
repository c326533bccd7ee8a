"""Voice activity: voices, not tones, and each on its own channel."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from speechqa.recording.model import SAMPLE_RATE, Interval
from speechqa.recording.speech import find_speech
from tests.recording.conftest import audio_of


def covered(intervals: tuple[Interval, ...], start: float, end: float) -> float:
    return sum(max(0.0, min(each.end, end) - max(each.start, start)) for each in intervals)


def test_each_channel_has_its_own_partys_speech(conversation: NDArray[np.float32]) -> None:
    manager, customer = find_speech(audio_of(conversation))
    assert covered(manager, 1, 5.5) > 3.8
    assert covered(manager, 6, 13) == 0
    assert covered(customer, 7, 11.5) > 3.8
    assert covered(customer, 0, 6) == 0


def test_mono_has_both_parties(conversation: NDArray[np.float32]) -> None:
    (both,) = find_speech(audio_of(conversation.sum(axis=0)))
    assert covered(both, 0, 13) > 7.6


@pytest.mark.parametrize("leak_db", [-18, -25, -35])
@pytest.mark.parametrize("delay_ms", [0, 25])
def test_what_leaks_from_the_other_party_is_nobodys_speech(
    conversation: NDArray[np.float32], leak_db: float, delay_ms: int
) -> None:
    leak = np.roll(conversation[::-1], delay_ms * SAMPLE_RATE // 1000, axis=1) * 10 ** (leak_db / 20)
    manager, customer = find_speech(audio_of(conversation + leak))
    assert covered(manager, 6, 13) < 0.3
    assert covered(customer, 0, 6) < 0.3
    assert covered(manager, 1, 5.5) > 3.8
    assert covered(customer, 7, 11.5) > 3.8


def test_a_channel_with_nothing_but_a_leak_has_no_speech(conversation: NDArray[np.float32]) -> None:
    only = np.stack([conversation[0], conversation[0] * 10 ** (-25 / 20)])
    assert find_speech(audio_of(only))[1] == ()


def test_a_quiet_customer_is_heard_beside_a_leak(conversation: NDArray[np.float32]) -> None:
    """20 dB quieter than the manager, whose leak is only a little below."""
    quiet = conversation.copy()
    quiet[1] = 0.1 * conversation[1] + 10 ** (-28 / 20) * conversation[0]
    manager, customer = find_speech(audio_of(quiet))
    assert covered(customer, 7, 11.5) > 3.5
    assert covered(customer, 0, 6) < 0.5
    assert covered(manager, 1, 5.5) > 3.8


def test_both_are_heard_when_they_talk_at_once(conversation: NDArray[np.float32]) -> None:
    at_once = conversation.copy()
    at_once[1] = np.roll(at_once[1], -5 * SAMPLE_RATE)
    at_once += 10 ** (-25 / 20) * at_once[::-1]
    manager, customer = find_speech(audio_of(at_once))
    assert covered(manager, 1, 5.5) > 3.5
    assert covered(customer, 2, 6.5) > 3.5


@pytest.mark.parametrize(
    ("frequencies", "on", "period"),
    [((425,), 1.0, 5.0), ((425,), 0.4, 0.8), ((440, 480), 2.0, 6.0), ((1400,), 0.3, 5.0), ((697, 1209), 0.2, 1.0)],
    ids=["ringback", "busy", "american ringback", "hold beep", "keys"],
)
def test_tones_are_no_speech(frequencies: tuple[int, ...], on: float, period: float) -> None:
    time = np.arange(20 * SAMPLE_RATE) / SAMPLE_RATE
    tone = sum(0.2 * np.sin(2 * np.pi * each * time) for each in frequencies) * (time % period < on)
    assert find_speech(audio_of(np.asarray(tone))) == ((),)


def test_silence_noise_and_next_to_nothing_have_no_speech() -> None:
    noise = np.random.default_rng(0).normal(0, 0.01, (2, 5 * SAMPLE_RATE))
    assert find_speech(audio_of(noise)) == ((), ())
    assert find_speech(audio_of(np.zeros((2, 100)))) == ((), ())
    assert find_speech(audio_of(np.zeros((1, 0)))) == ((),)
