"""Finding recordings and identifying them."""

from __future__ import annotations

import hashlib
import os
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from speechqa.errors import RecordingError, SpeechqaError, UsageError
from speechqa.recording.find import FoundFile, find_recordings, read_identity


def make(top: Path, *names: str) -> None:
    for name in names:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(b"sound of " + name.encode())


def test_a_folder_of_nothing_but_transcripts_is_told_how_they_are_taken(tmp_path: Path) -> None:
    make(tmp_path, "a/1.json", "a/2.srt")
    with pytest.raises(SpeechqaError, match="no recordings found") as raised:
        find_recordings([str(tmp_path)])
    assert raised.value.remedy is not None
    assert "--transcripts" in raised.value.remedy
    assert len(find_recordings([str(tmp_path)], transcripts=True)) == 2


def test_folders_are_searched_to_the_bottom_in_one_order_for_recordings_only(tmp_path: Path) -> None:
    make(tmp_path, "b.wav", "a/2.MP3", "a/1.ogg", "a/notes.txt", ".hidden.wav", ".hidden/c.wav", "a/deep/er/3.gsm")
    found = find_recordings([str(tmp_path)])
    assert [file.path.relative_to(tmp_path).as_posix() for file in found] == [
        "b.wav",
        "a/1.ogg",
        "a/2.MP3",
        "a/deep/er/3.gsm",
    ]


def test_the_folder_that_tells_something_is_named_and_dates_and_directions_are_not(tmp_path: Path) -> None:
    make(tmp_path, "1.wav", "Иванов/2.wav", "Иванов/2024/01/15/in/3.wav", "2024-01-15/4.wav", "15.01.2024/Записи/5.wav")
    folders = {file.path.name: file.folder for file in find_recordings([str(tmp_path)])}
    assert folders == {"1.wav": None, "2.wav": "Иванов", "3.wav": "Иванов", "4.wav": None, "5.wav": None}


def test_a_file_is_found_once_however_often_and_by_whatever_way_it_is_named(tmp_path: Path) -> None:
    make(tmp_path, "a.wav", "b.wav")
    (tmp_path / "link.wav").symlink_to("a.wav")
    found = find_recordings([str(tmp_path / "b.wav"), str(tmp_path), str(tmp_path / "*.wav")])
    assert [file.path.name for file in found] == ["b.wav", "a.wav"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    make(tmp_path, "a/1.wav")
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    assert [file.path.name for file in find_recordings([str(tmp_path)])] == ["1.wav"]


def test_a_broken_link_is_kept_and_named_when_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.wav").symlink_to("nowhere.wav")
    (found,) = find_recordings([str(tmp_path)])
    with pytest.raises(RecordingError, match="broken link"):
        read_identity(found)


def test_patterns_reach_into_folders(tmp_path: Path) -> None:
    make(tmp_path, "x/a.wav", "x/b.mp3", "y/z/c.wav")
    names = [file.path.name for file in find_recordings([str(tmp_path / "**" / "*.wav")])]
    assert names == ["a.wav", "c.wav"]


@pytest.mark.parametrize("argument", ["nothing.wav", "*.wav", "folder/"])
def test_an_argument_that_fits_nothing_is_wrong_usage(tmp_path: Path, argument: str) -> None:
    with pytest.raises(UsageError) as error:
        find_recordings([str(tmp_path / argument)])
    assert error.value.exit_code == 2


def test_a_folder_without_recordings_is_no_wrong_usage(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    with pytest.raises(SpeechqaError) as error:
        find_recordings([str(tmp_path)])
    assert error.value.exit_code == 1
    assert not isinstance(error.value, UsageError)


def test_a_named_file_is_taken_whatever_its_ending_and_one_with_brackets_is_no_pattern(tmp_path: Path) -> None:
    make(tmp_path, "a.dat", "call [1].wav")
    found = find_recordings([str(tmp_path / "a.dat"), str(tmp_path / "call [1].wav")])
    assert [file.path.name for file in found] == ["a.dat", "call [1].wav"]


def test_a_fifo_is_never_opened(tmp_path: Path) -> None:
    make(tmp_path, "a.wav")
    os.mkfifo(tmp_path / "pipe.wav")
    assert [file.path.name for file in find_recordings([str(tmp_path)])] == ["a.wav"]
    with pytest.raises(UsageError, match="regular"):
        find_recordings([str(tmp_path / "pipe.wav")])
    with pytest.raises(RecordingError, match="regular"):
        read_identity(FoundFile(tmp_path / "pipe.wav"))
    with pytest.raises(RecordingError, match="regular"):
        read_identity(FoundFile(tmp_path))


def test_the_identity_is_that_of_the_bytes_and_a_known_one_is_kept(tmp_path: Path) -> None:
    make(tmp_path, "Анна/2014_03_17_10_18_29_123.wav")
    (found,) = find_recordings([str(tmp_path)])
    recording = read_identity(found)
    assert recording.sha256 == hashlib.sha256(found.path.read_bytes()).hexdigest()
    assert (recording.size, recording.folder, recording.name.manager) == (found.path.stat().st_size, "Анна", "123")
    assert recording.mtime_ns == found.path.stat().st_mtime_ns
    assert read_identity(found, known_sha256="known").sha256 == "known"


def test_a_file_whose_sum_is_known_is_not_opened(open_folder: Path, as_nobody: AbstractContextManager[None]) -> None:
    make(open_folder, "a.wav")
    (open_folder / "a.wav").chmod(0)
    with as_nobody:
        assert read_identity(FoundFile(open_folder / "a.wav"), known_sha256="known").sha256 == "known"
    os.mkfifo(open_folder / "pipe.wav")
    with pytest.raises(RecordingError, match="regular"):
        read_identity(FoundFile(open_folder / "pipe.wav"), known_sha256="known")


def test_an_empty_file_cannot_be_identified(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    with pytest.raises(RecordingError, match="empty"):
        read_identity(FoundFile(tmp_path / "a.wav"))


def test_a_file_without_permission_is_named(open_folder: Path, as_nobody: AbstractContextManager[None]) -> None:
    make(open_folder, "a.wav")
    (open_folder / "a.wav").chmod(0)
    with as_nobody, pytest.raises(RecordingError, match="Permission denied"):
        read_identity(FoundFile(open_folder / "a.wav"))


def test_a_folder_without_permission_is_named_and_the_rest_is_found(
    open_folder: Path, as_nobody: AbstractContextManager[None]
) -> None:
    make(open_folder, "a.wav", "closed/b.wav")
    (open_folder / "closed").chmod(0)
    with as_nobody:
        found = find_recordings([str(open_folder)])
        assert [file.path.name for file in found] == ["a.wav", "closed"]
        with pytest.raises(RecordingError, match="Permission denied"):
            read_identity(found[1])
        (direct,) = find_recordings([str(open_folder / "closed" / "b.wav")])
        with pytest.raises(RecordingError, match="Permission denied"):
            read_identity(direct)
