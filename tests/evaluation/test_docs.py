"""The example of docs/evaluation.md does what it says."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import Cli

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")


def block(kind: str, number: int = 0) -> str:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)[number]


def test_the_example_prints_what_the_page_shows(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text(block("yaml"), encoding="utf-8")
    (tmp_path / "dialogues.csv").write_text(block("csv", 0), encoding="utf-8")
    (tmp_path / "labels.csv").write_text(block("csv", 1), encoding="utf-8")
    commands = re.findall(r"^speechqa (.+)$", PAGE, re.MULTILINE)
    printed = ""
    for command in commands:
        done = cli(*command.split())
        assert done.returncode == 0, done.stderr
        printed = done.stdout
    shown = [line.rstrip() for line in printed.splitlines()]
    for line in block("text").splitlines():
        assert line in shown


def test_the_python_lines_run(cli: Cli, tmp_path: Path) -> None:
    import subprocess
    import sys

    for name, number in (("dialogues.csv", 0), ("labels.csv", 1)):
        (tmp_path / name).write_text(block("csv", number), encoding="utf-8")
    (tmp_path / "card.yaml").write_text(block("yaml"), encoding="utf-8")
    scored = cli("score", "dialogues.csv", "--transcripts", "--checklist", "card.yaml", "--db", "calls.db")
    assert scored.returncode == 0
    done = subprocess.run(
        [sys.executable, "-c", block("python")], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.split()[0].startswith("0.66"), done.stderr
