"""A database in; the recordings in it and how each was judged last, and what people ticked in review, out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speechqa.store.columns import path_from

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class JudgedRecording:
    """A recording and its current result; without one ``result_id`` and what follows from it are None.

    ``speaks`` tells whether the result is the one that speaks for the call, ``timed`` whether its transcript has times.
    """

    recording_id: str
    call_id: str
    path: Path
    local_date: str | None
    result_id: str | None
    transcript_id: str | None
    content_hash: str | None
    checklist: str | None
    not_scored: str | None
    light: str | None
    matcher_version: str | None
    timed: bool
    speaks: bool


@dataclass(frozen=True, slots=True)
class Override:
    """A person's verdict of a review; ``checklist`` is the id of the checklist seen then, None for any."""

    call_id: str
    checkpoint_id: str
    verdict: str
    author: str
    checklist: str | None


def judged_recordings(db: Database) -> tuple[JudgedRecording, ...]:
    """All recordings but those that others have replaced."""
    rows = db.conn.execute(
        """SELECT g.recording_id, g.call_id, g.absolute_path, call.local_date, r.result_id, r.transcript_id,
                  r.content_hash, k.checklist, r.not_scored, r.light, r.matcher_version,
                  coalesce(t.timed, 1),
                  EXISTS (SELECT 1 FROM call_result s WHERE s.result_id = r.result_id)
           FROM recording g JOIN call USING (call_id)
           LEFT JOIN result r ON r.recording_id = g.recording_id AND r.current = 1
           LEFT JOIN transcript t ON t.transcript_id = r.transcript_id
           LEFT JOIN checklist k ON k.content_hash = r.content_hash
           WHERE g.replaced_by IS NULL ORDER BY g.absolute_path, g.recording_id"""
    ).fetchall()
    return tuple(_judged(row) for row in rows)


def call_names(db: Database) -> dict[str, str]:
    """Every id and alias of every call, with the call's id."""
    rows = db.conn.execute("SELECT alias, call_id FROM alias UNION SELECT call_id, call_id FROM call").fetchall()
    return {str(alias): str(call_id) for alias, call_id in rows}


def overrides(db: Database) -> tuple[Override, ...]:
    """All verdicts that people gave in review and did not take back, in the order of time: the last one counts."""
    rows = db.conn.execute(
        """SELECT o.call_id, o.checkpoint_id, o.verdict, o.author, k.checklist
           FROM override o LEFT JOIN checklist k USING (content_hash)
           WHERE o.undone_at IS NULL ORDER BY o.at, o.override_id"""
    ).fetchall()
    return tuple(Override(*row) for row in rows)


def checklist_sources(db: Database) -> dict[str, tuple[str, str]]:
    """The YAML and the origin of every checklist by which something is judged now, by content hash, newest last."""
    rows = db.conn.execute(
        """SELECT content_hash, source_text, origin FROM checklist
           WHERE content_hash IN (SELECT content_hash FROM result WHERE current = 1) ORDER BY rowid"""
    ).fetchall()
    return {str(row[0]): (str(row[1]), str(row[2])) for row in rows}


def _judged(row: tuple[Any, ...]) -> JudgedRecording:
    values = [*row]
    values[2], values[-2], values[-1] = path_from(row[2]), bool(row[-2]), bool(row[-1])
    return JudgedRecording(*values)
