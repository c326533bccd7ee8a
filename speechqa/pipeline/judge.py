"""A stored transcript and all that is known of its call in, a stored result out; computed only where it is new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from speechqa.calls.describe import describe_call
from speechqa.calls.model import Call
from speechqa.checklist.model import Checklist, Thresholds
from speechqa.checklist.select import Selected, select
from speechqa.scoring import score
from speechqa.settings import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.matching.model import Match
    from speechqa.scoring import Score
    from speechqa.store.recordings import StoredRecording
    from speechqa.store.results import Result

NO_SPEECH = "no_speech"
"""Reason for no score: nobody is heard in the recording."""


@dataclass(frozen=True, slots=True)
class Cards:
    """The checklists in use; ``forced``: a single one was named, and it judges every call."""

    checklists: tuple[Checklist, ...]
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """The current result of a recording, and whether it was computed just now."""

    result: Result
    new: bool


def judge(db: Database, recording_id: str, transcript_id: str, cards: Cards, settings: Settings) -> Judged:
    """Choose the checklist, match and score, unless the same was done before; in one transaction."""
    from speechqa.store.connection import transaction
    from speechqa.store.recordings import load_recording
    from speechqa.store.results import has_result, load_result, make_current

    with transaction(db):
        stored = load_recording(db, recording_id)
        call = describe(db, stored.call_id, settings)
        plain = replace(call, manager=None) if call.manager_source == "introduction" else call
        chosen = _select(db, transcript_id, cards, plain, settings)
        facts = _facts_hash(plain, chosen, settings)
        result_id = _result_id(recording_id, transcript_id, chosen, facts)
        new = not has_result(db, result_id)
        if new:
            _compute(db, stored, plain, transcript_id, chosen, facts, result_id, settings)
        if new or make_current(db, result_id):
            describe(db, stored.call_id, settings)
        _check_length(db, stored, call)
        return Judged(load_result(db, result_id), new)


def judge_call(db: Database, call_id: str, cards: Cards | None, settings: Settings) -> tuple[Judged, ...]:
    """Judge all recordings of a call that have been transcribed; without ``cards`` only the call's row is derived."""
    from speechqa.store.recordings import recordings_of
    from speechqa.store.results import current_result_of_recording
    from speechqa.store.transcripts import latest_transcript_id

    describe(db, call_id, settings)
    if cards is None:
        return ()
    judged = []
    for recording in recordings_of(db, call_id):
        current = current_result_of_recording(db, recording.recording_id)
        transcript_id = current.transcript_id if current else latest_transcript_id(db, recording.sha256)
        if transcript_id is not None:
            judged.append(judge(db, recording.recording_id, transcript_id, cards, settings))
    return tuple(judged)


def describe(db: Database, call_id: str, settings: Settings) -> Call:
    """Derive the call's row from the facts that stand behind it, and write it where it changed."""
    from speechqa.recording.model import NameFacts
    from speechqa.store.calls import facts_of, load_call, save_call
    from speechqa.store.results import introduction_of
    from speechqa.store.settings import zone_of

    recording, record = facts_of(db, call_id)
    call = describe_call(
        call_id,
        recording.name if recording else NameFacts(),
        folder=recording.folder if recording else None,
        manager_option=recording.manager_option if recording else None,
        record=record,
        introduction=introduction_of(db, call_id),
        audio_duration=recording.duration if recording else None,
        zone=zone_of(db),
        extension_length=settings.extension_length,
        country=settings.country,
    )
    if load_call(db, call_id) != call:
        save_call(db, call)
    return call


def stored_cards(db: Database) -> Cards | None:
    """The checklists of the last ``score`` or ``rescore``; None before the first one."""
    from speechqa.checklist.load import parse_checklist
    from speechqa.store.checklists import load_sources
    from speechqa.store.settings import get_setting

    kept = get_setting(db, "checklists")
    if kept is None:
        return None
    chosen = json.loads(kept)
    sources = load_sources(db, chosen["content_hashes"])
    return Cards(tuple(parse_checklist(text, origin) for text, origin in sources), bool(chosen["forced"]))


def keep_cards(db: Database, cards: Cards) -> None:
    """Remember the checklists in use, so that records that arrive later are judged by the same ones."""
    from speechqa.store.checklists import save_checklist
    from speechqa.store.settings import get_setting, set_setting

    for checklist in cards.checklists:
        save_checklist(db, checklist)
    value = json.dumps({"content_hashes": [one.content_hash for one in cards.checklists], "forced": cards.forced})
    if get_setting(db, "checklists") != value:
        set_setting(db, "checklists", value)


def _select(db: Database, transcript_id: str, cards: Cards, call: Call, settings: Settings) -> Selected:
    from speechqa.store.transcripts import speech_seconds_of

    speech = speech_seconds_of(db, transcript_id)
    if speech == 0:
        return Selected(None, NO_SPEECH, "speech")
    return select(cards.checklists, call, settings.min_talk, speech, forced=cards.forced)


def _check_length(db: Database, stored: StoredRecording, call: Call) -> None:
    """The one finding that needs the call's record, which may come later than the sound."""
    from speechqa.recording.health import check_length
    from speechqa.store.recordings import load_health, save_health

    before = load_health(db, stored.recording_id)
    of_sound = tuple(finding for finding in before if finding.code != "length_mismatch")
    after = (*of_sound, *check_length(stored.duration, call.talk))
    if after != before:
        save_health(db, stored.recording_id, after)


def _compute(
    db: Database,
    stored: StoredRecording,
    call: Call,
    transcript_id: str,
    chosen: Selected,
    facts_hash: str,
    result_id: str,
    settings: Settings,
) -> None:
    from speechqa.matching.introduction import introduced_name
    from speechqa.matching.verdicts import match, matcher_version
    from speechqa.store.results import Result, save_result
    from speechqa.store.transcripts import load_transcript

    matched: Match | None = None
    scored: Score | None = None
    introduction: str | None = None
    if chosen.checklist is not None:
        transcript = load_transcript(db, transcript_id)
        matched = match(transcript, chosen.checklist, call, settings)
        scored = score(chosen.checklist, matched.verdicts, Thresholds(settings.green, settings.yellow))
        introduction = introduced_name(transcript, matched.roles)
    result = Result(
        result_id=result_id,
        call_id=stored.call_id,
        recording_id=stored.recording_id,
        transcript_id=transcript_id,
        content_hash=chosen.checklist.content_hash if chosen.checklist else None,
        facts_hash=facts_hash,
        matcher_version=matcher_version(),
        not_scored=chosen.not_scored,
        match=matched,
        score=scored,
        introduction=introduction,
    )
    save_result(db, result, chosen.checklist)


def _facts_hash(call: Call, chosen: Selected, settings: Settings) -> str:
    """Hash of the call's facts and the settings that a result depends on beside transcript and checklist."""
    return _hash(
        [
            [call.direction, call.disposition, call.talk, call.manager, call.customer, call.line],
            [settings.similarity, settings.manager_channel, settings.min_talk, settings.green, settings.yellow],
            [chosen.not_scored, chosen.basis],
        ]
    )


def _result_id(recording_id: str, transcript_id: str, chosen: Selected, facts_hash: str) -> str:
    from speechqa.matching.verdicts import matcher_version

    content = chosen.checklist.content_hash if chosen.checklist else None
    return _hash([recording_id, transcript_id, content, facts_hash, matcher_version()])


def _hash(parts: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:32]
