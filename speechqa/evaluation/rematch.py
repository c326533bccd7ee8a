"""A judged recording in; what was heard in it, ready to be matched again by any card, and the match, out.

Nothing is stored: the same input as the pipeline's, so that the verdicts are those that ``rescore`` would give.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from speechqa.calls.model import Call
from speechqa.checklist.model import Checklist, Checkpoint
from speechqa.matching.model import Match
from speechqa.settings import Settings
from speechqa.store.judged import JudgedRecording
from speechqa.transcript.model import Transcript

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Heard:
    """All that a match depends on but the card."""

    transcript: Transcript
    call: Call
    settings: Settings


def heard(db: Database, recording: JudgedRecording, settings: Settings) -> Heard:
    """What was heard in a recording that has a transcript, with the settings it was judged by."""
    from speechqa.store.basis import load_basis
    from speechqa.store.calls import load_call
    from speechqa.store.conversation import limits_of
    from speechqa.store.transcripts import load_transcript
    from speechqa.transcript.quarantine import quarantine

    stored = load_transcript(db, str(recording.transcript_id))
    basis = load_basis(db, recording.recording_id)
    settings = settings.model_copy(update={"interruption": limits_of(db).interruption})
    if basis is not None:
        as_before = {"similarity": basis.similarity, "manager_channel": basis.manager_channel}
        settings = settings.model_copy(update=as_before)
    transcript = replace(stored, segments=quarantine(stored.segments, stored.speech))
    return Heard(transcript, load_call(db, recording.call_id), settings)


def rematch(one: Heard, card: Checklist) -> Match:
    """Verdicts by a card."""
    from speechqa.matching.verdicts import match

    return match(one.transcript, card, one.call, one.settings)


def altered(card: Checklist, checkpoints: tuple[Checkpoint, ...]) -> Checklist:
    """The card with other checkpoints, known by a hash of its own."""
    content = repr((card.content_hash, card.outcomes, card.tags, checkpoints))
    return replace(card, checkpoints=checkpoints, content_hash=hashlib.sha256(content.encode()).hexdigest())


def with_roles(one: Heard, manager_channel: int | None) -> Heard:
    """The same with the roles told: a card with fewer or other phrases must not change who is the manager."""
    return replace(
        one,
        transcript=replace(one.transcript, manager_channel=manager_channel),
        settings=one.settings.model_copy(update={"manager_channel": "auto"}),
    )
