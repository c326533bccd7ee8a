"""Transcripts from elsewhere go the same way as recordings, from their sum of bytes to the score."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from speechqa.checklist.load import parse_checklist
from speechqa.errors import SpeechqaError
from speechqa.pipeline import Summary, import_records, rescore, score_recordings
from speechqa.report.call import report_call
from speechqa.report.calls import call_rows
from speechqa.store.connection import open_store
from tests.pipeline.conftest import (
    CRITICAL,
    GOOD,
    INBOUND,
    Desk,
    Turns,
    at,
    dump,
    freepbx,
    query,
    row,
    three_rows,
    uniqueid,
)

ROLES = ("manager", "customer")


def table(desk: Desk, name: str = "turns.csv", **dialogues: Turns) -> Path:
    rows = [
        f"{dialogue},{line},{ROLES[channel]},{text}"
        for dialogue, turns in dialogues.items()
        for line, (channel, text) in enumerate(turns)
    ]
    return put(desk, name, "\n".join(["dialogue,line,role,text", *rows]))


def whisper_json(desk: Desk, name: str, turns: Turns, seconds: float = 4.0) -> Path:
    segments = [
        {"start": n * seconds, "end": (n + 1) * seconds - 0.2, "text": text, "speaker": f"SPEAKER_0{channel}"}
        for n, (channel, text) in enumerate(turns)
    ]
    return put(desk, name, json.dumps({"segments": segments, "language": "ru"}))


def put(desk: Desk, name: str, text: str) -> Path:
    path = desk.recordings / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def score(desk: Desk, *arguments: Path, transcripts: bool = True, **options: object) -> Summary:
    settings = desk.settings(transcripts=transcripts, models_dir=desk.root / "no models here")
    chosen = [str(one) for one in arguments] or [str(desk.recordings)]
    return score_recordings(chosen, settings, checklists=desk.cards[:1], **options)  # type: ignore[arg-type]


def lights(desk: Desk) -> list[tuple[object, ...]]:
    return query(
        desk.root / "calls.db",
        "SELECT name, light FROM result JOIN recording USING (recording_id) WHERE current ORDER BY name",
    )


def test_each_dialogue_of_a_table_is_scored_without_a_model(desk: Desk) -> None:
    summary = score(desk, table(desk, a=GOOD, b=CRITICAL))
    assert (summary.scored, summary.failed, summary.transcripts) == (2, (), 2)
    assert lights(desk) == [("turns.csv#a", "green"), ("turns.csv#b", "red")]
    assert (
        query(desk.root / "calls.db", "SELECT recogniser, model, timed, manager_channel FROM transcript")
        == [("turns", "-", 0, 0)] * 2
    )


def test_without_a_model_recordings_still_need_one(desk: Desk) -> None:
    table(desk, a=GOOD)
    desk.put("1.wav", GOOD)
    with pytest.raises(SpeechqaError, match="model"):
        score(desk)


def test_a_second_run_reads_and_scores_nothing_again(desk: Desk) -> None:
    table(desk, a=GOOD, b=CRITICAL)
    whisper_json(desk, "c.json", GOOD)
    score(desk)
    before = dump(desk.root / "calls.db", history=True)
    again = score(desk)
    assert (again.scored, again.skipped, again.transcripts) == (0, 3, 3)
    assert dump(desk.root / "calls.db", history=True) == before


def test_a_table_that_grows_or_changes_has_only_what_is_new_in_it_read(desk: Desk) -> None:
    score(desk, table(desk, a=GOOD, b=GOOD))
    calls = dict(query(desk.root / "calls.db", "SELECT name, call_id FROM recording"))
    summary = score(desk, table(desk, a=GOOD, b=CRITICAL, c=GOOD))
    assert (summary.scored, summary.skipped) == (2, 1)
    assert lights(desk) == [("turns.csv#a", "green"), ("turns.csv#b", "red"), ("turns.csv#c", "green")]
    now = query(
        desk.root / "calls.db",
        "SELECT name, call_id FROM recording WHERE replaced_by IS NULL AND name <> 'turns.csv#c'",
    )
    assert dict(now) == calls


def test_a_transcript_beside_a_recording_is_what_was_said_in_it(desk: Desk) -> None:
    desk.put("call-1.wav", CRITICAL)
    whisper_json(desk, "call-1.json", GOOD)
    summary = desk.score(settings=desk.settings(transcripts=True), checklists=desk.cards[:1])
    assert (summary.scored, summary.transcripts, desk.stub.heard) == (1, 1, [])
    assert lights(desk) == [("call-1.wav", "green")]
    whisper_json(desk, "call-1.json", CRITICAL)
    assert desk.score(settings=desk.settings(transcripts=True), checklists=desk.cards[:1]).scored == 1
    assert lights(desk) == [("call-1.wav", "red")]


def test_without_the_option_a_recording_is_heard_whatever_lies_beside_it(desk: Desk) -> None:
    desk.put("call-1.wav", CRITICAL)
    whisper_json(desk, "call-1.json", GOOD)
    summary = desk.score(checklists=desk.cards[:1])
    assert (summary.scored, summary.transcripts, len(desk.stub.heard)) == (1, 0, 1)
    assert lights(desk) == [("call-1.wav", "red")]


def test_a_table_of_several_dialogues_is_not_what_was_said_in_one_recording(desk: Desk) -> None:
    desk.put("call-1.wav", GOOD)
    table(desk, "call-1.csv", a=GOOD, b=GOOD)
    summary = score(desk)
    assert [(Path(one.path).name, one.reason) for one in summary.failed] == [
        ("call-1.wav", "call-1.csv holds 2 dialogues. What is said in one recording is one dialogue.")
    ]


def test_a_broken_transcript_is_named_and_the_rest_is_scored(desk: Desk) -> None:
    put(desk, "a.json", "{")
    put(desk, "b.csv", "one,two\n1,2\n")
    put(desk, "c.srt", "")
    put(desk, "d.csv", "dialogue,role,text\nx,manager,\u200b\n")
    table(desk, "e.csv", a=GOOD)
    summary = score(desk)
    assert summary.scored == 1
    assert [(Path(one.path).name, one.reason.partition(":")[0].partition(".")[0]) for one in summary.failed][:3] == [
        ("b.csv", "no turns"), ("c.srt", "the file is empty"), ("a.json", "line 1"),
    ]  # fmt: skip
    assert "not valid JSON" in summary.failed[2].reason
    assert len(score(desk).failed) == len(summary.failed)
    table(desk, "b.csv", a=GOOD)
    whisper_json(desk, "a.json", GOOD)
    assert {Path(one.path).name for one in score(desk).failed}.isdisjoint({"a.json", "b.csv"})


def test_records_join_transcripts_by_id_and_by_time_whichever_comes_first(desk: Desk) -> None:
    whisper_json(desk, f"external-101-79161112233-{freepbx(10)}.json", GOOD)
    table(desk, **{uniqueid(11): CRITICAL, "2026_11_09_12_00_05": GOOD})
    log = desk.log(*three_rows())
    score(desk, records=log)
    told = "SELECT name, manager, join_reason FROM recording JOIN call USING (call_id) ORDER BY manager"
    joined = query(desk.root / "calls.db", told)
    assert joined == [
        (f"external-101-79161112233-{freepbx(10)}.json", "101", "uniqueid"),
        (f"turns.csv#{uniqueid(11)}", "102", "uniqueid"),
        ("turns.csv#2026_11_09_12_00_05", "103", "time"),
    ]
    (desk.root / "calls.db").unlink()
    score(desk)
    import_records(desk.settings(), log)
    assert query(desk.root / "calls.db", told) == joined


def test_a_transcript_is_rescored_by_a_changed_checklist(desk: Desk) -> None:
    score(desk, table(desk, a=GOOD))
    changed = parse_checklist(INBOUND.replace("до свидания", "никогда такого не говорят"), "inbound.yaml")
    summary = rescore(desk.settings(), checklists=[changed])
    assert [(one.checkpoint_id, one.before, one.after) for one in summary.changed] == [("goodbye", "passed", "failed")]


def test_talk_without_times_is_told_from_the_words(desk: Desk) -> None:
    short: Turns = ((0, "добрый день"), (1, "ошиблась номером"))
    summary = score(desk, table(desk, a=GOOD, b=short))
    assert (summary.scored, summary.not_scored) == (1, 1)
    assert query(
        desk.root / "calls.db",
        "SELECT not_scored, duration FROM result JOIN recording USING (recording_id) WHERE name = 'turns.csv#b'",
    ) == [("too_short", None)]


def test_a_third_speaker_stays_no_evidence(desk: Desk) -> None:
    path = whisper_json(desk, "a.json", [*GOOD[:4], (2, "до свидания")])
    score(desk, path)
    assert query(desk.root / "calls.db", "SELECT text, quarantine FROM transcript_segment ORDER BY n")[-1] == (
        "до свидания", "third_speaker",
    )  # fmt: skip
    assert query(desk.root / "calls.db", "SELECT verdict FROM verdict WHERE checkpoint_id = 'goodbye'") == [("failed",)]


def test_reports_of_calls_without_sound_are_whole(desk: Desk) -> None:
    table(desk, **{uniqueid(10): GOOD})
    whisper_json(desk, "b.json", CRITICAL)
    # A transcript ends with its last word: that its record tells of more talk is no fault.
    desk.log(row("79161112233", "101", at(10), wait=5, talk=300, uniqueid=uniqueid(10)))
    score(desk, records=desk.root / "Master.csv")
    db = open_store(desk.root / "calls.db", create=False)
    calls = call_rows(db, "1", {})
    assert sorted((Path(one.file or "").name, one.light) for one in calls) == [
        ("b.json", "red"), (f"turns.csv#{uniqueid(10)}", "green"),
    ]  # fmt: skip
    for one in calls:
        report = report_call(db, str(one.call_id))
        assert (len(report.turns), report.health) == (len(GOOD if one.light == "green" else CRITICAL), ())
    assert report_call(db, f"turns.csv#{uniqueid(10)}").call.manager == "101"


def test_the_managers_label_is_part_of_what_identifies_a_transcript(desk: Desk) -> None:
    rows = "\n".join(f"{('Анна', 'Иван')[channel]},{text}" for channel, text in GOOD)
    path = put(desk, "a.csv", f"role,text\n{rows}\n")
    score(desk, path)
    settings = desk.settings(manager_speaker="Иван")
    summary = score_recordings([str(path)], settings, checklists=desk.cards[:1])
    assert summary.scored == 1
    assert query(desk.root / "calls.db", "SELECT manager_channel, count(*) FROM transcript GROUP BY 1") == [
        (None, 1), (0, 1),
    ]  # fmt: skip
