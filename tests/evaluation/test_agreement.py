"""Agreement between labels and verdicts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.evaluation.agreement import MARKS, agreement, tag_agreement

P, F, N, U = "passed", "failed", "not_applicable", "unheard"
PAIRS = st.lists(st.tuples(st.sampled_from(MARKS), st.sampled_from((*MARKS, U))), max_size=40)


def test_passed_is_counted_against_everything_else() -> None:
    found = agreement([(P, P), (P, P), (F, P), (N, P), (P, F), (P, N), (P, U), (F, F), (F, N), (N, N)])
    assert (found.true_passed, found.false_passed, found.missed_passed, found.true_rest) == (2, 2, 3, 3)
    assert found.precision == 2 / 4
    assert found.recall == 2 / 5
    assert found.f1 == pytest.approx(4 / 9)


def test_what_was_unheard_is_counted_apart() -> None:
    found = agreement([(P, P), (P, P), (P, U), (F, U), (F, F)])
    assert (found.unheard, found.unheard_share) == (2, 0.4)
    assert (found.wrong_fails_prevented, found.right_fails_hidden) == (1, 1)
    assert found.f1 == pytest.approx(0.8)
    assert found.f1_heard == 1.0


def test_who_holds_a_checkpoint_applicable_is_counted_both_ways() -> None:
    found = agreement([(N, P), (N, F), (N, N), (P, N), (F, N), (P, P)])
    assert (found.only_machine_applies, found.only_people_apply) == (2, 2)


def test_kappa_is_cohens() -> None:
    # Two readers of 50 proposals (Wikipedia's example of Cohen's formula): 20 both yes, 15 both no, 5 and 10 differ.
    found = agreement([(P, P)] * 20 + [(P, F)] * 5 + [(F, P)] * 10 + [(F, F)] * 15)
    assert found.kappa == pytest.approx(0.4)


def test_kappa_has_three_marks_and_leaves_the_unheard_out() -> None:
    three = [(P, P)] * 4 + [(F, F)] * 3 + [(N, N)] * 2 + [(N, F)]
    assert agreement(three).kappa == pytest.approx((0.9 - (0.16 + 0.12 + 0.06)) / (1 - (0.16 + 0.12 + 0.06)))
    assert agreement([*three, (P, U), (F, U)]).kappa == agreement(three).kappa


def test_what_has_no_denominator_is_not_guessed() -> None:
    nothing, one_sort = agreement([]), agreement([(F, F)] * 5)
    assert (nothing.precision, nothing.recall, nothing.f1, nothing.kappa) == (None, None, None, None)
    assert (one_sort.f1, one_sort.kappa) == (None, None)


@given(PAIRS)
def test_the_four_counts_are_all_labels(pairs: list[tuple[str, str]]) -> None:
    found = agreement(pairs)
    assert found.true_passed + found.false_passed + found.missed_passed + found.true_rest == found.n == len(pairs)


@given(PAIRS)
def test_figures_stay_within_their_bounds(pairs: list[tuple[str, str]]) -> None:
    found = agreement(pairs)
    for figure in (found.precision, found.recall, found.f1, found.f1_heard, found.unheard_share):
        assert figure is None or 0 <= figure <= 1
    assert found.kappa is None or -1 <= found.kappa <= 1


@given(st.lists(st.sampled_from(MARKS), min_size=2).filter(lambda marks: len(set(marks)) > 1))
def test_people_agree_with_themselves(marks: list[str]) -> None:
    assert agreement([(mark, mark) for mark in marks]).kappa == pytest.approx(1.0)


def test_tags_are_compared_as_sets() -> None:
    pairs = [(frozenset({"a", "b"}), frozenset({"a"})), (frozenset[str](), frozenset({"c"}))]
    found = tag_agreement(pairs)
    assert (found.both, found.only_machine, found.only_people, found.f1) == (1, 1, 1, 0.5)
