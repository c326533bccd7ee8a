"""What a person says of a call, and how the call stands by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sample_outcomes import build_outcomes
from sample_store import build_sample

from speechqa.errors import SpeechqaError, UsageError
from speechqa.metrics.views import ensure_views
from speechqa.review import enter
from speechqa.review.show import show

Sample = tuple[Any, dict[str, str]]


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    db, ids = build_sample(tmp_path / "calls.db")
    ensure_views(db)
    return db, ids


def test_a_verdict_changes_score_and_light_and_the_machines_is_kept_beside_it(sample: Sample) -> None:
    db, ids = sample
    done = enter.overrule(db, ids["critical"], "contraindications", "passed", author="Анна", comment="на 0:04")
    assert (done.verdict, done.machine_verdict, done.author) == ("passed", "failed", "Анна")
    # Passed 1 + 1 of 5 before; all 5 after.
    assert (done.before.score, done.before.light, done.before.edited) == (40.0, "red", False)
    assert (done.after.score, done.after.light, done.after.edited) == (100.0, "green", True)
    (entry,) = show(db, ids["critical"]).verdicts
    assert (entry.title, entry.machine_verdict, entry.comment, entry.counts) == (
        "Contraindications", "failed", "на 0:04", True,
    )  # fmt: skip
    assert entry.checklist == "mri-inbound"
    assert entry.at.utcoffset() is not None


@pytest.mark.parametrize("name", ["greeting", "Приветствие", "приветствие", "Greeting"])
def test_a_checkpoint_is_named_by_its_id_or_either_title(sample: Sample, name: str) -> None:
    db, ids = sample
    assert enter.overrule(db, ids["green"], name, "failed", author="Анна").checkpoint_id == "greeting"


def test_a_checkpoint_that_a_person_must_judge_gets_its_verdict_here(sample: Sample) -> None:
    db, ids = sample
    done = enter.overrule(db, ids["yellow"], "tone", "passed", author="Анна")
    assert done.machine_verdict == "not_applicable"
    # 3 + 1 + 1 of 6.
    assert done.after.score == pytest.approx(500 / 6)


def test_undo_goes_back_a_step_of_ones_own(sample: Sample) -> None:
    db, ids = sample
    call_id = ids["green"]
    enter.overrule(db, call_id, "greeting", "failed", author="Анна")
    enter.overrule(db, call_id, "greeting", "unheard", author="Борис")
    enter.overrule(db, call_id, "greeting", "not_applicable", author="Борис")
    steps = [enter.undo(db, call_id, "greeting", author=author) for author in ("Борис", "Борис", "Анна")]
    assert [(one.verdict, one.author) for one in steps] == [("unheard", "Борис"), ("failed", "Анна"), ("passed", None)]
    assert (steps[-1].after.score, steps[-1].after.edited) == (100.0, False)
    assert [one.undone_at is not None for one in show(db, call_id).verdicts] == [True] * 3


def test_nobody_takes_back_what_others_said_by_mistake(sample: Sample) -> None:
    db, ids = sample
    enter.overrule(db, ids["green"], "greeting", "failed", author="Борис")
    with pytest.raises(SpeechqaError, match=r"Анна gave no verdict.*These did: Борис"):
        enter.undo(db, ids["green"], "greeting", author="Анна")
    with pytest.raises(SpeechqaError, match="The machine's verdict counts"):
        enter.undo(db, ids["green"], "tone", author="Анна")


def test_a_verdict_on_a_checkpoint_that_is_gone_can_still_be_taken_back(sample: Sample) -> None:
    db, ids = sample
    enter.overrule(db, ids["green"], "greeting", "failed", author="Анна")
    db.conn.execute("UPDATE verdict SET checkpoint_id = 'hello' WHERE checkpoint_id = 'greeting'")
    (entry,) = show(db, ids["green"]).verdicts
    assert (entry.title, entry.counts) == ("greeting", False)
    assert enter.undo(db, ids["green"], "greeting", author="Анна").author is None
    assert show(db, ids["green"]).verdicts[0].undone_at is not None


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("greting", "Did you mean 'greeting'"),
        ("Противопоказание", "'contraindications'"),
        ("zzz", "Known are: greeting,"),
    ],
)
def test_a_checkpoint_that_the_card_does_not_have_is_told_with_the_nearest(
    sample: Sample, name: str, told: str
) -> None:
    db, ids = sample
    with pytest.raises(SpeechqaError, match="'mri-inbound', which judged this call, has no checkpoint") as fault:
        enter.overrule(db, ids["green"], name, "passed", author="Анна")
    assert told in str(fault.value)
    assert show(db, ids["green"]).verdicts == ()


def test_a_call_that_is_not_scored_has_no_checkpoints_and_can_be_tagged(sample: Sample) -> None:
    db, ids = sample
    with pytest.raises(SpeechqaError, match="no checklist judged this call: too short"):
        enter.overrule(db, ids["short"], "greeting", "passed", author="Анна")
    assert enter.tag(db, ids["short"], "спам", author="Анна").changed
    assert enter.done(db, ids["short"], author="Анна").changed
    assert [one.tag for one in show(db, ids["short"]).tags] == ["спам"]


def test_a_tag_of_a_checklist_is_known_by_its_title_and_a_new_one_is_told_with_the_nearest(tmp_path: Path) -> None:
    db, ids = build_outcomes(tmp_path / "calls.db")
    ensure_views(db)
    found = enter.tag(db, ids["order"], "Complaint", author="Анна")
    assert (found.tag, found.new) == ("complaint", False)
    new = enter.tag(db, ids["order"], "complaints", author="Анна")
    assert (new.tag, new.new, new.near) == ("complaints", True, "Did you mean 'complaint'?")
    assert enter.untag(db, ids["order"], "complaints", author="Борис").removed
    with pytest.raises(SpeechqaError, match="no person put the tag 'sale'"):
        enter.untag(db, ids["order"], "sale", author="Анна")
    with pytest.raises(UsageError, match="the tag is empty"):
        enter.tag(db, ids["order"], "  ", author="Анна")


def test_a_note_says_something_of_a_place_within_the_call(sample: Sample) -> None:
    db, ids = sample
    enter.note(db, ids["green"], author="Анна", plus=" вежлива ", instead="", place=31.0)
    (note,) = show(db, ids["green"]).notes
    assert (note.plus, note.minus, note.instead, note.place) == ("вежлива", None, None, 31.0)
    for fault, text in (({"minus": " "}, "empty"), ({"minus": "x", "place": 46.0}, "the call ends at 00:45")):
        with pytest.raises(UsageError, match=text):
            enter.note(db, ids["green"], author="Анна", **fault)
    with pytest.raises(SpeechqaError, match="this call has no note 7"):
        enter.unnote(db, ids["green"], 7, author="Анна")
    enter.unnote(db, ids["green"], note.id, author="Анна")
    assert show(db, ids["green"]).notes == ()


def test_everything_takes_an_alias_or_a_file_for_the_calls_id(sample: Sample) -> None:
    db, ids = sample
    for name in ("1730531700.12", "call-01.wav", ids["green"]):
        assert enter.mark(db, name, "best", author="Анна").call_id == ids["green"]
