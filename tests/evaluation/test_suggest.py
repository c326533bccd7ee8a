"""What would bring a card closer to people: thresholds, phrases to add, exceptions."""

from __future__ import annotations

import pytest

from speechqa.checklist.load import parse_checklist
from speechqa.checklist.model import Phrase
from speechqa.evaluation.changes import ADD, UNLESS, apply, yaml_of
from speechqa.evaluation.evaluate import CardSuggestions, evaluate
from speechqa.evaluation.suggest import Suggestion
from speechqa.store.connection import open_store
from tests.evaluation.conftest import CARD
from tests.evaluation.test_evaluate import ALL, run
from tests.pipeline.conftest import Desk


@pytest.fixture
def suggested(shop: Desk) -> CardSuggestions:
    found = run(shop, suggestions=True).suggestions
    assert found is not None
    (card,) = found
    return card


def by_checkpoint(card: CardSuggestions, checkpoint: str) -> list[Suggestion]:
    return [one for one, _moves in card.suggestions if one.change.place.checkpoint_id == checkpoint]


def test_a_phrase_is_added_that_managers_of_passed_calls_said(suggested: CardSuggestions) -> None:
    (greeting,) = by_checkpoint(suggested, "greeting")
    assert greeting.change.kind == ADD
    assert greeting.change.after is not None
    assert "приветствую вас" in greeting.change.after.say
    assert tuple(sorted(greeting.mended)) == ("same.wav", "wishes.wav", "wishes2.wav")
    assert greeting.spoiled == ()
    assert greeting.f1_before is not None
    assert greeting.f1_before < 1.0 == greeting.f1_after


def test_an_exception_is_added_where_what_was_said_beside_it_excuses_a_phrase(suggested: CardSuggestions) -> None:
    (no_brush_off,) = by_checkpoint(suggested, "no_brush_off")
    assert no_brush_off.change.kind == UNLESS
    assert no_brush_off.mended == ("aside.wav",)
    assert no_brush_off.rests_on_one


def test_a_suggestion_names_the_line_and_the_yaml_to_write(suggested: CardSuggestions) -> None:
    (greeting,), (no_brush_off,) = by_checkpoint(suggested, "greeting"), by_checkpoint(suggested, "no_brush_off")
    lines = CARD.splitlines()
    assert greeting.where.startswith("shop.yaml:")
    assert lines[int(greeting.where.rpartition(":")[2]) - 1].strip() == "- доброе утро"
    assert greeting.removed is None
    assert lines[int(no_brush_off.where.rpartition(":")[2]) - 1].strip() == no_brush_off.removed == "- не знаю"
    assert no_brush_off.added is not None


def test_written_into_the_card_a_suggestion_gives_what_was_promised(shop: Desk, suggested: CardSuggestions) -> None:
    lines = CARD.splitlines()
    for one, _moves in reversed(suggested.suggestions):
        number = int(one.where.rpartition(":")[2])
        lines[number - (one.removed is not None) : number] = [f"      {one.added}"]
    shop.cards = (parse_checklist("\n".join(lines), "shop.yaml"),)
    from speechqa.pipeline import rescore

    rescore(shop.settings(), checklists=shop.cards)
    (shop.root / "labels.csv").write_text(ALL, encoding="utf-8")
    again = evaluate(open_store(shop.root / "calls.db"), shop.root / "labels.csv", shop.settings())
    assert again.overall.f1 == suggested.then.f1
    assert again.overall.kappa == pytest.approx(suggested.then.kappa)


def test_lights_of_all_calls_are_counted_not_only_of_labelled_ones(shop: Desk) -> None:
    some = "\n".join(line for line in ALL.splitlines() if "same" not in line)
    found = run(shop, some, suggestions=True).suggestions
    assert found is not None
    assert (found[0].calls, found[0].labelled) == (8, 6)
    everything = sum(found[0].moves.values())
    assert everything >= 1
    assert all(was != now for was, now in found[0].moves)


def test_no_phrase_is_added_that_a_failed_call_would_pass_by(shop: Desk) -> None:
    # Where the same words earned a 0 in another call, they are no greeting.
    labels = "file,greeting\ngood.wav,1\nwishes.wav,1\nwishes2.wav,0\n"
    found = run(shop, labels, suggestions=True).suggestions
    assert found is not None
    assert [one.change.kind for one, _moves in found[0].suggestions if one.change.kind == ADD] == []


def test_where_all_agree_nothing_is_suggested(shop: Desk) -> None:
    found = run(shop, "file,greeting\ngood.wav,1\nsilent.wav,0\n", suggestions=True).suggestions
    assert found is not None
    assert found[0].suggestions == ()


@pytest.mark.parametrize(
    "phrase",
    [
        Phrase("добрый день"),
        Phrase("меня зовут {name}"),
        Phrase("не знаю", unless=("сейчас уточню", "одну минуту"), threshold=90.5),
        Phrase("да: нет # так", instead={"ru": "Сейчас, уточню."}),
        Phrase("ждём вас ... в {time}", distance=3, order="fixed", question=False),
        Phrase("no", threshold=70),
    ],
)
def test_a_phrase_is_written_so_that_it_is_read_back(phrase: Phrase) -> None:
    text = f"checkpoints:\n  - id: one\n    any:\n      - {yaml_of(phrase)}\n"
    assert parse_checklist(text, "x.yaml").checkpoints[0].any == (phrase,)


def test_applying_a_change_leaves_the_rest_of_the_card_alone(suggested: CardSuggestions) -> None:
    (greeting,) = by_checkpoint(suggested, "greeting")
    changed = apply(greeting.before, greeting.change)
    assert changed.checkpoints[1:] == greeting.before.checkpoints[1:]
    assert changed.content_hash != greeting.before.content_hash
