"""The command as such: help, language, exit codes of wrong usage."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Cli

HEAVY = (
    "av",
    "numpy",
    "pydantic",
    "sqlite_utils",
    "faster_whisper",
    "pymorphy3",
    "pydub",
    "phonenumbers",
    "ruamel",
    "rich",
)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['speechqa', '--help']\n"
        "from speechqa.cli.main import run\n"
        "assert run(['--help']) == 0\n"
        f"print('HEAVY', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "HEAVY []" in done.stdout


def test_the_version_is_that_of_the_package(cli: Cli) -> None:
    import speechqa

    assert cli("--version").stdout == f"speechqa {speechqa.__version__}\n"


@pytest.mark.parametrize("place", [("--lang", "ru", "score", "--help"), ("score", "--help", "--lang=ru")])
def test_help_is_in_the_chosen_language_wherever_it_is_chosen(cli: Cli, place: tuple[str, ...]) -> None:
    assert "Распознать записи" in cli(*place).stdout


def test_the_language_may_come_from_the_environment(cli: Cli) -> None:
    assert "Оценка записанных" in cli("--help", SPEECHQA_LANG="ru").stdout


def test_an_unknown_language_is_wrong_usage(cli: Cli) -> None:
    done = cli("--lang", "xx", "models", "list")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "speechqa: --lang: unknown language 'xx'. Known are: ru, en.\n"


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("score", "--nonsense"), ("score",), ("report", "calls", "--light", "blue")]
)
def test_wrong_usage_is_exit_code_2_without_a_traceback(cli: Cli, arguments: tuple[str, ...]) -> None:
    done = cli(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    command = (
        f"{sys.executable} -m speechqa.cli.main checklist try sales-inbound 'добрый день' --format json | head -c 1"
    )
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert "Error" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_database_is_one_line_with_the_remedy(cli: Cli) -> None:
    done = cli("report", "calls", "--db", "none.db")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "speechqa score" in done.stderr


def test_a_setting_that_does_not_exist_is_exit_code_2(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "speechqa.toml").write_text("modle = 'small'\n", encoding="utf-8")
    done = cli("models", "list")
    assert done.returncode == 2
    assert "modle" in done.stderr


def test_a_message_cannot_drive_the_terminal(cli: Cli) -> None:
    done = cli("report", "calls", "--db", "\x1b[2Jx.db")
    assert "\x1b" not in done.stderr
