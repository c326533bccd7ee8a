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
    "speechqa.report.catalogue",
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
    assert "Расшифровать записи" in cli(*place).stdout


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


WRONG_USAGE = [
    (("nonsense",), "nonsense: there is no such command. See: speechqa --help"),
    (("scor",), "scor: there is no such command. Did you mean doctor, rescore, score? See: speechqa --help"),
    (("score",), "RECORDINGS is missing. Name files or folders, or set 'recordings' in speechqa.toml."),
    (
        ("score", "--nons"),
        "--nons: there is no such option. Did you mean --columns, --jobs? See: speechqa score --help",
    ),
    (("score", "a", "--db"), "--db: its value is missing. Write it after the option."),
    (("score", "a", "--cdr", "none.csv"), "none.csv: there is no such file. Check the path."),
    (("score", "a", "--jobs", "0"), "--jobs: 0 is out of range. Write a number from 1 to 256."),
    (("report", "calls", "--light", "blue"), "--light: 'blue' is not known here. Known are: green, yellow, red, grey."),
    (("report", "calls", "--critical=1"), "--critical: it takes no value. Write the option by itself."),
    (
        ("report", "managers", "--fail-under", "x"),
        "--fail-under: 'x' is not a number. Write a number from 0 to 100.",
    ),
    (
        ("report", "managers", "--fail-under", "200"),
        "--fail-under: 200 is out of range. Write a number from 0 to 100.",
    ),
    (
        ("models", "pull", "a", "b"),
        "too many arguments: b. Put a text that holds spaces in quotes. See: speechqa models pull --help",
    ),
    (("models", "list", "--format", "xml"), "--format: 'xml' is not known here. Known are: table, json, csv."),
]


@pytest.mark.parametrize(("arguments", "expected"), WRONG_USAGE, ids=lambda value: " ".join(value)[:30])
def test_wrong_usage_is_one_line_with_the_place_and_the_remedy(arguments: tuple[str, ...], expected: str) -> None:
    assert _told("en", arguments) == (2, f"speechqa: {expected}\n")


@pytest.mark.parametrize(("arguments", "expected"), WRONG_USAGE, ids=lambda value: " ".join(value)[:30])
def test_wrong_usage_is_told_in_russian_to_a_russian_reader(arguments: tuple[str, ...], expected: str) -> None:
    code, text = _told("ru", arguments)
    assert code == 2
    words = {"is", "are", "the", "See:", "Usage:", "Error:", "Write", "missing.", "no", "not"}
    assert not words & set(text.split()), text


def _told(language: str, arguments: tuple[str, ...]) -> tuple[int, str]:
    # In a process of its own, because help texts and options are translated when they are imported.
    code = f"from speechqa.cli.main import run; raise SystemExit(run(['--lang', {language!r}, *{arguments!r}]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_a_group_by_itself_shows_its_help_and_is_wrong_usage(cli: Cli) -> None:
    done = cli("models")
    assert done.returncode == 2
    assert "pull" in done.stderr


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


def test_a_full_disk_behind_the_output_is_one_line(cli: Cli, tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "speechqa.cli.main", "models", "list", "--format", "json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            check=False,
        )
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(("content", "code"), [("", 1), ("nonsense\n", 1), ("{row}nonsense\n", 3), ("{row}", 0)])
def test_records_that_cannot_be_read_show_in_the_exit_code(cli: Cli, tmp_path: Path, content: str, code: int) -> None:
    log = tmp_path / "Master.csv"
    times = "2026-11-09 10:15:30,2026-11-09 10:15:40,2026-11-09 10:16:40"
    row = f",79161112233,101,from-trunk,x,SIP/t-1,SIP/101-2,Dial,x,{times},70,60,ANSWERED,DOCUMENTATION,1794208530.1,\n"
    log.write_text(content.format(row=row), encoding="utf-8")
    assert cli("cdr", "import", log, "--db", tmp_path / "calls.db").returncode == code
