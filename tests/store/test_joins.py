"""Joins that are made of guesses give way to better ones: what arrives first leaves no trace."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speechqa.calls.model import Call
from speechqa.pipeline.joining import join_open
from speechqa.pipeline.project import describe
from speechqa.recording.model import NameFacts, Recording
from speechqa.settings import Settings
from speechqa.store.calls import call_ids, find_call
from speechqa.store.connection import open_store, transaction
from speechqa.store.overrides import save_override
from speechqa.store.recordings import register_recording, save_audio
from speechqa.store.records import save_records

LOCAL = datetime(2026, 11, 9, 12)
NUMBER = "+79161112233"
SETTINGS = Settings(timezone="Europe/Moscow")
Step = Callable[[Any], None]


@pytest.fixture
def db(tmp_path: Path) -> Any:
    return open_store(tmp_path / "calls.db", timezone="Europe/Moscow")


def a_recording(n: int, after: float, *, duration: float = 20.0, name: str | None = None, **facts: Any) -> Step:
    facts = {"started_at": LOCAL + timedelta(seconds=after), **facts}

    def step(db: Any) -> None:
        path = Path("/recordings") / (name or f"r{n}.wav")
        found = Recording(path, f"{n:064x}", 1000 + n, n, NameFacts("test", **facts))
        recording_id, call_id, _new = register_recording(db, found, None)
        save_audio(db, recording_id, container="wav", codec="pcm", source_rate=8000, channels=2, duration=duration)
        describe(db, call_id, SETTINGS)

    return step


def a_record(n: int, after: float, *, talk: float = 20.0, **others: Any) -> Step:
    started = (LOCAL + timedelta(seconds=after)).replace(tzinfo=UTC) - timedelta(hours=3)
    facts = {
        "direction": "inbound", "manager": "101", "manager_source": "record", "customer": NUMBER, "wait": 4.0,
        "duration": talk + 4, "disposition": "answered", "uniqueid": f"1794225{n:03d}.{n}", **others,
    }  # fmt: skip

    def step(db: Any) -> None:
        saved = save_records(db, [Call(f"1794225{n:03d}.{n}", started_at=started, talk=talk, has_record=True, **facts)])
        for call_id in saved.to_describe:
            describe(db, call_id, SETTINGS)

    return step


def come(db: Any, *steps: Step) -> tuple[str, ...]:
    """A night: all of it comes in, then what belongs together is joined."""
    with transaction(db):
        for step in steps:
            step(db)
        changed = join_open(db, SETTINGS)
        for call_id in changed:
            describe(db, call_id, SETTINGS)
    return changed


def told(db: Any) -> list[Any]:
    """What there is, without the ids that depend on what was seen first."""
    found = []
    for call_id in call_ids(db):
        rows = db.conn.execute("SELECT * FROM call WHERE call_id = ?", [call_id])
        names = [column[0] for column in rows.description]
        call = {k: v for k, v in zip(names, rows.fetchone(), strict=True) if k not in ("call_id", "seen")}
        recordings = db.conn.execute(
            "SELECT name, join_reason FROM recording WHERE call_id = ? ORDER BY name", [call_id]
        ).fetchall()
        records = db.conn.execute(
            "SELECT record_id FROM record WHERE call_id = ? ORDER BY record_id", [call_id]
        ).fetchall()
        aliases = {row[0] for row in db.conn.execute("SELECT alias FROM alias WHERE call_id = ?", [call_id])}
        found.append((sorted({call_id, *aliases}), recordings, records, sorted(call.items())))
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.conn.execute("SELECT count(*) FROM unjoined").fetchone() == (0,)
    return sorted(found, key=repr)


def together(db: Any) -> set[tuple[str, str, str]]:
    """Which recording is with which record, and why."""
    return set(db.conn.execute("SELECT name, record_id, join_reason FROM recording JOIN record USING (call_id)"))


def test_a_better_recording_that_comes_a_night_later_takes_the_record(db: Any) -> None:
    come(db, a_record(1, 0), a_recording(1, 30, number="9161112233"))
    assert together(db) == {("r1.wav", "1794225001.1", "number_and_time")}
    come(db, a_recording(2, 5, number="9161112233"))
    assert together(db) == {("r2.wav", "1794225001.1", "number_and_time")}


def test_a_better_record_that_comes_a_night_later_takes_the_recording(db: Any) -> None:
    come(db, a_recording(1, 30, number="9161112233"), a_record(1, 0))
    come(db, a_record(2, 28))
    assert together(db) == {("r1.wav", "1794225002.2", "number_and_time")}
    manager = db.conn.execute("SELECT has_record, duration FROM call WHERE call_id = '1794225001.1'").fetchone()
    assert manager == (1, 24.0)


def test_an_id_goes_before_a_guess_made_earlier(db: Any) -> None:
    come(db, a_record(1, 0), a_recording(1, 4, number="9161112233"))
    come(db, a_recording(2, 200, uniqueid="1794225001.1"))
    assert together(db) == {("r2.wav", "1794225001.1", "uniqueid")}


def test_the_recording_that_a_record_names_goes_before_a_guess(db: Any) -> None:
    come(db, a_record(1, 0, recording_file="2026/11/09/in-101-20261109.wav"), a_recording(1, 4, number="9161112233"))
    come(db, a_recording(2, 900, name="in-101-20261109.mp3"))
    assert together(db) == {("in-101-20261109.mp3", "1794225001.1", "recording_file")}


def test_an_id_without_its_systems_name_joins_in_either_order(tmp_path: Path) -> None:
    steps = [
        a_recording(1, 500, uniqueid="1794225001.1"), a_recording(2, 500, uniqueid="pbx-1794225002.2"),
        a_record(1, 0, uniqueid="pbx-1794225001.1", linkedid="pbx-1794225001.1"), a_record(2, 0),
    ]  # fmt: skip
    for n, order in enumerate((steps, steps[::-1])):
        db = open_store(tmp_path / f"{n}.db", timezone="Europe/Moscow")
        for step in order:
            come(db, step)
        assert together(db) == {
            ("r1.wav", "1794225001.1", "uniqueid"), ("r2.wav", "1794225002.2", "uniqueid"),
        }  # fmt: skip


def test_every_id_that_was_ever_told_still_finds_its_call(db: Any) -> None:
    come(db, a_recording(1, 30, number="9161112233"))
    (name,) = call_ids(db)
    come(db, a_record(1, 0))
    assert find_call(db, "1794225001.1") == name
    come(db, a_record(2, 28))
    assert find_call(db, name) == find_call(db, "1794225002.2") == name
    assert find_call(db, "1794225001.1") == "1794225001.1"


def test_peoples_verdicts_follow_the_recording_to_its_new_record(db: Any) -> None:
    come(db, a_record(1, 0), a_recording(1, 30, number="9161112233"))
    save_override(db, "1794225001.1", "greeting", "failed", author="Ольга")
    come(db, a_record(2, 28))
    (call_id,) = db.conn.execute("SELECT call_id FROM recording").fetchone()
    assert db.conn.execute("SELECT call_id FROM override").fetchall() == [(call_id,)]


def test_nothing_is_derived_anew_where_nothing_better_came(db: Any) -> None:
    come(db, a_record(1, 0), a_recording(1, 4, number="9161112233"))
    before = told(db)
    assert come(db, a_record(2, 5000), a_recording(2, 5004, number="9161112233")) != ()
    assert come(db, a_record(2, 5000), a_recording(2, 5004, number="9161112233")) == ()
    assert all(one in told(db) for one in before)


def test_a_record_that_turns_out_to_be_no_call_gives_the_recording_its_own_back(db: Any) -> None:
    from speechqa.store.records import drop_records

    come(db, a_recording(1, 4, number="9161112233"), a_record(1, 0))
    for call_id in drop_records(db, ["1794225001.1"]):
        describe(db, call_id, SETTINGS)
    come(db)
    assert list(call_ids(db)) == [db.conn.execute("SELECT call_id FROM recording").fetchone()[0]]
    assert db.conn.execute("SELECT has_record, join_reason FROM call, recording").fetchall() == [(0, None)]


SECONDS = st.sampled_from([0, 4, 10, 20, 30, 45, 60, 100])
IDS = st.sampled_from([None, None, "1794225001.1", "pbx-1794225002.2", "1794225009.9"])
FILES = st.sampled_from([None, None, None, "r-20261109-1.wav", "20/r-20261109-2.mp3"])
RECORDINGS = st.tuples(SECONDS, st.sampled_from([20, 21, 40]), st.sampled_from([None, "9161112233"]), IDS)
RECORDS = st.tuples(SECONDS, st.sampled_from([20, 40]), FILES)


def world(recordings: Sequence[Any], records: Sequence[Any]) -> list[Step]:
    return [
        *(
            a_recording(n, after, duration=duration, number=number, uniqueid=uniqueid, name=f"r-20261109-{n}.wav")
            for n, (after, duration, number, uniqueid) in enumerate(recordings)
        ),
        *(
            a_record(n, after, talk=talk, recording_file=file)
            for n, (after, talk, file) in enumerate(records)
        ),
    ]  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(
    st.lists(RECORDINGS, min_size=1, max_size=5), st.lists(RECORDS, min_size=1, max_size=5), st.randoms(),
    st.lists(st.integers(1, 4), min_size=10, max_size=10), st.lists(RECORDS, max_size=2),
)  # fmt: skip
def test_whatever_comes_first_all_ends_the_same(
    recordings: list[Any], records: list[Any], rng: random.Random, nights: list[int], corrected: list[Any]
) -> None:
    """``corrected`` are what the first records said before a longer log came."""
    steps = world(recordings, records)
    with TemporaryDirectory() as folder:
        at_once, by_night = (open_store(Path(folder) / name, timezone="Europe/Moscow") for name in ("a.db", "b.db"))
        come(at_once, *steps)
        rng.shuffle(steps)
        come(by_night, *steps[:2], *world((), corrected[: len(records)]), *steps[:2])
        for count in nights:
            come(by_night, *steps[:count])
            del steps[:count]
        come(by_night, *steps)
        assert told(by_night) == told(at_once)
        assert together(by_night) == together(at_once)
