"""What holds of the transcripts of all other programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.errors import RecordingError
from speechqa.transcript.foreign.read import ReadingOptions, parts_of
from tests.transcript.foreign_samples import TURNS, read_all


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


@given(st.binary(max_size=300), st.sampled_from([".json", ".srt", ".vtt", ".csv"]))
def test_no_bytes_make_a_traceback(content: bytes, kind: str) -> None:
    try:
        read_all(f"a{kind}", content)
    except RecordingError:
        return
