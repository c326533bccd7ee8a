"""Hold music told from voices, noise and tones, in sound made for it."""

from __future__ import annotations

import numpy as np
import pytest

from speechqa.recording.hold import LEAST, find_hold
from speechqa.recording.model import SAMPLE_RATE, Audio, Interval

SECONDS = 60
TALK = (Interval(2, 14), Interval(44, 56))


def time_of(seconds: float = SECONDS) -> np.ndarray:
    return np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def music(seconds: float, level_db: float = -22.0) -> np.ndarray:
    """Chords that change twice a second, each dying away."""
    t = time_of(seconds)
    beat = (t * 2).astype(int)
    root = 220.0 * 2 ** (np.array([0, 5, 7, 3])[beat % 4] / 12)
    chord = sum(np.sin(2 * np.pi * np.cumsum(root * ratio) / SAMPLE_RATE) for ratio in (1, 1.25, 1.5, 2))
    chord = chord * np.exp(-2.0 * (t * 2 % 1))
    return chord / np.std(chord) * 10 ** (level_db / 20)


def noise(seconds: float, level_db: float) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 10 ** (level_db / 20), int(seconds * SAMPLE_RATE))


def recording(first: np.ndarray | None = None, at: float = 20.0, floor_db: float = -65.0) -> Audio:
    """Two channels; on the first somebody talks in TALK, and ``first`` lies between."""
    samples = np.stack([noise(SECONDS, floor_db), noise(SECONDS, floor_db)[::-1]])
    for each in TALK:
        begin, end = int(each.start * SAMPLE_RATE), int(each.end * SAMPLE_RATE)
        samples[0, begin:end] += noise(each.length, -22.0)
    if first is not None:
        begin = int(at * SAMPLE_RATE)
        samples[0, begin : begin + first.size] += first
    return Audio(samples.astype(np.float32), 8000, "wav", "pcm_s16le")


def found(audio: Audio, others: tuple[Interval, ...] = ()) -> list[list[tuple[float, float]]]:
    return [[(each.start, each.end) for each in own] for own in find_hold(audio, (TALK, others))]


def test_music_is_found_where_it_is_and_on_its_channel() -> None:
    assert found(recording(music(20))) == [[(20.0, pytest.approx(40.0, abs=0.3))], []]


def test_music_softer_than_the_voice_is_found_too() -> None:
    assert len(found(recording(music(20, -30.0)))[0]) == 1


@pytest.mark.parametrize(
    "sound",
    [
        noise(20, -30.0),
        np.where(time_of(20) % 4 < 1, 0.1 * np.sin(2 * np.pi * 425 * time_of(20)), 0.0),
        0.1 * np.sin(2 * np.pi * 425 * time_of(20)),
        music(LEAST - 1),
        np.zeros(10),
    ],
    ids=["noise", "ringing", "a tone", "a jingle", "nothing"],
)
def test_what_is_no_hold_music(sound: np.ndarray) -> None:
    assert found(recording(sound)) == [[], []]


def test_what_lies_under_the_whole_call_is_no_hold_music() -> None:
    audio = recording()
    samples = audio.samples.copy()
    samples[0] += music(SECONDS, -36.0).astype(np.float32)
    # The voice is above it; it goes on where nobody speaks, before, between and after.
    assert found(Audio(samples, 8000, "wav", "pcm_s16le"))[0] == []


def test_the_other_partys_echo_is_no_hold_music() -> None:
    assert found(recording(music(20)), (Interval(19, 41),)) == [[], []]


def test_a_voice_within_it_parts_it() -> None:
    audio = recording(music(22), at=16.0)
    speech = (Interval(2, 14), Interval(26, 28), Interval(44, 56))
    assert [[(round(each.start), round(each.end)) for each in own] for own in find_hold(audio, (speech, ()))] == [
        [(16, 26), (28, 38)],
        [],
    ]


def test_a_recording_shorter_than_a_frame_has_none() -> None:
    assert find_hold(Audio(np.zeros((1, 100), np.float32), 8000, "wav", "pcm_s16le"), ((),)) == ((),)
