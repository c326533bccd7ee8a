"""``speechqa score`` and what is asked of its database afterwards, through the real command and the real model."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Cli

ROOT = Path(__file__).resolve().parents[2]
RECORDINGS = ROOT / "examples" / "recordings"
CARDS = ("--checklist", "clinic-inbound", "--checklist", "outbound-warm")


def shortest(count: int) -> list[Path]:
    return sorted((p for p in RECORDINGS.rglob("*.wav")), key=lambda path: path.stat().st_size)[:count]


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Path:
    """A database with two scored recordings, one that failed, and the summary of the run beside it."""
    folder = tmp_path_factory.mktemp("scored")
    bad = folder / "notes.wav"
    bad.write_text("this is no recording", encoding="utf-8")
    db = folder / "calls.db"
    command = [
        sys.executable,
        "-m",
        "speechqa.cli.main",
        "--lang",
        "en",
        "score",
        *map(str, shortest(2)),
        str(bad),
        *CARDS,
    ]
    command += ["--cdr", str(ROOT / "examples" / "Master.csv"), "--timezone", "Europe/Moscow", "--db", str(db)]
    done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, cwd=folder, check=False)
    (folder / "summary.json").write_text(done.stdout, encoding="utf-8")
    (folder / "stderr.txt").write_text(done.stderr, encoding="utf-8")
    (folder / "code.txt").write_text(str(done.returncode), encoding="utf-8")
    return db


def test_without_a_checklist_the_shipped_ones_are_named(cli: Cli) -> None:
    done = cli("score", RECORDINGS)
    assert done.returncode == 2
    assert "clinic-inbound" in done.stderr


def test_the_only_checklist_in_the_folder_is_taken(cli: Cli, tmp_path: Path) -> None:
    own = tmp_path / "checklists"
    own.mkdir()
    (own / "mine.yaml").write_text("checkpoints:\n  - id: hello\n    anny: [добрый день]\n", encoding="utf-8")
    done = cli("score", RECORDINGS)
    assert done.returncode == 2
    assert "mine.yaml:3" in done.stderr


def test_two_checklists_that_contend_are_refused_before_anything_is_done(cli: Cli, tmp_path: Path) -> None:
    done = cli("score", RECORDINGS, "--checklist", "clinic-inbound", "--checklist", "sales-inbound")
    assert done.returncode == 2
    assert "could both fit" in done.stderr
    assert not (tmp_path / "calls.db").exists()


def test_no_recordings_at_all_is_exit_code_1(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert cli("score", "empty", "--checklist", "clinic-inbound").returncode == 1


def test_a_model_that_is_not_there_is_told_with_the_command(cli: Cli, tmp_path: Path) -> None:
    done = cli("score", RECORDINGS, "--checklist", "clinic-inbound", "--models-dir", tmp_path)
    assert done.returncode == 1
    assert "speechqa models pull base" in done.stderr


@pytest.mark.model
def test_a_failed_recording_is_named_and_the_rest_is_scored(scored: Path) -> None:
    summary = json.loads(scored.with_name("summary.json").read_text(encoding="utf-8"))
    assert scored.with_name("code.txt").read_text() == "3"
    assert (summary["scored"] + summary["not_scored"], len(summary["failed"])) == (2, 1)
    assert summary["failed"][0]["file"].endswith("notes.wav")
    assert summary["failed"][0]["reason"]
    stderr = scored.with_name("stderr.txt").read_text(encoding="utf-8")
    assert "notes.wav" in stderr
    assert stderr.count("first look") == 1


@pytest.mark.model
def test_scoring_again_computes_nothing(scored: Path, cli: Cli) -> None:
    done = cli("score", *shortest(2), *CARDS, "--timezone", "Europe/Moscow", "--db", scored, "--format", "json")
    summary = json.loads(done.stdout)
    assert done.returncode == 0
    assert (summary["scored"], summary["skipped"], summary["audio_seconds"]) == (0, 2, 0)


@pytest.mark.model
def test_a_mean_below_the_target_is_exit_code_4(scored: Path, cli: Cli) -> None:
    run = ("score", *shortest(2), *CARDS, "--timezone", "Europe/Moscow", "--db", scored, "--fail-under")
    assert cli(*run, "100").returncode == 4
    assert cli(*run, "0").returncode == 0
    assert cli("report", "managers", "--db", scored, "--fail-under", "100").returncode == 4


@pytest.mark.model
def test_reports_read_the_database(scored: Path, cli: Cli) -> None:
    calls = json.loads(cli("report", "calls", "--db", scored, "--format", "json").stdout)
    assert len(calls) == 2
    call = json.loads(cli("report", "call", calls[0]["call_id"], "--db", scored, "--format", "json").stdout)
    assert call["checkpoints"]
    assert cli("report", "call", calls[0]["file"], "--db", scored, "--brief").returncode == 0
    failed = json.loads(cli("report", "failures", "--db", scored, "--format", "json").stdout)
    assert [row["file"].endswith("notes.wav") for row in failed] == [True]
    assert cli("report", "managers", "--db", scored, "--format", "csv").stdout.startswith("manager,name,calls,score")


@pytest.mark.model
def test_filters_that_exclude_each_other_leave_an_empty_list(scored: Path, cli: Cli) -> None:
    done = cli("report", "calls", "--db", scored, "--to", "2001-01-01", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


@pytest.mark.model
def test_rescoring_with_the_same_checklists_changes_nothing(scored: Path, cli: Cli) -> None:
    summary = json.loads(cli("rescore", *CARDS, "--db", scored, "--format", "json").stdout)
    assert (summary["rescored"], summary["changed"], summary["lights"]) == (0, [], [])


@pytest.mark.model
def test_an_interrupted_run_is_exit_code_130_and_goes_on_later(tmp_path: Path, model_dir: Path) -> None:
    command = [sys.executable, "-m", "speechqa.cli.main", "--lang", "en", "score", str(RECORDINGS), *CARDS]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stderr is not None
    line = process.stderr.readline()
    while line and not line.startswith("Scoring"):
        line = process.stderr.readline()
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in err
