"""Recordings that have no transcript yet in, what was heard in each out, as each is done.

With one job everything runs in this process; with more, in that many spawned processes with one loaded model each.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from speechqa.errors import RecordingError, SpeechqaError
from speechqa.pipeline.given import Given
from speechqa.recording.model import Finding, Interval
from speechqa.settings import Settings
from speechqa.texts import _, current_language, set_language
from speechqa.transcript.model import Transcript
from speechqa.transcript.whisper import Recogniser


@dataclass(frozen=True, slots=True)
class Task:
    """A recording to be recognised, or whose text is given; ``sent``: the other party's file, where each has one."""

    recording_id: str
    path: Path
    sha256: str
    given: Given | None = None
    sent: Path | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a task: a transcript, or the reason why there is none (``reason`` and ``stage``)."""

    task: Task
    transcript: Transcript | None = None
    findings: tuple[Finding, ...] = ()
    hold: tuple[tuple[Interval, ...], ...] = ()
    container: str = ""
    codec: str = ""
    source_rate: int = 0
    channels: int = 0
    duration: float = 0.0
    wall_seconds: float = 0.0
    stage: str = ""
    reason: str | None = None


def recognise(tasks: Sequence[Task], settings: Settings, recogniser: Recogniser | None = None) -> Iterator[Heard]:
    """Decode, check and recognise each recording; one that fails is told as such and the rest goes on.

    Args:
        recogniser: what to use instead of the settings' Whisper model (in this process).
    """
    if not tasks:
        return
    jobs = min(settings.jobs, len(tasks))
    if jobs == 1 or recogniser is not None:
        chosen = recogniser or _load(settings, jobs)
        for task in tasks:
            yield _hear(task, chosen, settings.accept_truncated)
        return
    yield from _in_processes(list(tasks), settings, jobs)


def _load(settings: Settings, jobs: int) -> Recogniser:
    from speechqa.transcript.whisper import load_whisper

    return load_whisper(settings, max(1, (os.cpu_count() or 1) // jobs))


def _hear(task: Task, recogniser: Recogniser, accept_truncated: bool) -> Heard:
    from speechqa.recording.audio import decode
    from speechqa.recording.health import check_health
    from speechqa.recording.hold import find_hold
    from speechqa.transcript.whisper import prepare

    begun = time.perf_counter()
    stage = "decode"
    try:
        audio = decode(task.path, task.sent)
        stage = "health"
        if audio.truncated and not accept_truncated:
            raise RecordingError(
                _("the recording is cut off: {seconds:.0f} s can be read").format(seconds=audio.duration),
                str(task.path),
                _("Copy it again, or score what is there with --accept-truncated."),
            )
        findings = check_health(audio)
        stage = "transcribe"
        prepared = prepare(task.sha256, audio)
        hold = find_hold(prepared.audio, prepared.speech)
        transcript = next(iter(recogniser.recognise([prepared])))
    except RecordingError as error:
        reason = f"{error.what}. {error.remedy}" if error.remedy else error.what
        return Heard(task, stage=stage, reason=reason, wall_seconds=time.perf_counter() - begun)
    except Exception as error:
        # One recording that trips over a bug must not take the night's batch with it; its reason names the bug.
        return Heard(task, stage=stage, reason=f"{type(error).__name__}: {error}")
    return Heard(
        task,
        transcript,
        findings,
        hold,
        audio.container,
        audio.codec,
        audio.source_rate,
        audio.channels,
        audio.duration,
        time.perf_counter() - begun,
    )


def _in_processes(tasks: Sequence[Task], settings: Settings, jobs: int) -> Iterator[Heard]:
    waiting = deque(tasks)
    while waiting:
        # A worker that died (out of memory, a crash in a decoder) takes what others were at along with it. Each of
        # those is tried once more, alone, so that only the recording that does it is given up.
        for suspect in (yield from _until_a_worker_dies(waiting, settings, jobs)):
            if (yield from _until_a_worker_dies(deque([suspect]), settings, 1)):
                yield Heard(suspect, stage="transcribe", reason=_("its worker process died"))
        jobs = max(1, jobs - 1)


def _until_a_worker_dies(
    waiting: deque[Task], settings: Settings, jobs: int
) -> Generator[Heard, None, tuple[Task, ...]]:
    """Take from ``waiting`` and hear; returns what was under way when a worker died, nothing where none did."""
    under_way: dict[Future[Heard], Task] = {}
    pool = _pool(settings, jobs)
    try:
        while waiting or under_way:
            while waiting and len(under_way) < jobs + 1:
                under_way[pool.submit(_hear_in_worker, waiting[0])] = waiting[0]
                waiting.popleft()
            finished, _rest = wait(under_way, return_when=FIRST_COMPLETED)
            for future in finished:
                heard = future.result()
                del under_way[future]
                yield heard
    except BrokenProcessPool:
        return tuple(under_way.values())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return ()


_worker: dict[str, tuple[Recogniser | SpeechqaError, bool]] = {}


def _pool(settings: Settings, jobs: int) -> ProcessPoolExecutor:
    # Forked children would share CTranslate2's threads and locks.
    return ProcessPoolExecutor(jobs, get_context("spawn"), _start_worker, (settings, jobs, current_language()))


def _start_worker(settings: Settings, jobs: int, language: str) -> None:
    import signal

    # Ctrl-C goes to the whole process group; the parent decides what is still finished.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    set_language(language)
    try:
        _worker["it"] = (_load(settings, jobs), settings.accept_truncated)
    except SpeechqaError as error:
        # An initialiser that fails looks like a worker that died; the first task hands the reason to the parent.
        _worker["it"] = (error, False)


def _hear_in_worker(task: Task) -> Heard:
    recogniser, accept_truncated = _worker["it"]
    if isinstance(recogniser, SpeechqaError):
        raise recogniser
    return _hear(task, recogniser, accept_truncated)
