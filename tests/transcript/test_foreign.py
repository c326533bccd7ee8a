"""Files of other recognisers, subtitles and tables of turns: what is read in them, and what cannot be."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.errors import RecordingError
from speechqa.transcript.foreign.read import ReadingOptions, parts_of, read_part
from speechqa.transcript.model import TURN_SECONDS, Transcript

WHISPERX = {
    "language": "ru",
    "segments": [
        {
            "start": 0.5,
            "end": 3.0,
            "text": " Добрый день, клиника.",
            "speaker": "SPEAKER_01",
            "words": [
                {"word": "Добрый", "start": 0.5, "end": 0.9, "score": 0.31, "speaker": "SPEAKER_01"},
                {"word": "день,", "start": 1.0, "end": 1.4, "score": 0.9, "speaker": "SPEAKER_01"},
                {"word": "клиника.", "start": 1.5, "end": 3.0, "score": 0.8},
            ],
        },
        {
            "start": 3.2,
            "end": 6.0,
            "text": "Запишите на 2026 год",
            "speaker": "SPEAKER_00",
            "words": [
                {"word": "Запишите", "start": 3.2, "end": 4.0, "score": 0.9},
                {"word": "на", "start": 4.0, "end": 4.2, "score": 0.9},
                {"word": "2026"},
                {"word": "год", "start": 5.0, "end": 5.4, "score": 0.9},
            ],
        },
    ],
    "word_segments": [],
}
SRT = """1
00:00:01,000 --> 00:00:03,000
Оператор: Добрый день

2
00:00:03,500 --> 00:00:05,000
Анна Петровна: Здравствуйте, сколько
стоит приём?

3
00:00:05,200 --> 00:00:06,000
Оператор: Тысячу рублей
"""
VTT = """WEBVTT

STYLE
::cue { color: red }

NOTE ничего --> важного

intro
00:01.000 --> 00:03.000 align:start
<v Анна>Добрый <b>день</b>

01:00:03.500 --> 01:00:05.000
<v.loud Иван Петров>Здравствуйте &amp; до свидания</v>
"""
TURNS = """dialogue,line,role,text
17,1,manager,Добрый день
17,2,customer,Здравствуйте
17,3,customer,сколько стоит
17,4,manager,Тысячу
18,2,customer,Алло
18,1,manager,Слушаю вас
"""


def read(name: str, content: str | bytes | dict[str, Any] | list[Any], **options: Any) -> Transcript:
    """The only transcript of a file."""
    (transcript,) = read_all(name, content, **options).values()
    return transcript


def read_all(name: str, content: str | bytes | dict[str, Any] | list[Any], **options: Any) -> dict[Any, Transcript]:
    if isinstance(content, dict | list):
        content = json.dumps(content, ensure_ascii=False)
    raw = content.encode() if isinstance(content, str) else content
    chosen = ReadingOptions(options.pop("language", "ru"), **options)
    path = Path(name)
    return {part.dialogue: read_part(path, raw, part, chosen)[0] for part in parts_of(path, raw, chosen)}


def said(transcript: Transcript) -> list[tuple[int, str]]:
    return [(segment.channel, segment.text) for segment in transcript.segments]


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


def test_each_dialogue_of_a_table_is_a_call_in_the_order_of_its_lines() -> None:
    calls = read_all("a.csv", TURNS)
    assert list(calls) == ["17", "18"]
    assert said(calls["18"]) == [(0, "Слушаю вас"), (1, "Алло")]
    assert {call.manager_channel for call in calls.values()} == {0}


def test_turns_without_times_take_five_seconds_each_however_many_rows_they_have() -> None:
    transcript = read_all("a.csv", TURNS)["17"]
    assert not transcript.timed
    assert [(s.start, s.end) for s in transcript.segments] == [(0, 5), (5, 6.6667), (6.6667, 10), (10, 15)]
    assert transcript.duration == 3 * TURN_SECONDS
    assert [(i.start, i.end) for i in transcript.speech[0]] == [(0, 5), (10, 15)]


def test_a_table_may_have_times_in_seconds_or_as_a_clock() -> None:
    text = "role;text;start;end\nоператор;добрый день;0:01;00:00:02,5\nклиент;алло;2,5;\n"
    transcript = read("a.csv", text)
    assert transcript.timed
    assert [(s.start, s.end) for s in transcript.segments] == [(1.0, 2.5), (2.5, 2.9)]


@pytest.mark.parametrize(
    ("manager", "customer"),
    [
        ("manager", "customer"), ("agent", "client"), ("Operator", "Caller"), ("оператор", "клиент"),
        ("Менеджер", "Покупатель"), ("администратор", "пациент"), ("сотрудник", "абонент"),
        ("Оператор 1", "Клиент Иван"), ("agent_2", "anyone at all"), ("SPEAKER_00", "customer"),
        ("customer service", "Иван"),
    ],
)  # fmt: skip
def test_roles_are_known_in_both_languages(manager: str, customer: str) -> None:
    transcript = read("a.csv", f"role,text\n{customer},алло\n{manager},добрый день\n")
    assert said(transcript) == [(1, "алло"), (0, "добрый день")]
    assert transcript.manager_channel == 0


def test_the_managers_label_can_be_told() -> None:
    transcript = read("a.csv", "role,text\nИван,алло\nАнна,добрый день\n", manager_speaker="анна")
    assert (said(transcript), transcript.manager_channel) == ([(1, "алло"), (0, "добрый день")], 0)


def test_of_three_unnamed_speakers_the_one_with_least_words_is_no_evidence() -> None:
    rows = "role,text\nA,раз два три\nB,раз два\nC,раз\nA,четыре\n"
    transcript = read("a.csv", rows)
    assert [(s.text, s.quarantine) for s in transcript.segments] == [
        ("раз два три", None), ("раз два", None), ("раз", "third_speaker"), ("четыре", None),
    ]  # fmt: skip
    assert transcript.channels == 2
    assert len(transcript.speech[0]) + len(transcript.speech[1]) == 3


def test_two_managers_share_a_channel_and_a_robot_has_none() -> None:
    rows = "role,text\nробот,ждите ответа\nоператор 1,добрый день\nклиент,алло\nоператор 2,слушаю\n"
    transcript = read("a.csv", rows)
    assert [(s.channel, s.text) for s in transcript.segments if s.quarantine is None] == [
        (0, "добрый день"), (1, "алло"), (0, "слушаю"),
    ]  # fmt: skip


def test_a_manager_alone_is_still_the_manager_and_one_without_a_name_is_mono() -> None:
    assert read("a.csv", "role,text\nоператор,алло\n").manager_channel == 0
    assert read("a.csv", "text\nалло\n").channels == 1
    assert read("a.csv", "role,text\nИван,алло\n").channels == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_table_is_read_whatever_program_saved_it(encoding: str, delimiter: str, ending: str) -> None:
    rows = [("ID диалога", "№", "Роль", "Реплика"), ("5", "1", "Оператор", "Добрый день, слушаю")]
    text = ending.join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    calls = read_all("a.csv", text.encode(encoding))
    assert [(name, said(call)) for name, call in calls.items()] == [("5", [(0, "Добрый день, слушаю")])]


def test_columns_can_be_told() -> None:
    text = "a,b,c\nменеджер,раз,7\nклиент,два,7\n"
    calls = read_all("a.csv", text, columns={"role": "A", "text": "b", "dialogue": "c"})
    assert said(calls["7"]) == [(0, "раз"), (1, "два")]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", "", "empty"),
        ("a.json", "{", "not valid JSON"),
        ("a.json", "[" * 100_000, "not valid JSON"),
        ("a.json", '{"a": 1' + "0" * 10_000 + "}", "not valid JSON"),
        ("a.json", "{}", "no list of segments"),
        ("a.json", '{"segments": {"a": 1}}', "no list of segments"),
        ("a.json", '{"segments": [1, 2]}', "no list of segments"),
        ("a.json", '{"segments": []}', "nothing is said"),
        ("a.json", '{"segments": [{"text": "  "}]}', "nothing is said"),
        ("a.json", b"\x00\x01\x02", "not a text file"),
        ("a.json", b"\xff\xfe\x00", "not a text file"),
        ("a.srt", "hello", "no subtitles"),
        ("a.vtt", "WEBVTT\n\n", "no subtitles"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n\n", "nothing is said"),
        ("a.csv", "dialogue,role,text\n", "not one turn"),
        ("a.csv", "dialogue,role,text\n1,manager,\n", "not one turn"),
        ("a.csv", "x,y\n1,2\n", "no column for the text"),
        ("a.csv", 'role,text\nmanager,"' + "x" * (1 << 21), "not a CSV table"),
        ("a.csv", "role,text\nmanager,Добрый день, слушаю\n", "3 cells where the header has 2"),
        ("a.csv", 'role,text\nmanager,"Добрый день\ncustomer,да\n', "not a CSV table"),
        ("a.csv", f"dialogue,text\n{'x' * 500},да\n", "too long"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, content: str | bytes, reason: str) -> None:
    with pytest.raises(RecordingError, match=reason):
        read_all(name, content)


def test_a_told_column_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(RecordingError) as error:
        read_all("a.csv", TURNS, columns={"text": "words"})
    assert "'words'" in error.value.what
    assert "dialogue, line, role, text" in (error.value.remedy or "")


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


def test_overlapping_cues_stay_as_they_are() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:05.000\n<v A>да да\n\n00:02.000 --> 00:03.000\n<v B>нет\n"
    assert [(s.start, s.end) for s in read("a.vtt", text).segments] == [(1.0, 5.0), (2.0, 3.0)]


def test_half_characters_and_control_characters_do_not_come_through() -> None:
    transcript = read("a.json", '{"segments": [{"start": 0, "end": 1, "text": "да\\ud800 \\u0000нет\\u001b[31m"}]}')
    text = transcript.segments[0].text
    assert text.encode("utf-8").isascii() is False
    assert "\x1b" not in text
    assert "\0" not in text


def test_letters_are_composed_and_words_hold_no_invisible_marks() -> None:
    assert read("a.csv", "text\nи\u0306од за\u00adпись\u00a0да\n").segments[0].text == "йод запись да"


def test_boilerplate_is_quarantined_as_in_our_own_transcripts() -> None:
    segments = [{"start": 0, "end": 2, "text": "алло"}, {"start": 2, "end": 4, "text": "Продолжение следует..."}]
    assert [s.quarantine for s in read("a.json", {"segments": segments}).segments] == [None, "boilerplate"]


def test_what_changes_the_reading_changes_the_identity() -> None:
    path, raw = Path("a.csv"), TURNS.encode()
    options = ReadingOptions("ru")
    first, second = parts_of(path, raw, options)
    changed = parts_of(path, TURNS.replace("Тысячу", "Две").encode(), options)
    ids = [
        first.transcript_id(options),
        second.transcript_id(options),
        changed[0].transcript_id(options),
        first.transcript_id(ReadingOptions("en")),
        first.transcript_id(ReadingOptions("ru", {"text": "text"})),
        first.transcript_id(ReadingOptions("ru", {}, "Анна")),
        first.transcript_id(options, "sum of a recording"),
    ]
    assert len(set(ids)) == len(ids)
    assert changed[1].transcript_id(options) == ids[1]


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


@given(st.binary(max_size=300), st.sampled_from([".json", ".srt", ".vtt", ".csv"]))
def test_no_bytes_make_a_traceback(content: bytes, kind: str) -> None:
    try:
        read_all(f"a{kind}", content)
    except RecordingError:
        return


cells = st.text(alphabet='аб1,;"\n\t:.-n ', max_size=8)


@given(st.lists(st.tuples(cells, cells, cells, cells, cells, cells), max_size=8))
def test_no_table_makes_a_traceback(rows: list[tuple[str, ...]]) -> None:
    text = "dialogue,line,role,text,start,end\n" + "\n".join(",".join(row) for row in rows)
    try:
        calls = read_all("a.csv", text)
    except RecordingError:
        return
    for call in calls.values():
        check(call)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=6))
def test_no_subtitles_make_a_traceback(cues: list[tuple[str, str]]) -> None:
    text = "".join(f"{a}\n00:0{n}:01,000 --> 00:0{n}:00,5\n{b}\n\n" for n, (a, b) in enumerate(cues))
    try:
        check(read("a.srt", text))
    except RecordingError:
        return


def check(transcript: Transcript) -> None:
    """The laws of every transcript."""
    assert transcript.segments
    assert len(transcript.speech) == transcript.channels
    starts = [segment.start for segment in transcript.segments]
    assert starts == sorted(starts)
    for segment in transcript.segments:
        assert 0 <= segment.channel < transcript.channels
        assert segment.words
        for word in segment.words:
            assert word.text.strip() == word.text != ""
            assert 0 <= word.start < word.end <= transcript.duration
            assert math.isfinite(word.end)
            assert 0 <= word.probability <= 1
        assert list(segment.words) == sorted(segment.words, key=lambda word: word.start)
        assert segment.quarantine != "no_voice"
