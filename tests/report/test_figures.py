"""Numbers as people read them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.checklist.model import Thresholds
from speechqa.report.render.figures import clock, moment, number, percent
from speechqa.scoring import light
from speechqa.texts import set_language


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0.0, "0 %"),
        (80.0, "80 %"),
        (80.04, "80.04 %"),
        (80.4, "80.4 %"),
        (80.6, "81 %"),
        (79.96, "80 %"),
        (59.96, "59.96 %"),
        (60.0, "60 %"),
        (80.0000001, "80.0001 %"),
        (59.9999999, "59.9999 %"),
        (99.7, "99.7 %"),
        (0.0000001, "0.0001 %"),
        (100.0, "100 %"),
    ],
)
def test_a_percentage_has_as_many_digits_as_its_light_needs(value: float | None, text: str) -> None:
    assert percent(value, (80.0, 60.0)) == text


@given(st.floats(0, 100), st.floats(50.01, 99), st.floats(1, 50))
def test_a_printed_percentage_never_lies_on_the_other_side_of_a_threshold(
    value: float, green: float, yellow: float
) -> None:
    limits = (round(green, 2), round(yellow, 2))
    printed = float(percent(value, limits).removesuffix(" %"))
    assert light(printed, Thresholds(*limits)) == light(value, Thresholds(*limits))
    assert abs(printed - value) <= 0.5


def test_russian_readers_get_a_comma() -> None:
    set_language("ru")
    assert percent(80.04, (80.0, 60.0)) == "80,04 %"
    assert number(2.5) == "2,5"


def test_times_are_rounded_down_to_the_second() -> None:
    assert [clock(s) for s in (None, 0.0, 59.99, 60.0, 3599.9, 3661.5)] == [
        "–", "00:00", "00:59", "01:00", "59:59", "1:01:01",
    ]  # fmt: skip
    assert moment(datetime(2026, 11, 1, 10, 5)) == "2026-11-01 10:05"
    assert moment(None) == "–"
