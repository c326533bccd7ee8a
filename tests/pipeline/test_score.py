from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from speechqa.pipeline import score_recordings
from speechqa.recording.audio import clip, decode
from speechqa.settings import Settings
from speechqa.transcript.weights import models_folder
from tests.pipeline.conftest import CRITICAL, GOOD, Desk, dump, freepbx, query, three, three_rows

EXAMPLES = Path(__file__).parents[2] / "examples" / "recordings"


def test_each_call_gets_its_score_and_light(desk: Desk) -> None:
    three(desk)
    summary = desk.score(records=desk.log(*three_rows()))
    assert (summary.scored, summary.not_scored, summary.skipped, summary.failed) == (3, 0, 0, ())
    assert summary.lights == {"green": 2, "red": 1}
    assert query(
        desk.root / "calls.db",
        "SELECT name, light FROM result JOIN recording USING (recording_id) WHERE current ORDER BY name",
    ) == [
        ("2026_11_09_12_00_05.wav", "green"),
        (three(desk)[0].name, "green"),
        (three(desk)[1].name, "red"),
    ]


def test_the_same_folder_twice_computes_nothing(desk: Desk) -> None:
    three(desk)
    records = desk.log(*three_rows())
    desk.score(records=records)
    before, content = dump(desk.root / "calls.db", history=True), _bytes(desk)
    again = desk.score(records=records)
    assert (again.scored, again.not_scored, again.skipped) == (0, 0, 3)
    assert again.lights == {"green": 2, "red": 1}
    assert len(desk.stub.heard) == 3
    assert dump(desk.root / "calls.db", history=True) == before
    assert _bytes(desk) == content


def test_new_files_alone_are_heard(desk: Desk) -> None:
    three(desk)
    desk.score()
    desk.put("external-103-79161112299-20261109-150000-1794225600.9.wav", GOOD, pitch=900)
    summary = desk.score()
    assert (summary.scored, summary.skipped) == (1, 3)
    assert len(desk.stub.heard) == 4


def test_a_moved_file_is_the_same_recording(desk: Desk) -> None:
    first = three(desk)[0]
    desk.score()
    before = dump(desk.root / "calls.db", but=["path", "absolute_path", "folder"])
    target = desk.recordings / "101" / first.name
    target.parent.mkdir()
    first.rename(target)
    summary = desk.score()
    assert (summary.skipped, summary.scored, len(desk.stub.heard)) == (3, 0, 3)
    assert dump(desk.root / "calls.db", but=["path", "absolute_path", "folder"]) == before
    assert query(desk.root / "calls.db", "SELECT path FROM recording WHERE name = ?", first.name) == [(str(target),)]


def test_the_same_bytes_under_two_dated_names_are_two_calls_heard_once(desk: Desk) -> None:
    first = desk.put("external-101-79161112233-20261109-101530-1794208530.1.wav", GOOD)
    shutil.copy(first, desk.recordings / "external-102-79161112244-20261110-111530-1794298530.2.wav")
    summary = desk.score()
    assert (summary.scored, len(desk.stub.heard)) == (2, 1)
    assert query(desk.root / "calls.db", "SELECT call_id, manager FROM call ORDER BY manager") == [
        ("1794208530.1", "101"),
        ("1794298530.2", "102"),
    ]
    assert query(desk.root / "calls.db", "SELECT count(*) FROM transcript") == [(1,)]
    assert desk.score().skipped == 2


def test_a_copy_under_a_name_that_says_nothing_is_no_second_call(desk: Desk) -> None:
    first = desk.put("a.wav", GOOD)
    shutil.copy(first, desk.recordings / "copy.wav")
    desk.score()
    assert query(desk.root / "calls.db", "SELECT count(*) FROM call") == [(1,)]
    before = dump(desk.root / "calls.db")
    desk.score()
    assert dump(desk.root / "calls.db") == before


def test_failed_recordings_are_named_and_they_alone_are_tried_again(desk: Desk) -> None:
    three(desk)
    text = desk.recordings / "notes.wav"
    text.write_text("this is no sound\n" * 100)
    empty = desk.recordings / "empty.wav"
    empty.touch()
    noise = desk.put("noise.wav", GOOD, pitch=700)
    desk.stub.failing = {sha for sha in desk.stub.scripts if sha not in _shas(desk, three(desk))}
    summary = desk.score()
    assert summary.scored + summary.not_scored == 3
    assert all(one.reason for one in summary.failed)
    assert {Path(one.path).name for one in summary.failed} == {"notes.wav", "empty.wav", "noise.wav"}
    stages = query(desk.root / "calls.db", "SELECT path, stage FROM failure ORDER BY path")
    assert stages == [(str(empty), "read"), (str(noise), "transcribe"), (str(text), "decode")]

    desk.stub.heard.clear()
    desk.stub.failing.clear()
    again = desk.score()
    assert (again.scored + again.not_scored, again.skipped, len(again.failed)) == (1, 3, 2)
    assert desk.stub.heard == _shas(desk, [noise])
    assert query(desk.root / "calls.db", "SELECT path FROM failure ORDER BY path") == [(str(empty),), (str(text),)]


def test_a_repaired_file_is_no_longer_told_as_failed(desk: Desk) -> None:
    path = desk.recordings / "external-101-79161112233-20261109-101530-1794208530.1.wav"
    path.parent.mkdir()
    path.write_text("not copied whole")
    assert len(desk.score().failed) == 1
    desk.put(path.name, GOOD)
    summary = desk.score()
    assert (summary.scored, summary.failed) == (1, ())
    assert query(desk.root / "calls.db", "SELECT * FROM failure") == []
    rows = query(desk.root / "calls.db", "SELECT call_id, light FROM result WHERE current = 1")
    assert rows == [("1794208530.1", "green")]


def test_interrupted_in_the_middle_it_keeps_what_is_done_and_goes_on_later(desk: Desk) -> None:
    three(desk)
    records = desk.log(*three_rows())
    desk.stub.interrupt_at = 2
    summary = desk.score(records=records)
    assert summary.interrupted
    assert summary.scored + summary.not_scored == 2
    kept = query(desk.root / "calls.db", "SELECT transcript_id, created_at FROM transcript")
    assert len(kept) == 2

    desk.stub.interrupt_at = None
    again = desk.score(records=records)
    assert not again.interrupted
    assert (again.scored, again.skipped) == (1, 2)
    assert len(desk.stub.heard) == 3
    assert set(kept) <= set(query(desk.root / "calls.db", "SELECT transcript_id, created_at FROM transcript"))
    desk.score("whole.db", records=records)
    assert dump(desk.root / "calls.db") == dump(desk.root / "whole.db")


def test_a_changed_setting_judges_again_without_hearing_again(desk: Desk) -> None:
    three(desk)
    desk.score()
    summary = desk.score(settings=desk.settings(green=99, yellow=98, manager_channel="left"))
    assert summary.scored + summary.not_scored > 0
    assert len(desk.stub.heard) == 3


def test_a_checklist_of_the_callers_own_forces_itself_on_every_call(desk: Desk) -> None:
    three(desk)
    summary = desk.score(checklists=desk.cards[:1], forced=True)
    assert summary.scored == 3


def test_one_bad_call_does_not_stop_the_others_from_being_red(desk: Desk) -> None:
    desk.put("external-101-79161112233-20261109-101530-1794208530.1.wav", CRITICAL)
    summary = desk.score()
    assert summary.lights == {"red": 1}
    (score, light, by_score) = query(desk.root / "calls.db", "SELECT score, light, light_by_score FROM result")[0]
    assert (score, light, by_score) == (pytest.approx(40.0), "red", "red")


@pytest.mark.model
@pytest.mark.usefixtures("model_dir")
def test_two_jobs_give_the_same_rows_as_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path, stub=None)  # type: ignore[arg-type]
    desk.recordings.mkdir()
    for source in sorted(EXAMPLES.glob("external-*"))[:3]:
        clip(decode(source), 0.0, 8.0, desk.recordings / f"{source.stem}.wav")
    models = models_folder(Settings())
    for jobs in (1, 2):
        settings = desk.settings(f"jobs{jobs}.db", jobs=jobs, models_dir=models)
        score_recordings([str(desk.recordings)], settings, checklists=desk.cards)
    assert len(query(tmp_path / "jobs2.db", "SELECT * FROM transcript")) == 3
    assert dump(tmp_path / "jobs1.db") == dump(tmp_path / "jobs2.db")


def _shas(desk: Desk, paths: list[Path] | tuple[Path, ...]) -> list[str]:
    from tests.pipeline.conftest import sha256_of

    return [sha256_of(path) for path in paths]


def _bytes(desk: Desk) -> list[str]:
    """The whole database as SQL."""
    import sqlite3

    connection = sqlite3.connect(desk.root / "calls.db")
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_a_file_that_grew_is_the_same_call_heard_anew(desk: Desk) -> None:
    name = f"external-101-79161112233-{freepbx(10)}.wav"
    desk.put(name, CRITICAL, seconds=10)
    desk.score()
    desk.put(name, GOOD, seconds=20)
    grown = desk.score()
    assert grown.lights == {"green": 1}
    db = desk.root / "calls.db"
    assert query(db, "SELECT count(*) FROM call_metrics") == [(1,)]
    assert query(db, "SELECT count(*) FROM result WHERE current") == [(1,)]
    assert query(db, "SELECT count(*) FROM transcript") == [(2,)]
