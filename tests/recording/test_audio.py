"""Decoding: every format that telephone systems write, whole, cut off, and what is no recording."""

from __future__ import annotations

import os
import socket
import stat
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from speechqa.errors import RecordingError
from speechqa.recording.audio import FORMATS, clip, decode, levels
from speechqa.recording.model import SAMPLE_RATE
from tests.recording.conftest import DATA, Encode, audio_of, wav_bytes, write_wav

ENCODINGS = [
    ("pcm.wav", "pcm_s16le", 8000, "wav", {}),
    ("pcm24.wav", "pcm_s24le", 16000, "wav", {}),
    ("float.wav", "pcm_f32le", 44100, "wav", {}),
    ("ulaw.wav", "pcm_mulaw", 8000, "wav", {}),
    ("alaw.wav", "pcm_alaw", 8000, "wav", {}),
    ("ima.wav", "adpcm_ima_wav", 8000, "wav", {}),
    ("ms.wav", "adpcm_ms", 8000, "wav", {}),
    ("cbr.mp3", "libmp3lame", 8000, "mp3", {"b": "16000"}),
    ("cbr44.mp3", "libmp3lame", 44100, "mp3", {"b": "64000"}),
    ("vbr.mp3", "libmp3lame", 16000, "mp3", {"q": "5"}),
    ("plain.mp3", "libmp3lame", 8000, "mp3", {"b": "16000", "write_xing": "0", "id3v2_version": "0"}),
    ("opus.ogg", "libopus", 8000, "ogg", {"b": "32000"}),
    ("opus48.opus", "libopus", 48000, "ogg", {"b": "24000"}),
    ("vorbis.ogg", "vorbis", 16000, "ogg", {}),
    ("opus.webm", "libopus", 48000, "webm", {"b": "24000"}),
    ("flac.flac", "flac", 8000, "flac", {}),
]
IDS = [name for name, *_rest in ENCODINGS]


@pytest.fixture(params=ENCODINGS, ids=IDS)
def stereo_file(
    request: pytest.FixtureRequest, tmp_path: Path, encode: Encode, conversation: NDArray[np.float32]
) -> Path:
    name, codec, rate, container, options = request.param
    # The vorbis encoder of FFmpeg itself takes two channels only, as all of these can.
    return encode(tmp_path / name, conversation, codec, rate, container, **options)


def test_both_channels_of_every_format_come_out_whole_and_at_one_rate(
    stereo_file: Path, conversation: NDArray[np.float32]
) -> None:
    audio = decode(stereo_file)
    assert audio.samples.dtype == np.float32
    assert audio.channels == 2
    assert audio.duration == pytest.approx(13, abs=0.2)
    assert not audio.truncated
    in_manager, in_customer = slice(SAMPLE_RATE, 5 * SAMPLE_RATE), slice(7 * SAMPLE_RATE, 11 * SAMPLE_RATE)
    power = [[float(np.mean(audio.samples[c, part] ** 2)) for part in (in_manager, in_customer)] for c in (0, 1)]
    assert power[0][0] > 50 * power[0][1]
    assert power[1][1] > 50 * power[1][0]


def test_every_format_cut_off_in_the_middle_is_called_truncated(stereo_file: Path, tmp_path: Path) -> None:
    if stereo_file.name == "plain.mp3":
        return  # Without a Xing header a cut between two frames cannot be seen; the next test cuts within a frame.
    data = stereo_file.read_bytes()
    cut = tmp_path / f"cut-{stereo_file.name}"
    cut.write_bytes(data[: len(data) * 6 // 10 + 3])
    audio = decode(cut)
    assert audio.truncated
    assert 5 < audio.duration < 12


def test_an_mp3_without_a_header_whose_last_frame_is_cut_is_truncated(
    tmp_path: Path, encode: Encode, conversation: NDArray[np.float32]
) -> None:
    path = encode(tmp_path / "a.mp3", conversation, "libmp3lame", 8000, "mp3", b="16000", write_xing="0")
    path.write_bytes(path.read_bytes()[:-20])
    assert decode(path).truncated


def test_a_tag_at_the_end_of_an_mp3_is_no_cut(
    tmp_path: Path, encode: Encode, conversation: NDArray[np.float32]
) -> None:
    path = encode(tmp_path / "a.mp3", conversation, "libmp3lame", 8000, "mp3", b="16000")
    path.write_bytes(path.read_bytes() + b"TAG" + bytes(125))
    assert not decode(path).truncated


@pytest.mark.parametrize(("name", "codec"), [("wav49.wav", "gsm_ms"), ("raw.gsm", "gsm")])
def test_gsm_is_read_with_and_without_a_header(name: str, codec: str) -> None:
    audio = decode(DATA / name)
    assert (audio.codec, audio.channels, audio.truncated) == (codec, 1, False)
    assert audio.duration == pytest.approx(2, abs=0.05)
    assert levels(audio)[0] > -40


@pytest.mark.parametrize("declared", [0, 0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000, 0x80000000])
def test_the_header_of_a_stream_is_no_truncation(tmp_path: Path, declared: int) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(wav_bytes(bytes(8000 * 2 * 5), declared))
    audio = decode(path)
    assert (audio.truncated, audio.duration) == (False, 5.0)


def test_some_milliseconds_missing_are_no_truncation_and_seconds_are(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(wav_bytes(bytes(16000 * 20 - 300), 16000 * 20))
    assert not decode(path).truncated
    path.write_bytes(wav_bytes(bytes(16000 * 18), 16000 * 20))
    assert decode(path).truncated


def test_what_is_no_recording_is_refused_with_the_list_of_formats(tmp_path: Path) -> None:
    real = write_wav(tmp_path / "real.wav", np.zeros((1, 16000)))
    texts = {
        "text.wav": "hello, this is no sound\n" * 50,
        "text.mp3": "hello, this is no sound\n" * 50,
        "text.gsm": "hello, this is no sound\n" * 50,
        "list.wav": f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{real}\n#EXT-X-ENDLIST\n",
        "list.mp3": f"#EXTM3U\n{real}\n",
        "concat.wav": f"ffconcat version 1.0\nfile {real}\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(RecordingError) as error:
            decode(tmp_path / name)
        assert error.value.where == str(tmp_path / name)
        assert FORMATS in (error.value.remedy or "")


def test_a_playlist_connects_to_nobody(tmp_path: Path) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/a.wav"
        for name, text in (
            ("a.wav", f"#EXTM3U\n#EXTINF:10,\n{url}\n"),
            ("b.wav", f"ffconcat version 1.0\nfile {url}\n"),
        ):
            (tmp_path / name).write_text(text)
            with pytest.raises(RecordingError):
                decode(tmp_path / name)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_other_formats_are_refused_though_the_decoder_knows_them(tmp_path: Path, encode: Encode) -> None:
    path = encode(tmp_path / "a.m4a", np.zeros((1, 16000)), "aac", 16000, "mp4")
    with pytest.raises(RecordingError, match="known format"):
        decode(path)
    path.rename(tmp_path / "a.wav")
    with pytest.raises(RecordingError, match="known format"):
        decode(tmp_path / "a.wav")


def test_an_empty_file_a_bare_header_and_a_missing_file_each_have_their_reason(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    (tmp_path / "header.wav").write_bytes(wav_bytes(b"", 160000))
    write_wav(tmp_path / "nothing.wav", np.zeros((1, 0)))
    for name, reason in (
        ("empty.wav", "the file is empty"),
        ("header.wav", "cut off before any sound"),
        ("nothing.wav", "no sound"),
        ("missing.wav", "cannot be read"),
    ):
        with pytest.raises(RecordingError, match=reason):
            decode(tmp_path / name)


def test_more_than_two_channels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="3"):
        decode(write_wav(tmp_path / "a.wav", np.zeros((3, 16000))))


def test_a_fifo_is_refused_and_nobody_waits(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.wav")
    with pytest.raises(RecordingError, match="regular"):
        decode(tmp_path / "a.wav")


def test_a_file_without_permission_has_its_reason(open_folder: Path, as_nobody: AbstractContextManager[None]) -> None:
    path = write_wav(open_folder / "a.wav", np.zeros((1, 16000)))
    path.chmod(0)
    with as_nobody, pytest.raises(RecordingError, match="Permission denied"):
        decode(path)


def test_broken_bytes_in_the_middle_do_not_stop_decoding(
    tmp_path: Path, encode: Encode, conversation: NDArray[np.float32]
) -> None:
    path = encode(tmp_path / "a.mp3", conversation, "libmp3lame", 8000, "mp3", b="16000")
    data = bytearray(path.read_bytes())
    data[5000:5200] = b"\x55" * 200
    path.write_bytes(data)
    assert decode(path).duration == pytest.approx(13, abs=0.6)


def test_decoding_writes_nothing_to_the_terminal(
    tmp_path: Path, encode: Encode, conversation: NDArray[np.float32], capfd: pytest.CaptureFixture[str]
) -> None:
    path = encode(tmp_path / "a.mp3", conversation, "libmp3lame", 8000, "mp3", b="16000")
    path.write_bytes(path.read_bytes()[:9000])
    decode(path)
    assert capfd.readouterr() == ("", "")


def test_a_clip_holds_its_seconds_and_is_for_its_owner_only(tmp_path: Path) -> None:
    ramp = np.linspace(-0.5, 0.5, 4 * SAMPLE_RATE)
    target = tmp_path / "clip.wav"
    target.write_text("older")
    target.chmod(0o644)
    clip(audio_of(np.stack([ramp, -ramp])), 1.0, 2.5, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    back = decode(target)
    assert (back.channels, back.duration) == (2, 1.5)
    assert back.samples[0, 0] == pytest.approx(-0.25, abs=0.001)
    assert back.samples[1, 0] == pytest.approx(0.25, abs=0.001)


def test_levels_are_those_of_a_sine_and_of_silence() -> None:
    sine = np.sin(np.arange(SAMPLE_RATE) * 2 * np.pi * 440 / SAMPLE_RATE)
    loud, quiet = levels(audio_of(np.stack([sine, sine * 0])))
    assert loud == pytest.approx(-3.01, abs=0.05)
    assert quiet == float("-inf")
