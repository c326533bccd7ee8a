from __future__ import annotations

import pytest

from speechqa.checklist.load import parse_checklist
from speechqa.errors import SpeechqaError
from speechqa.pipeline import Change, LightChange, OutcomeChange, import_records, rescore
from tests.pipeline.conftest import INBOUND, OUTBOUND, Desk, dump, query, row, three, three_rows, uniqueid
from tests.pipeline.conftest import at as hour_at

RED, GREEN, OUT = uniqueid(11), uniqueid(10), uniqueid(12)


def _cards(inbound: str) -> tuple:  # type: ignore[type-arg]
    return parse_checklist(inbound, "inbound.yaml"), parse_checklist(OUTBOUND, "outbound.yaml")


@pytest.fixture
def scored(desk: Desk) -> Desk:
    three(desk)
    import_records(desk.settings(), desk.log(*three_rows()))
    desk.score()
    return desk


def test_an_unchanged_checklist_changes_nothing(scored: Desk) -> None:
    before = dump(scored.root / "calls.db", history=True)
    summary = rescore(scored.settings(), checklists=scored.cards)
    assert (summary.rescored, summary.unchanged, summary.no_transcript) == (0, 3, 0)
    assert (summary.changed, summary.lights) == ((), ())
    assert dump(scored.root / "calls.db", history=True) == before


def test_comments_and_layout_are_no_change(scored: Desk) -> None:
    cards = _cards(INBOUND.replace("checkpoints:", "# reviewed\ncheckpoints:\n"))
    assert rescore(scored.settings(), checklists=cards).unchanged == 3


def test_a_changed_checklist_changes_only_the_calls_it_judges_and_lists_what_changed(scored: Desk) -> None:
    others = _rows_of(scored, OUT)
    wider = INBOUND.replace("[есть ли у вас противопоказания]", "[есть ли у вас противопоказания, три тысячи рублей]")
    summary = rescore(scored.settings(), checklists=_cards(wider))
    assert (summary.rescored, summary.unchanged, summary.no_transcript) == (2, 1, 0)
    assert summary.changed == (Change(RED, "contraindications", "failed", "passed"),)
    assert summary.lights == (LightChange(RED, "red", "green"),)
    assert _rows_of(scored, OUT) == others
    assert _lights(scored) == {GREEN: "green", RED: "green", OUT: "green"}


def test_it_transcribes_nothing(scored: Desk) -> None:
    transcripts = query(scored.root / "calls.db", "SELECT * FROM transcript")
    for path in scored.recordings.iterdir():
        path.unlink()
    rescore(scored.settings(), checklists=_cards(INBOUND.replace("weight: 3", "weight: 5")))
    assert query(scored.root / "calls.db", "SELECT * FROM transcript") == transcripts
    assert len(scored.stub.heard) == 3


def test_new_and_removed_checkpoints_are_listed(scored: Desk) -> None:
    changed = INBOUND.replace("- {id: goodbye, any: [до свидания]}", "- {id: booking, any: [записала вас]}")
    summary = rescore(scored.settings(), checklists=_cards(changed))
    assert set(summary.changed) == {
        Change(call, checkpoint, before, after)
        for call in (GREEN, RED)
        for checkpoint, before, after in (("booking", None, "passed"), ("goodbye", "passed", None))
    }
    assert summary.lights == ()


def test_going_back_finds_the_old_results_and_makes_no_new_ones(scored: Desk) -> None:
    before = dump(scored.root / "calls.db")
    rescore(scored.settings(), checklists=_cards(INBOUND.replace("weight: 3", "weight: 1")))
    count = query(scored.root / "calls.db", "SELECT count(*) FROM result")
    rescore(scored.settings(), checklists=scored.cards)
    assert dump(scored.root / "calls.db") == before
    assert query(scored.root / "calls.db", "SELECT count(*) FROM result") == count


def test_every_recording_has_exactly_one_current_result(scored: Desk) -> None:
    rescore(scored.settings(), checklists=_cards(INBOUND.replace("weight: 3", "weight: 2")))
    counts = query(scored.root / "calls.db", "SELECT sum(current) FROM result GROUP BY recording_id")
    assert counts == [(1,), (1,), (1,)]


def test_a_tag_that_takes_calls_out_of_the_score_is_listed_with_what_it_changes(scored: Desk) -> None:
    tagged = (
        INBOUND
        + """
outcomes:
  - {id: booked, any: [записала вас на завтра]}
tags:
  - {id: price_only, any: [три тысячи рублей], group: non_target}
"""
    )
    summary = rescore(scored.settings(), checklists=_cards(tagged))
    assert set(summary.changed) == {
        Change(RED, checkpoint, before, None)
        for checkpoint, before in (("greeting", "passed"), ("contraindications", "failed"), ("goodbye", "passed"))
    }
    assert summary.lights == (LightChange(RED, "red", None),)
    assert set(summary.outcomes) == {OutcomeChange(GREEN, None, "booked"), OutcomeChange(RED, None, "not_sales")}
    back = rescore(scored.settings(), checklists=scored.cards)
    assert back.lights == (LightChange(RED, None, "red"),)
    assert len(scored.stub.heard) == 3


def test_recordings_that_failed_are_counted_as_never_transcribed(scored: Desk) -> None:
    (scored.recordings / "text.wav").write_text("no sound")
    scored.score()
    assert rescore(scored.settings(), checklists=scored.cards).no_transcript == 1


def test_records_that_come_after_a_rescore_are_judged_by_its_checklists(scored: Desk) -> None:
    rescore(scored.settings(), checklists=_cards(INBOUND.replace("checklist: inbound", "checklist: renamed")))
    other_way = row("79161112233", "101", hour_at(10), wait=9, talk=22, uniqueid=GREEN)
    import_records(scored.settings(), scored.log(other_way))
    cards = query(
        scored.root / "calls.db",
        "SELECT checklist FROM result JOIN checklist USING (content_hash) WHERE current AND call_id = ?",
        GREEN,
    )
    assert cards == [("renamed",)]


def test_without_a_database_it_says_so(desk: Desk) -> None:
    with pytest.raises(SpeechqaError, match="there is no such database"):
        rescore(desk.settings("none.db"), checklists=desk.cards)
    assert not (desk.root / "none.db").exists()


def _rows_of(desk: Desk, call_id: str) -> list[tuple]:  # type: ignore[type-arg]
    return query(desk.root / "calls.db", "SELECT * FROM result WHERE call_id = ?", call_id)


def _lights(desk: Desk) -> dict[str, str]:
    return dict(query(desk.root / "calls.db", "SELECT call_id, light FROM result WHERE current = 1"))


def _people(desk: Desk, checkpoint: str, verdict: str, call_id: str = RED) -> None:
    from speechqa.review.enter import overrule
    from speechqa.store.connection import open_store

    overrule(open_store(desk.root / "calls.db"), call_id, checkpoint, verdict, author="Анна")


def _effective(desk: Desk) -> list[tuple[object, ...]]:
    return query(desk.root / "calls.db", "SELECT score, light, manual_edit FROM call_metrics WHERE call_id = ?", RED)


def test_peoples_verdicts_stay_while_their_checkpoint_does(scored: Desk) -> None:
    _people(scored, "contraindications", "passed")
    assert _effective(scored) == [(100.0, "green", 1)]
    summary = rescore(scored.settings(), checklists=_cards(INBOUND.replace("weight: 3", "weight: 5")))
    assert (summary.rescored, summary.lost) == (2, ())
    assert _effective(scored) == [(100.0, "green", 1)]


def test_peoples_verdicts_that_apply_no_longer_are_told_and_come_back_with_their_checkpoint(scored: Desk) -> None:
    _people(scored, "contraindications", "passed")
    _people(scored, "goodbye", "failed")
    changed = INBOUND.replace("- {id: goodbye, any: [до свидания]}", "- {id: booking, any: [записала вас]}")
    lost = rescore(scored.settings(), checklists=_cards(changed)).lost
    assert [(one.call_id, one.checkpoint_id, one.verdict, one.author, one.reason) for one in lost] == [
        (RED, "goodbye", "failed", "Анна", "gone")
    ]
    assert _effective(scored) == [(100.0, "green", 1)]
    renamed = rescore(scored.settings(), checklists=_cards(INBOUND.replace("checklist: inbound", "checklist: new")))
    assert {(one.checkpoint_id, one.reason) for one in renamed.lost} == {
        ("contraindications", "other_checklist"), ("goodbye", "other_checklist"),
    }  # fmt: skip
    assert _effective(scored) == [(40.0, "red", 0)]
    assert rescore(scored.settings(), checklists=scored.cards).lost == ()
    assert _effective(scored) == [(80.0, "yellow", 1)]
