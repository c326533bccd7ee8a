"""A changed checklist in, every transcribed recording judged by it again; which verdicts and lights changed, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from speechqa.checklist.model import Checklist
from speechqa.pipeline.judge import Cards, judge, keep_cards
from speechqa.pipeline.outcome import Change, LightChange, RescoreSummary
from speechqa.settings import Settings

if TYPE_CHECKING:
    from speechqa.store.results import Result


def rescore(settings: Settings, *, checklists: Sequence[Checklist], forced: bool = False) -> RescoreSummary:
    """Judge all recordings of the database again, without transcribing any.

    Raises:
        SpeechqaError: there is no such database.
    """
    from speechqa.store.connection import open_store, transaction
    from speechqa.store.recordings import recordings_of
    from speechqa.store.results import current_result_of_recording
    from speechqa.store.settings import remember_settings
    from speechqa.store.transcripts import latest_transcript_id

    db = open_store(settings.db, timezone=settings.timezone, create=False)
    cards = Cards(tuple(checklists), forced)
    rescored = unchanged = no_transcript = 0
    changes: list[Change] = []
    lights: list[LightChange] = []
    with transaction(db):
        remember_settings(db, settings)
        keep_cards(db, cards)
        for recording in recordings_of(db):
            before = current_result_of_recording(db, recording.recording_id)
            transcript_id = before.transcript_id if before else latest_transcript_id(db, recording.sha256)
            if transcript_id is None:
                no_transcript += 1
                continue
            after = judge(db, recording.recording_id, transcript_id, cards, settings).result
            if before is not None and before.result_id == after.result_id:
                unchanged += 1
                continue
            rescored += 1
            changes += _changes(recording.call_id, before, after)
            if _light(before) != _light(after):
                lights.append(LightChange(recording.call_id, _light(before), _light(after)))
    return RescoreSummary(rescored, unchanged, no_transcript, tuple(changes), tuple(lights))


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
