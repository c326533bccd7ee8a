"""Results in and out: verdicts with their evidence, kept under the hash of all that they depend on.

A recording has many results in its life and one current one; a call's result is that of its longest scored recording.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speechqa.checklist.model import Checklist, LocalText, Outcome, Tag
from speechqa.matching.model import FAILED, PASSED, UNHEARD, Hit, Match, Observed, Roles, Verdict
from speechqa.scoring import Score
from speechqa.store.checklists import save_checklist
from speechqa.store.columns import now, number_value, text_value
from speechqa.store.connection import transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

_HIT = ("phrase", "quote", "speaker", "start", "end", "similarity", "probability", "threshold")
_EVIDENCE = ("", "nearest_", "trigger_")

BITS = 62
"""Checkpoints of a checklist, from the first, that have a bit in ``passed_bits`` and ``failed_bits``."""


@dataclass(frozen=True, slots=True)
class Result:
    """A recording scored once, or the reason ``not_scored`` why it was not (then without verdicts and score; where
    tags are the reason, with the roles, tags and outcome of the match).

    ``result_id`` must differ between recordings, even where they share a transcript. ``call_id`` is that of the
    recording's call: where the two have come apart by a merge, the recording's counts. ``introduction`` is the name by
    which the manager introduced himself.
    """

    result_id: str
    call_id: str
    recording_id: str
    transcript_id: str | None
    content_hash: str | None
    facts_hash: str
    matcher_version: str
    not_scored: str | None = None
    match: Match | None = None
    score: Score | None = None
    introduction: str | None = None


def has_result(db: Database, result_id: str) -> bool:
    """Whether it was ever computed."""
    return db.conn.execute("SELECT 1 FROM result WHERE result_id = ?", [result_id]).fetchone() is not None


def is_scored(db: Database, result_id: str) -> bool:
    """Whether a stored result has no reason why it is not scored; False where there is none."""
    found = db.conn.execute("SELECT 1 FROM result WHERE result_id = ? AND not_scored IS NULL", [result_id])
    return found.fetchone() is not None


def save_result(db: Database, result: Result, checklist: Checklist | None) -> None:
    """Store a result with its checklist and make it the recording's current one."""
    with transaction(db):
        if checklist is not None:
            save_checklist(db, checklist)
        if not has_result(db, result.result_id):
            _insert(db, result, checklist)
        make_current(db, result.result_id)


def make_current(db: Database, result_id: str) -> bool:
    """Make a stored result its recording's current one; returns whether that changed anything."""
    with transaction(db):
        recording_id, current = db.conn.execute(
            "SELECT recording_id, current FROM result WHERE result_id = ?", [result_id]
        ).fetchone()
        if current:
            return False
        db.conn.execute("UPDATE result SET current = 0 WHERE recording_id = ? AND current = 1", [recording_id])
        db.conn.execute("UPDATE result SET current = 1 WHERE result_id = ?", [result_id])
        return True


def current_result_of_recording(db: Database, recording_id: str) -> Result | None:
    """A recording's current result."""
    row = db.conn.execute(
        "SELECT result_id FROM result WHERE recording_id = ? AND current = 1", [recording_id]
    ).fetchone()
    return None if row is None else load_result(db, row[0])


def introduction_of(db: Database, call_id: str) -> str | None:
    """The name by which the manager introduced himself, by the call's current results."""
    row = db.conn.execute(
        """SELECT introduction FROM result JOIN recording USING (recording_id)
           WHERE result.call_id = ? AND current = 1 AND introduction IS NOT NULL
           ORDER BY recording.duration DESC NULLS LAST, recording_id LIMIT 1""",
        [call_id],
    ).fetchone()
    return None if row is None else str(row[0])


def current_transcript_id(db: Database, recording_id: str) -> str | None:
    """The transcript that a recording's current result was made from."""
    row = db.conn.execute(
        "SELECT transcript_id FROM result WHERE recording_id = ? AND current = 1", [recording_id]
    ).fetchone()
    return None if row is None else row[0]


def roles_of(db: Database, result_id: str) -> tuple[str, str | None, Roles | None]:
    """A result's recording, transcript and roles; KeyError where there is no such result."""
    row = db.conn.execute(
        """SELECT recording_id, transcript_id, manager_channel, role_reason, role_certain, role_margin
           FROM result WHERE result_id = ?""",
        [result_id],
    ).fetchone()
    if row is None:
        raise KeyError(result_id)
    recording_id, transcript_id, channel, reason, certain, margin = row
    roles = None if reason is None else Roles(channel, reason, bool(certain), margin)
    return str(recording_id), transcript_id, roles


def load_result(db: Database, result_id: str) -> Result:
    """The result as it was saved; KeyError where there is none."""
    row = db.conn.execute(
        """SELECT call_id, recording_id, transcript_id, content_hash, facts_hash, matcher_version, not_scored,
                  manager_channel, role_reason, role_certain, role_margin,
                  score, light, light_by_score, passed_weight, failed_weight, introduction, outcome, call_group
           FROM result WHERE result_id = ?""",
        [result_id],
    ).fetchone()
    if row is None:
        raise KeyError(result_id)
    call_id, recording_id, transcript_id, content_hash, facts_hash, matcher_version, not_scored = row[:7]
    channel, reason, certain, margin, percent, light, by_score, passed, failed, introduction, outcome, group = row[7:]
    verdicts = _load_verdicts(db, result_id)
    match = None
    if reason is not None:
        match = Match(
            Roles(channel, reason, bool(certain), margin),
            verdicts,
            outcome,
            _load_observed(db, "result_outcome", result_id),
            _load_observed(db, "result_tag", result_id),
            group,
        )
    score = None
    if light is not None:
        of_critical = db.conn.execute("SELECT id FROM checkpoint WHERE content_hash = ? AND critical", [content_hash])
        critical = {found[0] for found in of_critical}
        score = Score(
            percent,
            light,
            by_score,
            passed,
            failed,
            tuple(v.checkpoint_id for v in verdicts if v.verdict == FAILED and v.checkpoint_id in critical),
            tuple(v.checkpoint_id for v in verdicts if v.verdict == UNHEARD),
        )
    return Result(
        result_id, call_id, recording_id, transcript_id, content_hash, facts_hash, matcher_version, not_scored, match,
        score, introduction,
    )  # fmt: skip


def _insert(db: Database, result: Result, checklist: Checklist | None) -> None:
    match, score = result.match, result.score
    roles = match.roles if match else None
    row = {
        "result_id": result.result_id,
        "recording_id": result.recording_id,
        "transcript_id": result.transcript_id,
        "content_hash": result.content_hash,
        "not_scored": result.not_scored,
        "score": number_value(score.percent) if score else None,
        "light": score.light if score else None,
        "light_by_score": score.light_by_score if score else None,
        "passed_weight": float(score.passed_weight) if score else None,
        "failed_weight": float(score.failed_weight) if score else None,
        "critical_failed": int(bool(score.critical_failed)) if score else None,
        "unheard": int(bool(score.unheard)) if score else None,
        "passed_bits": _bits(result, checklist, PASSED),
        "failed_bits": _bits(result, checklist, FAILED),
        "manager_channel": roles.manager_channel if roles else None,
        "role_reason": roles.reason if roles else None,
        "role_certain": int(roles.certain) if roles else None,
        "role_margin": float(roles.margin) if roles else None,
        "introduction": text_value(result.introduction),
        "outcome": match.outcome if match else None,
        "call_group": match.group if match else None,
        "facts_hash": result.facts_hash,
        "matcher_version": result.matcher_version,
        "current": 0,
        "created_at": now(),
    }
    marks = ", ".join(f":{column}" for column in row)
    db.conn.execute(
        f"""INSERT INTO result (call_id, {", ".join(row)})
            VALUES ((SELECT call_id FROM recording WHERE recording_id = :recording_id), {marks})""",
        row,
    )
    for ordinal, verdict in enumerate(match.verdicts if match else ()):
        _insert_row(db, "verdict", result.result_id, ordinal, _verdict_row(verdict, checklist))
    outcomes = {outcome.id: outcome for outcome in checklist.outcomes} if checklist else {}
    for ordinal, observed in enumerate(match.outcomes if match else ()):
        outcome = outcomes.get(observed.id)
        row = _observed_row(observed, outcome) | {"next_step": int(outcome.next_step if outcome else True)}
        _insert_row(db, "result_outcome", result.result_id, ordinal, row)
    tags = {tag.id: tag for tag in checklist.tags} if checklist else {}
    for ordinal, observed in enumerate(match.tags if match else ()):
        tag = tags.get(observed.id)
        row = _observed_row(observed, tag) | {"call_group": tag.group if tag else None}
        _insert_row(db, "result_tag", result.result_id, ordinal, row)


def _bits(result: Result, checklist: Checklist | None, wanted: str) -> int | None:
    """A bit per checkpoint with this verdict: reports add up millions of verdicts, one number a call."""
    if result.score is None or result.match is None or checklist is None:
        return None
    places = {checkpoint.id: n for n, checkpoint in enumerate(checklist.checkpoints) if n < BITS}
    found = (v.checkpoint_id for v in result.match.verdicts if v.verdict == wanted)
    return sum(1 << places[id_] for id_ in found if id_ in places)


def _insert_row(db: Database, table: str, result_id: str, ordinal: int, row: dict[str, Any]) -> None:
    row = {"result_id": result_id, "ordinal": ordinal, **row}
    names = ", ".join(f'"{column}"' for column in row)
    marks = ", ".join(f":{column}" for column in row)
    db.conn.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row)


def _observed_row(observed: Observed, rule: Outcome | Tag | None) -> dict[str, Any]:
    title: LocalText = rule.title if rule else {}
    return {
        "id": observed.id,
        "title_ru": title.get("ru"),
        "title_en": title.get("en"),
        **_hit_row("", observed.hit),
    }


def _verdict_row(verdict: Verdict, checklist: Checklist | None) -> dict[str, Any]:
    checkpoints = {c.id: c for c in checklist.checkpoints} if checklist else {}
    checkpoint = checkpoints.get(verdict.checkpoint_id)
    points = None
    if checkpoint is not None and verdict.verdict in (PASSED, FAILED):
        points = float(checkpoint.weight) if verdict.verdict == PASSED else 0.0
    instead: LocalText = {}
    if checkpoint is not None and verdict.hit is not None and verdict.verdict == FAILED:
        instead = next((p.instead for p in checkpoint.none if p.say == verdict.hit.phrase), {})
    return {
        "checkpoint_id": verdict.checkpoint_id,
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "points": points,
        "count": verdict.count,
        "of": verdict.of,
        **_hit_row("", verdict.hit),
        **_hit_row("nearest_", verdict.nearest),
        **_hit_row("trigger_", verdict.trigger),
        "instead_ru": instead.get("ru"),
        "instead_en": instead.get("en"),
    }


def _hit_row(prefix: str, hit: Hit | None) -> dict[str, Any]:
    if hit is None:
        return {}
    values = (text_value(hit.phrase), text_value(hit.quote), hit.speaker, *map(float, (hit.start, hit.end)))
    return dict(
        zip(
            (prefix + field for field in _HIT),
            (*values, *map(float, (hit.similarity, hit.probability, hit.threshold))),
            strict=True,
        )
    )


def _load_verdicts(db: Database, result_id: str) -> tuple[Verdict, ...]:
    columns = ", ".join(f'"{prefix}{field}"' for prefix in _EVIDENCE for field in _HIT)
    rows = db.conn.execute(
        f"""SELECT count, "of", checkpoint_id, verdict, reason, {columns} FROM verdict WHERE result_id = ?
            ORDER BY ordinal""",
        [result_id],
    ).fetchall()
    places = range(5, 5 + len(_EVIDENCE) * len(_HIT), len(_HIT))
    return tuple(Verdict(*row[2:5], *(_hit(row[at : at + len(_HIT)]) for at in places), *row[:2]) for row in rows)


def _load_observed(db: Database, table: str, result_id: str) -> tuple[Observed, ...]:
    columns = ", ".join(f'"{field}"' for field in _HIT)
    rows = db.conn.execute(f"SELECT id, {columns} FROM {table} WHERE result_id = ? ORDER BY ordinal", [result_id])
    return tuple(Observed(row[0], _hit(row[1:])) for row in rows.fetchall())


def _hit(values: tuple[Any, ...]) -> Hit | None:
    return None if values[0] is None else Hit(*values)
