"""A call known from audio alone becomes one with its record, in whatever order the two arrive."""

from __future__ import annotations

import itertools
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_store import add_call, attach, build_sample, derive, recording, shown_result, verdicts

from speechqa.calls.model import Call
from speechqa.errors import SpeechqaError
from speechqa.store.calls import call_ids, facts_of, find_call, load_call, save_call
from speechqa.store.connection import open_store
from speechqa.store.identity import calls_named
from speechqa.store.joins import open_sides
from speechqa.store.overrides import save_override, verdicts_of_people
from speechqa.store.recordings import register_recording, save_audio
from speechqa.store.records import save_records

STARTED = datetime(2026, 11, 2, 7, 15, tzinfo=UTC)
RECORD = Call(
    "1730531700.10", "inbound", "101", "record", "Анна", "+79161234567", "+74951234567", STARTED, 45.0, 40.0, 5.0, 5.0,
    "answered", "1730531700.12", "1730531700.10", has_record=True,
)  # fmt: skip


def test_a_record_that_comes_later_joins_by_uniqueid_and_the_older_id_stays(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    _id, call_id, _new = register_recording(db, recording(1, uniqueid="1730531700.12"), None)
    assert save_records(db, [RECORD]).new == ["1730531700.10"]
    assert list(call_ids(db)) == [call_id] == ["1730531700.12"]
    assert find_call(db, "1730531700.10") == call_id


def test_records_before_or_after_recordings_end_in_the_same_rows(tmp_path: Path) -> None:
    def records(db: Any) -> None:
        other = Call("1730531800.20", started_at=STARTED, uniqueid="1730531800.20", has_record=True)
        save_records(db, [RECORD, other])

    def named(db: Any) -> None:
        recording_id = register_recording(db, recording(1, uniqueid="1730531700.12"), None)[0]
        save_audio(db, recording_id, container="wav", codec="pcm", source_rate=8000, channels=2, duration=44.0)

    def nameless(db: Any) -> None:
        recording_id = register_recording(db, recording(2, started_at=datetime(2026, 11, 2, 10, 15, 30)), None)[0]
        save_audio(db, recording_id, container="wav", codec="pcm", source_rate=8000, channels=2, duration=44.0)

    def join(db: Any) -> None:
        (side,) = open_sides(db, 60).recordings.values()
        attach(db, side.recording_id, "1730531800.20", "time")

    outcomes = []
    for n, order in enumerate(itertools.permutations((records, named, nameless))):
        db = open_store(tmp_path / f"{n}.db", timezone="Europe/Moscow")
        for step in (*order, join):
            step(db)
        outcomes.append(_rows(db))
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert [recorded for _names, recorded, _facts in outcomes[0]] == [
        [("uniqueid", 44.0)], [("time", 44.0)],
    ]  # fmt: skip


def _rows(db: Any) -> list[tuple[Any, ...]]:
    """All that is known of each call, its id counting as one of its names."""
    found = []
    for call_id in call_ids(db):
        aliases = {row[0] for row in db.conn.execute("SELECT alias FROM alias WHERE call_id = ?", [call_id])}
        call = derive(db, call_id)
        recordings = db.conn.execute("SELECT join_reason, duration FROM recording WHERE call_id = ?", [call_id])
        facts = tuple(getattr(call, name) for name in call.__slots__ if name != "call_id")
        found.append((sorted({call_id, *aliases}), recordings.fetchall(), facts))
    return sorted(found, key=lambda row: row[0])


def test_results_and_overrides_follow_when_two_calls_become_one(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    save_records(db, [RECORD])
    dropped = add_call(db, 1, verdicts())
    save_override(db, dropped, "greeting", "failed", author="Ольга")
    recording_id = db.conn.execute("SELECT recording_id FROM recording").fetchone()[0]
    assert attach(db, recording_id, RECORD.call_id, "number_and_time") == RECORD.call_id
    assert list(call_ids(db)) == [RECORD.call_id]
    assert find_call(db, dropped) == RECORD.call_id
    result = shown_result(db, RECORD.call_id)
    assert result is not None
    assert result.call_id == RECORD.call_id
    assert db.conn.execute("SELECT call_id, verdict FROM override").fetchall() == [(RECORD.call_id, "failed")]


@pytest.mark.parametrize(("first", "second", "kept"), [("10", "11", "failed"), ("11", "10", "passed")])
def test_of_two_overrides_of_one_checkpoint_both_stay_and_the_later_counts(
    tmp_path: Path, first: str, second: str, kept: str
) -> None:
    db = open_store(tmp_path / "calls.db")
    _recording, one, _new = register_recording(db, recording(1), None)
    save_records(db, [RECORD])
    save_override(db, one, "greeting", "passed", author="a")
    save_override(db, RECORD.call_id, "greeting", "failed", author="b")
    for call_id, day in ((one, first), (RECORD.call_id, second)):
        db.conn.execute("UPDATE override SET at = ? WHERE call_id = ?", [f"2026-11-{day}", call_id])
    attach(db, _recording, RECORD.call_id, "time")
    verdicts = verdicts_of_people(db, one)
    assert {verdict.verdict for verdict in verdicts} == {"passed", "failed"}
    assert verdicts[-1].verdict == kept


def test_only_records_that_say_something_new_count_as_changed(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    assert save_records(db, [RECORD, Call("b", has_record=True)]).new == [RECORD.call_id, "b"]
    changed = Call("b", talk=3.0, has_record=True)
    saved = save_records(db, [RECORD, changed])
    assert (saved.new, saved.changed) == ([], ["b"])
    assert facts_of(db, "b") == (None, changed)


def test_a_call_answers_to_its_id_its_alias_and_its_file(tmp_path: Path) -> None:
    db, ids = build_sample(tmp_path / "calls.db")
    for name in (ids["green"], "1730531700.12", "recordings/call-01.wav", "call-01.wav", "call-01"):
        assert find_call(db, name) == ids["green"]
    with pytest.raises(SpeechqaError, match="there is no call of this name"):
        load_call(db, "call-0")


def test_a_file_name_of_several_calls_asks_for_an_id(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    ids = set()
    for manager in ("101", "102"):
        found = recording(1, tmp_path / manager, manager=manager)
        found.path.parent.mkdir()
        found.path.touch()
        ids.add(register_recording(db, found, None)[1])
    with pytest.raises(SpeechqaError) as caught:
        find_call(db, "call-01")
    assert all(call_id in str(caught.value) for call_id in ids)


TEXTS = st.none() | st.text(st.characters(exclude_categories=["Cs"]))
SECONDS = st.none() | st.floats(allow_nan=False)
CALLS = st.builds(
    Call,
    call_id=st.just("a"),
    direction=st.sampled_from(["inbound", "outbound", "internal", "unknown"]),
    manager=TEXTS, manager_name=TEXTS, customer=TEXTS, line=TEXTS, uniqueid=TEXTS, linkedid=TEXTS,
    manager_source=st.sampled_from([None, "record", "name"]),
    started_at=st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    duration=SECONDS, talk=SECONDS, wait=SECONDS, wait_row=SECONDS,
    disposition=st.sampled_from([None, "answered", "missed"]),
    has_record=st.booleans(),
)  # fmt: skip


@pytest.fixture(scope="module")
def one_call(tmp_path_factory: pytest.TempPathFactory) -> Any:
    db = open_store(tmp_path_factory.mktemp("store") / "calls.db")
    save_records(db, [Call("a")])
    return db


@given(call=CALLS)
def test_a_call_comes_back_as_it_was_saved(one_call: Any, call: Call) -> None:
    save_call(one_call, call)
    assert load_call(one_call, "a") == call


def test_any_number_of_names_may_be_asked_for(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    save_records(db, [RECORD])
    db.conn.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)
    names = [f"n{n}" for n in range(40_000)]
    assert calls_named(db, [*names, "1730531700.12"]) == (RECORD.call_id,)
