"""Recordings on disk in, transcripts and results in the database out: found, named, joined, heard, judged.

Each recording is committed as it is done; what is in the database already is not computed again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.checklist.model import Checklist
from speechqa.errors import RecordingError
from speechqa.pipeline.judge import Cards, Judged, describe, judge, judge_call, keep_cards
from speechqa.pipeline.outcome import Failure, Progress, Silent, Summary
from speechqa.pipeline.recognise import Task, recognise
from speechqa.pipeline.records import join_open, take_records
from speechqa.recording.find import FoundFile, find_recordings, read_identity
from speechqa.recording.model import Recording
from speechqa.settings import Settings
from speechqa.transcript.whisper import Recogniser, RecogniserIdentity, identify

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(slots=True)
class _Tally:
    """The run so far."""

    judged: dict[str, Judged] = field(default_factory=dict)
    failed: list[Failure] = field(default_factory=list)
    audio_seconds: float = 0.0
    interrupted: bool = False


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
    from speechqa.metrics.views import ensure_views
    from speechqa.store.connection import open_store, transaction
    from speechqa.store.settings import remember_settings

    begun = time.perf_counter()
    shown = progress or Silent()
    found = find_recordings(arguments)
    identity, _folder = identify(settings)
    transcript_of = recogniser or identity
    db = open_store(settings.db, timezone=settings.timezone)
    ensure_views(db)
    cards = Cards(tuple(checklists), forced)
    tally = _Tally()
    with transaction(db):
        remember_settings(db, settings)
        keep_cards(db, cards)
        registered = _register(db, found, settings, manager, tally, shown)
        touched: tuple[str, ...] = ()
        if records is not None:
            imported, touched = take_records(db, settings, records)
            for warning in imported.warnings:
                shown.note(warning)
            for bad in imported.bad_rows:
                shown.note(f"{bad.path}: {bad.reason}")
        joined = join_open(db, settings)
        for call_id in sorted({*touched, *joined}):
            judge_call(db, call_id, cards, settings)
    tasks = _judge_known(db, registered, transcript_of, cards, settings, tally)
    try:
        _hear_rest(db, tasks, settings, recogniser, identity, cards, tally, shown)
    except KeyboardInterrupt:
        tally.interrupted = True
    _join_heard(db, cards, settings, tally)
    return _summary(tally, time.perf_counter() - begun)


def _register(
    db: Database, found: Sequence[FoundFile], settings: Settings, manager: str | None, tally: _Tally, shown: Progress
) -> dict[str, Recording]:
    """Give each readable file its recording and call; the same recording named twice counts once."""
    from speechqa.recording.audio import probe_seconds
    from speechqa.store.failures import save_failure
    from speechqa.store.recordings import cached_sha256, register_recording, remember_file, remember_length

    registered: dict[str, Recording] = {}
    for file in found:
        known = None
        with suppress(OSError):
            status = file.path.stat()
            known = cached_sha256(db, file.path, status.st_size, status.st_mtime_ns)
        try:
            recording = read_identity(file, settings.name_patterns, known)
        except RecordingError as error:
            save_failure(db, file.path, "read", error.what)
            tally.failed.append(Failure(str(file.path), error.what))
            shown.failed(str(file.path), error.what)
            continue
        if known is None:
            remember_file(db, recording.path, recording.size, recording.mtime_ns, recording.sha256)
        recording_id, call_id, new = register_recording(db, recording, manager)
        if new:
            # Joining by time goes by the length as well, which must be known before the sound is decoded.
            remember_length(db, recording_id, probe_seconds(recording.path))
            describe(db, call_id, settings)
        registered.setdefault(recording_id, recording)
    return registered


def _judge_known(
    db: Database,
    registered: dict[str, Recording],
    transcript_of: Recogniser | RecogniserIdentity,
    cards: Cards,
    settings: Settings,
    tally: _Tally,
) -> list[Task]:
    """Judge what has a transcript already; what is left is to be heard."""
    from speechqa.store.connection import transaction
    from speechqa.store.transcripts import has_transcript

    tasks = []
    with transaction(db):
        for recording_id, recording in registered.items():
            transcript_id = transcript_of.transcript_id(recording.sha256)
            if has_transcript(db, transcript_id):
                tally.judged[recording_id] = judge(db, recording_id, transcript_id, cards, settings)
            else:
                tasks.append(Task(recording_id, recording.path, recording.sha256))
    return tasks


def _hear_rest(
    db: Database,
    tasks: list[Task],
    settings: Settings,
    recogniser: Recogniser | None,
    identity: RecogniserIdentity,
    cards: Cards,
    tally: _Tally,
    shown: Progress,
) -> None:
    from speechqa.store.connection import transaction
    from speechqa.store.failures import clear_failure, save_failure
    from speechqa.store.recordings import save_audio, save_health
    from speechqa.store.transcripts import save_transcript

    if not tasks:
        return
    seconds = {task.recording_id: probed for task, probed in zip(tasks, _probe(tasks), strict=True)}
    shown.start(sum(seconds.values()), len(tasks))
    # Names that state different facts may share bytes: those are heard once.
    first = {task.sha256: task for task in reversed(tasks)}
    twins: dict[str, list[Task]] = {}
    for task in tasks:
        twins.setdefault(task.sha256, []).append(task)
    for heard in recognise([task for task in tasks if first[task.sha256] is task], settings, recogniser):
        for task in twins[heard.task.sha256]:
            if heard.transcript is None:
                reason = heard.reason or ""
                save_failure(db, task.path, heard.stage, reason, task.sha256)
                tally.failed.append(Failure(str(task.path), reason))
                shown.failed(str(task.path), reason)
            else:
                with transaction(db):
                    save_audio(
                        db,
                        task.recording_id,
                        container=heard.container,
                        codec=heard.codec,
                        source_rate=heard.source_rate,
                        channels=heard.channels,
                        duration=heard.duration,
                    )
                    save_health(db, task.recording_id, heard.findings)
                    save_transcript(
                        db,
                        heard.transcript,
                        sha256=task.sha256,
                        recogniser=identity.recogniser,
                        model=identity.model,
                        model_checksum=identity.model_checksum,
                        decoder_version=identity.decoder,
                        settings=identity.settings,
                        wall_seconds=heard.wall_seconds,
                    )
                    clear_failure(db, task.path)
                    tally.judged[task.recording_id] = judge(
                        db, task.recording_id, heard.transcript.transcript_id, cards, settings
                    )
                tally.audio_seconds += heard.duration
            shown.advance(seconds[task.recording_id])


def _join_heard(db: Database, cards: Cards, settings: Settings, tally: _Tally) -> None:
    """Now that lengths are known, recordings find records that their names alone did not lead to."""
    from speechqa.store.connection import transaction

    with transaction(db):
        for call_id in join_open(db, settings):
            for judged in judge_call(db, call_id, cards, settings):
                before = tally.judged.get(judged.result.recording_id)
                if before is not None:
                    tally.judged[judged.result.recording_id] = Judged(judged.result, judged.new or before.new)


def _probe(tasks: Sequence[Task]) -> Iterator[float]:
    from speechqa.recording.audio import probe_seconds

    for task in tasks:
        yield probe_seconds(task.path)


def _summary(tally: _Tally, wall_seconds: float) -> Summary:
    new = [judged.result for judged in tally.judged.values() if judged.new]
    scores = [judged.result.score for judged in tally.judged.values() if judged.result.score is not None]
    percents = [score.percent for score in scores if score.percent is not None]
    return Summary(
        scored=sum(result.score is not None for result in new),
        not_scored=sum(result.score is None for result in new),
        skipped=len(tally.judged) - len(new),
        failed=tuple(tally.failed),
        lights=dict(Counter(score.light for score in scores)),
        mean_score=sum(percents) / len(percents) if percents else None,
        audio_seconds=tally.audio_seconds,
        wall_seconds=wall_seconds,
        interrupted=tally.interrupted,
    )
