"""A judged recording in, the words and phrases of its customer in the database out; found anew where the text, the
parties' roles or the code changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def note_terms(db: Database, recording_id: str) -> None:
    """After its conversation was measured, which tells who is who."""
    from speechqa.matching.terms import terms_of, terms_version
    from speechqa.store.terms import customers_channel, forget_terms, save_terms, terms_made_of
    from speechqa.store.transcripts import load_transcript
    from speechqa.transcript.quarantine import quarantine

    before, found = terms_made_of(db, recording_id), customers_channel(db, recording_id)
    if found is None:
        if before is not None:
            forget_terms(db, recording_id)
        return
    made = (*found, terms_version())
    if made == before:
        return
    transcript_id, channel = found
    stored = load_transcript(db, transcript_id)
    transcript = replace(stored, segments=quarantine(stored.segments, stored.speech))
    save_terms(db, recording_id, made, [(term.lemma, term.text) for term in terms_of(transcript, channel)])
