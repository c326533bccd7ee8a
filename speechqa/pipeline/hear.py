"""Recordings without a transcript in; out, each with one, recognised or read from elsewhere, and judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from speechqa.errors import RecordingError
from speechqa.pipeline.given import read_given, reading_settings
from speechqa.pipeline.recognise import Heard, Task, recognise
from speechqa.pipeline.run import Run, fail, judge_task, reason_of
from speechqa.texts import ngettext
from speechqa.transcript.whisper import Recogniser

if TYPE_CHECKING:
    from speechqa.transcript.model import Transcript


def hear(run: Run, tasks: Sequence[Task], recogniser: Recogniser | None) -> None:
    """Recognise and judge recordings, each committed as it is done."""
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
                fail(run, task.path, heard.stage, heard.reason or "", task.sha256)
            else:
                _save(run, task, heard)
                judge_task(run, task)
                run.heard.append(heard.duration)
            run.shown.advance(seconds[task.recording_id])


def take_given(run: Run, tasks: Sequence[Task]) -> None:
    """Read and judge what is given, each committed as it is done."""
    from speechqa.store.connection import transaction

    if not tasks:
        return
    run.shown.note(ngettext("Reading {n} transcript", "Reading {n} transcripts", len(tasks)).format(n=len(tasks)))
    untimed = 0
    for task in tasks:
        assert task.given is not None
        try:
            transcript, made_by = read_given(task.given, run.settings)
        except RecordingError as error:
            fail(run, task.path, "read", reason_of(error, task.path), task.sha256)
            continue
        except Exception as error:
            # As in recognising: one file that trips over a bug must not take the batch with it.
            fail(run, task.path, "read", f"{type(error).__name__}: {error}", task.sha256)
            continue
        untimed += not transcript.timed
        with transaction(run.db):
            _save_given(run, task, transcript, made_by)
            save_shape(run, task)
        judge_task(run, task)
    if untimed:
        run.shown.note(
            ngettext(
                "{n} transcript has no times: its talk is estimated from its words, and seconds are counted in turns",
                "{n} transcripts have no times: their talk is estimated from their words, "
                "and seconds are counted in turns",
                untimed,
            ).format(n=untimed)
        )


def save_shape(run: Run, task: Task) -> None:
    """What a recording's given transcript tells of it, as decoding would."""
    from speechqa.recording.audio import probe_seconds
    from speechqa.store.recordings import save_text
    from speechqa.store.transcripts import shape_of

    channels, duration = shape_of(run.db, run.transcript_id(task))
    if task.given is not None and task.given.audio_sha256 is not None:
        duration = probe_seconds(task.path) or duration
    save_text(run.db, task.recording_id, channels=channels, duration=duration)


def _save(run: Run, task: Task, heard: Heard) -> None:
    from speechqa.store.connection import transaction
    from speechqa.store.conversation import save_hold
    from speechqa.store.recordings import save_audio, save_health
    from speechqa.store.transcripts import save_transcript

    if heard.transcript is None:
        return
    identity = run.recogniser
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
        save_hold(run.db, task.recording_id, heard.hold)
        save_transcript(
            run.db,
            heard.transcript,
            sha256=task.sha256,
            recogniser=identity.recogniser,
            model=identity.model,
            model_checksum=identity.model_checksum,
            decoder_version=identity.decoder,
            settings=identity.settings,
            wall_seconds=heard.wall_seconds,
        )


def _save_given(run: Run, task: Task, transcript: Transcript, made_by: str) -> None:
    from speechqa.store.transcripts import save_transcript
    from speechqa.transcript.foreign.read import reader_version

    save_transcript(
        run.db,
        transcript,
        sha256=task.sha256,
        recogniser=made_by,
        model="-",
        model_checksum="-",
        decoder_version=reader_version(),
        settings=reading_settings(run.settings),
    )
