"""Recordings on disk in, transcripts and results in the database out: found, named, joined, heard, judged.

Each recording is committed as it is done; what is in the database already is not computed again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path

from speechqa.checklist.model import Checklist
from speechqa.errors import RecordingError
from speechqa.metrics.lights import lights_of
from speechqa.pipeline.directories import judge_unjudged
from speechqa.pipeline.given import Given, given_calls
from speechqa.pipeline.hear import hear, save_shape, take_given
from speechqa.pipeline.joining import judge_joined
from speechqa.pipeline.judge import Cards
from speechqa.pipeline.outcome import Progress, Silent, Summary
from speechqa.pipeline.project import describe, open_project
from speechqa.pipeline.recognise import Task
from speechqa.pipeline.records import take_records
from speechqa.pipeline.run import Run, fail, judge_task, reason_of
from speechqa.pipeline.sources import Named, named_sources
from speechqa.recording.find import find_recordings, read_identity
from speechqa.recording.kinds import FoundFile
from speechqa.recording.model import Recording
from speechqa.settings import Settings
from speechqa.transcript.whisper import Recogniser, identify

_AT_ONCE = 500
"""Files registered in one transaction: a command that reads for long must not keep others from writing."""


def score_recordings(
    arguments: Sequence[str],
    settings: Settings,
    *,
    checklists: Sequence[Checklist],
    forced: bool = False,
    records: Path | Sequence[Path | str] = (),
    manager: str | None = None,
    progress: Progress | None = None,
    recogniser: Recogniser | None = None,
) -> Summary:
    """Score files, folders and patterns of recordings, or of transcripts from elsewhere, into ``settings.db``.

    Args:
        forced: the only checklist judges every call, whatever it says it applies to.
        records: call records to import and join first: files, folders of logs, addresses of database servers.
        manager: of recordings whose manager neither record nor name tells.
        recogniser: instead of the settings' Whisper model.

    Raises:
        UsageError: nothing fits an argument; SpeechqaError: no recordings at all, no model, no database.
    """
    begun = time.perf_counter()
    named = named_sources([records] if isinstance(records, Path) else records)
    logs = [one.path for one in named if one.path is not None]
    found = find_recordings(arguments, transcripts=settings.transcripts, leave_out=logs)
    # Where all that was said is given, no model need be there.
    to_hear = any(file.transcript is None for file in found)
    identity = (recogniser.identity if recogniser else identify(settings)[0]) if to_hear else None
    db = open_project(settings)
    run = Run(db, settings, Cards(tuple(checklists), forced), identity, progress or Silent())
    interrupted = False
    try:
        registered = _register(run, found, manager)
        if named:
            _take_records(run, named)
        unknown = _judge_known(run, registered)
        take_given(run, [task for task in unknown if task.given is not None])
        hear(run, [task for task in unknown if task.given is None], recogniser)
    except KeyboardInterrupt:
        interrupted = True
    for judged in judge_joined(db, settings):
        before = run.judged.get(judged.recording_id)
        if before is not None:
            run.judged[judged.recording_id] = replace(judged, new=judged.new or before.new)
    return _summary(run, time.perf_counter() - begun, interrupted)


def _register(run: Run, found: Sequence[FoundFile], manager: str | None) -> dict[str, Task]:
    """Give each readable file its recording and call; the same recording named twice counts once."""
    from speechqa.store.connection import transaction
    from speechqa.store.failures import forget_gone
    from speechqa.store.recordings import register_recording, remember_file

    registered: dict[str, Task] = {}
    readable = _read(run, found)
    while batch := list(islice(readable, _AT_ONCE)):
        with transaction(run.db):
            for recording, given in batch:
                if given is None or given.part.dialogue is None:
                    for file in recording.sides or (recording,):
                        remember_file(run.db, file.path, file.size, file.mtime_ns, file.sha256)
                recording_id, call_id, new = register_recording(run.db, recording, manager)
                if new:
                    describe(run.db, call_id, run.settings)
                task = Task(recording_id, recording.path, recording.sha256, given, recording.sent)
                registered.setdefault(recording_id, task)
    forget_gone(run.db)
    return registered


def _read(run: Run, found: Sequence[FoundFile]) -> Iterator[tuple[Recording, Given | None]]:
    from speechqa.store.failures import clear_failure
    from speechqa.store.recordings import cached_sha256

    for file in found:
        known: list[str | None] = [None, None]
        for n, path in enumerate(filter(None, (file.path, file.sent))):
            with suppress(OSError):
                status = path.stat()
                known[n] = cached_sha256(run.db, path, status.st_size, status.st_mtime_ns)
        try:
            if file.transcript is None:
                yield read_identity(file, run.settings.name_patterns, *known), None
            else:
                yield from given_calls(file, run.settings, known[0])
                if file.transcript == file.path:
                    # Its conversations are scored under names of their own; the table's failure is over.
                    clear_failure(run.db, file.path)
        except RecordingError as error:
            fail(run, file.path, "read", reason_of(error, file.path))


def _take_records(run: Run, records: Sequence[Named]) -> None:
    summary = take_records(run.db, run.settings, records)
    faults = (*summary.failed, *summary.bad_rows)
    for text in (*summary.warnings, *(f"{fault.path}: {fault.reason}" for fault in faults)):
        run.shown.note(text)
    judge_unjudged(run.db, run.settings)


def _judge_known(run: Run, registered: dict[str, Task]) -> list[Task]:
    """Judge what has a transcript already; what is left is to be read or heard."""
    from speechqa.store.transcripts import has_transcript

    tasks = []
    for task in registered.values():
        if has_transcript(run.db, run.transcript_id(task)):
            if task.given is not None:
                save_shape(run, task)
            judge_task(run, task)
        else:
            tasks.append(task)
    return tasks


def _summary(run: Run, wall_seconds: float, interrupted: bool) -> Summary:
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
        transcripts=len(run.given),
    )
