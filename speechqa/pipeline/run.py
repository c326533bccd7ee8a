"""A run of ``score``: what stays the same all through it, what became of each recording."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.errors import RecordingError, SpeechqaError
from speechqa.pipeline.judge import Cards, Judged, judge
from speechqa.pipeline.outcome import Failure, Progress
from speechqa.pipeline.recognise import Task
from speechqa.settings import Settings
from speechqa.texts import _
from speechqa.transcript.whisper import RecogniserIdentity

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Run:
    """What stays the same all through a run, and its tally; ``identity`` is None where nothing is to be recognised."""

    db: Database
    settings: Settings
    cards: Cards
    identity: RecogniserIdentity | None
    shown: Progress
    judged: dict[str, Judged] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    failed: list[Failure] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)

    def transcript_id(self, task: Task) -> str:
        if task.given is not None:
            return task.given.transcript_id
        return self.recogniser.transcript_id(task.sha256)

    @property
    def recogniser(self) -> RecogniserIdentity:
        if self.identity is None:
            raise AssertionError("nothing was to be recognised")
        return self.identity


def judge_task(run: Run, task: Task) -> None:
    """Judge a recording that has its transcript, in a transaction of its own: the text was dear, and stays."""
    from speechqa.store.failures import clear_failure

    try:
        transcript_id = run.transcript_id(task)
        run.judged[task.recording_id] = judge(run.db, task.recording_id, transcript_id, run.cards, run.settings)
        if task.given is not None:
            run.given.add(task.recording_id)
    except SpeechqaError:
        raise
    except Exception as error:
        # One recording that trips over a bug must not take the night's batch with it; its reason names the bug.
        fail(run, task.path, "match", f"{type(error).__name__}: {error}", task.sha256)
    else:
        clear_failure(run.db, task.path)


def fail(run: Run, path: Path, stage: str, reason: str, sha256: str | None = None) -> None:
    from speechqa.store.failures import save_failure

    save_failure(run.db, path, stage, reason, sha256)
    run.failed.append(Failure(str(path), reason))
    run.shown.failed(str(path), reason)


def reason_of(error: RecordingError, path: Path) -> str:
    """Why a file failed, in one line, which stands beside the file's own name."""
    where = (error.where or "").removeprefix(str(path))
    if where.startswith(":"):
        where = _("line {line}").format(line=where[1:])
    told = f"{where}: {error.what}" if where else error.what
    return f"{told}. {error.remedy}" if error.remedy else told
