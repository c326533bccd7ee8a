"""Moments as they are written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.calls.moments import moment_of

_AT = datetime(2026, 1, 15, 9, 5, 7)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-15 09:05:07", _AT),
        ("2026-01-15T09:05:07", _AT),
        ("15.01.2026 09:05:07", _AT),
        ("15.01.2026, 9:05:07", _AT),
        ("15/01/2026 9:05", _AT.replace(second=0)),
        ("2026/1/15 9:05", _AT.replace(second=0)),
        ("2026-01-15 09:05:07.250", _AT.replace(microsecond=250_000)),
        ("2026-01-15T06:05:07Z", _AT.replace(hour=6, tzinfo=UTC)),
        ("2026-01-15T09:05:07+0300", _AT.replace(tzinfo=timezone(timedelta(hours=3)))),
    ],
)
def test_a_moment_is_read_however_it_is_written(text: str, moment: datetime) -> None:
    assert moment_of(text) == (moment, False)


@pytest.mark.parametrize("text", ["2026-01-15", "15.01.2026", " 15.1.2026 "])
def test_a_day_without_a_time_is_told(text: str) -> None:
    assert moment_of(text) == (datetime(2026, 1, 15), True)


@pytest.mark.parametrize("text", ["", "31.02.2026", "2026-13-01", "25:00", "15.01.26", "yesterday", "15.01.2026 25:00"])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment_of(text) is None


@given(st.datetimes(min_value=datetime(1000, 1, 1)))
def test_every_time_comes_back_from_its_iso_form(moment: datetime) -> None:
    assert moment_of(moment.isoformat()) == (moment, False)
