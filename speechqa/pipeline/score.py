"""Recordings on disk in, transcripts and results in the database out: found, named, joined, heard, judged.

Each recording is committed as it is done; what is in the database already is not computed again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.checklist.model import Checklist
from speechqa.errors import RecordingError, SpeechqaError
from speechqa.metrics.lights import lights_of
from speechqa.pipeline.judge import Cards, Judged, judge, judge_call
from speechqa.pipeline.outcome import Failure, Progress, Silent, Summary
from speechqa.pipeline.project import describe, open_project
from speechqa.pipeline.recognise import Heard, Task, recognise
from speechqa.pipeline.records import judge_joined, take_records
from speechqa.recording.find import FoundFile, find_recordings, read_identity
from speechqa.recording.model import Recording
from speechqa.settings import Settings
from speechqa.transcript.whisper import Recogniser, RecogniserIdentity, identify

if TYPE_CHECKING:
    from sqlite_utils import Database

_AT_ONCE = 500
"""Files registered in one transaction: a command that reads for long must not keep others from writing."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What stays the same all through a run, and its tally."""

    db: Database
    settings: Settings
    cards: Cards
    identity: RecogniserIdentity
    shown: Progress
    judged: dict[str, Judged] = field(default_factory=dict)
    failed: list[Failure] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)


def score_recordings(
    arguments: Sequence[str],
    settings: Settings,
    *,
    checklists: Sequence[Checklist],
    forced: bool = False,
    records: Path | None = None,
    manager: str | None = None,
    progress: Progress | None = None,
    recogniser: Recogniser | None = None,
) -> Summary:
    """Score files, folders and patterns of recordings into ``settings.db``.

    Args:
        forced: the only checklist judges every call, whatever it says it applies to.
        records: call records (Asterisk's Master.csv) to import and join first.
        manager: of recordings whose manager neither record nor name tells.
        recogniser: instead of the settings' Whisper model.

    Raises:
        UsageError: nothing fits an argument; SpeechqaError: no recordings at all, no model, no database.
    """
    begun = time.perf_counter()
    found = find_recordings(arguments)
    identity = recogniser.identity if recogniser else identify(settings)[0]
    db = open_project(settings)
    run = _Run(db, settings, Cards(tuple(checklists), forced), identity, progress or Silent())
    interrupted = False
    try:
        registered = _register(run, found, manager)
        if records is not None:
            _take_records(run, records)
        tasks = _judge_known(run, registered)
        _hear(run, tasks, recogniser)
    except KeyboardInterrupt:
        interrupted = True
    for judged in judge_joined(db, settings):
        before = run.judged.get(judged.recording_id)
        if before is not None:
            run.judged[judged.recording_id] = replace(judged, new=judged.new or before.new)
    return _summary(run, time.perf_counter() - begun, interrupted)


def _register(run: _Run, found: Sequence[FoundFile], manager: str | None) -> dict[str, Recording]:
    """Give each readable file its recording and call; the same recording named twice counts once."""
    from speechqa.store.connection import transaction
    from speechqa.store.failures import forget_gone
    from speechqa.store.recordings import register_recording, remember_file

    registered: dict[str, Recording] = {}
    readable = _read(run, found)
    while batch := list(islice(readable, _AT_ONCE)):
        with transaction(run.db):
            for recording in batch:
                remember_file(run.db, recording.path, recording.size, recording.mtime_ns, recording.sha256)
                recording_id, call_id, new = register_recording(run.db, recording, manager)
                if new:
                    describe(run.db, call_id, run.settings)
                registered.setdefault(recording_id, recording)
    forget_gone(run.db)
    return registered


def _read(run: _Run, found: Sequence[FoundFile]) -> Iterator[Recording]:
    from speechqa.store.recordings import cached_sha256

    for file in found:
        known = None
        with suppress(OSError):
            status = file.path.stat()
            known = cached_sha256(run.db, file.path, status.st_size, status.st_mtime_ns)
        try:
            yield read_identity(file, run.settings.name_patterns, known)
        except RecordingError as error:
            _fail(run, file.path, "read", error.what)


def _take_records(run: _Run, records: Path) -> None:
    summary, calls = take_records(run.db, run.settings, records)
    for text in (*summary.warnings, *(f"{bad.path}: {bad.reason}" for bad in summary.bad_rows)):
        run.shown.note(text)
    for call_id in calls:
        judge_call(run.db, call_id, run.settings)


def _judge_known(run: _Run, registered: dict[str, Recording]) -> list[Task]:
    """Judge what has a transcript already; what is left is to be heard."""
    from speechqa.store.transcripts import has_transcript

    tasks = []
    for recording_id, recording in registered.items():
        task = Task(recording_id, recording.path, recording.sha256)
        if has_transcript(run.db, run.identity.transcript_id(recording.sha256)):
            _judge(run, task)
        else:
            tasks.append(task)
    return tasks


def _hear(run: _Run, tasks: list[Task], recogniser: Recogniser | None) -> None:
    from speechqa.recording.audio import probe_seconds

    if not tasks:
        return
    seconds = {task.recording_id: probe_seconds(task.path) for task in tasks}
    run.shown.start(sum(seconds.values()), len(tasks))
    # Names that state different facts may share bytes: those are heard once.
    twins: dict[str, list[Task]] = {}
    for task in tasks:
        twins.setdefault(task.sha256, []).append(task)
    for heard in recognise([same[0] for same in twins.values()], run.settings, recogniser):
        for task in twins[heard.task.sha256]:
            if heard.transcript is None:
                _fail(run, task.path, heard.stage, heard.reason or "", task.sha256)
            else:
                _save(run, task, heard)
                _judge(run, task)
                run.heard.append(heard.duration)
            run.shown.advance(seconds[task.recording_id])


def _save(run: _Run, task: Task, heard: Heard) -> None:
    from speechqa.store.connection import transaction
    from speechqa.store.recordings import save_audio, save_health
    from speechqa.store.transcripts import save_transcript

    if heard.transcript is None:
        return
    with transaction(run.db):
        save_audio(
            run.db,
            task.recording_id,
            container=heard.container,
            codec=heard.codec,
            source_rate=heard.source_rate,
            channels=heard.channels,
            duration=heard.duration,
        )
        save_health(run.db, task.recording_id, heard.findings)
        save_transcript(
            run.db,
            heard.transcript,
            sha256=task.sha256,
            recogniser=run.identity.recogniser,
            model=run.identity.model,
            model_checksum=run.identity.model_checksum,
            decoder_version=run.identity.decoder,
            settings=run.identity.settings,
            wall_seconds=heard.wall_seconds,
        )


def _judge(run: _Run, task: Task) -> None:
    """Judge a recording that has its transcript, in a transaction of its own: the text was dear, and stays."""
    from speechqa.store.failures import clear_failure

    try:
        transcript_id = run.identity.transcript_id(task.sha256)
        run.judged[task.recording_id] = judge(run.db, task.recording_id, transcript_id, run.cards, run.settings)
    except SpeechqaError:
        raise
    except Exception as error:
        # One recording that trips over a bug must not take the night's batch with it; its reason names the bug.
        _fail(run, task.path, "match", f"{type(error).__name__}: {error}", task.sha256)
    else:
        clear_failure(run.db, task.path)


def _fail(run: _Run, path: Path, stage: str, reason: str, sha256: str | None = None) -> None:
    from speechqa.store.failures import save_failure

    save_failure(run.db, path, stage, reason, sha256)
    run.failed.append(Failure(str(path), reason))
    run.shown.failed(str(path), reason)


def _summary(run: _Run, wall_seconds: float, interrupted: bool) -> Summary:
    judged = run.judged.values()
    new = [one for one in judged if one.new]
    lights = lights_of(run.db, {one.call_id for one in judged})
    return Summary(
        scored=sum(one.scored for one in new),
        not_scored=sum(not one.scored for one in new),
        skipped=len(judged) - len(new),
        failed=tuple(run.failed),
        lights=lights.counts,
        mean_score=lights.mean,
        audio_seconds=sum(run.heard),
        wall_seconds=wall_seconds,
        interrupted=interrupted,
    )
