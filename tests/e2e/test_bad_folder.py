from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import CARDS, EXAMPLES, speechqa
from tests.pipeline.conftest import query

pytestmark = pytest.mark.model

REASONS = {
    "text.wav": "not a recording",
    "empty.wav": "the file is empty",
    "cut.mp3": "cut off",
    "locked.wav": "Permission denied",
}


def test_the_good_ones_are_scored_and_each_bad_one_is_named_with_its_reason(
    clips: Path, open_folder: Path, unprivileged: Callable[[], list[str]]
) -> None:
    folder = _bad_folder(open_folder / "recordings")
    for good in sorted(clips.iterdir())[:2]:
        shutil.copy(good, folder)
        (folder / good.name).chmod(0o644)
    arguments = ["score", folder, *CARDS, "--db", open_folder / "calls.db", "--format", "json"]

    first = speechqa(*arguments, cwd=open_folder, prefix=unprivileged(), HOME=str(open_folder))
    assert first.returncode == 3, first.stderr
    assert "Traceback" not in first.stderr + first.stdout
    summary = json.loads(first.stdout)
    assert summary["scored"] == 2
    told = {Path(one["file"]).name: one["reason"] for one in summary["failed"]}
    assert set(told) == set(REASONS)
    for name, reason in REASONS.items():
        assert reason in told[name]
        (line,) = [line for line in first.stderr.splitlines() if line.startswith("failed:") and name in line]
        assert reason in line

    again = speechqa(*arguments, cwd=open_folder, prefix=unprivileged(), HOME=str(open_folder))
    summary = json.loads(again.stdout)
    assert again.returncode == 3
    assert (summary["scored"], summary["not_scored"], summary["skipped"]) == (0, 0, 2)
    assert {Path(one["file"]).name for one in summary["failed"]} == set(REASONS)
    assert query(open_folder / "calls.db", "SELECT count(*) FROM failure") == [(len(REASONS),)]


def test_where_all_are_bad_the_exit_code_is_still_three(
    open_folder: Path, model_dir: Path, unprivileged: Callable[[], list[str]]
) -> None:
    folder = _bad_folder(open_folder / "recordings")
    done = speechqa("score", folder, *CARDS, cwd=open_folder, prefix=unprivileged(), HOME=str(open_folder))
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("failed:") == len(REASONS)
    report = speechqa("report", "failures", "--format", "json", cwd=open_folder)
    assert {Path(one["file"]).name for one in json.loads(report.stdout)} == set(REASONS)


def _bad_folder(folder: Path) -> Path:
    """Four recordings that are none, and a FIFO, at which nothing may wait."""
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "text.wav").write_text("Добрый день, это не запись.\n" * 50)
    (folder / "empty.wav").touch()
    whole = min((EXAMPLES / "recordings").rglob("*.mp3")).read_bytes()
    (folder / "cut.mp3").write_bytes(whole[: len(whole) // 2])
    (folder / "locked.wav").write_bytes(b"RIFF" + bytes(1000))
    (folder / "locked.wav").chmod(0)
    os.mkfifo(folder / "pipe.wav")
    return folder
