"""``speechqa listen`` on files: the queue, a quick look, what was heard, and the sheet there and back."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from report.small_calls import CHECKLIST, say

from tests.conftest import Cli

ON = ("--date", "2026-11-12")


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which calls were scored once for all tests."""
    folder = tmp_path_factory.mktemp("listen")
    calls = folder / "calls"
    for day in range(3, 12):
        say(calls, f"2026-11-{day:02d} {8 + day}:00:00", "101", 2 if day < 6 else 5)
    say(calls, "2026-11-01 10:00:00", "102", 5)
    (folder / "card.yaml").write_text(CHECKLIST, encoding="utf-8")
    (folder / "managers.csv").write_text("extension,name\n101,Anna\n102,Boris\n", encoding="utf-8")
    (folder / "speechqa.toml").write_text(
        'managers = "managers.csv"\ntimezone = "Europe/Moscow"\nauthor = "Olga"\n', encoding="utf-8"
    )
    command = [sys.executable, "-m", "speechqa.cli.main", "score", "calls", "--transcripts", "--checklist", "card.yaml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def project(cli: Cli, tmp_path: Path, scored: Path) -> Cli:
    """Anna has calls of nine days, of which those of the 3rd to the 5th are red, Boris one, eleven days old."""
    shutil.copytree(scored, tmp_path, dirs_exist_ok=True)
    return cli


def queue(project: Cli, *arguments: str) -> list[dict[str, Any]]:
    done = project("--lang", "en", "listen", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def days(rows: list[dict[str, Any]]) -> list[str]:
    return [row["started_at"][:10] for row in rows]


def test_s3_the_queue_has_two_calls_of_each_manager_one_for_a_reason_and_one_by_lot(project: Cli) -> None:
    rows = queue(project, *ON)
    assert [(row["manager"], row["kind"]) for row in rows] == [("Anna", "reason"), ("Anna", "random")]
    assert (rows[0]["light"], rows[0]["why"]) == ("red", "red, 40 %")
    assert rows[0]["reasons"][0] == "red"
    assert rows[1]["why"].startswith("at random: ")
    assert queue(project, *ON) == rows


def test_older_calls_are_hidden_and_it_is_told_how_to_see_them(project: Cli) -> None:
    done = project("--lang", "en", "listen", *ON, COLUMNS="80")
    assert "! 1 call that nobody heard is more than 10 days old and hidden: --older" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert {row["manager"] for row in queue(project, *ON, "--older")} == {"Anna", "Boris"}
    assert "hidden" not in project("--lang", "en", "listen", *ON, "--older").stdout
    # All of them are older than that for whoever asks years later.
    later = project("--lang", "en", "listen", "--date", "2028-01-01")
    assert "Nothing to listen to." in later.stdout
    assert "! 10 calls that nobody heard are more than 10 days old" in later.stdout


def test_what_was_heard_is_not_offered_again_and_fills_the_day(project: Cli, tmp_path: Path) -> None:
    first, second = queue(project, *ON)
    assert project("review", "done", first["call_id"]).returncode == 0
    for at in ("2026-11-12T12:00:00+00:00", "2027-11-12T12:00:00+00:00"):
        with sqlite3.connect(tmp_path / "calls.db") as db:
            db.execute("UPDATE review SET at = ?", [at])
        # Heard on that day or long after it: it is no pick of it any more, and the other one stays.
        assert queue(project, *ON) == [second]
    with sqlite3.connect(tmp_path / "calls.db") as db:
        db.execute("UPDATE review SET at = '2026-11-11T12:00:00+00:00'")
    # Heard the day before: the queue of the 12th is another one, and whole.
    rows = queue(project, *ON)
    assert len(rows) == 2
    assert first["call_id"] not in [row["call_id"] for row in rows]


def test_the_quota_is_a_setting(project: Cli, tmp_path: Path) -> None:
    with (tmp_path / "speechqa.toml").open("a", encoding="utf-8") as file:
        file.write("listen_quota = 5\n")
    rows = queue(project, *ON)
    assert [row["kind"] for row in rows] == ["reason"] * 3 + ["random"] * 2
    # Three are red; the lot may have taken one of them.
    red = sum("red" in row["reasons"] for row in rows)
    assert red == 3


def test_a_quick_look_is_at_three_days_of_one_manager(project: Cli) -> None:
    rows = queue(project, *ON, "--manager", "Anna", "--quick")
    assert [row["kind"] for row in rows] == ["quick"] * 3
    found = [int(day[-2:]) for day in days(rows)]
    assert found == sorted(found)
    assert min(later - earlier for earlier, later in pairwise(found)) > 1
    nobody = project("--lang", "en", "listen", "--quick")
    assert (nobody.returncode, "a quick look is at one manager" in nobody.stderr) == (2, True)
    unknown = project("--lang", "en", "listen", "--quick", "--manager", "Ana")
    assert (unknown.returncode, "Did you mean Anna?" in unknown.stderr) == (2, True)


def test_s3_the_account_sets_what_was_heard_against_two_calls_on_each_working_day(project: Cli, tmp_path: Path) -> None:
    heard = queue(project, *ON)
    for row, author in ((heard[0], "Olga"), (heard[1], "Olga"), (heard[1], "Petr")):
        assert project("review", "done", row["call_id"], "--author", author).returncode == 0
    with sqlite3.connect(tmp_path / "calls.db") as db:
        db.execute("UPDATE review SET at = '2026-11-10T12:00:00+00:00'")
    done = project("listen", "--account", "--from", "2026-11-01", "--to", "2026-11-12", "--format", "json")
    found = json.loads(done.stdout)
    # Anna has calls on nine days, of which the fourth is a holiday; a call that two people heard is heard once.
    assert [(row["manager"], row["days"], row["norm"], row["heard"], row["missing"]) for row in found["managers"]] == [
        ("Anna", 8, 16, 2, 14), ("Boris", 1, 2, 0, 2),
    ]  # fmt: skip
    assert [(row["reviewer"], row["heard"], row["managers"]) for row in found["reviewers"]] == [
        ("Olga", 2, 1), ("Petr", 1, 1),
    ]  # fmt: skip
    assert found["managers"][0]["share"] == 12.5
    later = project("listen", "--account", "--from", "2026-11-11", "--to", "2026-11-12", "--format", "json")
    assert json.loads(later.stdout)["reviewers"] == []


def test_options_of_the_queue_and_of_the_account_do_not_mix(project: Cli) -> None:
    for arguments in (
        ("--account", "--older"), ("--from", "2026-11-01"), ("--date", "yesterday"), ("-o", "sheet.csv"),
        ("--verdicts",),
    ):  # fmt: skip
        done = project("listen", *arguments)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False), arguments


def test_an_empty_project_has_nothing_to_listen_to(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "Master.csv").write_text("", encoding="utf-8")
    cli("cdr", "import", "Master.csv", "--timezone", "Europe/Moscow")
    assert queue(cli, *ON) == []
    assert cli("listen", "--account").returncode == 0
    done = cli("--lang", "en", "listen", *ON, "-o", "sheet.xlsx")
    assert (done.returncode, "there is no call for the sheet" in done.stderr) == (1, True)
    assert not list(tmp_path.glob("*.xlsx"))


def filled(path: Path, marks: dict[str, list[Any]]) -> None:
    """The sheet with the marks of each row put into its checkpoints' cells."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("small")
    for number, row in enumerate(rows):
        cells = list(row)
        if row[0] in marks:
            cells[5 : 5 + len(marks[str(row[0])])] = marks[str(row[0])]
        page.write_row(number, 0, cells)
    book.close()


def test_a_sheet_goes_out_without_verdicts_and_comes_back_with_a_persons(project: Cli, tmp_path: Path) -> None:
    done = project("--lang", "en", "listen", *ON, "-o", "sheet.xlsx")
    assert done.returncode == 0, done.stderr
    assert "The sheet is in sheet.xlsx" in done.stderr
    assert (tmp_path / "sheet.xlsx").stat().st_mode & 0o777 == 0o600
    titles, keys, *rows = CalamineWorkbook.from_path(tmp_path / "sheet.xlsx").get_sheet_by_name("small").to_python()
    assert keys == ["call_id", "date", "manager", "customer", "length", "greeting", "name", "contraindications",
                    "booking", "goodbye", "comment"]  # fmt: skip
    assert titles[5:7] == ["Greeting", "Name"]
    assert all(cell == "" for row in rows for cell in row[5:])
    first, second = (str(row[0]) for row in rows)
    # Excel makes numbers of what people type.
    filled(tmp_path / "sheet.xlsx", {first: [1, 0, "н/п", "1", 0], second: ["", 0]})
    back = project("--lang", "en", "review", "import", "sheet.xlsx", "--format", "json")
    assert back.returncode == 0, back.stderr
    assert json.loads(back.stdout) == {
        "calls": sorted((first, second)), "verdicts": 6, "unchanged": 0, "done": 1, "wrong": [],
    }  # fmt: skip
    call = json.loads(project("report", "call", first, "--format", "json").stdout)
    assert {one["id"]: (one["verdict"], one["author"]) for one in call["checkpoints"]} == {
        "greeting": ("passed", "Olga"), "name": ("failed", "Olga"), "contraindications": ("not_applicable", "Olga"),
        "booking": ("passed", "Olga"), "goodbye": ("failed", "Olga"),
    }  # fmt: skip
    again = json.loads(project("review", "import", "sheet.xlsx", "--format", "json").stdout)
    assert (again["verdicts"], again["unchanged"], again["done"]) == (0, 6, 0)


def test_a_wrong_cell_is_named_by_row_and_column_and_the_others_are_kept(project: Cli, tmp_path: Path) -> None:
    project("--lang", "en", "listen", *ON, "-o", "sheet.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "sheet.xlsx").get_sheet_by_index(0).to_python()[2:]
    filled(tmp_path / "sheet.xlsx", {str(rows[0][0]): [1, "почти", 1, 1, 1], str(rows[1][0]): [1]})
    done = project("--lang", "en", "review", "import", "sheet.xlsx")
    assert done.returncode == 1
    assert "sheet.xlsx:3, column G (name): 'почти' is no verdict" in done.stderr
    assert "1 cell was not understood" in done.stderr
    assert done.stdout == "5 verdicts on 2 calls; as before: 0; calls done: 0\n"


def test_the_machines_verdicts_stand_beside_the_cells_where_asked_for_and_are_not_taken_back(
    project: Cli, tmp_path: Path
) -> None:
    project("--lang", "en", "listen", *ON, "-o", "sheet.xlsx", "--verdicts")
    _titles, keys, *rows = CalamineWorkbook.from_path(tmp_path / "sheet.xlsx").get_sheet_by_index(0).to_python()
    place = keys.index("machine:booking")
    assert [row[place] for row in rows if row[0] == queue(project, *ON)[0]["call_id"]] == ["0"]
    back = json.loads(project("review", "import", "sheet.xlsx", "--format", "json").stdout)
    assert (back["calls"], back["verdicts"], back["wrong"]) == ([], 0, [])


def test_a_sheet_without_the_row_of_keys_comes_back_by_its_titles_and_as_csv_too(project: Cli, tmp_path: Path) -> None:
    call_id = queue(project, *ON)[0]["call_id"]
    with (tmp_path / "sheet.csv").open("w", encoding="cp1251", newline="") as file:
        csv.writer(file, delimiter=";").writerows(
            [["Лист оценки"], ["Звонок", "Менеджер", "Приветствие", "Комментарий"], [call_id, "Anna", "0", "тихо"],
             ["x-1", "Anna", "1", ""]]
        )  # fmt: skip
    done = project("--lang", "en", "review", "import", "sheet.csv", "--author", "QA", "--format", "json")
    found = json.loads(done.stdout)
    assert (found["verdicts"], [one["where"] for one in found["wrong"]]) == (1, ["sheet.csv:4, column A"])
    point = json.loads(project("report", "call", call_id, "--format", "json").stdout)["checkpoints"][0]
    assert (point["verdict"], point["author"], point["comment"]) == ("failed", "QA", "тихо")
    (tmp_path / "other.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    other = project("--lang", "en", "review", "import", "other.csv")
    assert (other.returncode, "no column of this sheet names calls" in other.stderr) == (2, True)


def test_a_text_of_the_calls_is_no_formula_in_the_sheet(project: Cli, tmp_path: Path) -> None:
    (tmp_path / "managers.csv").write_text('extension,name\n101,"=HYPERLINK(""x"")"\n', encoding="utf-8")
    done = project("--lang", "en", "listen", *ON, "-o", "sheet.xlsx")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "sheet.xlsx") as file:
        page = file.read("xl/worksheets/sheet1.xml")
        assert b"HYPERLINK" in file.read("xl/sharedStrings.xml")
    assert b"<f>" not in page


def test_a_checkpoint_is_new_for_two_weeks_and_an_edit_of_the_card_makes_none_new(project: Cli, tmp_path: Path) -> None:
    def made(at: str, text: str) -> None:
        (tmp_path / "card.yaml").write_text(text, encoding="utf-8")
        assert project("rescore", "--checklist", "card.yaml").returncode == 0
        with sqlite3.connect(tmp_path / "calls.db") as db:
            db.execute("UPDATE checklist SET created_at = ? WHERE created_at NOT LIKE '%T10:00:00+00:00'", [at])

    with sqlite3.connect(tmp_path / "calls.db") as db:
        db.execute("UPDATE checklist SET created_at = '2026-09-01T10:00:00+00:00'")
    made("2026-11-05T10:00:00+00:00", CHECKLIST.replace("any: [до свидания]", "any: [до свидания, всего доброго]"))
    assert not any("new_checkpoint" in row["reasons"] for row in queue(project, *ON, "--quick", "--manager", "Anna"))
    added = "  - {id: thanks, title: {ru: Спасибо, en: Thanks}, any: [спасибо за звонок]}\n"
    made("2026-11-08T10:00:00+00:00", CHECKLIST + added)
    with (tmp_path / "speechqa.toml").open("a", encoding="utf-8") as file:
        file.write("listen_quota = 9\n")
    new = [row for row in queue(project, *ON) if "new_checkpoint" in row["reasons"]]
    assert sorted(days(new)) == ["2026-11-08", "2026-11-09", "2026-11-10", "2026-11-11"]
    assert any("new in the script since 2026-11-08: Thanks" in row["why"] for row in new)
    assert not any("new_checkpoint" in row["reasons"] for row in queue(project, "--date", "2026-11-23", "--older"))


def test_newcomers_are_those_whom_the_list_has_since_less_than_thirty_days(project: Cli, tmp_path: Path) -> None:
    for since, is_new in (("2026-10-20", True), ("2026-10-12", False), ("", False)):
        (tmp_path / "managers.csv").write_text(
            f"extension,name,valid_from\n101,Anna,{since}\n102,Boris,\n", encoding="utf-8"
        )
        rows = queue(project, *ON)
        assert {"newcomer" in row["reasons"] for row in rows if row["manager"] == "Anna"} == {is_new}, since
