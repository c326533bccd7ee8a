"""One call in full: its id, alias or file in; every checkpoint with its evidence, and the conversation, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speechqa.errors import SpeechqaError
from speechqa.matching.model import FAILED, PASSED, UNHEARD, Hit
from speechqa.metrics.views import ensure_views
from speechqa.report.calls import CallRow, call_rows
from speechqa.report.localise import local
from speechqa.report.turns import Evidence, TurnRow, turns
from speechqa.store.calls import find_call
from speechqa.store.recordings import load_health
from speechqa.store.transcripts import load_transcript
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.recording.model import Finding

_HIT = ("phrase", "quote", "speaker", "start", "end", "similarity", "probability")


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """One checkpoint; the fields are the keys of the JSON, in order.

    ``verdict`` is the one that counts, ``machine_verdict`` the machine's. ``advice`` is what should have been said,
    where it failed. ``nearest`` is the most similar thing said where nothing was close enough; where the reason is
    ``outside_window``, what was said out of its time.
    """

    id: str
    title: str
    verdict: str
    weight: float
    points: float | None
    critical: bool
    quote: str | None
    speaker: str | None
    start: float | None
    end: float | None
    similarity: float | None
    advice: str | None
    section: str | None
    by: str
    kind: str
    reason: str
    phrase: str | None
    probability: float | None
    machine_verdict: str
    author: str | None
    comment: str | None
    nearest: Hit | None
    trigger: Hit | None


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section's subtotal: ``score`` = passed weight / (passed + failed weight) x 100, None without either."""

    id: str
    title: str
    score: float | None
    passed_weight: float
    failed_weight: float


@dataclass(frozen=True, slots=True)
class RolesRow:
    """Which channel is the manager's, and why."""

    manager_channel: int | None
    reason: str
    certain: bool


@dataclass(frozen=True, slots=True)
class CallReport:
    """A call in full. In brief, ``checkpoints`` are the errors and what was not heard, the gravest first, and there
    are no sections and no turns."""

    call: CallRow
    title: str | None
    checkpoints: tuple[CheckpointRow, ...]
    sections: tuple[SectionRow, ...]
    health: tuple[Finding, ...]
    roles: RolesRow | None
    turns: tuple[TurnRow, ...]
    brief: bool


def report_call(db: Database, name: str, *, brief: bool = False) -> CallReport:
    """The call of that id, alias or file; SpeechqaError where there is none or it has no result."""
    ensure_views(db)
    call_id = find_call(db, name)
    found = call_rows(db, "call_id = :id", {"id": call_id})
    if not found:
        raise SpeechqaError(
            _("this call has not been scored"), call_id, _("speechqa report failures tells which recordings failed.")
        )
    call = found[0]
    recording_id, transcript_id, channel, reason, certain, title_ru, title_en, language = db.conn.execute(
        """SELECT recording_id, transcript_id, manager_channel, role_reason, role_certain, checklist_ru, checklist_en,
                  language
           FROM call_metrics LEFT JOIN checklist USING (content_hash) WHERE call_id = ?""",
        [call_id],
    ).fetchone()
    checkpoints = _checkpoints(db, call, language)
    transcript = None if brief or transcript_id is None else load_transcript(db, transcript_id)
    return CallReport(
        call,
        local(title_ru, title_en),
        _errors(checkpoints) if brief else checkpoints,
        () if brief else _sections(db, call_id),
        load_health(db, recording_id),
        RolesRow(channel, reason, bool(certain)) if reason else None,
        turns(transcript, channel, _evidence(checkpoints)) if transcript else (),
        brief,
    )


def _checkpoints(db: Database, call: CallRow, language: str | None) -> tuple[CheckpointRow, ...]:
    hits = ", ".join(f'v."{prefix}{field}"' for prefix in ("", "nearest_", "trigger_") for field in _HIT)
    rows = db.conn.execute(
        f"""SELECT m.checkpoint_id, m.title_ru, m.title_en, m.verdict, m.weight, m.points, m.critical, m.section, m.by,
                   m.kind, m.machine_verdict, v.reason, v.instead_ru, v.instead_en, c.advice_ru, c.advice_en,
                   o.author, o.comment, {hits}
            FROM checkpoint_metrics m
            JOIN verdict v ON v.result_id = m.result_id AND v.checkpoint_id = m.checkpoint_id
            JOIN checkpoint c ON c.content_hash = m.content_hash AND c.id = m.checkpoint_id
            LEFT JOIN override o ON m.manual_edit AND o.call_id = m.call_id AND o.checkpoint_id = m.checkpoint_id
            WHERE m.call_id = ? ORDER BY m.ordinal""",
        [call.call_id],
    ).fetchall()
    return tuple(_checkpoint(row, call, language) for row in rows)


def _checkpoint(row: Sequence[Any], call: CallRow, language: str | None) -> CheckpointRow:
    (
        id_, title_ru, title_en, verdict, weight, points, critical, section, by, kind, machine, reason,
        instead_ru, instead_en, advice_ru, advice_en, author, comment,
    ) = row[:18]  # fmt: skip
    hit, nearest, trigger = (_hit(row[at : at + 7]) for at in (18, 25, 32))
    advice = None
    if verdict == FAILED:
        # What is to be said is in the language that is spoken, not in the reader's.
        advice = local(instead_ru, instead_en, language) or local(advice_ru, advice_en, language)
    return CheckpointRow(
        id_,
        local(title_ru, title_en) or id_,
        verdict,
        weight,
        points,
        bool(critical),
        hit.quote if hit else None,
        hit.speaker if hit else None,
        hit.start if hit else None,
        hit.end if hit else None,
        hit.similarity if hit else None,
        advice.replace("{manager}", call.manager_name or "…") if advice else None,
        section,
        by,
        kind,
        reason,
        hit.phrase if hit else None,
        hit.probability if hit else None,
        machine,
        author,
        comment,
        nearest,
        trigger,
    )


def _hit(values: Sequence[Any]) -> Hit | None:
    return None if values[0] is None else Hit(*values)


def _errors(checkpoints: Sequence[CheckpointRow]) -> tuple[CheckpointRow, ...]:
    wrong = [c for c in checkpoints if c.verdict in (FAILED, UNHEARD)]
    return tuple(sorted(wrong, key=lambda c: (c.verdict != FAILED, not c.critical, -c.weight)))


def _sections(db: Database, call_id: str) -> tuple[SectionRow, ...]:
    rows = db.conn.execute(
        """SELECT section, section_ru, section_en, total(weight * passed), total(weight * failed)
           FROM checkpoint_metrics WHERE call_id = ? AND section IS NOT NULL GROUP BY section ORDER BY min(ordinal)""",
        [call_id],
    ).fetchall()
    return tuple(
        SectionRow(
            section,
            local(ru, en) or section,
            100.0 * passed / (passed + failed) if passed + failed > 0 else None,
            passed,
            failed,
        )
        for section, ru, en, passed, failed in rows
    )


def _evidence(checkpoints: Sequence[CheckpointRow]) -> list[Evidence]:
    return [
        Evidence(c.id, c.verdict, c.speaker, c.start, c.end)
        for c in checkpoints
        if c.start is not None and c.end is not None and c.speaker is not None and c.verdict in (PASSED, FAILED)
    ]
