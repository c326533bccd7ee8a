"""The labelled corpus: what it must hold, and how far the machine agrees with its labels."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from speechqa.checklist.load import load_checklist
from tools.corpus import CORPUS, HELD_OUT, measure, together

CARDS = sorted({*CORPUS.glob("*/card.yaml"), *HELD_OUT.glob("*/card.yaml")})
EXTRA_COLUMNS = {"call", "outcome", "tags"}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_is_large_enough_and_its_sound_small_enough() -> None:
    dialogues = {row["dialogue"] for card in CARDS for row in _rows(card.parent / "dialogues.csv")}
    sounds = list(CORPUS.glob("**/spoken/*.opus"))
    assert len(dialogues) >= 150
    assert len(sounds) >= 40
    assert sum(sound.stat().st_size for sound in sounds) < 15_000_000
    assert any(HELD_OUT.glob("*/spoken/*.opus"))


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.parent.name)
def test_every_dialogue_has_its_labels_and_every_label_its_dialogue(card: Path) -> None:
    labels = _rows(card.parent / "labels.csv")
    machine = {one.id for one in load_checklist(card).checkpoints if one.by == "machine"}
    assert set(labels[0]) - EXTRA_COLUMNS == machine
    assert {row["call"] for row in labels} == {row["dialogue"] for row in _rows(card.parent / "dialogues.csv")}
    assert {mark for row in labels for key, mark in row.items() if key not in EXTRA_COLUMNS} <= {"1", "0", "н/п"}


def test_spoken_dialogues_cover_codecs_noise_layouts_and_overlap() -> None:
    conditions = [row for path in CORPUS.glob("**/spoken.csv") for row in _rows(path)]
    assert {row["codec"] for row in conditions} >= {"ulaw", "alaw", "gsm", "mp3"}
    assert {row["noise_db"] for row in conditions} >= {"20", "10", "5"}
    assert {row["layout"] for row in conditions} == {"stereo", "mono"}
    assert {row["manager_channel"] for row in conditions if row["layout"] == "stereo"} == {"left", "right"}
    assert {row["extra"] for row in conditions} >= {"crosstalk", "ringback", "dual_mono"}
    assert any(row["overlap"] == "1" for row in conditions)


@pytest.mark.parametrize("folder", [CORPUS, HELD_OUT], ids=["tuning", "held_out"])
def test_on_text_passed_agrees_with_the_labels(folder: Path, tmp_path: Path) -> None:
    measured = measure(folder, tmp_path, spoken=False)
    found = together(measured)
    wrong = [(one.file, one.checkpoint_id) for card in measured for one in card.evaluation.disagreements]
    assert len(measured) >= 3
    assert (found.f1 or 0) >= 0.95, wrong
    assert (found.kappa or 0) >= 0.85, wrong


@pytest.mark.model
@pytest.mark.usefixtures("model_dir")
def test_on_speech_passed_agrees_with_the_labels(tmp_path: Path) -> None:
    tuning, held_out = (measure(folder, tmp_path, spoken=True) for folder in (CORPUS, HELD_OUT))
    found = together([*tuning, *held_out])
    print(f"F1 on speech: {found.f1}, held out {together(held_out).f1}")
    wrong = [(one.file, one.checkpoint_id) for card in tuning for one in card.evaluation.disagreements]
    assert (found.f1 or 0) >= 0.92, wrong
    assert (together(held_out).f1 or 0) >= 0.9
