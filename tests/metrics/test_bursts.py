"""Many calls in a row: cases by hand, and any calls against trying every window."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from speechqa.metrics.bursts import bursts


def test_three_calls_within_ten_minutes_are_a_run_and_the_limit_is_within() -> None:
    assert bursts([0, 300, 600], 3, 600) == [(0, 2)]
    assert bursts([0, 300, 601], 3, 600) == []
    assert bursts([0, 300], 3, 600) == []


def test_runs_that_share_a_call_are_one_and_others_are_not() -> None:
    assert bursts([0, 300, 600, 900], 3, 600) == [(0, 3)]
    assert bursts([0, 10, 20, 5000, 5010, 5020], 3, 600) == [(0, 2), (3, 5)]


@given(st.lists(st.integers(0, 3000), max_size=30), st.integers(2, 5), st.integers(0, 900))
def test_a_call_is_in_a_run_where_some_window_around_it_is_full(moments: list[int], least: int, within: int) -> None:
    ordered = sorted(map(float, moments))
    windows = [range(n, n + least) for n in range(len(ordered) - least + 1)
               if ordered[n + least - 1] - ordered[n] <= within]  # fmt: skip
    inside = {place for window in windows for place in window}
    found = bursts(ordered, least, within)
    assert {place for first, last in found for place in range(first, last + 1)} == inside
    assert all(one[1] < other[0] for one, other in itertools.pairwise(found))
