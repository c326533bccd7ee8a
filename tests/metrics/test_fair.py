"""Means that may be compared: intervals, lights, trends, and what is not proven."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.checklist.model import Thresholds
from speechqa.metrics.fair import by_version, mean_of, trend_of, unproven
from speechqa.metrics.intervals import mean_interval

THRESHOLDS = Thresholds(80, 60)


def scores(*values: float, version: str = "v1") -> dict[str, Counter[float]]:
    return by_version((version, value, 1) for value in values)


def test_the_interval_of_a_mean_is_students() -> None:
    # Scores 60, 70, 80, 90, 100: mean 80, s = sqrt(250), t(4) = 2.776: 80 ± 2.776 * sqrt(250 / 5) = 80 ± 19.63.
    assert mean_interval(Counter([60, 70, 80, 90, 100])) == pytest.approx((60.37, 99.63), abs=0.01)
    # 30 values, 15 of 0 and 15 of 100: s = 50.855, t(29) = 2.0452.
    assert mean_interval({0: 15, 100: 15}) == pytest.approx((50 - 18.99, 50 + 18.99), abs=0.01)
    # Two values: t(1) = 12.706, s = 14.142.
    assert mean_interval({10: 1, 30: 1}) == pytest.approx((20 - 127.06, 20 + 127.06), abs=0.01)


def test_one_value_or_equal_ones_have_no_interval() -> None:
    assert mean_interval({80: 1}) is None
    assert mean_interval({80: 9}) is None


@pytest.mark.parametrize(
    ("values", "light"),
    [((80,) * 5, "yellow"), ((60,) * 5, "yellow"), ((80, 80, 80, 80, 80.1), "green"), ((59.9,) * 5, "red"),
     ((100,) * 4, "grey"), ((), "grey")],
)  # fmt: skip
def test_a_light_is_that_of_the_unrounded_mean_and_grey_below_five_calls(values: tuple[float, ...], light: str) -> None:
    assert mean_of(scores(*values), THRESHOLDS, 5).light == light


def test_a_mean_of_thirds_that_is_eighty_is_yellow_whatever_its_sum_says() -> None:
    thirds = scores(*(100 / 3,) * 1, *(260 / 3,) * 4, 100.0, version="v1")
    assert mean_of(thirds, THRESHOLDS, 5).score == pytest.approx(80.0)
    assert mean_of(thirds, THRESHOLDS, 5).light == "yellow"


def test_neighbours_are_marked_where_their_intervals_overlap() -> None:
    best, close, worst = (
        mean_of(scores(*values), THRESHOLDS, 5)
        for values in ((95, 96, 97, 98, 99), (90, 95, 97, 98, 99), (20, 21, 22, 23, 24))
    )
    few = mean_of(scores(95.0, 10.0), THRESHOLDS, 5)
    assert unproven([best, close, worst, few]) == (False, True, False, False)


def test_a_trend_is_over_the_versions_that_both_periods_have() -> None:
    before = scores(*(50.0,) * 5)
    now = {**scores(*(90.0,) * 5), **scores(*(10.0,) * 50, version="v2")}
    trend = trend_of(now, before, 5)
    assert (trend.change, trend.proven, trend.new_version) == (40.0, True, True)
    assert trend_of(scores(90.0, version="v2"), before, 5).change is None
    assert trend_of(scores(*(90.0,) * 4), before, 5).change is None
    assert not trend_of(now, {}, 5).new_version


@given(st.lists(st.integers(0, 100), min_size=2, max_size=40), st.integers(2, 5))
def test_more_of_the_same_narrows_the_interval(values: list[int], times: int) -> None:
    narrow, wide = (mean_interval({v: n * c for v, c in Counter(values).items()}) for n in (times, 1))
    if wide is None:
        assert narrow is None
    else:
        assert narrow is not None
        assert narrow[1] - narrow[0] < wide[1] - wide[0]
