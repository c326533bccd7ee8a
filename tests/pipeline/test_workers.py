from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from speechqa.pipeline import recognise
from speechqa.settings import Settings
from tests.pipeline import dying
from tests.pipeline.conftest import write_tone


@pytest.fixture
def _dying(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognise, "_start_worker", dying.start_worker)
    monkeypatch.setattr(recognise, "_hear_in_worker", dying.hear)


@pytest.mark.usefixtures("_dying")
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_recording_that_kills_its_worker_is_the_only_one_given_up(tmp_path: Path, place: int) -> None:
    names = [f"call{n}.wav" for n in range(5)]
    names[place] = "deadly.wav"
    heard = list(recognise.recognise(_tasks(tmp_path, names), Settings(jobs=2)))
    assert sorted(one.task.path.name for one in heard) == sorted(names)
    failed = {one.task.path.name: one.reason for one in heard if one.transcript is None}
    assert failed == {"deadly.wav": "its worker process died"}


@pytest.mark.usefixtures("_dying")
def test_two_recordings_that_kill_their_workers_are_both_given_up_and_the_rest_is_heard(tmp_path: Path) -> None:
    names = ["deadly1.wav", "deadly2.wav", "a.wav", "b.wav"]
    heard = list(recognise.recognise(_tasks(tmp_path, names), Settings(jobs=2)))
    assert sorted(one.task.path.name for one in heard if one.transcript is not None) == ["a.wav", "b.wav"]
    assert sorted(one.task.path.name for one in heard if one.transcript is None) == ["deadly1.wav", "deadly2.wav"]


@pytest.mark.usefixtures("_dying")
def test_workers_hear_every_recording_once(tmp_path: Path) -> None:
    names = [f"call{n}.wav" for n in range(6)]
    heard = list(recognise.recognise(_tasks(tmp_path, names), Settings(jobs=3)))
    assert sorted(one.task.path.name for one in heard) == names
    assert all(one.transcript is not None and one.reason is None for one in heard)


def _tasks(folder: Path, names: list[str]) -> list[recognise.Task]:
    tasks = []
    for n, name in enumerate(names):
        write_tone(folder / name, 3, 300 + 50 * n)
        sha256 = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        tasks.append(recognise.Task(name, folder / name, sha256))
    return tasks
