"""Transcripts in and out, without loss; one is kept for ever under the hash of all that it depends on."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from speechqa.recording.model import Interval
from speechqa.store.columns import now, number_value
from speechqa.store.connection import transaction
from speechqa.transcript.model import Segment, Transcript, Word

if TYPE_CHECKING:
    from sqlite_utils import Database


WORD_SECONDS = 0.4
"""What a word takes on average, for talk where a transcript has no times."""


def has_transcript(db: Database, transcript_id: str) -> bool:
    """Whether it was ever made."""
    return db.conn.execute("SELECT 1 FROM transcript WHERE transcript_id = ?", [transcript_id]).fetchone() is not None


def save_transcript(
    db: Database,
    transcript: Transcript,
    *,
    sha256: str,
    recogniser: str,
    model: str,
    model_checksum: str,
    decoder_version: str,
    settings: str,
    wall_seconds: float | None = None,
) -> None:
    """Store a transcript; nothing happens where it is there already."""
    key = transcript.transcript_id
    with transaction(db):
        if has_transcript(db, key):
            return
        speech_seconds = _speech_seconds(transcript)
        db.conn.execute(
            "INSERT INTO transcript VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                key, sha256, recogniser, model, model_checksum, decoder_version, settings, transcript.language,
                float(transcript.duration), transcript.channels, int(transcript.timed), transcript.manager_channel,
                float(speech_seconds), float(transcript.padding), number_value(wall_seconds), now(),
            ],
        )  # fmt: skip
        db.conn.executemany(
            "INSERT INTO transcript_segment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_segment_row(key, n, segment) for n, segment in enumerate(transcript.segments)],
        )
        db.conn.executemany(
            "INSERT INTO speech_interval VALUES (?, ?, ?, ?, ?)",
            [
                (key, channel, n, float(interval.start), float(interval.end))
                for channel, intervals in enumerate(transcript.speech)
                for n, interval in enumerate(intervals)
            ],
        )


def mark_quarantine(db: Database, transcript: Transcript) -> None:
    """Store which segments are no evidence, by the rules of now."""
    with transaction(db):
        db.conn.executemany(
            "UPDATE transcript_segment SET quarantine = ? WHERE transcript_id = ? AND n = ?",
            [(segment.quarantine, transcript.transcript_id, n) for n, segment in enumerate(transcript.segments)],
        )


def load_transcript(db: Database, transcript_id: str) -> Transcript:
    """The transcript as it was saved; KeyError where there is none."""
    row = db.conn.execute(
        "SELECT language, duration, channels, timed, manager_channel, padding FROM transcript WHERE transcript_id = ?",
        [transcript_id],
    ).fetchone()
    if row is None:
        raise KeyError(transcript_id)
    language, duration, channels, timed, manager_channel, padding = row
    segments = db.conn.execute(
        """SELECT channel, words, avg_logprob, no_speech_prob, compression_ratio, quarantine
           FROM transcript_segment WHERE transcript_id = ? ORDER BY n""",
        [transcript_id],
    ).fetchall()
    speech: list[list[Interval]] = [[] for _ in range(channels)]
    for channel, start, end in db.conn.execute(
        'SELECT channel, start, "end" FROM speech_interval WHERE transcript_id = ? ORDER BY channel, n', [transcript_id]
    ):
        speech[channel].append(Interval(start, end))
    return Transcript(
        transcript_id,
        language,
        duration,
        channels,
        tuple(tuple(intervals) for intervals in speech),
        tuple(
            Segment(
                channel,
                tuple(Word(*word) for word in json.loads(words)),
                _figure(average),
                _figure(no_speech),
                _figure(compression),
                quarantine,
            )
            for channel, words, average, no_speech, compression, quarantine in segments
        ),
        bool(timed),
        manager_channel,
        padding,
    )


def latest_transcript_id(db: Database, sha256: str) -> str | None:
    """The transcript of these bytes that was made last."""
    row = db.conn.execute(
        "SELECT transcript_id FROM transcript WHERE sha256 = ? ORDER BY rowid DESC LIMIT 1", [sha256]
    ).fetchone()
    return None if row is None else str(row[0])


def shape_of(db: Database, transcript_id: str) -> tuple[int, float | None]:
    """Its channels and seconds, None where the source gave no times."""
    channels, timed, duration = db.conn.execute(
        "SELECT channels, timed, duration FROM transcript WHERE transcript_id = ?", [transcript_id]
    ).fetchone()
    return int(channels), float(duration) if timed else None


def is_timed(db: Database, transcript_id: str) -> bool:
    """Whether the source gave times."""
    row = db.conn.execute("SELECT timed FROM transcript WHERE transcript_id = ?", [transcript_id]).fetchone()
    return bool(row[0])


def speech_seconds_of(db: Database, transcript_id: str) -> float:
    """Voice activity of a transcript, summed over its channels, s; an estimate where it has no times."""
    row = db.conn.execute("SELECT speech_seconds FROM transcript WHERE transcript_id = ?", [transcript_id]).fetchone()
    return float(row[0])


def _speech_seconds(transcript: Transcript) -> float:
    if not transcript.timed:
        return WORD_SECONDS * sum(len(segment.words) for segment in transcript.segments)
    return sum(interval.length for channel in transcript.speech for interval in channel)


def _segment_row(key: str, n: int, segment: Segment) -> tuple[object, ...]:
    words = [[word.text, float(word.start), float(word.end), float(word.probability)] for word in segment.words]
    return (
        key,
        n,
        segment.channel,
        float(segment.start) if segment.words else 0.0,
        float(segment.end) if segment.words else 0.0,
        segment.text,
        json.dumps(words, ensure_ascii=False, separators=(",", ":")),
        float(segment.average_log_probability),
        float(segment.no_speech_probability),
        float(segment.compression_ratio),
        segment.quarantine,
    )


def _figure(value: float | None) -> float:
    # SQLite has no NaN: it keeps NULL instead.
    return math.nan if value is None else value
