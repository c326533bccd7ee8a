"""Whisper's JSON, of whatever program."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.errors import RecordingError
from tests.transcript.foreign_samples import WHISPERX, check, read, said


def test_whisperx_gives_words_with_times_and_unnamed_speakers_two_channels() -> None:
    transcript = read("a.json", WHISPERX)
    assert said(transcript) == [(0, "Добрый день, клиника."), (1, "Запишите на 2026 год")]
    assert (transcript.channels, transcript.manager_channel, transcript.timed) == (2, None, True)
    assert (transcript.language, transcript.duration) == ("ru", 5.4)
    assert [interval.start for channel in transcript.speech for interval in channel] == [0.5, 3.2]


def test_a_word_without_times_lies_between_its_neighbours() -> None:
    words = read("a.json", WHISPERX).segments[1].words
    assert [(word.text, word.start, word.end) for word in words][2] == ("2026", 4.2, 5.0)


def test_whisperx_score_of_alignment_is_no_probability() -> None:
    assert {word.probability for segment in read("a.json", WHISPERX).segments for word in segment.words} == {1.0}


def test_a_segment_is_cut_where_its_speaker_changes() -> None:
    words = [
        {"word": "да", "start": 0, "end": 1, "speaker": "A"},
        {"word": "нет", "start": 1, "end": 2, "speaker": "B"},
        {"word": "ладно", "start": 2, "end": 3},
    ]
    transcript = read("a.json", {"segments": [{"start": 0, "end": 3, "text": "", "speaker": "A", "words": words}]})
    assert said(transcript) == [(0, "да"), (1, "нет"), (0, "ладно")]


def test_faster_whisper_json_keeps_probabilities_and_is_mono() -> None:
    words = [
        {"word": " Добрый", "start": 0.0, "end": 0.5, "probability": 0.7},
        {"word": " день", "start": 0.5, "end": 1, "probability": 0.9},
    ]
    segment = {"start": 0.0, "end": 1.0, "text": " Добрый день", "words": words, "avg_logprob": -0.3}
    transcript = read("a.json", {"text": "Добрый день", "segments": [segment], "language": "en-US"})
    assert (transcript.channels, transcript.language) == (1, "en")
    assert [word.probability for word in transcript.segments[0].words] == [0.7, 0.9]
    assert transcript.segments[0].average_log_probability == -0.3


def test_segments_without_words_are_spread_by_letters() -> None:
    transcript = read("a.json", [{"start": 10, "end": 20, "text": "да довольно"}])
    assert [(word.start, word.end) for word in transcript.segments[0].words] == [(10, 12), (12, 20)]


@pytest.mark.parametrize(
    ("start", "end"),
    [(math.nan, 2), (-5, 2), (3, 1), (1e300, 2), (None, None), ("x", "y"), (True, []), (2, math.inf), (5, 5)],
)
def test_times_that_cannot_be_are_made_up_from_neighbours(start: object, end: object) -> None:
    segments = [
        {"start": 0, "end": 2, "text": "раз два"},
        {"start": start, "end": end, "text": "три четыре"},
        {"start": 9, "end": 10, "text": "пять"},
    ]
    transcript = read("a.json", {"segments": segments})
    check(transcript)
    assert sum(len(segment.words) for segment in transcript.segments) == 5


def test_half_characters_and_control_characters_do_not_come_through() -> None:
    transcript = read("a.json", '{"segments": [{"start": 0, "end": 1, "text": "да\\ud800 \\u0000нет\\u001b[31m"}]}')
    text = transcript.segments[0].text
    assert text.encode("utf-8").isascii() is False
    assert "\x1b" not in text
    assert "\0" not in text


def test_boilerplate_is_quarantined_as_in_our_own_transcripts() -> None:
    segments = [{"start": 0, "end": 2, "text": "алло"}, {"start": 2, "end": 4, "text": "Продолжение следует..."}]
    assert [s.quarantine for s in read("a.json", {"segments": segments}).segments] == [None, "boilerplate"]


times = st.one_of(st.none(), st.floats(), st.integers(), st.text(max_size=3))
words = st.fixed_dictionaries(
    {},
    optional={
        "word": st.text(max_size=6),
        "start": times,
        "end": times,
        "probability": times,
        "speaker": st.sampled_from(["A", "B", 1, None]),
    },
)
segments = st.fixed_dictionaries(
    {},
    optional={
        "text": st.one_of(st.none(), st.text(max_size=30)),
        "start": times,
        "end": times,
        "speaker": st.sampled_from(["A", "B", "C", "manager", None]),
        "words": st.one_of(st.none(), st.lists(words, max_size=5)),
    },
)


@given(st.lists(segments, max_size=8))
def test_no_json_of_segments_makes_times_or_channels_that_cannot_be(document: list[Any]) -> None:
    try:
        transcript = read("a.json", json.dumps({"segments": document}))
    except RecordingError:
        return
    check(transcript)
