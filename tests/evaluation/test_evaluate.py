"""Evaluation of scored calls, from the database to what is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from speechqa.errors import SpeechqaError, UsageError
from speechqa.evaluation.evaluate import Evaluation, evaluate
from speechqa.report.period import Period
from speechqa.settings import Settings
from speechqa.store.connection import open_store
from speechqa.store.overrides import save_override, undo_override
from tests.pipeline.conftest import Desk

ALL = """\
file,checklist,greeting,delivery,no_brush_off,objection
good.wav,shop,1,1,1,н/п
wishes.wav,shop,1,1,1,н/п
wishes2.wav,shop,1,0,1,н/п
silent.wav,shop,0,0,1,н/п
aside.wav,shop,1,1,1,н/п
brush.wav,shop,1,0,0,н/п
one/same.wav,shop,1,0,1,н/п
two/same.wav,shop,1,0,1,н/п
"""


def run(desk: Desk, labels: str | None = ALL, **options: Any) -> Evaluation:
    path = None
    if labels is not None:
        path = desk.root / "labels.csv"
        path.write_text(labels, encoding="utf-8")
    return evaluate(open_store(desk.root / "calls.db"), path, desk.settings(), **options)


def call_of(desk: Desk, name: str) -> str:
    from speechqa.store.calls import find_call

    return find_call(open_store(desk.root / "calls.db"), name)


def test_each_checkpoint_is_counted(shop: Desk) -> None:
    found = run(shop)
    figures = {one.id: one.agreement for one in found.checkpoints}
    assert list(figures) == ["greeting", "delivery", "no_brush_off", "objection"]
    greeting = figures["greeting"]
    assert (greeting.n, greeting.true_passed, greeting.false_passed, greeting.missed_passed) == (8, 4, 0, 3)
    assert figures["objection"].labelled_not_applicable == 8
    assert figures["objection"].kappa is None
    assert found.overall.n == 32
    assert found.problems == ()


def test_every_disagreement_has_its_evidence(shop: Desk) -> None:
    found = {(one.file, one.checkpoint_id): one for one in run(shop).disagreements}
    aside = found["aside.wav", "no_brush_off"]
    assert (aside.disagreement, aside.label.mark, aside.verdict.verdict) == ("wrong_fail", "passed", "failed")
    assert aside.evidence is not None
    assert aside.evidence.quote == "не знаю"
    assert found["wishes.wav", "greeting"].disagreement == "wrong_fail"


def test_a_critical_checkpoint_passed_against_the_label_is_named(shop: Desk) -> None:
    found = run(shop, "file,delivery\ngood.wav,0\nbrush.wav,0\n")
    assert [(one.file, one.checkpoint_id) for one in found.critical_missed] == [("good.wav", "delivery")]
    assert found.critical_missed[0].evidence is not None


def test_labels_that_fit_nothing_are_named_and_not_dropped(shop: Desk) -> None:
    labels = "file,checklist,greeting,note\ngood.wav,shop,1,\nlost.wav,shop,1,\nsame.wav,shop,1,\ngood,shop,0,\n"
    found = run(shop, labels + "aside.wav,clinic,1,\n,,1,\n")
    assert found.calls == 1
    told = "\n".join(found.problems)
    assert "row 3: lost.wav is not in the database" in told
    assert "row 4: same.wav is the name of several recordings" in told
    assert "row 5: good stands on row 2 already; the first counts" in told
    assert "aside.wav: labelled by 'clinic', but scored by 'shop'" in told
    assert "row 7: the row names no call" in told
    assert len(found.problems) == 5
    assert found.notes == (f"{shop.root / 'labels.csv'}: columns left alone: note",)


def test_a_call_is_named_by_id_path_or_stem(shop: Desk) -> None:
    by_id = call_of(shop, "good.wav")
    path = shop.recordings / "wishes.wav"
    found = run(shop, f"call,greeting\n{by_id},1\n{path},1\nsilent,0\none/same,1\ntwo\\same.wav,1\n")
    assert (found.calls, found.problems) == (5, ())


def test_verdicts_given_in_review_are_labels_too(shop: Desk) -> None:
    db = open_store(shop.root / "calls.db")
    save_override(db, call_of(shop, "wishes.wav"), "greeting", "passed", author="Анна")
    save_override(db, call_of(shop, "wishes.wav"), "delivery", "unheard", author="Анна")
    found = run(shop, None)
    assert [(one.checkpoint_id, one.label.source, one.label.author) for one in found.compared] == [
        ("greeting", "review", "Анна")
    ]


def test_of_several_reviewers_the_last_one_is_the_label_and_none_where_he_did_not_hear_it(shop: Desk) -> None:
    db, call_id = open_store(shop.root / "calls.db"), call_of(shop, "wishes.wav")
    save_override(db, call_id, "greeting", "passed", author="Анна")
    last = save_override(db, call_id, "greeting", "failed", author="Борис")
    save_override(db, call_id, "delivery", "passed", author="Анна")
    save_override(db, call_id, "delivery", "unheard", author="Борис")
    found = run(shop, None).compared
    assert [(one.checkpoint_id, one.label.mark, one.label.author) for one in found] == [("greeting", "failed", "Борис")]
    undo_override(db, last)
    found = run(shop, None).compared
    assert [(one.label.mark, one.label.author) for one in found] == [("passed", "Анна")]


def test_where_file_and_review_differ_the_file_counts_and_both_are_told(shop: Desk) -> None:
    save_override(open_store(shop.root / "calls.db"), call_of(shop, "good.wav"), "greeting", "failed", author="Анна")
    found = run(shop)
    marks = {one.file: one.label.mark for one in found.compared if one.checkpoint_id == "greeting"}
    assert marks["good.wav"] == "passed"
    assert [(one.file, one.mark, one.reviewed, one.author) for one in found.conflicts] == [
        ("good.wav", "passed", "failed", "Анна")
    ]


def test_without_any_label_the_remedy_is_told(shop: Desk) -> None:
    with pytest.raises(SpeechqaError, match="--labels"):
        run(shop, None)
    with pytest.raises(SpeechqaError, match="none of the labels fits a scored call"):
        run(shop, "file,greeting\nlost.wav,1\n")


def test_only_calls_of_the_checklist_and_the_period_are_compared(shop: Desk) -> None:
    with pytest.raises(SpeechqaError):
        run(shop, checklist="other")
    assert run(shop, checklist="shop").calls == 8
    assert run(shop, period=Period()).calls == 8
    with pytest.raises(SpeechqaError):
        run(shop, period=Period(explicit=True))


def test_an_unknown_outcome_is_named_with_its_place(shop: Desk) -> None:
    card = shop.cards[0]
    assert not card.outcomes
    assert run(shop, "file,greeting,outcome\ngood.wav,1,sold\n").outcomes == (0, 0)


def test_nothing_is_stored(shop: Desk) -> None:
    from tests.pipeline.conftest import dump

    before = dump(shop.root / "calls.db", history=True)
    run(shop, suggestions=True)
    assert dump(shop.root / "calls.db", history=True) == before


def test_labels_must_be_readable(shop: Desk) -> None:
    with pytest.raises(UsageError):
        run(shop, "file,greeting\ngood.wav,maybe\n")


def test_a_missing_file_is_told(shop: Desk) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        evaluate(open_store(shop.root / "calls.db"), Path("nowhere.csv"), shop.settings())


CLINIC = """\
checklist: clinic
applies_to: {min_talk: 1s}
checkpoints:
  - {id: greeting, any: [добрый день]}
outcomes:
  - {id: appointment, title: {ru: Запись, en: Appointment}, any: [записала вас]}
tags:
  - {id: complaint, speaker: customer, any: [хочу пожаловаться]}
  - {id: wrong_number, title: Ошиблись номером, speaker: customer, group: junk, any: [ошибся номером]}
"""
DIALOGUES = """\
dialogue,line,role,text
a,1,manager,добрый день записала вас на завтра
a,2,customer,хорошо хочу пожаловаться на врача
b,1,manager,добрый день перезвоните позже
b,2,customer,хорошо спасибо
c,1,manager,добрый день клиника
c,2,customer,извините ошибся номером
"""


@pytest.fixture
def clinic(cli: Any, tmp_path: Path) -> Path:
    """Three dialogues scored as text: a good one, one lost, one that is junk."""
    (tmp_path / "card.yaml").write_text(CLINIC, encoding="utf-8")
    (tmp_path / "dialogues.csv").write_text(DIALOGUES, encoding="utf-8")
    done = cli("score", "dialogues.csv", "--transcripts", "--checklist", "card.yaml", "--db", "calls.db")
    assert done.returncode == 0, done.stderr
    return tmp_path


def evaluated(folder: Path, labels: str) -> Evaluation:
    (folder / "labels.csv").write_text(labels, encoding="utf-8")
    return evaluate(open_store(folder / "calls.db"), folder / "labels.csv", Settings(db=folder / "calls.db"))


def test_outcomes_and_tags_are_compared_by_id_or_title(clinic: Path) -> None:
    labels = "call,greeting,outcome,tags\na,1,Запись,complaint\nb,1,appointment,\nc,н/п,not_sales,Ошиблись номером\n"
    found = evaluated(clinic, labels)
    assert found.outcomes == (3, 2)
    assert found.tags is not None
    assert (found.tags.both, found.tags.only_machine, found.tags.only_people) == (2, 0, 0)
    assert [(one.outcome, one.machine_outcome) for one in found.compared_calls][1] == ("appointment", "lost")


def test_nothing_applies_to_a_call_that_is_none_of_the_cards_kind(clinic: Path) -> None:
    found = evaluated(clinic, "call,greeting\na,1\nb,1\nc,н/п\n")
    assert found.problems == ()
    assert found.disagreements == ()
    judged = evaluated(clinic, "call,greeting\na,1\nc,1\n")
    assert [(one.file, one.disagreement) for one in judged.disagreements] == [("dialogues.csv#c", "applicability")]
    assert judged.overall.only_people_apply == 1


@pytest.mark.parametrize(("column", "known"), [("outcome", "appointment"), ("tags", "complaint, wrong_number")])
def test_an_unknown_outcome_or_tag_is_named_with_those_that_are_known(clinic: Path, column: str, known: str) -> None:
    with pytest.raises(UsageError, match=f"row 2, column '{column}': 'sold' is not known here. Known are: {known}"):
        evaluated(clinic, f"call,greeting,{column}\na,1,sold\n")


def test_calls_in_which_the_roles_are_a_guess_teach_nothing(shop: Desk) -> None:
    said = "ага ну вот такие дела погода хорошая сегодня"
    shop.put("who.wav", ((0, said), (1, said), (0, said), (1, said)), seconds=40, pitch=900)
    shop.score()
    found = run(shop, f"{ALL}who.wav,shop,1,1,1,1\n", suggestions=True)
    guess = [one for one in found.compared if one.file == "who.wav"]
    assert guess
    assert not any(one.roles is None or one.roles.certain for one in guess)
    assert any("it is a guess who is the manager" in note for note in found.notes)
    assert found.suggestions is not None
    assert not any("who.wav" in one.mended for one, _moves in found.suggestions[0].suggestions)
