from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from speechqa.errors import RecordingError
from speechqa.recording.audio import decode, read_tags
from speechqa.recording.find import read_identity
from speechqa.recording.kinds import FoundFile
from speechqa.recording.model import SAMPLE_RATE, NameFacts
from speechqa.recording.names import tag_facts

# What MikoPBX gives FFmpeg; see tests/calls/logs/mikopbx/README.md.
TAGS = {
    "title": "Call mikopbx-1715583600.1", "artist": "79161234567", "album": "201", "date": "2024-05-13 10:00:10.040",
    "comment": "Status: ANSWERED", "CALL_LINKEDID": "mikopbx-1715583600.1", "CALL_SRC_NUM": "79161234567",
    "CALL_DST_NUM": "201", "CALL_DURATION": "110", "CALL_BILLSEC": "99", "CALL_DISPOSITION": "ANSWERED",
    "CALL_UNIQUEID": "mikopbx-1715583610.2_pO0iU9", "AUDIO_FORMAT": "webm", "AUDIO_CODEC": "libopus",
}  # fmt: skip
STARTED = datetime(2024, 5, 13, 7, 0, tzinfo=UTC)


def webm(path: Path, tags: dict[str, str], samples: NDArray[Any] | None = None, codec: str = "libopus") -> Path:
    """A stereo recording as MikoPBX makes it."""
    left_only = np.zeros((2, SAMPLE_RATE), np.float32)
    left_only[0] = np.random.default_rng(1).normal(0, 0.1, SAMPLE_RATE)
    samples = left_only if samples is None else samples
    with av.open(str(path), "w", format="webm" if codec == "libopus" else "matroska") as output:
        output.metadata.update(tags)
        stream = output.add_stream(codec, rate=48000)
        stream.layout = "stereo"
        pcm = np.rint(samples.T * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        resampler = av.AudioResampler(
            format=stream.format, layout="stereo", rate=48000, frame_size=stream.codec_context.frame_size or 960
        )
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            output.mux(stream.encode(piece))
        output.mux(stream.encode(None))
    return path


def facts(path: Path, *patterns: str) -> NameFacts:
    return read_identity(FoundFile(path), patterns).name


def test_the_tags_of_a_recording_tell_its_call_without_a_record(tmp_path: Path) -> None:
    found = facts(webm(tmp_path / "renamed.webm", TAGS))
    assert found == NameFacts("mikopbx_tags", STARTED, "201", "inbound", "79161234567", "mikopbx-1715583600.1")


def test_the_channels_of_such_a_recording_stay_apart(tmp_path: Path) -> None:
    audio = decode(webm(tmp_path / "call.webm", TAGS))
    assert (audio.channels, audio.codec, audio.container) == (2, "opus", "matroska,webm")
    assert audio.samples[0].std() > 20 * audio.samples[1].std()


@pytest.mark.parametrize(
    ("source", "destination", "direction", "manager", "number"),
    [
        ("201", "89037654321", "outbound", "201", "89037654321"),
        ("201", "203", "internal", "201", None),
        ("79161234567", "79030000000", "unknown", None, "79161234567"),
        ("", "201", "unknown", "201", None),
    ],
)
def test_the_lengths_of_the_numbers_tell_the_direction(
    source: str, destination: str, direction: str, manager: str | None, number: str | None
) -> None:
    found = tag_facts({"CALL_LINKEDID": "mikopbx-1715583600.1", "CALL_SRC_NUM": source, "CALL_DST_NUM": destination})
    assert found is not None
    assert (found.direction, found.manager, found.number) == (direction, manager, number)


def test_where_the_calls_id_is_missing_the_channels_will_do_without_its_letters() -> None:
    found = tag_facts({"CALL_UNIQUEID": "mikopbx-1715583600.1_pO0iU9", "DATE": "no date"})
    assert found == NameFacts("mikopbx_tags", STARTED, uniqueid="mikopbx-1715583600.1")


def test_tags_go_before_the_name_and_the_users_own_pattern_goes_before_the_tags(tmp_path: Path) -> None:
    path = webm(tmp_path / "external-555-89990000000-20230101-000000.webm", TAGS)
    assert facts(path).number == "79161234567"
    mine = facts(path, r"external-(?P<manager>\d+)-")
    assert (mine.manager, mine.number, mine.uniqueid) == ("555", "79161234567", "mikopbx-1715583600.1")


def test_tags_of_others_tell_nothing(tmp_path: Path) -> None:
    assert facts(webm(tmp_path / "music.webm", {"title": "Call me", "artist": "79161234567"})) == NameFacts()


@pytest.mark.parametrize("broken", ["cut", "text", "empty header"])
def test_a_broken_file_has_no_tags_and_is_named_when_it_is_decoded(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "call.webm"
    whole = webm(tmp_path / "whole.webm", TAGS).read_bytes()
    path.write_bytes(
        {"cut": whole[:40], "text": b"#EXTM3U\nhttp://x/\n", "empty header": whole[:4] + bytes(60)}[broken]
    )
    assert read_tags(path) == {}
    assert facts(path) == NameFacts()
    with pytest.raises(RecordingError):
        decode(path)


def test_another_codec_in_this_container_is_no_recording(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="not a recording"):
        decode(webm(tmp_path / "call.webm", TAGS, codec="pcm_s16le"))


def test_an_endless_tag_is_cut(tmp_path: Path) -> None:
    path = webm(tmp_path / "call.webm", {**TAGS, "CALL_SRC_NUM": "7" * 100_000})
    assert max(map(len, read_tags(path).values())) <= 256


def test_a_transcript_beside_a_tagged_recording_is_of_the_same_call(tmp_path: Path) -> None:
    path = webm(tmp_path / "call.webm", TAGS)
    text = Path(shutil.copy(path, tmp_path / "call.webm.json"))
    assert read_identity(FoundFile(path, transcript=text)).name.uniqueid == "mikopbx-1715583600.1"
