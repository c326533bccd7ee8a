"""Two files with one party each are one recording of two channels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from speechqa.recording.audio import decode
from speechqa.recording.find import find_recordings, read_identity
from tests.recording.conftest import write_wav

STEM = "in-101-79161112233-20261109-100000-1794207600.10"


def made(folder: Path, *names: str, seconds: float = 2.0) -> None:
    for n, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_wav(path, np.full((1, int(seconds * 16000)), 0.1 * (n + 1)))


def found(folder: Path) -> list[tuple[str, str | None]]:
    return [(one.path.name, one.sent.name if one.sent else None) for one in find_recordings([str(folder)])]


@pytest.mark.parametrize(("received", "sent"), [("r", "t"), ("rx", "tx"), ("in", "out"), ("L", "R")])
def test_what_was_received_and_what_was_sent_are_one_recording(tmp_path: Path, received: str, sent: str) -> None:
    made(tmp_path, f"{STEM}-{sent}.wav", f"{STEM}-{received}.wav")
    assert found(tmp_path) == [(f"{STEM}-{received}.wav", f"{STEM}-{sent}.wav")]


def test_the_mixed_recording_beside_both_sides_is_left_out(tmp_path: Path) -> None:
    made(tmp_path, f"{STEM}.wav", f"{STEM}-r.wav", f"{STEM}-t.wav")
    assert found(tmp_path) == [(f"{STEM}-r.wav", f"{STEM}-t.wav")]


def test_one_side_alone_is_a_recording(tmp_path: Path) -> None:
    made(tmp_path, f"{STEM}-r.wav", "20261109-110000-t.wav")
    assert found(tmp_path) == [("20261109-110000-t.wav", None), (f"{STEM}-r.wav", None)]


def test_names_that_any_call_may_have_or_lengths_that_differ_make_no_pair(tmp_path: Path) -> None:
    made(tmp_path, "call-in.wav", "call-out.wav", f"{STEM}-in.wav")
    made(tmp_path, f"{STEM}-out.wav", seconds=9)
    assert all(sent is None for _path, sent in found(tmp_path))


def test_files_of_different_folders_make_no_pair(tmp_path: Path) -> None:
    made(tmp_path, f"a/{STEM}-r.wav", f"b/{STEM}-t.wav")
    assert all(sent is None for _path, sent in found(tmp_path))


def test_the_pairs_identity_is_that_of_both_files_in_order_and_its_name_tells_the_call(tmp_path: Path) -> None:
    made(tmp_path, f"{STEM}-r.wav", f"{STEM}-t.wav")
    (pair,) = find_recordings([str(tmp_path)])
    first = read_identity(pair)
    assert first.name.uniqueid == "1794207600.10"
    assert first.sent == tmp_path / f"{STEM}-t.wav"
    made(tmp_path, f"{STEM}-t.wav", f"{STEM}-r.wav")
    assert read_identity(pair).sha256 != first.sha256
    sums = [side.sha256 for side in first.sides]
    assert read_identity(pair, (), *sums).sha256 == first.sha256


def test_each_side_is_a_channel_and_the_shorter_one_ends_in_silence(tmp_path: Path) -> None:
    made(tmp_path, f"{STEM}-r.wav", seconds=2)
    made(tmp_path, "t.wav", f"{STEM}-t.wav", seconds=1)
    audio = decode(tmp_path / f"{STEM}-r.wav", tmp_path / f"{STEM}-t.wav")
    assert (audio.channels, audio.duration) == (2, pytest.approx(2.0, abs=0.01))
    assert audio.samples[:, 8000] == pytest.approx([0.1, 0.2], abs=0.01)
    assert audio.samples[:, 24000] == pytest.approx([0.1, 0.0], abs=0.01)
