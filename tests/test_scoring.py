"""Weights, percent and lights: exactly 80 % is yellow, exactly 60 % is yellow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.checklist.model import AppliesTo, Checklist, Checkpoint, Thresholds
from speechqa.matching.model import Verdict
from speechqa.scoring import light, mean_light, score


def card(*weights, critical=()):
    checkpoints = tuple(
        Checkpoint(id=str(n), title={}, weight=weight, critical=n in critical) for n, weight in enumerate(weights)
    )
    return Checklist("c", {}, "ru", checkpoints, AppliesTo(), None, {}, "hash", "c.yaml")


def verdicts(*names):
    return [Verdict(str(n), name, "") for n, name in enumerate(names)]


P, F, NA, U = "passed", "failed", "not_applicable", "unheard"


@pytest.mark.parametrize(
    ("weights", "given", "percent", "colour"),
    [
        ((1, 1, 1, 1, 1), (P, P, P, P, F), 80.0, "yellow"),
        ((1, 1, 1, 1, 1), (P, P, P, F, F), 60.0, "yellow"),
        ((0.1,) * 10, (P,) * 8 + (F,) * 2, 80.0, "yellow"),
        ((0.1, 0.2, 0.3, 0.4), (P, P, P, F), 60.0, "yellow"),
        ((3, 1), (P, F), 75.0, "yellow"),
        ((1, 1, 1), (P, NA, U), 100.0, "green"),
        ((1, 1, 1, 1, 1, 1), (P, P, P, P, P, F), 500 / 6, "green"),
        ((1, 1), (P, F), 50.0, "red"),
        ((1, 1), (NA, U), None, "grey"),
        ((), (), None, "grey"),
    ],
)
def test_score_is_passed_over_passed_and_failed_weight(weights, given, percent, colour):
    result = score(card(*weights), verdicts(*given))
    assert result.percent == percent
    assert result.light == colour


def test_a_failed_critical_checkpoint_makes_the_call_red_and_keeps_both_numbers():
    result = score(card(9, 1, critical={1}), verdicts(P, F))
    assert (result.light, result.light_by_score, result.percent) == ("red", "green", 90.0)
    assert result.critical_failed == ("1",)


def test_an_unheard_critical_checkpoint_is_no_failure():
    assert score(card(9, 1, critical={1}), verdicts(P, U)).light == "green"


@pytest.mark.parametrize(
    ("percent", "colour"), [(80.0, "yellow"), (80.0000001, "green"), (60.0, "yellow"), (59.9999999, "red")]
)
def test_lights_go_by_the_unrounded_percentage(percent, colour):
    assert light(percent, Thresholds()) == colour


def test_a_manager_under_five_calls_is_grey_but_keeps_the_mean():
    assert mean_light([100.0] * 4 + [None], Thresholds(), 5) == (100.0, "grey")
    assert mean_light([80.0] * 5, Thresholds(), 5) == (80.0, "yellow")
    assert mean_light([None], Thresholds(), 5) == (None, "grey")


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 1, 2, 3]), st.sampled_from([P, F, NA, U])), max_size=12))
def test_the_score_lies_between_0_and_100_and_rises_with_every_pass(items):
    weights, given_verdicts = [w for w, _v in items], [v for _w, v in items]
    before = score(card(*weights), verdicts(*given_verdicts)).percent
    assert before is None or 0 <= before <= 100
    if F in given_verdicts:
        given_verdicts[given_verdicts.index(F)] = P
        assert score(card(*weights), verdicts(*given_verdicts)).percent > before
