"""Recordings: the same, moved, copied, renamed."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_store import recording

from speechqa.recording.model import Finding, NameFacts, Recording
from speechqa.store.calls import find_call
from speechqa.store.columns import path_from, path_value, text_value
from speechqa.store.connection import open_store
from speechqa.store.identity import create_call
from speechqa.store.recordings import (
    cached_sha256,
    load_health,
    load_recording,
    recording_id_of,
    recordings_of,
    register_recording,
    remember_file,
    save_health,
)
from speechqa.store.results import Result, has_result, make_current, save_result


def test_a_recording_is_new_once(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    first = register_recording(db, recording(1), None)
    assert first[1] == f"r-{first[0][:10]}"
    assert first[2]
    assert register_recording(db, recording(1), None) == (*first[:2], False)


def test_the_same_bytes_under_names_that_state_other_facts_are_two_calls(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    one = replace(recording(1, manager="101"), path=Path("a.wav"))
    other = replace(recording(1, manager="102"), path=Path("b.wav"))
    assert register_recording(db, one, None)[1] != register_recording(db, other, None)[1]


def _file(path: Path, n: int, **facts: Any) -> Recording:
    """The n-th recording, lying at this path."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x" * n)
    status = path.stat()
    return replace(recording(n, **facts), path=path, size=status.st_size, mtime_ns=status.st_mtime_ns)


def test_the_row_of_a_moved_file_follows_it_and_a_copy_leaves_it(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    here, there = tmp_path / "a.wav", tmp_path / "b.wav"
    recording_id, call_id, _new = register_recording(db, _file(here, 1), None)
    assert register_recording(db, _file(there, 1), None) == (recording_id, call_id, False)
    assert load_recording(db, recording_id).path == here
    here.unlink()
    register_recording(db, _file(there, 1), None)
    assert load_recording(db, recording_id).path == there


def _shown(db: Any) -> list[tuple[Any, ...]]:
    return list(db.conn.execute("SELECT recording_id, call_id FROM result WHERE current ORDER BY recording_id"))


def _score(db: Any, found: Recording) -> tuple[str, str]:
    """Register and give a result, as the pipeline does."""
    recording_id, call_id, _new = register_recording(db, found, None)
    if not has_result(db, recording_id):
        save_result(db, Result(recording_id, call_id, recording_id, None, None, "f", "1", "no_speech"), None)
    make_current(db, recording_id)
    return recording_id, call_id


def test_a_file_that_grew_is_the_same_call_and_counts_once(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    part, call_id = _score(db, _file(tmp_path / "a.wav", 1))
    whole, same, new = register_recording(db, _file(tmp_path / "a.wav", 2), None)
    assert (same, new) == (call_id, True)
    assert _shown(db) == []
    assert [one.recording_id for one in recordings_of(db, call_id)] == [whole]
    assert load_recording(db, part).call_id == call_id
    _score(db, _file(tmp_path / "a.wav", 2))
    assert _shown(db) == [(whole, call_id)]


def test_a_recording_that_comes_back_to_its_place_counts_again_and_alone(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    first, call_id = _score(db, _file(tmp_path / "a.wav", 1))
    for n in (2, 3, 1):
        _score(db, _file(tmp_path / "a.wav", n))
    assert _shown(db) == [(first, call_id)]
    assert [one.recording_id for one in recordings_of(db)] == [first]


@pytest.mark.parametrize("newer_first", [True, False])
def test_files_written_one_after_the_other_to_one_name_and_moved_away_are_calls_of_their_own(
    tmp_path: Path, newer_first: bool
) -> None:
    db = open_store(tmp_path / "calls.db")
    old, call_id = _score(db, _file(tmp_path / "latest.wav", 1))
    found = [_file(tmp_path / "archive" / "1.wav", 1), _file(tmp_path / "latest.wav", 2)]
    for one in reversed(found) if newer_first else found:
        _score(db, one)
    calls = {one.recording_id: one.call_id for one in recordings_of(db)}
    assert len(calls) == len(set(calls.values())) == len(_shown(db)) == 2
    assert calls[old] == call_id
    assert load_recording(db, old).path == tmp_path / "archive" / "1.wav"
    (newer,) = calls.keys() - {old}
    assert calls[newer] == f"r-{newer[:10]}" == find_call(db, str(tmp_path / "latest.wav"))


def test_a_file_that_moved_stays_the_same_call_though_a_new_pattern_reads_more_in_its_name(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    recording_id, call_id, _new = register_recording(db, _file(tmp_path / "a.wav", 1), None)
    (tmp_path / "a.wav").unlink()
    moved = _file(tmp_path / "archive" / "a.wav", 1, pattern="ours", manager="101")
    assert register_recording(db, moved, None) == (recording_id, call_id, False)
    assert load_recording(db, recording_id).path == moved.path


def test_an_id_made_of_a_recordings_is_longer_where_another_call_has_it(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    recording_id = recording_id_of(recording(1))
    create_call(db, f"r-{recording_id[:10]}")
    assert register_recording(db, recording(1), None)[1] == f"r-{recording_id[:11]}"


def test_two_calls_are_never_seen_at_the_same_place(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    create_call(db, "a")
    plan = db.conn.execute("EXPLAIN QUERY PLAN SELECT max(seen) FROM call").fetchone()[3]
    assert "call_by_sight" in plan
    with pytest.raises(sqlite3.IntegrityError):
        db.conn.execute("INSERT INTO call (call_id, seen) VALUES ('b', 1)")


def test_a_new_pattern_that_reads_more_in_a_name_makes_no_new_call(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    recording_id, call_id, _new = register_recording(db, recording(1), None)
    again = recording(1, pattern="ours", manager="101", started_at=datetime(2026, 11, 1, 10, 0))
    assert register_recording(db, again, None) == (recording_id, call_id, False)
    assert load_recording(db, recording_id).name == again.name


def test_what_the_manager_option_said_stays_until_it_says_something_else(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    for option, kept in (("101", "101"), (None, "101"), ("102", "102")):
        recording_id = register_recording(db, recording(1), option)[0]
        assert load_recording(db, recording_id).manager_option == kept


def test_recordings_of_one_uniqueid_belong_to_one_call(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    ids = {register_recording(db, recording(n, uniqueid="1730531700.12"), None)[1] for n in (1, 2)}
    assert ids == {"1730531700.12"}
    assert len(recordings_of(db, "1730531700.12")) == 2


def test_an_unchanged_file_is_known_and_a_changed_one_is_not(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    remember_file(db, Path("a.wav"), 10, 99, "s")
    assert cached_sha256(db, Path("a.wav").absolute(), 10, 99) == "s"
    assert cached_sha256(db, Path("a.wav"), 11, 99) is None
    assert cached_sha256(db, Path("a.wav"), 10, 98) is None


def test_a_name_in_broken_bytes_is_kept_to_the_byte(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    name = Path(os.fsdecode("Запись".encode("cp1251")) + ".wav")
    recording_id = register_recording(db, replace(recording(1), path=name, folder=name.stem), None)[0]
    assert load_recording(db, recording_id).path == name


@given(st.binary(min_size=1).filter(lambda raw: b"\0" not in raw and b"/" not in raw and raw not in (b".", b"..")))
def test_every_path_comes_back(raw: bytes) -> None:
    path = Path(os.fsdecode(raw))
    assert path_from(path_value(path)) == path
    (text_value(str(path)) or "").encode("utf-8")


@pytest.mark.parametrize(
    "started_at",
    [None, datetime(2026, 11, 1, 10, 0, 1), datetime(2026, 11, 1, 10, 0, 1, 5, tzinfo=UTC)],
)
def test_what_a_name_states_comes_back(tmp_path: Path, started_at: datetime | None) -> None:
    db = open_store(tmp_path / "calls.db")
    name = NameFacts("freepbx", started_at, "101", "inbound", "79161234567", "1.2")
    recording_id = register_recording(db, replace(recording(1), name=name), None)[0]
    assert load_recording(db, recording_id).name == name


def test_findings_replace_those_before(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    recording_id = register_recording(db, recording(1), None)[0]
    save_health(db, recording_id, [Finding("silent")])
    findings = (Finding("clipping", 0, 0.1 + 0.2), Finding("dual_mono"))
    save_health(db, recording_id, findings)
    assert load_health(db, recording_id) == findings
