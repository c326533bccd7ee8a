"""Intervals of shares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.metrics.intervals import wilson


def test_it_is_the_textbooks_interval() -> None:
    # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_without_a_case_there_is_none() -> None:
    assert wilson(0, 0) is None


@given(st.integers(0, 500), st.integers(1, 500))
def test_it_holds_the_share_and_never_leaves_zero_to_one(part: int, whole: int) -> None:
    part = min(part, whole)
    low, high = wilson(part, whole) or (2.0, -1.0)
    assert 0.0 <= low <= part / whole + 1e-12
    assert part / whole - 1e-12 <= high <= 1.0
