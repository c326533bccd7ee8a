"""A judged recording in, how its parties talked in the database out; computed only where anything it depends on
changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, replace
from typing import TYPE_CHECKING

from speechqa.calls.model import Call
from speechqa.checklist.model import AppliesTo, Checklist
from speechqa.settings import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.matching.model import Roles
    from speechqa.transcript.model import Transcript


def measure(db: Database, result_id: str, call: Call, settings: Settings) -> None:
    """Store the figures of the recording of a result, by the project's limits."""
    from speechqa.metrics.conversation import conversation_version, converse
    from speechqa.store.conversation import hold_of, limits_of, made_of, save_conversation
    from speechqa.store.results import roles_of

    recording_id, transcript_id, roles = roles_of(db, result_id)
    if transcript_id is None:
        return
    limits, hold = limits_of(db), hold_of(db, recording_id)
    # The result's id stands for transcript, roles, the facts of the call and the matcher's code.
    music = None if hold is None else [[each.start, each.end] for each in hold]
    parts = [result_id, astuple(limits), music, conversation_version()]
    made = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
    if made_of(db, recording_id) == made:
        return
    transcript = _transcript(db, transcript_id)
    if roles is None:
        roles = _roles_without_card(transcript, call, settings)
    save_conversation(db, recording_id, transcript_id, converse(transcript, roles, limits, hold), made)


def _transcript(db: Database, transcript_id: str) -> Transcript:
    from speechqa.store.transcripts import load_transcript
    from speechqa.transcript.quarantine import quarantine

    stored = load_transcript(db, transcript_id)
    return replace(stored, segments=quarantine(stored.segments, stored.speech))


def _roles_without_card(transcript: Transcript, call: Call, settings: Settings) -> Roles:
    """Who is who where no checklist judges: by the record, the settings and what managers say whatever a card asks."""
    from speechqa.matching.verdicts import match

    card = Checklist("-", {}, transcript.language, (), AppliesTo(), None, {}, "-", "-")
    return match(transcript, card, call, settings).roles
