"""Lists as people keep them: encodings, delimiters, titles of columns, and what is said of wrong ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from speechqa.calls.directory import read_directory
from speechqa.calls.directory_values import DIRECTIONS, date_of, hours_of, number_of, percent_of, weekdays_of, word_of
from speechqa.calls.people import COLUMNS
from speechqa.errors import UsageError
from tests.calls.workbook import Percent, write_workbook
from tests.evaluation.spreadsheet import write_xlsx

ROWS = "Добавочный;Сотрудник;Отдел\n101;Анна Петрова;Продажи\n"


def kept(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "managers.csv"
    path.write_bytes(text.encode(encoding))
    return path


def texts(path: Path) -> list[dict[str, str]]:
    return [dict(entry.cells) for entry in read_directory(path, COLUMNS, ("name",))]


def told(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        read_directory(path, COLUMNS, ("name",))
    assert caught.value.exit_code == 2
    assert caught.value.remedy
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encoding_and_delimiter_are_told_from_the_content(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = kept(tmp_path, ROWS.replace(";", delimiter), encoding)
    assert texts(path) == [{"extension": "101", "name": "Анна Петрова", "department": "Продажи"}]


def test_a_spreadsheet_is_read_like_a_csv(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "managers.xlsx", [["Внутренний номер", "ФИО", None], [101, "Анна Петрова", None]])
    assert texts(path) == [{"extension": "101", "name": "Анна Петрова"}]


def test_a_title_and_a_note_may_stand_above_the_header(tmp_path: Path) -> None:
    text = "Наши сотрудники\n\nна ноябрь;;\nДобавочный;Сотрудник;Отдел\n101;Анна Петрова;Продажи\n"
    assert texts(kept(tmp_path, text)) == [{"extension": "101", "name": "Анна Петрова", "department": "Продажи"}]


def test_the_list_may_be_on_another_worksheet(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "managers.xlsx",
        {"О файле": [["Список"], [None], ["ведёт Анна"]], "Люди": [[None], ["Имя", "Добавочный"], ["Анна", 101]]},
    )
    assert texts(path) == [{"extension": "101", "name": "Анна"}]
    assert [entry.row for entry in read_directory(path, COLUMNS)] == [3]


def test_a_cell_that_shows_percent_is_read_as_it_is_shown(tmp_path: Path) -> None:
    percent = Percent(1), Percent(0.85), 90, "95 %"
    path = write_workbook(
        tmp_path / "managers.xlsx", {"План": [["имя", "отдел"], *(["Анна", value] for value in percent)]}
    )
    found = [percent_of(entry, "department") for entry in read_directory(path, COLUMNS)]
    assert found == [100, 85, 90, 95]


@pytest.mark.parametrize("text", ["1", "0,85", "0.5", "101", "101%"])
def test_a_share_and_more_than_all_are_no_percentage(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"is no percentage\. Write percent, such as 85 or 100%\."):
        percent_of(cell(tmp_path, text), "name")


def test_a_stray_quote_costs_no_other_row(tmp_path: Path) -> None:
    path = kept(tmp_path, 'name,extension\n"Anna" Petrova,101\n"Olga,102\nIra,103\n')
    assert [entry.text("name") for entry in read_directory(path, COLUMNS)][::2] == ["Anna Petrova", "Ira"]


def test_titles_are_english_or_russian_whatever_their_capitals_and_order(tmp_path: Path) -> None:
    path = kept(tmp_path, "NAME,Valid from,Дни_недели\nAnna,2026-01-01,mon\n")
    assert texts(path) == [{"name": "Anna", "valid_from": "2026-01-01", "weekdays": "mon"}]


def test_remarks_and_empty_rows_are_passed_over_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    path = kept(tmp_path, "# кто где\n\nname,extension\n# Anna,101\n,\nOlga,102\n")
    (entry,) = read_directory(path, COLUMNS)
    assert (entry.row, entry.text("name")) == (6, "Olga")


def test_a_header_by_itself_is_an_empty_list(tmp_path: Path) -> None:
    assert texts(kept(tmp_path, "name,extension\n")) == []


def test_an_unknown_column_names_the_nearest_known_one(tmp_path: Path) -> None:
    assert "managers.csv:1: unknown column 'extention'. Did you mean 'extension'?" in told(
        kept(tmp_path, "extention,name\n101,Anna\n")
    )
    assert "Did you mean 'добавочный'?" in told(kept(tmp_path, "добавочныи;имя\n101;Анна\n"))
    assert "known are: extension (добавочный)" in told(kept(tmp_path, "name,zzz\nAnna,1\n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "there is no header"),
        ("# nothing but remarks\n", "there is no header"),
        ("extension,department\n101,Sales\n", ":1: the column 'name' is missing"),
        ("name,имя\nAnna,Анна\n", ":1: the column 'имя' stands there twice"),
        ("name,extension\nPetrova, Anna,101\n", ":2: '101' stands under no column"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in told(kept(tmp_path, text))


def test_a_missing_file_says_how_to_go_without(tmp_path: Path) -> None:
    assert 'set that to ""' in told(tmp_path / "gone.csv")


def cell(tmp_path: Path, text: str):  # type: ignore[no-untyped-def]
    (entry,) = read_directory(kept(tmp_path, f'name\n"{text}"\n'), COLUMNS)
    return entry


@pytest.mark.parametrize("text", ["2026-01-15", "15.01.2026", "2026-1-15", "2026-01-15 00:00:00"])
def test_dates_are_written_in_either_order(tmp_path: Path, text: str) -> None:
    assert date_of(cell(tmp_path, text), "name") == date(2026, 1, 15)


@pytest.mark.parametrize("text", ["2026-02-30", "31.02.2026", "01/15/2026", "yesterday", "15.01.26"])
def test_an_impossible_date_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"managers\.csv:2: name: .* is not a date\. Write such as 2026-01-15"):
        date_of(cell(tmp_path, text), "name")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,50", 1.5),
        ("1.50", 1.5),
        ("50 000", 50_000),
        ("50\N{NO-BREAK SPACE}000,5", 50_000.5),
        ("1,234.50", 1234.5),
        ("1.234,50", 1234.5),
        ("1 500 ₽", 1500),
        ("1500 руб.", 1500),
    ],
)
def test_numbers_have_points_or_commas(tmp_path: Path, text: str, expected: float) -> None:
    assert number_of(cell(tmp_path, text), "name") == expected


@pytest.mark.parametrize("text", ["many", "nan", "inf", "1e999", "-5"])
def test_a_wrong_number_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"managers\.csv:2: name: "):
        number_of(cell(tmp_path, text), "name")


def test_percent_is_no_share(tmp_path: Path) -> None:
    assert percent_of(cell(tmp_path, "85 %"), "name") == 85
    for text in ("0.85", "120"):
        with pytest.raises(UsageError, match="is no percentage"):
            percent_of(cell(tmp_path, text), "name")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1234567"),
        ("mon", "1"),
        ("пн-пт", "12345"),
        ("Пн – Пт", "12345"),
        ("сб, вс", "67"),
        ("сб и вс", "67"),
        ("пт-вт", "12567"),
        ("1-5,7", "123457"),
        ("будни", "12345"),
        ("Monday, Wednesday", "13"),
    ],
)
def test_weekdays_are_days_lists_and_ranges(tmp_path: Path, text: str, expected: str) -> None:
    (entry,) = read_directory(kept(tmp_path, f'name,weekdays\nAnna,"{text}"\n'), COLUMNS)
    assert weekdays_of(entry, "weekdays") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("09:00-15:00", (540, 900)),
        ("9-15", (540, 900)),
        ("9.30 – 18.00", (570, 1080)),
        ("с 9 до 18", (540, 1080)),
        ("15:00-24:00", (900, 1440)),
        ("21:00-06:00", (1260, 1800)),
        ("09:00-09:00", (540, 1980)),
    ],
)
def test_hours_are_minutes_of_the_day(tmp_path: Path, text: str, expected: tuple[int, int]) -> None:
    assert hours_of(cell(tmp_path, text), "name") == expected


@pytest.mark.parametrize("text", ["25:00-26:00", "09:75-10:00", "morning", "9", "24:00-06:00"])
def test_hours_that_are_none_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="is no hours of a day"):
        hours_of(cell(tmp_path, text), "name")


def test_a_word_that_is_not_known_names_those_that_are(tmp_path: Path) -> None:
    assert word_of(cell(tmp_path, "Вх."), "name", DIRECTIONS) == "inbound"
    with pytest.raises(UsageError, match="Known are: inbound"):
        word_of(cell(tmp_path, "sideways"), "name", DIRECTIONS)
