from __future__ import annotations

from pathlib import Path

import pytest

from speechqa.errors import SpeechqaError
from speechqa.recording.find import find_recordings, read_identity


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


def found(folder: Path, *arguments: str, transcripts: bool = False) -> list[tuple[str, str | None]]:
    """Each call's file and its transcript's."""
    files = find_recordings([str(folder / one) for one in arguments or ("",)], transcripts=transcripts)
    return [(file.path.name, file.transcript.name if file.transcript else None) for file in files]


def test_a_folders_transcripts_are_taken_only_when_asked_for(tmp_path: Path) -> None:
    make(tmp_path, "a.wav", "a.json", "b.srt")
    assert found(tmp_path) == [("a.wav", None)]
    assert found(tmp_path, transcripts=True) == [("a.wav", "a.json"), ("b.srt", "b.srt")]


def test_a_named_transcript_is_taken_as_it_is(tmp_path: Path) -> None:
    make(tmp_path, "a.csv", "b.json", "c.txt")
    assert found(tmp_path, "a.csv", "b.json") == [("a.csv", "a.csv"), ("b.json", "b.json")]


def test_a_folder_of_transcripts_alone_is_no_folder_of_recordings(tmp_path: Path) -> None:
    make(tmp_path, "a.json")
    with pytest.raises(SpeechqaError, match="no recordings"):
        found(tmp_path)


def test_a_pattern_that_asks_for_transcripts_gets_them(tmp_path: Path) -> None:
    make(tmp_path, "a.json", "b.json", "c.srt")
    assert found(tmp_path, "*.json") == [("a.json", "a.json"), ("b.json", "b.json")]


@pytest.mark.parametrize("name", ["call-1.json", "call-1.wav.json", "call-1.SRT", "call-1.csv"])
def test_a_transcript_of_the_same_stem_is_of_that_recording(tmp_path: Path, name: str) -> None:
    make(tmp_path, "call-1.wav", name, "call-10.wav")
    assert found(tmp_path, transcripts=True) == [("call-1.wav", name), ("call-10.wav", None)]
    assert found(tmp_path, name) == [("call-1.wav", name)]
    assert found(tmp_path, "call-1.wav", transcripts=True) == [("call-1.wav", name)]
    assert found(tmp_path, "call-1.wav", name) == [("call-1.wav", name)]
    assert found(tmp_path, name, "call-1.wav") == [("call-1.wav", name)]
    assert found(tmp_path, "call-1.wav") == [("call-1.wav", None)]


def test_of_two_recordings_of_a_stem_a_transcript_with_the_whole_name_is_of_one(tmp_path: Path) -> None:
    make(tmp_path, "a.wav", "a.mp3", "a.mp3.json")
    assert found(tmp_path, transcripts=True) == [("a.mp3", "a.mp3.json"), ("a.wav", None)]


def test_all_that_a_recogniser_writes_of_one_call_is_one_call(tmp_path: Path) -> None:
    make(tmp_path, "a.json", "a.srt", "a.vtt", "b.vtt", "b.srt")
    assert found(tmp_path, transcripts=True) == [("a.json", "a.json"), ("b.vtt", "b.vtt")]


def test_a_table_is_a_call_or_more_of_its_own_unless_it_is_of_a_recording(tmp_path: Path) -> None:
    make(tmp_path, "a.json", "a.csv", "b.wav", "b.csv", "b.json")
    assert found(tmp_path, transcripts=True) == [("a.csv", "a.csv"), ("a.json", "a.json"), ("b.wav", "b.json")]


def test_the_same_stem_in_another_folder_is_another_call(tmp_path: Path) -> None:
    make(tmp_path, "x/a.wav", "y/a.json")
    assert found(tmp_path, transcripts=True) == [("a.wav", None), ("a.json", "a.json")]


def test_the_call_log_is_no_transcript(tmp_path: Path) -> None:
    make(tmp_path, "a.wav", "a.csv", "Master.csv")
    files = find_recordings([str(tmp_path)], transcripts=True, leave_out=[tmp_path / "Master.csv"])
    assert [file.path.name for file in files] == ["a.wav"]


def test_a_transcripts_name_states_what_a_recordings_would(tmp_path: Path) -> None:
    stem = "external-101-79161112233-20261109-101530-1794208530.1"
    make(tmp_path, f"{stem}.json", f"x/{stem}.wav.json")
    facts = [read_identity(file).name for file in find_recordings([str(tmp_path)], transcripts=True)]
    assert [(one.manager, one.number, one.uniqueid) for one in facts] == [("101", "79161112233", "1794208530.1")] * 2
