"""A changed checklist in, every transcribed recording judged by it again; which verdicts, lights and outcomes changed,
and which verdicts of people apply no longer, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from speechqa.checklist.model import Checklist
from speechqa.errors import SpeechqaError
from speechqa.pipeline.judge import Cards, judge
from speechqa.pipeline.outcome import Change, Failure, LightChange, LostVerdict, OutcomeChange, RescoreSummary
from speechqa.pipeline.project import open_project
from speechqa.settings import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.store.results import Result


def rescore(settings: Settings, *, checklists: Sequence[Checklist], forced: bool = False) -> RescoreSummary:
    """Judge all recordings of the database again, without transcribing any; each is committed by itself.

    Raises:
        SpeechqaError: there is no such database.
    """
    from speechqa.store.recordings import recordings_of

    db = open_project(settings, create=False)
    cards = Cards(tuple(checklists), forced)
    rescored = unchanged = no_transcript = 0
    changes: list[Change] = []
    lights: list[LightChange] = []
    outcomes: list[OutcomeChange] = []
    failed: list[Failure] = []
    for recording in recordings_of(db):
        before = _current(db, recording.recording_id)
        transcript_id = _transcript_id(db, before, recording.sha256)
        if transcript_id is None:
            no_transcript += 1
            continue
        try:
            judge(db, recording.recording_id, transcript_id, cards, settings)
        except SpeechqaError:
            raise
        except Exception as error:
            # As in score: one call that trips over a bug must not keep all others from being rescored.
            failed.append(Failure(str(recording.path), f"{type(error).__name__}: {error}"))
            continue
        after = _current(db, recording.recording_id)
        if after is None or (before is not None and before.result_id == after.result_id):
            unchanged += 1
            continue
        rescored += 1
        changes += _changes(recording.call_id, before, after)
        if _light(before) != _light(after):
            lights.append(LightChange(recording.call_id, _light(before), _light(after)))
        if _outcome(before) != _outcome(after):
            outcomes.append(OutcomeChange(recording.call_id, _outcome(before), _outcome(after)))
    return RescoreSummary(
        rescored, unchanged, no_transcript, tuple(changes), tuple(lights), tuple(failed), tuple(outcomes), _lost(db)
    )


def _lost(db: Database) -> tuple[LostVerdict, ...]:
    from speechqa.store.overrides import lost_overrides

    return tuple(
        LostVerdict(one.call_id, one.checkpoint_id, one.verdict, one.author, one.at, one.checklist, one.reason)
        for one in lost_overrides(db)
    )


def _current(db: Database, recording_id: str) -> Result | None:
    from speechqa.store.results import current_result_of_recording

    return current_result_of_recording(db, recording_id)


def _transcript_id(db: Database, before: Result | None, sha256: str) -> str | None:
    from speechqa.store.transcripts import latest_transcript_id

    return before.transcript_id if before else latest_transcript_id(db, sha256)


def _changes(call_id: str, before: Result | None, after: Result) -> Iterator[Change]:
    was, now = _verdicts(before), _verdicts(after)
    for checkpoint_id in (*now, *(gone for gone in was if gone not in now)):
        if was.get(checkpoint_id) != now.get(checkpoint_id):
            yield Change(call_id, checkpoint_id, was.get(checkpoint_id), now.get(checkpoint_id))


def _verdicts(result: Result | None) -> dict[str, str]:
    if result is None or result.match is None:
        return {}
    return {verdict.checkpoint_id: verdict.verdict for verdict in result.match.verdicts}


def _light(result: Result | None) -> str | None:
    return result.score.light if result is not None and result.score is not None else None


def _outcome(result: Result | None) -> str | None:
    return result.match.outcome if result is not None and result.match is not None else None
