"""Days in; out, the weekday whose plan holds on each: none on a public holiday, another one on a moved working day.

The calendar is that of the setting ``country``: the package ``holidays``, which also knows the days that a government
moved, for Russia corrected by data/moved_days.csv, and both by the user's own list of days (setting ``working_days``).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.calls.directory_values import EVERY_DAY
from speechqa.store.settings import get_setting

if TYPE_CHECKING:
    from sqlite_utils import Database

MOVED_DAYS = Path(__file__).parent / "data" / "moved_days.csv"
_FRIDAY = 5


def weekdays_between(db: Database, first: date, last: date) -> dict[date, int | None]:
    """Of each day from the first to the last the weekday (1 is Monday) whose plan holds; None on a holiday."""
    country = get_setting(db, "country") or "RU"
    marked = {
        date.fromisoformat(day): _worked(date.fromisoformat(day), weekday) if working else None
        for day, working, weekday in db.conn.execute(
            "SELECT day, working, weekday FROM marked_day WHERE day BETWEEN ? AND ?",
            [first.isoformat(), last.isoformat()],
        )
    }
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {day: marked[day] if day in marked else weekday_that_counts(day, country) for day in days}


def weekday_that_counts(day: date, country: str = "RU") -> int | None:
    """By the country's calendar alone."""
    calendar = _calendar(country, day.year)
    return calendar.get(day, day.isoweekday())


def holds_on(weekdays: str, weekday: int | None) -> bool:
    """Whether what holds on some weekdays (digits) holds on a day with this one; what holds every day does always."""
    return weekdays == EVERY_DAY or (weekday is not None and str(weekday) in weekdays)


@lru_cache(maxsize=64)
def _calendar(country: str, year: int) -> dict[date, int | None]:
    """The days of a year whose weekday is not their own."""
    import holidays

    try:
        known = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        # A country of which nobody wrote down the holidays: every day is what its weekday says.
        return {}
    days: dict[date, int | None] = dict.fromkeys(day for day in known if day.year == year)
    days |= {day: _worked(day, None) for day in known.weekend_workdays if day.year == year}
    return days | {day: weekday for day, weekday in _moved().items() if country == "RU" and day.year == year}


@lru_cache(maxsize=1)
def _moved() -> dict[date, int | None]:
    lines = [line for line in MOVED_DAYS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = [line.split(",") for line in lines]
    return {date.fromisoformat(day): int(weekday) if weekday else None for day, _kind, weekday, _why in rows}


def _worked(day: date, weekday: int | None) -> int:
    """What a working day counts as: of a weekend, and nobody says which day it stands for, Friday."""
    return weekday or min(day.isoweekday(), _FRIDAY)
