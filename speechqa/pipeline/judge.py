"""A stored transcript and all that is known of its call in, a stored result out; computed only where it is new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from speechqa.calls.model import Call
from speechqa.checklist.model import UNSCORED_GROUPS, Checklist, Thresholds
from speechqa.checklist.select import Selected, select
from speechqa.pipeline.project import describe
from speechqa.scoring import score
from speechqa.settings import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.matching.model import Match
    from speechqa.scoring import Score
    from speechqa.store.basis import Basis
    from speechqa.store.recordings import StoredRecording
    from speechqa.transcript.model import Transcript

NO_SPEECH = "no_speech"
"""Reason for no score: nobody is heard in the recording."""


@dataclass(frozen=True, slots=True)
class Cards:
    """The checklists in use; ``forced``: a single one was named, and it judges every call."""

    checklists: tuple[Checklist, ...]
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """The current result of a recording: whether it has a score, and whether it was computed just now."""

    recording_id: str
    call_id: str
    scored: bool
    new: bool


def judge(db: Database, recording_id: str, transcript_id: str, cards: Cards, settings: Settings) -> Judged:
    """Choose the checklist, match and score, unless the same was done before; in one transaction."""
    from speechqa.pipeline.conversation import measure
    from speechqa.pipeline.terms import note_terms
    from speechqa.store.basis import save_basis
    from speechqa.store.checklists import save_checklist
    from speechqa.store.connection import transaction
    from speechqa.store.conversation import limits_of
    from speechqa.store.recordings import load_recording
    from speechqa.store.results import has_result, is_scored, make_current
    from speechqa.store.settings import thresholds_of

    with transaction(db):
        stored = load_recording(db, recording_id)
        call = _as_recorded(describe(db, stored.call_id, settings), stored)
        thresholds = thresholds_of(db)
        settings = settings.model_copy(update={"interruption": limits_of(db).interruption})
        chosen = _select(db, transcript_id, cards, call, settings)
        facts = _facts_hash(call, chosen, settings, thresholds)
        result_id = _result_id(recording_id, transcript_id, chosen, facts)
        new = not has_result(db, result_id)
        if new:
            _compute(db, stored, call, transcript_id, chosen, facts, result_id, settings, thresholds)
        if new or make_current(db, result_id):
            describe(db, stored.call_id, settings)
        measure(db, result_id, call, settings)
        note_terms(db, recording_id)
        for checklist in cards.checklists:
            save_checklist(db, checklist)
        save_basis(db, recording_id, _basis(cards, settings))
        _check_length(db, stored, call)
        return Judged(recording_id, stored.call_id, is_scored(db, result_id), new)


def judge_call(db: Database, call_id: str, settings: Settings) -> tuple[Judged, ...]:
    """Judge a call's recordings again by what they were judged by before, after a fact of the call changed."""
    from speechqa.store.basis import load_basis
    from speechqa.store.connection import transaction
    from speechqa.store.recordings import recordings_of
    from speechqa.store.results import current_transcript_id

    judged = []
    with transaction(db):
        describe(db, call_id, settings)
        for recording in recordings_of(db, call_id):
            basis = load_basis(db, recording.recording_id)
            transcript_id = current_transcript_id(db, recording.recording_id)
            if basis is None or transcript_id is None:
                continue
            changes = {key: getattr(basis, key) for key in ("similarity", "manager_channel", "min_talk")}
            as_before = settings.model_copy(update=changes)
            cards = cards_of(db, basis.content_hashes, basis.forced)
            judged.append(judge(db, recording.recording_id, transcript_id, cards, as_before))
    return tuple(judged)


def cards_of(db: Database, content_hashes: Sequence[str], forced: bool) -> Cards:
    """The checklists that something was judged by."""
    from speechqa.store.checklists import load_sources

    sources = load_sources(db, content_hashes)
    return Cards(tuple(_parsed(text, origin) for text, origin in sources), forced)


def _basis(cards: Cards, settings: Settings) -> Basis:
    from speechqa.store.basis import Basis

    hashes = tuple(checklist.content_hash for checklist in cards.checklists)
    return Basis(hashes, cards.forced, settings.similarity, settings.manager_channel, settings.min_talk)


@lru_cache(maxsize=64)
def _parsed(text: str, origin: str) -> Checklist:
    from speechqa.checklist.load import parse_checklist

    return parse_checklist(text, origin)


def _select(db: Database, transcript_id: str, cards: Cards, call: Call, settings: Settings) -> Selected:
    from speechqa.store.transcripts import is_timed, speech_seconds_of

    speech = speech_seconds_of(db, transcript_id)
    if speech == 0:
        return Selected(None, NO_SPEECH, "speech")
    chosen = select(cards.checklists, call, settings.min_talk, speech, forced=cards.forced)
    estimated = chosen.basis == "speech" and not is_timed(db, transcript_id)
    return replace(chosen, basis="words") if estimated else chosen


def _as_recorded(call: Call, stored: StoredRecording) -> Call:
    """The call as its record tells it of this recording: of another one of the call it does not say whose channel is
    which."""
    from speechqa.recording.file_names import file_stem

    if call.customer_channel is None or call.recording_file is None:
        return call
    is_it = file_stem(str(stored.path)) == file_stem(call.recording_file)
    return call if is_it else replace(call, customer_channel=None)


def _check_length(db: Database, stored: StoredRecording, call: Call) -> None:
    """The one finding that needs the call's record, which may come later than the sound."""
    from speechqa.recording.health import check_length
    from speechqa.store.recordings import load_health, save_health

    before = load_health(db, stored.recording_id)
    of_sound = tuple(finding for finding in before if finding.code != "length_mismatch")
    after = (*of_sound, *check_length(stored.duration if stored.has_sound else None, call.talk))
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
    thresholds: Thresholds,
) -> None:
    from speechqa.matching.introduction import introduced_name
    from speechqa.matching.verdicts import match, matcher_version
    from speechqa.store.results import Result, save_result

    matched: Match | None = None
    scored: Score | None = None
    introduction: str | None = None
    not_scored = chosen.not_scored
    if chosen.checklist is not None:
        transcript = _transcript(db, transcript_id)
        matched = match(transcript, chosen.checklist, call, settings)
        if matched.group in UNSCORED_GROUPS:
            matched, not_scored = replace(matched, verdicts=()), matched.group
        else:
            scored = score(chosen.checklist, matched.verdicts, thresholds)
        introduction = introduced_name(transcript, matched.roles, chosen.checklist.language)
    result = Result(
        result_id=result_id,
        call_id=stored.call_id,
        recording_id=stored.recording_id,
        transcript_id=transcript_id,
        content_hash=chosen.checklist.content_hash if chosen.checklist else None,
        facts_hash=facts_hash,
        matcher_version=matcher_version(),
        not_scored=not_scored,
        match=matched,
        score=scored,
        introduction=introduction,
    )
    save_result(db, result, chosen.checklist)


def _transcript(db: Database, transcript_id: str) -> Transcript:
    """The stored text under today's rules of what is no evidence, which may be newer than the text."""
    from speechqa.store.transcripts import load_transcript, mark_quarantine
    from speechqa.transcript.quarantine import quarantine

    stored = load_transcript(db, transcript_id)
    transcript = replace(stored, segments=quarantine(stored.segments, stored.speech))
    if transcript != stored:
        mark_quarantine(db, transcript)
    return transcript


def _facts_hash(call: Call, chosen: Selected, settings: Settings, thresholds: Thresholds) -> str:
    """Hash of the call's facts and the settings that a result depends on beside transcript and checklist."""
    return _hash(
        [
            # Who answered, on which line, only decides the checklist, which is a part of the result's id by itself.
            [call.direction, call.disposition, call.talk, call.customer_channel],
            [float(settings.similarity), settings.manager_channel, float(settings.min_talk)],
            [float(settings.interruption)],
            [float(thresholds.green), float(thresholds.yellow)],
            [chosen.not_scored, chosen.basis],
        ]
    )


def _result_id(recording_id: str, transcript_id: str, chosen: Selected, facts_hash: str) -> str:
    from speechqa.matching.verdicts import matcher_version

    content = chosen.checklist.content_hash if chosen.checklist else None
    return _hash([recording_id, transcript_id, content, facts_hash, matcher_version()])


def _hash(parts: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:32]
