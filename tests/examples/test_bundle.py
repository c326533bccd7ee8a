"""The bundled recordings, their log and their labels belong together."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import av
import pytest

from speechqa.checklist.load import load_checklist
from speechqa.checklist.model import Thresholds
from speechqa.matching.model import FAILED, NOT_APPLICABLE, PASSED, Verdict
from speechqa.scoring import GREEN, RED, YELLOW, mean_light, score
from speechqa.settings import load_settings

EXAMPLES = Path(__file__).parents[2] / "examples"
RECORDINGS = EXAMPLES / "recordings"
FILES = sorted(path for path in RECORDINGS.rglob("*") if path.is_file())
MARKS = {"1": PASSED, "0": FAILED, "н/п": NOT_APPLICABLE}
UNIQUEID, START, ANSWER, BILLSEC, DSTCHANNEL, CHANNEL = 16, 9, 10, 13, 6, 5


@pytest.fixture(scope="module")
def labels() -> list[dict[str, str]]:
    with (EXAMPLES / "labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    with (EXAMPLES / "Master.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_there_are_at_least_twenty_recordings_under_six_megabytes() -> None:
    assert len(FILES) >= 20
    assert sum(path.stat().st_size for path in FILES) < 6_000_000


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_recording_is_telephone_sound_of_twenty_to_sixty_seconds_as_the_log_says(
    path: Path, rows: list[list[str]]
) -> None:
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        assert stream.codec_context.name.startswith(("pcm_", "gsm", "mp3", "opus"))
        seconds = sum(frame.samples / frame.sample_rate for frame in container.decode(stream))
    assert 20 <= seconds <= 60
    assert abs(seconds - int(_row_of(path, rows)[BILLSEC])) <= 1


def test_the_formats_cover_what_exchanges_write() -> None:
    found: Counter[tuple[str, int]] = Counter()
    for path in FILES:
        with av.open(str(path)) as container:
            context = container.streams.audio[0].codec_context
            found[context.name, context.layout.nb_channels] += 1
    codecs = {codec for codec, _ in found}
    assert codecs >= {"pcm_s16le", "pcm_mulaw", "pcm_alaw", "gsm_ms"}
    assert any(codec.startswith("mp3") for codec in codecs)
    assert any(codec.endswith("opus") for codec in codecs)
    assert sum(count for (_, channels), count in found.items() if channels == 1) in (2, 3)


def test_every_recording_is_labelled_and_every_label_has_its_recording(labels: list[dict[str, str]]) -> None:
    assert sorted(row["file"] for row in labels) == sorted(path.relative_to(RECORDINGS).as_posix() for path in FILES)


def test_a_label_marks_what_the_card_asks_the_machine_and_nothing_else(labels: list[dict[str, str]]) -> None:
    for row in labels:
        machine = {checkpoint.id for checkpoint in load_checklist(row["card"]).checkpoints if checkpoint.by != "human"}
        marked = {key for key, value in row.items() if key not in ("file", "card", "light") and value}
        assert marked == machine, row["file"]
        assert {row[key] for key in marked} <= set(MARKS)


def test_the_lights_follow_from_the_marks(labels: list[dict[str, str]]) -> None:
    for row in labels:
        assert score(load_checklist(row["card"]), _verdicts(row)).light == row["light"], row["file"]
    assert {row["light"] for row in labels} == {GREEN, YELLOW, RED}


def test_two_calls_miss_a_critical_question_one_lures_away_and_one_is_rude(labels: list[dict[str, str]]) -> None:
    assert sum(row["contraindications"] == "0" for row in labels) >= 2
    assert sum(row["no_lure_away"] == "0" for row in labels) == 1
    assert sum(row["no_rudeness"] == "0" for row in labels) == 1


def test_each_manager_has_five_calls_and_among_them_are_all_three_lights(
    labels: list[dict[str, str]], rows: list[list[str]]
) -> None:
    percents: dict[str, list[float | None]] = {}
    for row in labels:
        card = load_checklist(row["card"])
        manager = _manager(_row_of(RECORDINGS / row["file"], rows))
        percents.setdefault(manager, []).append(score(card, _verdicts(row)).percent)
    lights = {manager: mean_light(of, Thresholds(), min_calls=5)[1] for manager, of in percents.items()}
    assert all(len(of) >= 5 for of in percents.values())
    assert lights == {"101": GREEN, "102": YELLOW, "103": YELLOW, "104": RED}


def test_a_uniqueid_is_the_second_at_which_the_call_began_in_moscow(rows: list[list[str]]) -> None:
    zone = ZoneInfo("Europe/Moscow")
    assert load_settings(config=EXAMPLES / "speechqa.toml").zone == zone
    for row in rows:
        start = datetime.strptime(row[START], "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
        assert int(row[UNIQUEID].partition(".")[0]) == int(start.timestamp())


def test_a_freepbx_name_carries_the_time_of_its_uniqueid() -> None:
    named = [match for path in FILES if (match := re.search(r"-(\d{8}-\d{6})-(\d+)\.\d+\.\w+$", path.name))]
    assert len(named) >= 18
    for match in named:
        local = datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=ZoneInfo("Europe/Moscow"))
        assert int(local.timestamp()) == int(match[2])


def test_the_log_looks_like_a_real_one(rows: list[list[str]]) -> None:
    assert {len(row) for row in rows} == {18}
    assert sum(row[ANSWER] == "" for row in rows) >= 2
    assert any(row[7] == "Playback" and row[DSTCHANNEL] == "" for row in rows)
    assert max(Counter(row[UNIQUEID] for row in rows).values()) == 2


def _verdicts(row: dict[str, str]) -> list[Verdict]:
    return [Verdict(id_, MARKS[mark], "label") for id_, mark in row.items() if mark in MARKS]


def _row_of(path: Path, rows: list[list[str]]) -> list[str]:
    """The answered row of a recording, by the digits of its date and time."""
    moment = re.search(r"2026_?11_?\d\d[_-]\d\d_?\d\d_?\d\d", path.name)
    assert moment is not None
    digits = re.sub(r"\D", "", moment[0])
    [row] = [row for row in rows if re.sub(r"\D", "", row[START]) == digits and row[ANSWER]]
    return row


def _manager(row: list[str]) -> str:
    phone = re.search(r"SIP/(10\d)-", f"{row[CHANNEL]} {row[DSTCHANNEL]}")
    assert phone is not None
    return phone[1]
