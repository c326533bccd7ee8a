from __future__ import annotations

import re

import pytest

from speechqa.checklist.load import load_checklist, shipped_checklists

CARDS = {name: load_checklist(name) for name in shipped_checklists()}


def _said(kind: str) -> set[str]:
    return {
        phrase.say for card in CARDS.values() for checkpoint in card.checkpoints for phrase in getattr(checkpoint, kind)
    }


def test_all_kinds_of_conversation_are_shipped() -> None:
    assert set(CARDS) == {
        "clinic-inbound", "sales-inbound", "outbound-warm", "outbound-cold", "repeat-sale", "service-support",
    }  # fmt: skip


def test_together_they_hold_the_nine_points_of_technology_cards() -> None:
    ids = {checkpoint.id for card in CARDS.values() for checkpoint in card.checkpoints}
    assert {
        "greeting", "introduction", "position", "company_business", "small_talk", "purpose", "customer_name",
        "positive_language", "steer", "objections", "recording_notice", "asked_question", "next_step",
    } <= ids  # fmt: skip


@pytest.mark.parametrize(
    "phrase",
    [
        "понятия не имею", "не знаю", "наверное никакие", "ничем не могу помочь", "у нас ничего нет",
        "ничего вам сказать не могу", "что это значит", "ставьте этот", "со мной",
    ],
)  # fmt: skip
def test_forbidden_phrases_stand_in_them_with_what_to_say_instead(phrase: str) -> None:
    assert phrase in _said("none")
    for card in CARDS.values():
        for checkpoint in card.checkpoints:
            for forbidden in checkpoint.none:
                if forbidden.say == phrase:
                    assert set(forbidden.instead) == {"ru", "en"}, (card.id, checkpoint.id)


@pytest.mark.parametrize("name", CARDS)
def test_rudeness_and_luring_away_are_critical_in_each(name: str) -> None:
    checkpoints = {checkpoint.id: checkpoint for checkpoint in CARDS[name].checkpoints}
    for identity in ("no_rudeness", "no_lure_away"):
        assert checkpoints[identity].critical
        assert checkpoints[identity].none
    assert "мой личный номер" in {phrase.say for phrase in checkpoints["no_lure_away"].none}


def test_contraindications_are_critical_in_the_clinic() -> None:
    assert {checkpoint.id: checkpoint.critical for checkpoint in CARDS["clinic-inbound"].checkpoints}[
        "contraindications"
    ]


@pytest.mark.parametrize("name", CARDS)
def test_every_checkpoint_is_written_for_use(name: str) -> None:
    card = CARDS[name]
    assert set(card.title) == {"ru", "en"}
    for checkpoint in card.checkpoints:
        assert set(checkpoint.title) == {"ru", "en"}, checkpoint.id
        assert checkpoint.section in card.sections, checkpoint.id
        if checkpoint.by == "human":
            continue
        assert set(checkpoint.advice) == {"ru", "en"}, checkpoint.id
        phrases = [phrase.say for phrase in (*checkpoint.any, *checkpoint.none)]
        assert len(phrases) >= 5, checkpoint.id
        assert len(set(phrases)) == len(phrases), checkpoint.id
        for phrase in phrases:
            assert len(phrase.split()) <= 7, phrase
            assert len(phrase.split()) > 1 or len(phrase) >= 5, phrase
            assert re.fullmatch(r"[а-яё {}a-z-]+", phrase), phrase
