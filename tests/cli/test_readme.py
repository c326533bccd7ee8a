"""What both READMEs promise."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tools.docs import commands

ROOT = Path(__file__).resolve().parents[2]
READMES = [ROOT / "README.md", ROOT / "README.ru.md"]


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_command_shown_exists(readme: Path) -> None:
    blocks = re.findall(r"^```\n(.*?)^```", readme.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    lines = re.findall(r"^speechqa (.+)$", "\n".join(blocks), re.MULTILINE)
    assert len(lines) > 8
    known = {" ".join(names) for names in commands()}
    for line in lines:
        words = shlex.split(line, comments=True)
        assert " ".join(words[:2]) in known or words[0] in known - {"report"}, line


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_exit_code_is_in_the_table(readme: Path) -> None:
    codes = re.findall(r"^\| (\d+) \|", readme.read_text(encoding="utf-8"), re.MULTILINE)
    assert codes == ["0", "1", "2", "3", "4", "130"]


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_file_linked_to_is_there(readme: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", readme.read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).is_file()] == []


@pytest.mark.model
def test_the_lines_of_python_work(model_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = re.findall(r"```python\n(.*?)```", READMES[0].read_text(encoding="utf-8"), re.DOTALL)
    assert code == re.findall(r"```python\n(.*?)```", READMES[1].read_text(encoding="utf-8"), re.DOTALL)
    recording = min((ROOT / "examples" / "recordings").rglob("*.wav"), key=lambda path: path.stat().st_size)
    exec(code[0].replace("call.wav", str(recording)), {})
    assert capsys.readouterr().out.strip() in {"green", "yellow", "red", "grey"}
