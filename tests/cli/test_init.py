"""``speechqa init``: a place to work, in which commands need no flags, and nobody's file is overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from speechqa.calls.money import read_spend, read_tariffs
from speechqa.calls.people import read_people
from speechqa.calls.phone_lines import read_lines
from speechqa.calls.plan import read_plan
from speechqa.checklist.load import load_checklist
from speechqa.cli.place import LISTS, make_place
from speechqa.settings import load_settings
from speechqa.texts import set_language
from tests.conftest import Cli

ROOT = Path(__file__).resolve().parents[2]
FILES = ("speechqa.toml", *LISTS, "checklists/sales-inbound.yaml")
DIALOGUE = "dialogue,line,role,text\n1,1,manager,Добрый день! Клиника\n1,2,client,Здравствуйте хочу записаться\n"
ROW = (
    '"","79161234567","101","from-trunk","79161234567","SIP/mtt-1","SIP/101-2","Dial","SIP/101",'
    '"2026-11-09 10:00:00","2026-11-09 10:00:05","2026-11-09 10:01:00",60,55,"ANSWERED",'
    '"DOCUMENTATION","1794207600.1",""\n'
)


def example(path: Path) -> Path:
    """The list with its examples made real; the first remark is an explanation."""
    header, _told, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([header, *(row.removeprefix("# ") for row in rows)]), encoding="utf-8")
    return path


def test_all_is_written_for_its_owner_only_and_what_to_do_next_is_said(cli: Cli, tmp_path: Path) -> None:
    done = cli("--lang", "en", "init", "place")
    assert done.returncode == 0, done.stderr
    place = tmp_path / "place"
    for name in FILES:
        assert (place / name).stat().st_mode & 0o777 == 0o600
        assert f"place/{name}" in done.stdout
    for folder in (place, *(place / name for name in ("recordings", "records", "checklists"))):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert "What to do next:" in done.stdout
    assert load_checklist(place / "checklists" / "sales-inbound.yaml") is not None


@pytest.mark.parametrize("language", ["ru", "en"])
def test_examples_are_no_facts_until_their_mark_is_taken_away(tmp_path: Path, language: str) -> None:
    set_language(language)
    make_place(tmp_path, load_checklist("clinic-inbound"))
    managers, lines, plan, tariffs, spend = (tmp_path / name for name in LISTS)
    assert read_people(managers, "RU") == ()
    assert read_lines(lines, "RU") == read_plan(plan) == read_tariffs(tariffs, "RU") == read_spend(spend) == ()
    assert len(read_people(example(managers), "RU")) == 2
    assert read_lines(example(lines), "RU")[0].number == "+74951234567"
    assert read_plan(example(plan))[0].weekdays == "12345"
    assert read_tariffs(example(tariffs), "RU")[0].per_minute == 1.5
    assert read_spend(example(spend))[0].amount == 50_000


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_settings_are_read_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    set_language(language)
    monkeypatch.setenv("TZ", "Europe/Moscow")
    make_place(tmp_path / "place", load_checklist("clinic-inbound"))
    monkeypatch.chdir(tmp_path)
    settings = load_settings({}, Path("place/speechqa.toml"))
    assert settings.db == Path("place/calls.db")
    assert settings.managers == Path("place/managers.csv")
    assert settings.recordings == ("place/recordings",)
    assert settings.checklists == ("place/checklists",)
    assert settings.timezone == "Europe/Moscow"


def test_nothing_is_overwritten_and_what_is_missing_is_put_back(cli: Cli, tmp_path: Path) -> None:
    cli("init", ".")
    own = tmp_path / "managers.csv"
    own.write_text("extension,name\n101,Anna\n", encoding="utf-8")
    (tmp_path / "plan.csv").unlink()
    done = cli("--lang", "en", "init", ".")
    assert done.returncode == 3
    assert "managers.csv: was there already, left as it is" in done.stdout
    assert own.read_text(encoding="utf-8") == "extension,name\n101,Anna\n"
    assert (tmp_path / "plan.csv").exists()
    assert cli("init", ".").returncode == 1


def test_a_file_in_the_way_and_an_unknown_checklist_are_told(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    done = cli("--lang", "en", "init", "notes.txt")
    assert (done.returncode, "a file, where a folder is expected" in done.stderr) == (2, True)
    done = cli("--lang", "en", "init", "place", "--checklist", "sales-inbond")
    assert (done.returncode, "Did you mean 'sales-inbound'?" in done.stderr) == (2, True)
    assert not (tmp_path / "place").exists()


def test_commands_run_inside_it_need_no_flags(cli: Cli, tmp_path: Path) -> None:
    cli("init", ".")
    (tmp_path / "managers.csv").write_text("extension,name,id\n101,Анна,a7\n", encoding="utf-8")
    (tmp_path / "records" / "Master.csv").write_text(ROW, encoding="utf-8")
    imported = cli("cdr", "import")
    assert imported.returncode == 0, imported.stderr
    settings = tmp_path / "speechqa.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "transcripts = true\n", encoding="utf-8")
    (tmp_path / "recordings" / "talks.csv").write_text(DIALOGUE, encoding="utf-8")
    scored = cli("score", "--format", "json")
    assert scored.returncode == 0, scored.stderr
    assert cli("rescore").returncode == 0
    calls = json.loads(cli("report", "calls", "--format", "json").stdout)
    assert len(calls) == 1
    assert (tmp_path / "calls.db").exists()


def test_without_arguments_and_settings_the_command_says_what_is_missing(cli: Cli) -> None:
    for command in (("score",), ("cdr", "import")):
        done = cli("--lang", "en", *command)
        assert done.returncode == 2
        assert "in speechqa.toml" in done.stderr


def test_a_wrong_list_stops_every_command_with_file_and_row(cli: Cli, tmp_path: Path) -> None:
    cli("init", ".")
    (tmp_path / "records" / "Master.csv").write_text(ROW, encoding="utf-8")
    cli("cdr", "import")
    (tmp_path / "managers.csv").write_text("extension,name\n101,Анна\n101,Ольга\n", encoding="utf-8")
    done = cli("--lang", "en", "report", "calls")
    assert done.returncode == 2
    assert "managers.csv:3: extension 101 has two people" in done.stderr
