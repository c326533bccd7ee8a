"""Which channel is whose: the telephone system's word, and files that hold one party each."""

from __future__ import annotations

import hashlib
import wave
from pathlib import Path

import numpy as np
import pytest

from speechqa.pipeline import import_records
from tests.pipeline.conftest import GOOD, Desk, at, dump, query, row, uniqueid
from tests.pipeline.conftest import desk as desk

STEM = f"external-101-79161112233-20261109-100000-{uniqueid(10)}"


def record(desk: Desk, db: str, customer_channel: int | None, file: str = f"{STEM}.wav") -> None:
    """Say of the stored record what a log of MikoPBX would."""
    import_records(
        desk.settings(db), desk.log(row("79161112233", "101", at(10), wait=5, talk=22, uniqueid=uniqueid(10)))
    )
    from speechqa.pipeline.project import open_project
    from speechqa.store.connection import transaction
    from speechqa.store.records import mark_unjudged

    opened = open_project(desk.settings(db))
    with transaction(opened):
        opened.conn.execute("UPDATE record SET customer_channel = ?, recording_file = ?", [customer_channel, file])
        mark_unjudged(opened, [found[0] for found in opened.conn.execute("SELECT call_id FROM call").fetchall()])
    open_project(desk.settings(db))


def roles(desk: Desk, db: str) -> list[tuple[object, ...]]:
    return query(desk.root / db, "SELECT manager_channel, role_reason, role_certain FROM result WHERE current = 1")


def test_a_late_record_that_says_which_channel_is_whose_is_believed(desk: Desk) -> None:
    desk.put(f"{STEM}.wav", GOOD, seconds=22)
    desk.score("late.db")
    assert roles(desk, "late.db") == [(0, "cues", 1)]
    record(desk, "late.db", 0)
    assert roles(desk, "late.db") == [(1, "record", 1)]
    record(desk, "early.db", 0)
    desk.score("early.db")
    assert roles(desk, "early.db") == [(1, "record", 1)]
    assert dump(desk.root / "early.db")["result"] == dump(desk.root / "late.db")["result"]


def test_what_the_record_says_of_one_recording_is_not_said_of_another(desk: Desk) -> None:
    desk.put(f"{STEM}.wav", GOOD, seconds=22)
    desk.score()
    record(desk, "calls.db", 0, "transfer-20261109-100100.wav")
    assert roles(desk, "calls.db") == [(0, "cues", 1)]


def test_two_one_sided_files_are_one_call_of_two_channels(desk: Desk) -> None:
    paths = [desk.recordings / f"{STEM}-{side}.wav" for side in ("r", "t")]
    for path, pitch in zip(paths, (300.0, 500.0), strict=True):
        write_side(path, pitch)
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    desk.stub.scripts[hashlib.sha256(" ".join(sums).encode()).hexdigest()] = GOOD
    desk.score(records=desk.log(row("79161112233", "101", at(10), wait=5, talk=22, uniqueid=uniqueid(10))))
    rows = query(desk.root / "calls.db", "SELECT name, channels, sent_path, join_reason FROM recording")
    assert rows == [(paths[0].name, 2, str(paths[1]), "uniqueid")]
    assert query(desk.root / "calls.db", "SELECT call_id, manager, has_record FROM call") == [(uniqueid(10), "101", 1)]
    assert roles(desk, "calls.db") == [(0, "cues", 1)]
    heard = len(desk.stub.heard)
    desk.score()
    assert len(desk.stub.heard) == heard


@pytest.mark.parametrize("first", [0, 1])
def test_a_side_that_comes_later_makes_the_pair(desk: Desk, first: int) -> None:
    paths = [desk.recordings / f"{STEM}-{side}.wav" for side in ("r", "t")]
    for path, pitch in zip(paths, (300.0, 500.0), strict=True):
        write_side(path, pitch)
        desk.stub.scripts[hashlib.sha256(path.read_bytes()).hexdigest()] = GOOD[:2]
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    desk.stub.scripts[hashlib.sha256(" ".join(sums).encode()).hexdigest()] = GOOD
    desk.score(arguments=[str(paths[first])])
    desk.score()
    assert query(desk.root / "calls.db", "SELECT count(*) FROM call") == [(1,)]
    counted = query(desk.root / "calls.db", "SELECT channels, name FROM recording WHERE replaced_by IS NULL")
    assert counted == [(2, f"{STEM}-r.wav")]


def write_side(path: Path, pitch: float, seconds: float = 22.0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    time = np.arange(int(seconds * 8000)) / 8000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes((0.3 * np.sin(2 * np.pi * pitch * time) * 32767).astype("<i2").tobytes())
