"""The command line on transcripts from elsewhere, and docs/transcripts.md as its readers try it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, Done, speechqa

TEXT = (ROOT / "docs" / "transcripts.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"`([\w-]+\.(?:json|srt|vtt|csv))`:\n\n```\w+\n(.*?)```", TEXT, re.DOTALL))
SETTINGS = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)[0]
CARD = """
checklist: any
checkpoints:
  - {id: greeting, any: [добрый день, guten tag]}
  - {id: price, speaker: customer, any: [сколько стоит, was kostet das]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "card.yaml").write_text(CARD, encoding="utf-8")
    (tmp_path / "calls").mkdir()
    for name, text in EXAMPLES.items():
        (tmp_path / "calls" / name).write_text(text, encoding="utf-8")
    return tmp_path


def score(folder: Path, *arguments: str) -> Done:
    return speechqa(
        "score", *arguments, "--checklist", "card.yaml", "--models-dir", "nowhere", cwd=folder, SPEECHQA_MIN_TALK="1"
    )


def test_the_page_shows_every_format() -> None:
    assert {Path(name).suffix for name in EXAMPLES} == {".json", ".srt", ".vtt", ".csv"}
    assert len(EXAMPLES) == 6


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != "tabelle.csv"])
def test_each_example_of_the_page_is_scored_when_it_is_named(folder: Path, name: str) -> None:
    done = score(folder, f"calls/{name}", "--format", "json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    calls = 2 if name == "turns.csv" else 1
    assert (summary["scored"], summary["transcripts"]) == (calls, calls)
    assert summary["lights"]["green"] > 0 or name == "call-2.json"


def test_the_pages_columns_can_be_set_in_the_settings(folder: Path) -> None:
    (folder / "speechqa.toml").write_text(SETTINGS, encoding="utf-8")
    done = score(folder, "calls/tabelle.csv", "--format", "json")
    assert done.returncode == 0, done.stderr
    shown = speechqa("report", "call", "tabelle.csv#7", "--format", "json", cwd=folder)
    assert [turn["speaker"] for turn in json.loads(shown.stdout)["turns"]] == ["manager", "customer"]


def test_columns_can_be_told_by_options(folder: Path) -> None:
    columns = "dialogue=Nr,role=Wer,text=Was,start=Von"
    done = score(folder, "calls/tabelle.csv", "--columns", columns, "--manager-speaker", "Anna", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)["lights"]["green"]) == (0, 1)


def test_a_folder_is_scored_with_the_option_and_says_how_many_transcripts_it_held(folder: Path) -> None:
    (folder / "calls" / "tabelle.csv").unlink()
    done = score(folder, "calls")
    assert (done.returncode, "no recordings found" in done.stderr) == (1, True)
    done = score(folder, "calls", "--transcripts")
    assert (done.returncode, "read from transcripts: 6" in done.stdout) == (0, True), done.stderr
    assert "Reading 6 transcripts" in done.stderr
    assert "2 transcripts have no times" in done.stderr
    assert "model base" not in done.stderr
    again = score(folder, "calls", "--transcripts", "--format", "json")
    assert json.loads(again.stdout)["skipped"] == 6


@pytest.mark.parametrize("told", ["text", "words=Was", "text=", "=x"])
def test_columns_that_say_nothing_are_wrong_usage(folder: Path, told: str) -> None:
    done = score(folder, "calls/turns.csv", "--columns", told)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("speechqa: --columns: ")


def test_a_file_that_is_no_transcript_is_named_in_one_line_and_the_run_goes_on(folder: Path) -> None:
    (folder / "calls" / "bad.json").write_text('{"a": [}', encoding="utf-8")
    (folder / "calls" / "bad.csv").write_bytes(b"\xef\xbb\xbfa;b\r\n1;2\r\n")
    done = score(folder, "calls/bad.json", "calls/bad.csv", "calls/call-3.srt")
    assert (done.returncode, "scored: 1" in done.stdout) == (3, True)
    told = [line for line in done.stderr.splitlines() if line.startswith("failed")]
    assert len(told) == 2
    assert "Its columns are: a, b." in told[0]
    assert "line 1: not valid JSON" in told[1]
    failures = speechqa("report", "failures", "--format", "json", cwd=folder)
    assert [Path(one["file"]).name for one in json.loads(failures.stdout)] == ["bad.csv", "bad.json"]


def test_reports_of_calls_without_sound_are_printed_whole(folder: Path) -> None:
    assert score(folder, "calls/turns.csv", "calls/call-1.json").returncode == 0
    for arguments in (["calls"], ["managers"], ["call", "turns.csv#1001"], ["call", "call-1.json"]):
        for form in ("table", "json", "csv"):
            done = speechqa("report", *arguments, "--format", form, cwd=folder)
            assert (done.returncode, done.stderr) == (0, ""), (arguments, form)
    shown = speechqa("report", "call", "turns.csv#1001", cwd=folder).stdout
    assert "the transcript has no times" in shown
