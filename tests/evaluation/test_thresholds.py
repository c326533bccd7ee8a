"""The best threshold of each phrase."""

from __future__ import annotations

from speechqa.checklist.load import parse_checklist
from speechqa.evaluation.evaluate import Evaluation
from speechqa.evaluation.thresholds import PhraseFit
from speechqa.pipeline import rescore
from tests.evaluation.conftest import CARD
from tests.evaluation.test_evaluate import ALL, run
from tests.pipeline.conftest import Desk


def fit_of(found: Evaluation, checkpoint: str, phrase: str) -> PhraseFit:
    return next(fit for fit in found.phrases if fit.place.checkpoint_id == checkpoint and fit.phrase == phrase)


def test_every_phrase_of_a_labelled_checkpoint_is_tried(shop: Desk) -> None:
    tried = {(fit.place.checkpoint_id, fit.phrase) for fit in run(shop, "file,greeting\ngood.wav,1\n").phrases}
    assert tried == {("greeting", "добрый день"), ("greeting", "доброе утро")}


def test_a_phrase_decides_only_where_no_other_one_does(shop: Desk) -> None:
    found = run(shop, ALL)
    # In four calls «добрый день» is said: there «доброе утро» may be heard or not.
    assert fit_of(found, "greeting", "доброе утро").decides == 4
    assert fit_of(found, "greeting", "добрый день").decides == 8


def test_a_threshold_among_the_best_is_left_alone(shop: Desk) -> None:
    fit = fit_of(run(shop, "file,greeting\ngood.wav,1\nsilent.wav,0\n"), "greeting", "добрый день")
    assert fit.fits
    assert fit.f1_now == fit.f1_best == 1.0


def test_a_near_miss_that_people_passed_asks_for_a_lower_threshold(shop: Desk) -> None:
    found = run(shop, "file,delivery\nwishes2.wav,1\nsilent.wav,1\nbrush.wav,0\n")
    fit = fit_of(found, "delivery", "доставим завтра")
    if fit.similarities[0][0] >= 60:
        assert not fit.fits
        assert fit.up_to == fit.similarities[0][0]
    assert fit.f1_best is not None
    assert fit.f1_best >= (fit.f1_now or 0.0)


def test_a_forbidden_phrase_fails_where_it_is_said(shop: Desk) -> None:
    fit = fit_of(run(shop, "file,no_brush_off\nbrush.wav,1\naside.wav,1\ngood.wav,1\n"), "no_brush_off", "не знаю")
    assert (fit.decides, fit.f1_now) == (3, 0.5)
    assert [mark for _similarity, mark in fit.similarities] == ["passed"] * 3


def test_no_best_threshold_is_worse_than_the_one_there_is(shop: Desk) -> None:
    for fit in run(shop, ALL).phrases:
        assert (fit.f1_best or 1.0) >= (fit.f1_now or 1.0) or fit.fits
        assert fit.above < fit.up_to
        assert fit.decides == len(fit.similarities) <= fit.calls


def test_a_threshold_from_the_best_range_gives_the_figure_that_was_promised(shop: Desk) -> None:
    labels = "file,no_brush_off\nbrush.wav,0\naside.wav,1\ngood.wav,1\nwishes.wav,1\n"
    fit = fit_of(run(shop, labels), "no_brush_off", "не знаю")
    text = CARD.replace("- не знаю", f'- {{say: "не знаю", threshold: {fit.up_to:g}}}')
    shop.cards = (parse_checklist(text, "shop.yaml"),)
    rescore(shop.settings(), checklists=shop.cards)
    assert run(shop, labels).overall.f1 == fit.f1_best
