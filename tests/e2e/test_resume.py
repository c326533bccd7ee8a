from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.e2e.conftest import CARDS, EXAMPLES, IsolatedRun, Run, speechqa, start, wait_for_results
from tests.pipeline.conftest import dump, query

pytestmark = pytest.mark.model

MADE = "SELECT transcript_id, created_at, wall_seconds FROM transcript"


def test_killed_in_the_middle_and_started_again_nothing_is_lost_and_nothing_done_twice(
    clips: Path, scored_clips: Run, tmp_path: Path
) -> None:
    db = tmp_path / "calls.db"
    arguments = ["score", clips, *CARDS, "--db", db, "--format", "json"]
    process = start(*arguments, cwd=tmp_path)
    wait_for_results(process, db)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    kept = query(db, MADE)
    total = len(list(clips.iterdir()))
    assert 0 < len(kept) < total

    again = speechqa(*arguments, cwd=tmp_path)
    summary = json.loads(again.stdout)
    assert again.returncode == 0
    assert (summary["scored"] + summary["not_scored"], summary["skipped"]) == (total - len(kept), len(kept))
    assert set(kept) <= set(query(db, MADE))
    assert dump(db) == dump(scored_clips.db)
    assert query(db, "PRAGMA integrity_check") == [("ok",)]


def test_interrupted_by_the_keyboard_it_keeps_what_is_done_and_exits_with_130(
    clips: Path, scored_clips: Run, tmp_path: Path
) -> None:
    db = tmp_path / "calls.db"
    arguments = ["score", clips, *CARDS, "--db", db]
    process = start(*arguments, cwd=tmp_path)
    wait_for_results(process, db)
    os.killpg(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert "Interrupted; the same command goes on where it stopped." in stdout
    kept = query(db, MADE)
    assert speechqa(*arguments, cwd=tmp_path).returncode == 0
    assert set(kept) <= set(query(db, MADE))
    assert dump(db) == dump(scored_clips.db)


def test_the_same_folder_a_second_time_computes_nothing(scored_examples: IsolatedRun, tmp_path: Path) -> None:
    db = tmp_path / "calls.db"
    shutil.copy(scored_examples.db, db)
    before = dump(db, history=True), query(db, MADE)
    arguments = ["score", EXAMPLES / "recordings", *CARDS, "--cdr", EXAMPLES / "Master.csv"]
    config = ["--config", EXAMPLES / "speechqa.toml", "--db", db, "--format", "json"]
    done = speechqa(*arguments, *config, cwd=tmp_path, SPEECHQA_MIN_TALK="15")
    summary = json.loads(done.stdout)
    assert done.returncode == 0
    assert (summary["scored"], summary["not_scored"]) == (0, 0)
    assert summary["skipped"] == scored_examples.summary["scored"] + scored_examples.summary["not_scored"]
    assert (dump(db, history=True), query(db, MADE)) == before
    assert summary["lights"] == scored_examples.summary["lights"]
