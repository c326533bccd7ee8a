"""SRT and WebVTT."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.errors import RecordingError
from tests.transcript.foreign_samples import SRT, VTT, check, read, said


def test_srt_names_its_speakers_before_a_colon_and_a_role_names_the_manager() -> None:
    transcript = read("a.srt", SRT)
    assert said(transcript) == [
        (0, "Добрый день"), (1, "Здравствуйте, сколько стоит приём?"), (0, "Тысячу рублей"),
    ]  # fmt: skip
    assert (transcript.channels, transcript.manager_channel) == (2, 0)


@pytest.mark.parametrize("mark", ["[SPEAKER_00]: ", "SPEAKER_00: ", "(Анна) ", "Анна: ", "АННА: ", ">> Анна: "])
def test_a_name_before_the_text_is_the_speaker(mark: str) -> None:
    text = f"1\n00:00:01,000 --> 00:00:02,000\n{mark}добрый день\n\n2\n00:00:02,000 --> 00:00:03,000\nИван: алло\n"
    transcript = read("a.srt", text)
    assert said(transcript) == [(0, "добрый день"), (1, "алло")]


def test_a_colon_in_a_sentence_is_no_speaker() -> None:
    cues = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\nслово номер {n}\n\n" for n in range(1, 6))
    transcript = read("a.srt", cues + "6\n00:00:07,000 --> 00:00:08,000\nИтог: пять тысяч в 15:30\n")
    assert transcript.channels == 1
    assert transcript.segments[-1].text == "Итог: пять тысяч в 15:30"


def test_webvtt_names_its_speakers_in_voice_tags_and_holds_notes_and_styles() -> None:
    transcript = read("a.vtt", VTT)
    assert said(transcript) == [(0, "Добрый день"), (1, "Здравствуйте & до свидания")]
    assert [segment.start for segment in transcript.segments] == [1.0, 3603.5]


def test_two_voices_in_one_cue_are_two_speakers() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:05.000\n<v A>да <v B>нет\n"
    assert said(read("a.vtt", text)) == [(0, "да"), (1, "нет")]


def test_cues_without_empty_lines_between_them_are_read() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nраз\n2\n00:00:02,000 --> 00:00:03,000\nдва\n"
    assert [segment.text for segment in read("a.srt", text).segments] == ["раз", "два"]


def test_overlapping_cues_stay_as_they_are() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:05.000\n<v A>да да\n\n00:02.000 --> 00:03.000\n<v B>нет\n"
    assert [(s.start, s.end) for s in read("a.vtt", text).segments] == [(1.0, 5.0), (2.0, 3.0)]


cells = st.text(alphabet='аб1,;"\n\t:.-n ', max_size=8)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=6))
def test_no_subtitles_make_a_traceback(cues: list[tuple[str, str]]) -> None:
    text = "".join(f"{a}\n00:0{n}:01,000 --> 00:0{n}:00,5\n{b}\n\n" for n, (a, b) in enumerate(cues))
    try:
        check(read("a.srt", text))
    except RecordingError:
        return
