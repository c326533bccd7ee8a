"""One call in full: its id, alias or file in; every checkpoint with its evidence, how it
ended, its tags and the conversation out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speechqa.errors import SpeechqaError
from speechqa.matching.model import FAILED, PASSED, UNHEARD
from speechqa.metrics.views import ensure_views
from speechqa.report.calls import CallRow, call_rows
from speechqa.report.heard import HIT, Heard, heard, hit_from
from speechqa.report.localise import local
from speechqa.report.talk import TalkRow, talk_of
from speechqa.report.turns import Evidence, TurnRow, turns
from speechqa.store.calls import find_call
from speechqa.store.recordings import load_health
from speechqa.store.transcripts import load_transcript
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.recording.model import Finding

_EVIDENCE = ("", "nearest_", "trigger_")


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """One checkpoint; the fields are the keys of the JSON, in order.

    ``verdict`` is the one that counts, ``machine_verdict`` the machine's. ``advice`` is what should have been said,
    where it failed. ``nearest`` is the most similar thing said where nothing was close enough; where the reason is
    ``outside_window`` or ``too_early``, what was said out of its place. ``count`` of ``of`` is how often what is
    counted happened, and how often it should (at least or at most). ``threshold`` is the similarity that the hit
    needed, ``turn`` its place in a transcript without times; ``after`` the checkpoint that must come before.
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
    nearest: Heard | None
    trigger: Heard | None
    count: int | None
    of: int | None
    threshold: float | None
    turn: int | None
    after: str | None
    after_title: str | None


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
class OutcomeRow:
    """An outcome that was heard; ``hit`` is None where something's absence made it."""

    id: str
    title: str
    next_step: bool
    hit: Heard | None


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag that was heard, or that a person (``author``) put on the call; ``hit`` is None where something's absence
    made it, or a person did."""

    id: str
    title: str
    group: str | None
    hit: Heard | None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class CallReport:
    """A call in full. In brief, ``checkpoints`` are the errors and what was not heard, the gravest first, and there
    are no sections and no turns. ``timed`` is False where the transcript's source gave no times; ``talk`` is how the
    parties talked."""

    call: CallRow
    title: str | None
    checkpoints: tuple[CheckpointRow, ...]
    sections: tuple[SectionRow, ...]
    health: tuple[Finding, ...]
    roles: RolesRow | None
    turns: tuple[TurnRow, ...]
    brief: bool
    outcomes: tuple[OutcomeRow, ...] = ()
    tags: tuple[TagRow, ...] = ()
    timed: bool = True
    talk: TalkRow | None = None


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
    recording_id, transcript_id, channel, reason, certain, title_ru, title_en, language, timed = db.conn.execute(
        """SELECT recording_id, transcript_id, manager_channel, role_reason, role_certain, checklist_ru, checklist_en,
                  language, timed
           FROM call_metrics LEFT JOIN checklist USING (content_hash) WHERE call_id = ?""",
        [call_id],
    ).fetchone()
    rows = _rows(db, call_id)
    checkpoints = tuple(_checkpoint(row, call, language, bool(timed)) for row in rows)
    transcript = None if brief or transcript_id is None else load_transcript(db, transcript_id)
    return CallReport(
        call,
        local(title_ru, title_en),
        _errors(checkpoints) if brief else checkpoints,
        () if brief else _sections(db, call_id),
        load_health(db, recording_id),
        RolesRow(channel, reason, bool(certain)) if reason else None,
        turns(transcript, channel, _evidence(rows)) if transcript else (),
        brief,
        tuple(OutcomeRow(*found[:2], bool(found[2]), found[3]) for found in _observed(db, "outcome", call_id, timed)),
        (*(TagRow(*found) for found in _observed(db, "tag", call_id, timed)), *_human_tags(db, call_id)),
        bool(timed),
        talk_of(db, call_id),
    )


def _rows(db: Database, call_id: str) -> list[dict[str, Any]]:
    """What is stored of each checkpoint; its hits under ``""``, ``nearest_`` and ``trigger_``."""
    columns = {
        "id": "m.checkpoint_id", "title_ru": "m.title_ru", "title_en": "m.title_en", "verdict": "m.verdict",
        "weight": "m.weight", "points": "m.points", "critical": "m.critical", "section": "m.section", "by": "m.by",
        "kind": "m.kind", "machine_verdict": "m.machine_verdict", "reason": "v.reason", "count": "v.count",
        "of": 'v."of"', "instead_ru": "v.instead_ru", "instead_en": "v.instead_en", "advice_ru": "c.advice_ru",
        "advice_en": "c.advice_en", "after": "c.after_id", "after_ru": "b.title_ru", "after_en": "b.title_en",
        "author": "o.author", "comment": "o.comment",
    }  # fmt: skip
    hits = ", ".join(f'v."{prefix}{field}"' for prefix in _EVIDENCE for field in HIT)
    found = db.conn.execute(
        f"""SELECT {", ".join(columns.values())}, {hits}
            FROM checkpoint_metrics m
            JOIN verdict v ON v.result_id = m.result_id AND v.checkpoint_id = m.checkpoint_id
            JOIN checkpoint c ON c.content_hash = m.content_hash AND c.id = m.checkpoint_id
            LEFT JOIN checkpoint b ON b.content_hash = c.content_hash AND b.id = c.after_id
            LEFT JOIN override o ON o.override_id = m.override_id
            WHERE m.call_id = ? ORDER BY m.ordinal""",
        [call_id],
    ).fetchall()
    rows = []
    for values in found:
        row = dict(zip(columns, values, strict=False))
        for n, prefix in enumerate(_EVIDENCE):
            at = len(columns) + n * len(HIT)
            row[prefix] = hit_from(values[at : at + len(HIT)])
        rows.append(row)
    return rows


def _checkpoint(row: Mapping[str, Any], call: CallRow, language: str | None, timed: bool) -> CheckpointRow:
    hit = heard(row[""], timed)
    advice = None
    if row["verdict"] == FAILED:
        # What is to be said is in the language that is spoken, not in the reader's.
        advice = local(row["instead_ru"], row["instead_en"], language)
        advice = advice or local(row["advice_ru"], row["advice_en"], language)
    return CheckpointRow(
        id=row["id"],
        title=local(row["title_ru"], row["title_en"]) or row["id"],
        verdict=row["verdict"],
        weight=row["weight"],
        points=row["points"],
        critical=bool(row["critical"]),
        quote=hit.quote if hit else None,
        speaker=hit.speaker if hit else None,
        start=hit.start if hit else None,
        end=hit.end if hit else None,
        similarity=hit.similarity if hit else None,
        advice=advice.replace("{manager}", call.manager_name or "…") if advice else None,
        section=row["section"],
        by=row["by"],
        kind=row["kind"],
        reason=row["reason"],
        phrase=hit.phrase if hit else None,
        probability=hit.probability if hit else None,
        machine_verdict=row["machine_verdict"],
        author=row["author"],
        comment=row["comment"],
        nearest=heard(row["nearest_"], timed),
        trigger=heard(row["trigger_"], timed),
        count=row["count"],
        of=row["of"],
        threshold=hit.threshold if hit else None,
        turn=hit.turn if hit else None,
        after=row["after"],
        after_title=local(row["after_ru"], row["after_en"]) or row["after"],
    )


def _observed(db: Database, what: str, call_id: str, timed: bool) -> Iterator[tuple[str, str, Any, Heard | None]]:
    """Id, title, ``next_step`` or ``call_group``, and the evidence of the outcomes or tags of a call."""
    own = {"outcome": "next_step", "tag": "call_group"}[what]
    columns = ", ".join((what, "title_ru", "title_en", own, *(f'"{field}"' for field in HIT)))
    rows = db.conn.execute(f"SELECT {columns} FROM call_{what} WHERE call_id = ? ORDER BY ordinal", [call_id])
    for id_, ru, en, extra, *hit in rows.fetchall():
        yield id_, local(ru, en) or id_, extra, heard(hit_from(hit), bool(timed))


def _human_tags(db: Database, call_id: str) -> Iterator[TagRow]:
    rows = db.conn.execute(
        "SELECT tag, title_ru, title_en, author FROM person_tag WHERE call_id = ? ORDER BY at, tag", [call_id]
    )
    for tag, ru, en, author in rows.fetchall():
        yield TagRow(tag, local(ru, en) or tag, None, None, author)


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


def _evidence(rows: Sequence[Mapping[str, Any]]) -> list[Evidence]:
    return [
        Evidence(row["id"], row["verdict"], row[""].speaker, row[""].start, row[""].end)
        for row in rows
        if row[""] is not None and row["verdict"] in (PASSED, FAILED)
    ]
