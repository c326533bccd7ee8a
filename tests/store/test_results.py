"""Transcripts and results come back as they were saved; one result of a recording is current."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_outcomes import ROLES, SALES, WRONG, build_outcomes, untimed
from sample_store import CHECKLIST, add_call, recording, shown_result, transcript, verdicts

from speechqa.matching.model import Hit, Match, Observed, Roles, Verdict
from speechqa.recording.model import Interval
from speechqa.scoring import score
from speechqa.store.checklists import load_sources, save_checklist
from speechqa.store.connection import open_store
from speechqa.store.failures import clear_failure, failures, save_failure
from speechqa.store.recordings import register_recording
from speechqa.store.results import (
    Result,
    current_result_of_recording,
    has_result,
    is_scored,
    load_result,
    make_current,
    save_result,
)
from speechqa.store.transcripts import (
    has_transcript,
    latest_transcript_id,
    load_transcript,
    save_transcript,
    speech_seconds_of,
)
from speechqa.transcript.model import Segment, Transcript, Word

KEYS = itertools.count()
FLOATS = st.floats(allow_nan=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
INTERVALS = st.lists(st.builds(Interval, st.floats(0, 1e6), st.floats(0, 1e6)), max_size=3).map(tuple)
SEGMENTS = st.builds(
    Segment,
    st.integers(0, 1),
    st.lists(st.builds(Word, TEXTS, FLOATS, FLOATS, FLOATS), min_size=1, max_size=3).map(tuple),
    FLOATS,
    FLOATS,
    FLOATS,
    st.sampled_from([None, "no_voice", "boilerplate"]),
)
TRANSCRIPTS = st.integers(1, 2).flatmap(
    lambda channels: st.builds(
        Transcript,
        st.just(""),
        st.just("ru"),
        FLOATS,
        st.just(channels),
        st.lists(INTERVALS, min_size=channels, max_size=channels).map(tuple),
        st.lists(SEGMENTS, max_size=4).map(tuple),
        st.booleans(),
        st.sampled_from([None, 0, 1]),
    )
)
HITS = st.none() | st.builds(
    Hit, TEXTS, TEXTS, st.sampled_from(["manager", "unknown"]), FLOATS, FLOATS, FLOATS, FLOATS, FLOATS
)
COUNTS = st.none() | st.integers(0, 99)
VERDICTS = st.tuples(*(
    st.builds(
        Verdict,
        st.just(checkpoint.id),
        st.sampled_from(["passed", "failed", "not_applicable", "unheard"]),
        st.just("hit"),
        HITS, HITS, HITS, COUNTS, COUNTS,
    )
    for checkpoint in CHECKLIST.checkpoints
))  # fmt: skip


def _observed(*ids: str) -> st.SearchStrategy[tuple[Observed, ...]]:
    heard = st.lists(st.builds(Observed, st.sampled_from(ids), HITS), max_size=3, unique_by=lambda one: one.id)
    return heard.map(tuple)


MATCHES = st.builds(
    Match,
    st.builds(Roles, st.sampled_from([None, 0, 1]), st.just("cues"), st.booleans(), FLOATS),
    VERDICTS,
    st.sampled_from([None, "order", "lost"]),
    _observed("order", "call_back", "declined"),
    _observed("sale", "wrong_number"),
    st.sampled_from([None, "target"]),
)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Any:
    db = open_store(tmp_path_factory.mktemp("store") / "calls.db")
    register_recording(db, recording(1), None)
    return db


def _save(db: Any, spoken: Transcript) -> None:
    save_transcript(
        db, spoken, sha256="s", recogniser="stub", model="stub", model_checksum="0", decoder_version="1", settings="{}",
        wall_seconds=None,
    )  # fmt: skip


@given(spoken=TRANSCRIPTS)
def test_a_transcript_comes_back_to_the_last_bit(db: Any, spoken: Transcript) -> None:
    spoken = replace(spoken, transcript_id=f"t{next(KEYS)}")
    assert not has_transcript(db, spoken.transcript_id)
    _save(db, spoken)
    assert load_transcript(db, spoken.transcript_id) == spoken
    assert latest_transcript_id(db, "s") == spoken.transcript_id


@given(match=MATCHES)
def test_a_result_comes_back_to_the_last_bit(db: Any, match: Match) -> None:
    recording_id, call_id, _new = register_recording(db, recording(1), None)
    result = Result(
        f"r{next(KEYS)}", call_id, recording_id, None, CHECKLIST.content_hash, "facts", "1", None, match,
        score(CHECKLIST, match.verdicts),
    )  # fmt: skip
    save_result(db, result, CHECKLIST)
    assert load_result(db, result.result_id) == result
    assert shown_result(db, call_id) == result == current_result_of_recording(db, recording_id)


def test_a_call_that_its_tags_leave_unscored_comes_back_with_tags_and_outcome_but_no_score(tmp_path: Path) -> None:
    db, ids = build_outcomes(tmp_path / "calls.db")
    result = shown_result(db, ids["junk"])
    assert result is not None
    assert (result.not_scored, result.score, result.content_hash) == ("junk", None, SALES.content_hash)
    assert result.match == Match(ROLES, (), "not_sales", (), (Observed("wrong_number", WRONG),), "junk")
    assert not is_scored(db, result.result_id)
    assert is_scored(db, "result-1")
    assert not is_scored(db, "none")


def test_a_checklists_outcomes_are_kept_with_the_two_that_every_one_has_and_its_tags(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    save_checklist(db, SALES)
    save_checklist(db, CHECKLIST)
    rows = db.conn.execute("SELECT id, title_en, next_step FROM checklist_outcome ORDER BY content_hash, ordinal")
    assert rows.fetchall() == [
        ("order", "Order", 1), ("call_back", "Call-back agreed", 1), ("declined", "Declined", 0),
        ("lost", "Lost call", 0), ("not_sales", "Not a sales call", 0),
    ]  # fmt: skip
    tags = db.conn.execute("SELECT id, call_group FROM checklist_tag ORDER BY ordinal").fetchall()
    assert tags == [("sale", "target"), ("wrong_number", "junk"), ("delivery", "non_target"), ("complaint", None)]
    counted = db.conn.execute("SELECT id, kind, after_id FROM checkpoint WHERE kind <> 'any' OR after_id IS NOT NULL")
    assert set(counted) >= {
        ("introduction", "any", "greeting"), ("questions", "questions", None), ("interrupts", "interruptions", None),
    }  # fmt: skip


def test_outcomes_and_tags_go_with_their_result(tmp_path: Path) -> None:
    db, _ids = build_outcomes(tmp_path / "calls.db")
    db.conn.execute("DELETE FROM result WHERE result_id IN ('result-1', 'result-2')")
    for table in ("result_outcome", "result_tag", "verdict"):
        gone = f"SELECT count(*) FROM {table} WHERE result_id IN ('result-1', 'result-2')"
        assert db.conn.execute(gone).fetchone() == (0,)
    assert db.conn.execute("SELECT count(*) FROM result_tag").fetchone() == (3,)


def test_a_transcript_without_times_stays_one_without_times(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    _save(db, untimed("t"))
    assert load_transcript(db, "t") == untimed("t")


def test_a_transcript_says_how_much_was_spoken_and_is_stored_once(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    for _ in range(2):
        _save(db, transcript("t"))
    assert speech_seconds_of(db, "t") == pytest.approx(8.8)
    with pytest.raises(KeyError):
        load_transcript(db, "none")


def test_an_earlier_result_can_be_made_current_again(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    call_id = add_call(db, 1, verdicts())
    first = shown_result(db, call_id)
    assert first is not None
    save_result(db, replace(first, result_id="other"), CHECKLIST)
    assert has_result(db, "result-1")
    assert make_current(db, "result-1")
    assert not make_current(db, "result-1")
    assert shown_result(db, call_id) == first
    assert db.conn.execute("SELECT result_id FROM result WHERE current").fetchall() == [("result-1",)]


def test_a_call_of_two_recordings_shows_the_scored_one_then_the_longer_one(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    short = add_call(db, 1, verdicts())
    long = add_call(db, 2, None, not_scored="too_short")
    db.conn.execute("UPDATE recording SET call_id = ?", [short])
    db.conn.execute("UPDATE result SET call_id = ?", [short])
    shown = shown_result(db, short)
    assert shown is not None
    assert shown.result_id == "result-1"
    save_result(db, replace(shown, result_id="longer", recording_id=_recording_of(db, "result-2")), CHECKLIST)
    shown = shown_result(db, short)
    assert shown is not None
    assert shown.result_id == "longer"
    assert long != short


def _recording_of(db: Any, result_id: str) -> str:
    return str(db.conn.execute("SELECT recording_id FROM result WHERE result_id = ?", [result_id]).fetchone()[0])


def test_what_should_have_been_said_instead_is_kept_with_the_verdict(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    add_call(db, 1, verdicts(no_brush_off="failed"))
    rows = db.conn.execute("SELECT checkpoint_id, instead_ru FROM verdict WHERE instead_ru IS NOT NULL").fetchall()
    assert rows == [("no_brush_off", "Сейчас уточню и перезвоню.")]


def test_a_checklist_is_stored_once_and_gives_its_text_back(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    save_checklist(db, CHECKLIST)
    save_checklist(db, replace(CHECKLIST, origin="moved.yaml"))
    assert load_sources(db, [CHECKLIST.content_hash]) == ((CHECKLIST.source_text, "moved.yaml"),)
    assert db.conn.execute("SELECT count(*) FROM checkpoint").fetchone() == (4,)


def test_a_file_that_failed_is_noted_until_it_is_scored(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    save_failure(db, Path("a.wav"), "decode", "empty")
    save_failure(db, Path("a.wav"), "decode", "no audio", "s")
    assert [(f.path, f.stage, f.reason, f.sha256) for f in failures(db)] == [(Path("a.wav"), "decode", "no audio", "s")]
    clear_failure(db, Path("a.wav"))
    assert failures(db) == ()
