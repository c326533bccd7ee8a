"""Calls at once: cases by hand, and any calls against counting them second by second."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from speechqa.metrics.concurrency import Peak, Span, by_hour, calls_at, hours_of, most_at_once, sweep

HOURS = [(float(20 * n), ("2026-11-02", n)) for n in range(6)]
"""Of twenty seconds each, which is quicker to count through."""

CALLS = st.lists(st.tuples(st.integers(0, 110), st.integers(1, 40)), max_size=25)


def spans_of(calls: list[tuple[int, int]]) -> list[Span]:
    return sorted((float(begin), float(begin + length), f"c{n}") for n, (begin, length) in enumerate(calls))


def running(spans: list[Span], moment: float) -> tuple[str, ...]:
    return tuple(call_id for begin, end, call_id in spans if begin <= moment < end)


def test_a_call_that_ends_as_another_begins_was_not_at_once_with_it() -> None:
    spans = spans_of([(0, 10), (10, 10), (12, 3)])
    assert sweep(spans, HOURS).peaks == {("2026-11-02", 0): Peak(2, 12.0)}
    assert most_at_once(spans) == Peak(2, 12.0)
    assert calls_at(spans, [10.0, 12.0]) == {10.0: ("c1",), 12.0: ("c1", "c2")}


def test_a_call_across_the_hour_counts_in_both_hours() -> None:
    assert sweep(spans_of([(15, 10)]), HOURS).peaks == {
        ("2026-11-02", 0): Peak(1, 15.0), ("2026-11-02", 1): Peak(1, 20.0),
    }  # fmt: skip


@given(CALLS, st.integers(1, 4))
def test_the_sweep_says_what_counting_each_second_says(calls: list[tuple[int, int]], lines: int) -> None:
    spans = spans_of(calls)
    counts = [len(running(spans, second)) for second in range(160)]
    found = sweep(spans, HOURS, lines)
    for begin, hour in HOURS:
        until = int(begin) + 20 if hour[1] < 5 else 160
        most = max(counts[int(begin) : until])
        expected = Peak(most, float(counts.index(most, int(begin), until))) if most else None
        assert found.peaks.get(hour) == expected
    assert sum(end - begin for begin, end in found.full) == sum(count >= lines for count in counts)
    whole = most_at_once(spans)
    assert (whole.calls if whole else 0) == max(counts)


@given(CALLS, st.lists(st.integers(0, 150), max_size=5))
def test_the_calls_at_a_moment_are_those_that_run(calls: list[tuple[int, int]], moments: list[int]) -> None:
    spans = spans_of(calls)
    assert calls_at(spans, map(float, moments)) == {float(one): running(spans, one) for one in moments}


def test_time_is_laid_upon_the_hours_of_the_place() -> None:
    zone = ZoneInfo("Europe/Moscow")
    hours = dict(hours_of([date(2026, 11, 2)], zone))
    ten = next(begin for begin, hour in hours.items() if hour == ("2026-11-02", 10))
    assert len(hours) == 24
    assert by_hour([(ten + 3590, ten + 3630)], zone) == {("2026-11-02", 10): 10.0, ("2026-11-02", 11): 30.0}


def test_a_day_without_one_of_its_hours_has_23() -> None:
    assert len(hours_of([date(2026, 3, 29)], ZoneInfo("Europe/Berlin"))) == 23
