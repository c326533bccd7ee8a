"""How a call ended and which tags it has, by rules of the same phrase language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from speechqa.matching.verdicts import match
from tests.matching.conversation import card, transcript_of

CHECKPOINTS = "- {id: greeting, any: [добрый день]}"
RULES = """
outcomes:
  - {id: appointment, speaker: manager, any: [записываю вас]}
  - {id: refused, speaker: customer, next_step: false, any: [мне не подходит]}
  - {id: call_back, any: [перезвоню вам]}
  - {id: lost, title: Потерян}
tags:
  - {id: sale, group: target, speaker: customer, any: [хочу записаться]}
  - {id: wrong_number, group: junk, speaker: customer, any: [ошиблась номером]}
  - {id: supplier, group: non_target, speaker: customer, any: [предлагаю вам сотрудничество]}
  - {id: complaint, speaker: customer, any: [хочу пожаловаться]}
"""
OPENING = (0, "Добрый день клиника чем могу помочь")


def on(*turns, rules=RULES):
    transcript = replace(transcript_of([OPENING, *turns]), manager_channel=0)
    return match(transcript, card(CHECKPOINTS, rules))


@pytest.mark.parametrize(
    ("turns", "outcome", "heard"),
    [
        ([(1, "а завтра можно"), (0, "записываю вас на завтра")], "appointment", ["appointment"]),
        ([(1, "мне не подходит"), (0, "тогда перезвоню вам завтра")], "call_back", ["refused", "call_back"]),
        ([(1, "нет мне не подходит"), (0, "всего доброго")], "lost", ["refused"]),
        ([(1, "я подумаю"), (0, "всего доброго")], "lost", []),
    ],
)
def test_the_first_outcome_that_leads_on_counts_and_without_any_the_call_is_lost(turns, outcome, heard):
    found = on(*turns)
    assert (found.outcome, [each.id for each in found.outcomes]) == (outcome, heard)


def test_an_outcome_has_its_evidence():
    (found,) = on((0, "записываю вас на завтра")).outcomes
    assert (found.hit.quote, found.hit.speaker) == ("записываю вас", "manager")


def test_a_card_without_outcomes_has_none_and_without_groups_no_group():
    found = on((1, "я подумаю"), rules="tags: [{id: complaint, any: [хочу пожаловаться]}]")
    assert (found.outcome, found.outcomes, found.tags, found.group) == (None, (), (), None)


@pytest.mark.parametrize(
    ("said", "group", "outcome", "judged"),
    [
        ("ой я ошиблась номером", "junk", "not_sales", False),
        ("предлагаю вам сотрудничество", "non_target", "not_sales", False),
        ("я сначала ошиблась номером а так хочу записаться", "target", "lost", True),
        ("хочу записаться", "target", "lost", True),
        ("хочу пожаловаться", "target", "lost", True),
    ],
)
def test_junk_and_non_target_calls_are_not_judged_unless_they_are_target_as_well(said, group, outcome, judged):
    found = on((1, said), (0, "всего доброго"))
    assert (found.group, found.outcome, bool(found.verdicts)) == (group, outcome, judged)


def test_tags_are_told_in_the_order_of_the_card():
    tags = on((1, "хочу пожаловаться а ещё хочу записаться")).tags
    assert [tag.id for tag in tags] == ["sale", "complaint"]


def test_a_call_of_which_nothing_can_be_made_out_is_not_said_to_be_lost():
    transcript = transcript_of([OPENING, (1, "я подумаю и решу потом")], probability=0.2)
    assert match(replace(transcript, manager_channel=0), card(CHECKPOINTS, RULES)).outcome is None


def test_what_the_manager_says_is_no_tag_from_the_customers_mouth():
    assert on((0, "вы хотите пожаловаться или хочу записаться")).tags == ()
