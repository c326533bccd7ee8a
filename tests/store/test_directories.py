"""What the lists of people and lines make of calls, and that nothing of them is left when they are gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from speechqa.calls.model import Call
from speechqa.calls.people import read_people
from speechqa.calls.phone_lines import read_lines
from speechqa.store.calls import load_call
from speechqa.store.connection import open_store
from speechqa.store.directories import (
    apply_directories,
    fingerprint_of,
    forget_directory,
    replace_directory,
    save_described,
    with_directories,
)
from speechqa.store.identity import create_call

PEOPLE = "extension,name,id,department,valid_from,valid_to,hours,weekdays\n"
LINES = "number,title,source,campaign,keyword,valid_from,valid_to\n"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    database = open_store(tmp_path / "calls.db", timezone="Asia/Kolkata")
    yield database
    database.conn.close()


def people(db: Any, tmp_path: Path, *rows: str) -> None:
    path = tmp_path / "managers.csv"
    path.write_text(PEOPLE + "\n".join(rows), encoding="utf-8")
    replace_directory(db, "managers", path, "-", read_people(path, "RU"))
    apply_directories(db)


def lines(db: Any, tmp_path: Path, *rows: str) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(LINES + "\n".join(rows), encoding="utf-8")
    replace_directory(db, "lines", path, "-", read_lines(path, "RU"))
    apply_directories(db)


def put(db: Any, **facts: Any) -> Call:
    """A call described by these facts; its time is 2026-01-15 (a Thursday) in Kolkata, five hours and a half ahead."""
    call_id = facts.pop("call_id", "a")
    hour, minute = facts.pop("at", (12, 0))
    started = datetime(2026, 1, facts.pop("day", 15), hour, minute, tzinfo=UTC)
    facts.setdefault("started_at", datetime.fromtimestamp(started.timestamp() - 19800, UTC))
    call = Call(call_id, **facts)
    create_call(db, call_id)
    save_described(db, call)
    return call


def person_of(db: Any, call_id: str = "a") -> tuple[str | None, str | None, str | None, str | None]:
    call = load_call(db, call_id)
    return call.manager, call.manager_name, call.department, call.extension


def test_an_extension_stands_for_the_person_who_had_it_then(db: Any, tmp_path: Path) -> None:
    put(db, manager="101", manager_source="record", day=15)
    put(db, call_id="b", manager="101", manager_source="record", day=16)
    people(db, tmp_path, "101,Anna,a7,Sales,,2026-01-15", "101,Olga,,Service,2026-01-16")
    assert person_of(db) == ("a7", "Anna", "Sales", "101")
    assert person_of(db, "b") == ("Olga", "Olga", "Service", "101")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ((14, 29), "Anna"),
        ((14, 30), "Olga"),
        ((22, 0), "101"),
        ((23, 45), "Night"),
        ((5, 59), "Night"),
        ((6, 0), "101"),
    ],
)
def test_an_extension_is_shared_by_shift_to_the_minute(
    db: Any, tmp_path: Path, at: tuple[int, int], expected: str
) -> None:
    people(db, tmp_path, "101,Anna,,,,,09:00-14:30", "101,Olga,,,,,14:30-21:00", "101,Night,,,,,23:45-06:00,wed-thu")
    put(db, manager="101", at=at)
    assert person_of(db)[0] == expected


def test_a_night_belongs_to_the_weekday_and_period_in_which_it_began(db: Any, tmp_path: Path) -> None:
    people(db, tmp_path, "101,Anna,,,,2026-01-15,21:00-06:00,thu")
    put(db, manager="101", day=16, at=(5, 0))
    put(db, call_id="b", manager="101", day=15, at=(5, 0))
    assert person_of(db)[0] == "Anna"
    assert person_of(db, "b")[0] == "101"


def test_without_a_time_an_extension_stands_for_its_only_person(db: Any, tmp_path: Path) -> None:
    put(db, manager="101", started_at=None)
    put(db, call_id="b", manager="102", started_at=None)
    people(db, tmp_path, "101,Anna,,,,2025-01-01", "102,Olga,,,,2025-01-01", "102,Ira,,,2025-01-02")
    assert person_of(db)[0] == "Anna"
    assert person_of(db, "b")[0] == "102"


@pytest.mark.parametrize("told", ["a7", "пётр иванов", "ПЕТР  Иванов"])
def test_an_id_or_a_name_stands_for_its_person(db: Any, tmp_path: Path, told: str) -> None:
    put(db, manager=told, manager_source="folder")
    people(db, tmp_path, "101,Пётр Иванов,a7,Продажи")
    assert person_of(db) == ("a7", "Пётр Иванов", "Продажи", None)


def test_a_name_that_two_people_have_stands_for_neither(db: Any, tmp_path: Path) -> None:
    put(db, manager="Анна", manager_source="introduction", manager_name="Анна")
    people(db, tmp_path, "101,Анна,a1", "102,Анна,a2")
    assert person_of(db) == ("Анна", "Анна", None, None)


def test_an_extension_is_never_taken_for_somebodys_id(db: Any, tmp_path: Path) -> None:
    put(db, manager="101")
    people(db, tmp_path, "101,Anna,101,,2026-02-01", "102,Olga,103")
    put(db, call_id="b", manager="103")
    assert person_of(db)[0:2] == ("101", None)
    assert person_of(db, "b") == ("103", "Olga", None, None)


def test_the_department_is_that_of_the_day(db: Any, tmp_path: Path) -> None:
    people(db, tmp_path, ",Anna,a7,Service,2026-01-20", ",Anna,a7,Sales,,2026-01-19", "101,Anna,a7,,2027-01-01")
    put(db, manager="Anna")
    assert person_of(db)[2] == "Sales"


def test_a_line_stands_for_its_advertising_on_that_day(db: Any, tmp_path: Path) -> None:
    lines(db, tmp_path, "84951234567,Site,Yandex,Search,mri,,2026-01-15", "84951234567,Site,Google,,,2026-01-16")
    put(db, line="+74951234567", day=15)
    put(db, call_id="b", line="+74951234567", day=16)
    assert [(one.source, one.campaign, one.keyword) for one in (load_call(db, "a"), load_call(db, "b"))] == [
        ("Yandex", "Search", "mri"),
        ("Google", None, None),
    ]


def test_what_call_tracking_says_goes_before_the_line_and_is_not_mixed_with_it(db: Any, tmp_path: Path) -> None:
    lines(db, tmp_path, "84951234567,Site,Yandex,Search,mri")
    put(db, line="+74951234567", source="Radio")
    call = load_call(db, "a")
    assert (call.source, call.campaign, call.keyword) == ("Radio", None, None)


def test_an_emptied_list_leaves_no_trace(db: Any, tmp_path: Path) -> None:
    facts = {"manager": "101", "manager_source": "record", "manager_name": "PBX name", "line": "+74951234567"}
    call = put(db, **facts)
    before = db.conn.execute("SELECT * FROM call").fetchall()
    people(db, tmp_path, "101,Anna,a7,Sales")
    lines(db, tmp_path, "84951234567,Site,Yandex")
    assert db.conn.execute("SELECT * FROM call").fetchall() != before
    forget_directory(db, "managers")
    forget_directory(db, "lines")
    assert apply_directories(db) == ("a",)
    assert db.conn.execute("SELECT * FROM call").fetchall() == before
    assert load_call(db, "a") == call
    assert fingerprint_of(db, "managers") is None


def test_a_changed_list_replaces_the_whole_one_before(db: Any, tmp_path: Path) -> None:
    put(db, manager="101")
    people(db, tmp_path, "101,Anna,a7,Sales")
    people(db, tmp_path, "101,Olga,o8")
    assert person_of(db) == ("o8", "Olga", None, "101")
    people(db, tmp_path, "102,Olga,o8")
    assert person_of(db) == ("101", None, None, None)


def test_only_calls_that_change_are_told(db: Any, tmp_path: Path) -> None:
    put(db, manager="101")
    put(db, call_id="b", manager="102")
    people(db, tmp_path, "101,Anna")
    assert apply_directories(db) == ()
    people(db, tmp_path, "101,Anna", "102,Olga")
    assert person_of(db, "b")[0] == "Olga"


def test_whether_lists_or_calls_come_first_makes_no_difference(db: Any, tmp_path: Path) -> None:
    put(db, manager="101", line="mtt")
    people(db, tmp_path, "101,Anna,a7,Sales")
    lines(db, tmp_path, "mtt,,Radio")
    put(db, call_id="b", manager="101", line="mtt")
    assert replace(load_call(db, "b"), call_id="a") == load_call(db, "a")


def test_another_version_of_a_call_is_told_without_changing_it(db: Any, tmp_path: Path) -> None:
    people(db, tmp_path, "101,Anna,a7,Sales")
    put(db, manager="Anna", manager_name="Anna", manager_source="introduction")
    before = db.conn.execute("SELECT * FROM call").fetchall()
    unheard = with_directories(db, replace(load_call(db, "a"), manager=None, manager_name=None, department=None))
    assert (unheard.manager, unheard.department) == (None, None)
    assert db.conn.execute("SELECT * FROM call").fetchall() == before
