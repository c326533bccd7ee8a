from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import CARDS, Done, IsolatedRun, Run, speechqa

CALL_KEYS = [
    *("call_id", "file", "manager", "direction", "started_at", "duration", "talk", "wait"),
    *("checklist", "score", "light", "flags"),
]
CHECKPOINT_KEYS = [
    *("id", "title", "verdict", "weight", "points", "critical", "quote", "speaker"),
    *("start", "end", "similarity", "advice"),
]
MANAGER_KEYS = ["manager", "name", "calls", "score", "light", "green", "yellow", "red", "grey"]
FLAGS = {"critical_failed", "unheard", "manual_edit", "health", "mono_roles", "not_scored"}
LIGHTS = {"green", "yellow", "red", "grey"}
WEEK = ("--from", "2026-11-09", "--to", "2026-11-13")


def _report(run: Run, *arguments: str) -> Done:
    return speechqa("report", *arguments, "--db", run.db, cwd=run.db.parent)


def _json(run: Run, *arguments: str) -> Any:
    done = _report(run, *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.model
def test_exit_code_0_when_all_is_scored(scored_clips: Run) -> None:
    assert scored_clips.done.returncode == 0, scored_clips.done.stderr
    assert "Traceback" not in scored_clips.done.stderr


@pytest.mark.usefixtures("model_dir")
@pytest.mark.model
def test_exit_code_1_when_there_are_no_recordings(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = speechqa("score", "empty", *CARDS, cwd=tmp_path)
    assert done.returncode == 1
    assert "no recordings found" in done.stderr
    assert not (tmp_path / "calls.db").exists()


def test_exit_code_1_when_there_is_no_database(tmp_path: Path) -> None:
    done = speechqa("report", "calls", "--db", "none.db", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "none.db" in done.stderr
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["score"],
        ["score", "missing.wav", *CARDS],
        ["score", ".", "--checklist", "no-such-card"],
        ["score", ".", *CARDS, "--jobs", "none"],
        ["score", ".", *CARDS, "--timezone", "Mars/Olympus"],
        ["report", "calls", "--light", "blue"],
        ["nonsense"],
    ],
)
def test_exit_code_2_for_wrong_usage(arguments: list[str], tmp_path: Path) -> None:
    done = speechqa(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.model
def test_exit_code_3_when_some_recordings_failed(clips: Path, scored_clips: Run, tmp_path: Path) -> None:
    folder, db = tmp_path / "recordings", tmp_path / "calls.db"
    folder.mkdir()
    shutil.copy(scored_clips.db, db)
    shutil.copy(min(clips.iterdir()), folder)
    (folder / "text.wav").write_text("no sound")
    done = speechqa("score", folder, *CARDS, cwd=tmp_path)
    assert done.returncode == 3
    assert "text.wav" in done.stderr


@pytest.mark.model
def test_exit_code_4_when_the_mean_score_is_below_the_target(clips: Path, scored_clips: Run, tmp_path: Path) -> None:
    shutil.copy(scored_clips.db, tmp_path / "calls.db")
    assert speechqa("score", clips, *CARDS, "--fail-under", "100", cwd=tmp_path).returncode == 4
    assert speechqa("score", clips, *CARDS, "--fail-under", "0", cwd=tmp_path).returncode == 0
    assert _report(scored_clips, "managers", *WEEK, "--fail-under", "100").returncode == 4
    assert _report(scored_clips, "managers", *WEEK, "--fail-under", "0").returncode == 0


@pytest.mark.model
def test_stdout_holds_nothing_but_json(scored_clips: Run) -> None:
    summary = scored_clips.summary
    assert {"scored", "not_scored", "skipped", "failed", "lights", "mean_score", "interrupted"} <= set(summary)
    assert summary["failed"] == []
    assert "first look" in scored_clips.done.stderr


@pytest.mark.model
def test_the_database_is_its_owners_only(scored_clips: Run) -> None:
    assert stat.S_IMODE(scored_clips.db.stat().st_mode) == 0o600


@pytest.mark.model
def test_the_list_of_calls_has_the_promised_keys(scored_examples: IsolatedRun) -> None:
    calls = _json(scored_examples, "calls", *WEEK)
    assert len(calls) >= 20
    for call in calls:
        assert list(call)[: len(CALL_KEYS)] == CALL_KEYS
        assert set(call["flags"]) <= FLAGS
        assert call["light"] in LIGHTS
        assert call["direction"] in {"inbound", "outbound", "internal", "unknown"}
        assert call["score"] is None or 0 <= call["score"] <= 100
        assert call["started_at"].endswith("+03:00")
        assert Path(call["file"]).exists()


@pytest.mark.model
def test_one_call_has_the_promised_keys_and_evidence_for_each_checkpoint_passed(scored_examples: IsolatedRun) -> None:
    call_id = _json(scored_examples, "calls", *WEEK)[0]["call_id"]
    call = _json(scored_examples, "call", call_id)
    assert set(CALL_KEYS) <= set(call)
    for checkpoint in call["checkpoints"]:
        assert set(CHECKPOINT_KEYS) <= set(checkpoint)
        assert checkpoint["verdict"] in {"passed", "failed", "not_applicable", "unheard"}
    found = [one for one in call["checkpoints"] if one["verdict"] == "passed" and one["quote"]]
    assert found
    for one in found:
        assert 0 <= one["start"] < one["end"] <= call["duration"] + 60
        assert one["speaker"] in {"manager", "customer", "unknown"}
        assert one["similarity"] >= 50
    assert [list(turn)[:4] for turn in call["turns"]] == [["speaker", "start", "end", "text"]] * len(call["turns"])


@pytest.mark.model
def test_managers_have_the_promised_keys_and_each_of_the_four_a_light(scored_examples: IsolatedRun) -> None:
    managers = _json(scored_examples, "managers", *WEEK)
    for manager in managers:
        assert list(manager)[: len(MANAGER_KEYS)] == MANAGER_KEYS
    lights = {one["manager"]: one["light"] for one in managers if one["manager"] in {"101", "102", "103", "104"}}
    assert len(lights) == 4
    assert set(lights.values()) <= {"green", "yellow", "red"}


@pytest.mark.model
def test_a_call_is_found_by_its_file_and_shown_in_short(scored_examples: IsolatedRun) -> None:
    call = next(one for one in _json(scored_examples, "calls", *WEEK) if one["light"] == "red")
    whole = _report(scored_examples, "call", Path(call["file"]).name)
    brief = _report(scored_examples, "call", call["call_id"], "--brief")
    assert (whole.returncode, brief.returncode) == (0, 0)
    assert len(brief.stdout.splitlines()) < len(whole.stdout.splitlines())
