"""Periods as a user names them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sample_store import build_sample

from speechqa.errors import UsageError
from speechqa.metrics.views import ensure_views
from speechqa.report.period import Period, last_days, period_text, previous, read_period
from speechqa.store.connection import open_store


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("today", date(2026, 11, 4), date(2026, 11, 4)),
        ("yesterday", date(2026, 11, 3), date(2026, 11, 3)),
        ("this-week", date(2026, 11, 2), date(2026, 11, 8)),
        ("last-week", date(2026, 10, 26), date(2026, 11, 1)),
        ("this-month", date(2026, 11, 1), date(2026, 11, 30)),
        ("last-month", date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_a_named_period_begins_on_monday_or_on_the_first(tmp_path: Path, name: str, start: date, end: date) -> None:
    db = open_store(tmp_path / "calls.db")
    assert read_period(db, name=name, today=date(2026, 11, 4)) == Period(start, end, explicit=True)


def test_december_ends_on_the_31st(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    period = read_period(db, name="this-month", today=date(2026, 12, 31))
    assert (period.start, period.end) == (date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("start", "end", "name", "message"),
    [
        ("2026-11-31", None, None, "--from: not a date: '2026-11-31'. Dates look like 2026-11-01."),
        ("2026-11-02", "2026-11-01", None, "--to: the period ends before it begins"),
        ("2026-11-02", None, "today", "--period: a period has a name or two ends, not both"),
        (None, None, "last-year", "--period: unknown period 'last-year'. Known are: today, "),
    ],
)
def test_what_is_no_period_is_refused_with_a_remedy(
    tmp_path: Path, start: str | None, end: str | None, name: str | None, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read_period(open_store(tmp_path / "calls.db"), start, end, name)
    assert str(caught.value).startswith(message)


def test_managers_are_judged_by_the_seven_days_up_to_the_last_call(tmp_path: Path) -> None:
    db, _ids = build_sample(tmp_path / "calls.db")
    ensure_views(db)
    assert last_days(db) == Period(date(2026, 10, 31), date(2026, 11, 6), last_days=True)


def test_days_to_come_are_left_out_where_there_are_others(tmp_path: Path) -> None:
    db, _ids = build_sample(tmp_path / "calls.db")
    assert last_days(db, date(2026, 11, 4)) == Period(date(2026, 10, 29), date(2026, 11, 4), last_days=True)
    assert last_days(db, date(2020, 1, 1)).end == date(2026, 11, 6)


def test_a_call_without_a_result_may_be_the_last(tmp_path: Path) -> None:
    db, _ids = build_sample(tmp_path / "calls.db")
    db.conn.execute("UPDATE result SET current = 0 WHERE call_id = (SELECT call_id FROM call ORDER BY local_date DESC)")
    assert last_days(db).end == date(2026, 11, 6)


def test_an_empty_database_has_all_time(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    ensure_views(db)
    assert last_days(db) == Period()


def test_a_period_is_printed_by_its_ends() -> None:
    one, other = date(2026, 11, 1), date(2026, 11, 2)
    periods = ((one, other), (one, one), (one, None), (None, one), (None, None))
    assert [period_text(Period(*ends)) for ends in periods] == [
        "2026-11-01 to 2026-11-02", "2026-11-01", "from 2026-11-01", "up to 2026-11-01", "all time",
    ]  # fmt: skip


def test_the_period_before_a_year_and_a_month_is_as_long_and_not_one_month() -> None:
    before = previous(Period(date(2025, 3, 1), date(2026, 3, 31)))
    assert before is not None
    assert (before.start, before.end) == (date(2024, 1, 30), date(2025, 2, 28))
