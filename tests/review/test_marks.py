"""What a person writes for a verdict or a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.errors import UsageError
from speechqa.review.marks import MARKS, place_of, verdict_of


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        *(("1", "passed"), ("0", "failed"), ("н/п", "not_applicable"), ("Н/П", "not_applicable")),
        *(("na", "not_applicable"), ("not_applicable", "not_applicable"), ("не  применимо", "not_applicable")),
        *(("не расслышано", "unheard"), ("unheard", "unheard"), ("?", "unheard"), (" Да ", "passed")),
    ],
)
def test_verdicts_are_read_as_they_stand_in_technology_cards(text: str, verdict: str) -> None:
    assert verdict_of(text) == verdict


@given(text=st.text("абвx12н/ ", max_size=1).map("zz".__add__) | st.sampled_from(["", " ", "11", "maybe"]))
def test_anything_else_is_refused_with_what_there_is(text: str) -> None:
    with pytest.raises(UsageError, match="1, 0, н/п"):
        verdict_of(text)


def test_no_spelling_means_two_verdicts() -> None:
    every = [spelling for spellings in MARKS.values() for spelling in spellings]
    assert len(every) == len(set(every))


@given(seconds=st.integers(0, 100_000))
def test_a_place_reads_back_as_it_is_shown(seconds: int) -> None:
    from speechqa.report.render.figures import clock

    assert place_of(clock(seconds)) == place_of(str(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "1:60", "1:1:1:1", "-1", "1:-5", "nan", "inf", "a:b", "1.5:10", "1:99:00"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no place in a call"):
        place_of(text)
