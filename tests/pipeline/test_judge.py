"""What a call is judged by: its own facts and its own card, never its neighbours', an earlier result or a later run."""

from __future__ import annotations

import pytest

from speechqa.checklist.load import parse_checklist
from speechqa.errors import SpeechqaError
from speechqa.pipeline import import_records, rescore
from speechqa.settings import Settings
from tests.pipeline.conftest import CRITICAL, GOOD, Desk, Turns, at, freepbx, query, row, uniqueid

SALES = parse_checklist("checklist: sales\ncheckpoints:\n  - {id: greeting, any: [добрый день]}\n", "sales.yaml")
SUPPORT = parse_checklist("checklist: support\ncheckpoints:\n  - {id: ticket, any: [номер обращения]}\n", "s.yaml")

SHOP = """
checklist: shop
checkpoints:
  - {id: greeting, any: [добрый день]}
outcomes:
  - {id: booked, title: {ru: Запись, en: Booked}, speaker: manager, any: [записала вас на завтра]}
tags:
  - {id: wrong_number, title: {ru: Ошиблись номером, en: Wrong number}, any: [вы не туда попали], group: junk}
"""
WRONG: Turns = (
    (0, "добрый день клиника рассвет меня зовут анна чем могу помочь"),
    (1, "здравствуйте это почта скажите когда мне принесут мою посылку"),
    (0, "это клиника вы не туда попали до свидания"),
)


def scores(desk: Desk) -> dict[str, tuple[str, float]]:
    sql = """SELECT recording.name, checklist.checklist, result.score FROM result JOIN recording USING (recording_id)
             JOIN checklist USING (content_hash) WHERE current = 1"""
    return {name: (card, score) for name, card, score in query(desk.root / "calls.db", sql)}


def test_a_late_record_leaves_a_call_with_the_card_it_was_judged_by(desk: Desk) -> None:
    sales = desk.put(f"sales/external-101-79161112233-{freepbx(10)}.wav", GOOD, seconds=22)
    support = desk.put(f"support/external-102-79261112244-{freepbx(11)}.wav", CRITICAL, seconds=21)
    desk.score(arguments=[str(sales)], checklists=(SALES,), forced=True)
    desk.score(arguments=[str(support)], checklists=(SUPPORT,), forced=True)
    before = scores(desk)
    log = desk.log(
        row("79161112233", "101", at(10), wait=5, talk=22, uniqueid=uniqueid(10)),
        row("79261112244", "102", at(11), wait=7, talk=21, uniqueid=uniqueid(11)),
    )
    import_records(desk.settings(manager_channel="right"), log)
    assert scores(desk) == before == {sales.name: ("sales", 100.0), support.name: ("support", 0.0)}


def test_a_result_does_not_depend_on_the_name_an_earlier_one_heard(desk: Desk) -> None:
    generic = parse_checklist("checklist: generic\ncheckpoints: [{id: greeting, any: [добрый день]}]\n", "g.yaml")
    annas = parse_checklist(
        "checklist: annas\napplies_to: {manager: анна}\ncheckpoints: [{id: ticket, any: [номер обращения]}]\n", "a.yaml"
    )
    path = desk.put("call.wav", GOOD)
    for _again in range(3):
        desk.score(checklists=(generic, annas))
        assert scores(desk) == {path.name: ("generic", 100.0)}
    assert query(desk.root / "calls.db", "SELECT manager, manager_source FROM call") == [("Анна", "introduction")]


def test_a_bug_in_matching_costs_neither_the_text_nor_the_other_calls(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = desk.put("bad.wav", CRITICAL, pitch=300)
    desk.put("good.wav", GOOD, pitch=400)
    import speechqa.matching.verdicts as verdicts

    real = verdicts.match

    def stumbling(transcript, *others):  # type: ignore[no-untyped-def]
        if "три тысячи" in " ".join(segment.text for segment in transcript.segments):
            raise ZeroDivisionError("a bug")
        return real(transcript, *others)

    monkeypatch.setattr(verdicts, "match", stumbling)
    summary = desk.score(checklists=(SALES,), forced=True)
    assert summary.scored == 1
    assert [(one.path, one.reason) for one in summary.failed] == [(str(bad), "ZeroDivisionError: a bug")]
    assert query(desk.root / "calls.db", "SELECT stage FROM failure") == [("match",)]
    assert len(rescore(desk.settings(), checklists=(SUPPORT,)).failed) == 1
    monkeypatch.setattr(verdicts, "match", real)
    again = desk.score(checklists=(SALES,), forced=True)
    assert (again.scored, len(desk.stub.heard)) == (1, 2)
    assert query(desk.root / "calls.db", "SELECT * FROM failure") == []


def test_the_summary_tells_what_the_reports_tell(desk: Desk) -> None:
    from speechqa.store.connection import open_store, transaction
    from speechqa.store.overrides import save_override

    desk.put("call.wav", GOOD)
    desk.score(checklists=(SALES,), forced=True)
    db = open_store(desk.root / "calls.db")
    (call_id,) = db.conn.execute("SELECT call_id FROM call").fetchone()
    with transaction(db):
        save_override(db, call_id, "greeting", "failed", author="Ольга", content_hash=SALES.content_hash)
    summary = desk.score(checklists=(SALES,), forced=True)
    assert (summary.lights, summary.mean_score) == ({"red": 1}, 0.0)


def test_a_threshold_set_once_is_the_projects(desk: Desk) -> None:
    card = parse_checklist(
        "checklist: c\ncheckpoints:\n"
        "  - {id: a, weight: 17, any: [добрый день]}\n  - {id: b, weight: 3, any: [номер обращения]}\n",
        "c.yaml",
    )
    desk.put("call.wav", GOOD)
    desk.score(checklists=(card,), settings=desk.settings(green=90))
    later = desk.score(checklists=(card,))
    assert (later.lights, later.skipped) == ({"yellow": 1}, 1)
    assert query(desk.root / "calls.db", "SELECT light FROM result WHERE current = 1") == [("yellow",)]


def test_another_time_zone_moves_the_calls_that_names_date(desk: Desk) -> None:
    desk.put("2026_11_09_10_18_29.wav", GOOD)
    sql = "SELECT started_at, local_hour FROM call"
    for zone, utc in (("UTC", "10:18"), ("Europe/Moscow", "07:18")):
        desk.score(checklists=(SALES,), settings=Settings(db=desk.root / "calls.db", timezone=zone, min_talk=5))
        ((started_at, hour),) = query(desk.root / "calls.db", sql)
        assert utc in started_at
        assert hour == 10


def test_a_model_that_cannot_be_loaded_stops_several_jobs_as_it_stops_one(desk: Desk, model_dir) -> None:  # type: ignore[no-untyped-def]
    desk.put("a.wav", GOOD, pitch=300)
    desk.put("b.wav", GOOD, pitch=400)
    for jobs in (1, 2):
        settings = desk.settings(model=str(model_dir), device="cuda", jobs=jobs)
        with pytest.raises(SpeechqaError, match="the model cannot be loaded"):
            desk.score(checklists=(SALES,), settings=settings, recogniser=None)
    assert query(desk.root / "calls.db", "SELECT * FROM failure") == []


def test_a_junk_call_is_not_scored_and_keeps_its_tags_and_outcome(desk: Desk) -> None:
    from speechqa.store.connection import open_store
    from speechqa.store.recordings import recordings_of
    from speechqa.store.results import current_result_of_recording

    card = parse_checklist(SHOP, "shop.yaml")
    good, wrong = desk.put("good.wav", GOOD, pitch=300), desk.put("wrong.wav", WRONG, pitch=400)
    summary = desk.score(checklists=(card,), forced=True)
    assert (summary.scored, summary.not_scored, summary.lights) == (1, 1, {"green": 1})
    db = open_store(desk.root / "calls.db")
    results = {one.path.name: current_result_of_recording(db, one.recording_id) for one in recordings_of(db)}
    booked, junk = results[good.name], results[wrong.name]
    assert booked is not None
    assert junk is not None
    assert booked.match is not None
    assert junk.match is not None
    assert (booked.not_scored, booked.match.outcome, booked.match.tags) == (None, "booked", ())
    assert (junk.not_scored, junk.score, junk.match.verdicts) == ("junk", None, ())
    assert (junk.match.outcome, junk.match.group) == ("not_sales", "junk")
    assert [(tag.id, tag.hit and tag.hit.quote) for tag in junk.match.tags] == [("wrong_number", "вы не туда попали")]
    again = desk.score(checklists=(card,), forced=True)
    assert (again.scored, again.not_scored, again.skipped, again.lights) == (0, 0, 2, {"green": 1})
