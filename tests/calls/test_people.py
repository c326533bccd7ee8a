"""managers.csv: who is on which extension, when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from speechqa.calls.people import name_key, read_people
from speechqa.errors import UsageError

HEADER = "extension,name,id,department,valid_from,valid_to,hours,weekdays\n"


def people(tmp_path: Path, *rows: str):  # type: ignore[no-untyped-def]
    path = tmp_path / "managers.csv"
    path.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    return read_people(path, "RU")


def test_a_person_is_known_by_id_else_by_name(tmp_path: Path) -> None:
    anna, olga = people(tmp_path, "101,Anna Petrova,a7,Sales", "102,Olga")
    assert (anna.manager, anna.name, anna.department) == ("a7", "Anna Petrova", "Sales")
    assert olga.manager == "Olga"


def test_an_extension_passes_from_person_to_person(tmp_path: Path) -> None:
    anna, olga = people(tmp_path, "101,Anna,,,,2026-01-31", "101,Olga,,,01.02.2026")
    assert (anna.valid_from, anna.valid_to) == (None, date(2026, 1, 31))
    assert olga.valid_from == date(2026, 2, 1)


def test_hours_across_midnight_are_two_times_within_days(tmp_path: Path) -> None:
    evening, night = people(tmp_path, '101,Anna,,,2026-01-01,2026-01-31,21:00-06:00,"fri,sun"')
    assert (evening.begin, evening.end, evening.weekdays) == (1260, 1440, "57")
    assert (night.begin, night.end, night.weekdays) == (0, 360, "16")
    assert (night.valid_from, night.valid_to) == (date(2026, 1, 2), date(2026, 2, 1))


def test_one_cell_may_have_several_extensions_or_a_mobile_number(tmp_path: Path) -> None:
    assert [one.extension for one in people(tmp_path, '"101, 102",Anna', "8 (916) 123-45-67,Olga", ",Ira")] == [
        "101",
        "102",
        "+79161234567",
        None,
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("101,Anna", "101,Olga"),
        ("101,Anna,,,,2026-01-31", "101,Olga,,,2026-01-31"),
        ("101,Anna,,,,,09:00-15:00", "101,Olga,,,,,14:59-20:00"),
        ("101,Anna,,,,,21:00-06:00,fri", "101,Olga,,,,,05:00-09:00,sat"),
        ("101,Anna,,,,,,mon-wed", "101,Olga,,,,,,wed"),
    ],
)
def test_two_people_on_one_extension_at_one_time_are_an_error_that_names_both(
    tmp_path: Path, one: str, other: str
) -> None:
    with pytest.raises(UsageError, match=r"managers\.csv:3: extension 101 has two people .* in row 2\. Part them"):
        people(tmp_path, one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("101,Anna,,,,,09:00-15:00", "101,Olga,,,,,15:00-20:00"),
        ("101,Anna,,,,,21:00-06:00,fri", "101,Olga,,,,,05:00-09:00,fri"),
        ("101,Anna,,,,,,mon-fri", "101,Olga,,,,,,sat-sun"),
        ("101,Anna", "102,Olga"),
    ],
)
def test_shifts_that_only_touch_are_two_peoples(tmp_path: Path, one: str, other: str) -> None:
    assert {shift.name for shift in people(tmp_path, one, other)} == {"Anna", "Olga"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("101,", ":2: the name is missing"),
        ("101,Anna,,,2026-02-01,2026-01-01", ":2: valid_to: 2026-01-01 is before 2026-02-01"),
        ("101,Anna,,,01/02/2026", ":2: valid_from: '01/02/2026' is not a date"),
        ("101,Anna,,,,,morning", ":2: hours: 'morning' is no hours"),
        ("101,Anna,,,,,,someday", ":2: weekdays: 'someday' is no day of the week"),
    ],
)
def test_what_is_wrong_is_named_with_its_row_and_column(tmp_path: Path, row: str, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        people(tmp_path, row)
    assert expected in str(caught.value)


def test_one_id_for_two_people_is_an_error_that_names_both_rows(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"managers\.csv:3: the id anna stands for Olga here and for Anna in row 2"):
        people(tmp_path, "101,Anna,anna", "102,Olga,anna")
    assert len(people(tmp_path, "101,Anna,anna", "102, anna ,anna")) == 2


def test_names_are_compared_without_capitals_and_yo() -> None:
    assert name_key("  Пётр  ИВАНОВ ") == name_key("петр иванов")
