"""Which weekday's plan holds on a day: the shipped list of moved days, the package ``holidays``, and their order."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from speechqa.metrics.working_days import MOVED_DAYS, holds_on, weekday_that_counts, weekdays_between
from speechqa.store.connection import open_store
from speechqa.store.settings import set_setting

WORKING_DAYS = {2024: 248, 2025: 247, 2026: 247}
"""Of a five-day week, as the production calendars of these years say."""


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_a_year_has_as_many_working_days_as_its_production_calendar(year: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    counted = [day for day in days if day.year == year and holds_on("12345", weekday_that_counts(day))]
    assert len(counted) == WORKING_DAYS[year]


def test_the_shipped_list_and_the_package_agree() -> None:
    rows = [line.split(",") for line in MOVED_DAYS.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    years = {int(day[:4]) for day, *_others in rows}
    known = holidays.country_holidays("RU", years=years, language="ru")
    assert {day for day, kind, *_others in rows if kind == "working"} == {
        day.isoformat() for day in known.weekend_workdays
    }
    moved = {day.isoformat() for day, name in known.items() if "перенесено" in name}
    assert {day for day, kind, *_others in rows if kind == "holiday"} == moved
    for day, kind, weekday, why in rows:
        if kind == "working":
            assert why == f"for {date.fromisoformat(why[-10:])}"
            assert int(weekday) == date.fromisoformat(why[-10:]).isoweekday(), day


def test_every_day_is_what_its_weekday_says_where_nobody_knows_the_holidays(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    new_year = date(2026, 1, 1)
    assert weekdays_between(db, new_year, new_year) == {new_year: None}
    set_setting(db, "country", "ZZ")
    assert weekdays_between(db, new_year, new_year) == {new_year: 4}


def test_what_holds_every_day_holds_on_holidays() -> None:
    assert [holds_on(weekdays, None) for weekdays in ("1234567", "123456", "67")] == [True, False, False]
    assert [holds_on(weekdays, 6) for weekdays in ("1234567", "12345", "67")] == [True, False, True]
