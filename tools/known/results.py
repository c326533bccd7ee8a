"""A database with imported calls and what is true of them in; the results that scoring would have left are put into it.

In bulk, and by no code of speechqa but that of checklists: recognising a hundred thousand calls proves nothing here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from speechqa.checklist.load import parse_checklist
from speechqa.store.checklists import save_checklist
from speechqa.store.connection import transaction
from speechqa.store.conversation import limits_of, limits_text
from tools.known.judged import CHECKPOINTS, CRITICAL, TAGS, WEIGHTS, WORDS, checklist_text
from tools.known.office import ZONE
from tools.known.truth import CODES, KnownCall

if TYPE_CHECKING:
    from sqlite_utils import Database

_ZONE, _UTC = ZoneInfo(ZONE), ZoneInfo("UTC")
_MADE = "2026-11-22T00:00:00Z"
_REASONS = {"1": "hit", "0": "no_hit", "-": "no_trigger", "?": "unintelligible"}


def put_results(db: Database, truth: Iterable[KnownCall]) -> None:
    """Recordings, transcripts, conversations, results, verdicts, tags, people's verdicts, tags and reviews."""
    recorded = [call for call in truth if call.recorded]
    with transaction(db):
        checklists = {key: parse_checklist(checklist_text(*key), f"checklists/{key[0]}.yaml") for key in WEIGHTS}
        for checklist in checklists.values():
            save_checklist(db, checklist)
        hashes = {key: checklist.content_hash for key, checklist in checklists.items()}
        _fill(db, "recording", (_recording(call) for call in recorded))
        # They are joined to their calls already.
        db.conn.execute("DELETE FROM unjoined")
        _fill(db, "transcript", (_transcript(call) for call in recorded))
        _fill(db, "transcript_segment", (row for call in recorded for row in _segments(call)))
        limits = limits_text(limits_of(db))
        _fill(db, "conversation", (_conversation(call) | {"limits": limits} for call in recorded))
        _fill(db, "term", ({"lemma": word, "text": word} for word in WORDS))
        terms = {word: str(n) for n, word in db.conn.execute("SELECT term_id, lemma FROM term").fetchall()}
        _fill(db, "customer_terms", (_terms(call, terms) for call in recorded))
        _fill(db, "interruption", (row for call in recorded for row in _interruptions(call)))
        _fill(db, "result", (_result(call, hashes) for call in recorded))
        _fill(db, "verdict", (row for call in recorded for row in _verdicts(call)))
        _fill(db, "result_tag", (row for call in recorded for row in _tags(call)))
        _fill(db, "result_outcome", (row for call in recorded for row in _outcomes(call)))
        _fill(db, "override", (row for call in recorded for row in _overrides(call, hashes)))
        _fill(db, "human_tag", (row for call in recorded for row in _human_tags(call)))
        _fill(db, "review", (_review(call, hashes) for call in recorded if call.reviewed_at))
    db.conn.execute("PRAGMA optimize")


def _fill(db: Database, table: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    names = ", ".join(f'"{name}"' for name in first)
    marks = ", ".join("?" * len(first))

    def values() -> Iterator[Sequence[Any]]:
        yield tuple(first.values())
        for row in rows:
            yield tuple(row.values())

    db.conn.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values())


def _ids(call: KnownCall) -> tuple[str, str, str]:
    """Of recording, transcript and result."""
    told = hashlib.sha256(call.call_id.encode()).hexdigest()
    return told[:16], f"t{told}", f"r{told}"


def _recording(call: KnownCall) -> dict[str, Any]:
    name = f"{'in' if call.direction == 'inbound' else 'out'}-{call.call_id}.wav"
    path = f"recordings/{call.started_at:%Y/%m/%d}/{name}"
    return {
        "recording_id": _ids(call)[0], "call_id": call.call_id, "sha256": hashlib.sha256(name.encode()).hexdigest(),
        "path": path, "absolute_path": f"/srv/{path}", "name": name, "size": 16000 * call.talk + 44, "mtime_ns": 1,
        "name_uniqueid": call.call_id, "container": "wav", "codec": "pcm_alaw", "source_rate": 8000, "channels": 2,
        "duration": float(call.talk), "join_reason": "uniqueid", "own_call_id": None,
    }  # fmt: skip


def _transcript(call: KnownCall) -> dict[str, Any]:
    return {
        "transcript_id": _ids(call)[1], "sha256": _recording(call)["sha256"], "recogniser": "known", "model": "known",
        "model_checksum": "0", "decoder_version": "1", "settings": "{}", "language": "ru", "duration": float(call.talk),
        "channels": 2, "timed": 1, "manager_channel": None, "padding": 0.2, "wall_seconds": 1.0, "created_at": _MADE,
        "speech_seconds": (call.manager_speech or 0) + (call.customer_speech or 0),
    }  # fmt: skip


def _segments(call: KnownCall) -> Iterator[dict[str, Any]]:
    for n, (channel, text) in enumerate(((0, "добрый день компания"), (1, call.customer_words))):
        words = [[word, n + 0.4 * k, n + 0.4 * k + 0.3, 0.9] for k, word in enumerate(text.split())]
        yield {
            "transcript_id": _ids(call)[1], "n": n, "channel": channel, "start": float(n), "end": words[-1][2],
            "text": text, "words": json.dumps(words, ensure_ascii=False),
        }  # fmt: skip


def _conversation(call: KnownCall) -> dict[str, Any]:
    manager, customer = call.manager_speech or 0.0, call.customer_speech or 0.0
    return {
        "recording_id": _ids(call)[0], "transcript_id": _ids(call)[1], "made_of": "known", "manager_channel": 0,
        "role_certain": 1, "duration": float(call.talk), "speech": manager + customer, "overlap": 0.0,
        "silences": call.silences, "silence": call.silence,
        "longest_silence": (call.silence or 0.0) / max(call.silences or 0, 1), "lead_in": 0.5, "lead_out": 0.5,
        "manager_speech": manager, "customer_speech": customer, "manager_words": int(manager * 2),
        "customer_words": int(customer * 2), "manager_turns": 3, "customer_turns": 3,
        "manager_interruptions": call.interruptions, "customer_interruptions": 0, "manager_monologue": manager / 2,
        "manager_monologue_start": 1.0, "customer_monologue": customer / 2, "customer_monologue_start": 2.0,
        "manager_replies": 2, "manager_reply_gap": 0.5, "manager_reply_seconds": 1.0, "customer_replies": 2,
        "customer_reply_gap": 0.7, "customer_reply_seconds": 1.4, "hold": 0.0,
    }  # fmt: skip


def _terms(call: KnownCall, terms: dict[str, str]) -> dict[str, Any]:
    recording, transcript, _result_id = _ids(call)
    return {
        "recording_id": recording, "transcript_id": transcript, "channel": 1, "version": "known",
        "terms": ",".join(terms[word] for word in call.customer_words.split()),
    }  # fmt: skip


def _interruptions(call: KnownCall) -> Iterator[dict[str, Any]]:
    for n in range(call.interruptions or 0):
        yield {"recording_id": _ids(call)[0], "n": n, "who": "manager", "start": 2.0 + n, "seconds": 1.2, "stopped": 1}


def _result(call: KnownCall, hashes: dict[tuple[str, int], str]) -> dict[str, Any]:
    recording, transcript, result = _ids(call)
    row: dict[str, Any] = {
        "result_id": result, "call_id": call.call_id, "recording_id": recording, "transcript_id": transcript,
        "content_hash": _hash_of(call, hashes), "not_scored": call.not_scored, "score": None, "light": None,
        "light_by_score": None, "passed_weight": None, "failed_weight": None, "critical_failed": None,
        "unheard": None, "passed_bits": None, "failed_bits": None, "manager_channel": None,
        "role_reason": None, "role_certain": None, "role_margin": None, "outcome": call.outcome,
        "call_group": call.call_group, "facts_hash": "known", "matcher_version": "known", "current": 1,
        "created_at": _MADE,
    }  # fmt: skip
    if call.checklist:
        row |= {"manager_channel": 0, "role_reason": "phrases", "role_certain": 1, "role_margin": 10.0}
    if call.machine:
        weights = [Fraction(str(weight)) for weight in WEIGHTS[str(call.checklist), call.version]]
        passed, failed = (
            sum((w for w, said in zip(weights, call.machine, strict=True) if said == code), Fraction(0))
            for code in "10"
        )
        share = passed / (passed + failed) if passed + failed else None
        light = "grey" if share is None else "green" if share > 0.8 else "yellow" if share >= Fraction(3, 5) else "red"
        critical = call.machine[CHECKPOINTS.index(CRITICAL)] == "0"
        row |= {
            "score": None if share is None else float(100 * share), "light": "red" if critical else light,
            "light_by_score": light, "passed_weight": float(passed), "failed_weight": float(failed),
            "critical_failed": int(critical), "unheard": int("?" in call.machine),
            "passed_bits": sum(1 << n for n, said in enumerate(call.machine) if said == "1"),
            "failed_bits": sum(1 << n for n, said in enumerate(call.machine) if said == "0"),
        }  # fmt: skip
    return row


def _verdicts(call: KnownCall) -> Iterator[dict[str, Any]]:
    if not call.machine:
        return
    weights = WEIGHTS[str(call.checklist), call.version]
    for n, (name, code, weight) in enumerate(zip(CHECKPOINTS, call.machine, weights, strict=True)):
        hit = code == "1"
        yield {
            "result_id": _ids(call)[2], "checkpoint_id": name, "ordinal": n, "verdict": CODES[code],
            "reason": _REASONS[code], "points": {"1": float(weight), "0": 0.0}.get(code),
            "phrase": f"слово {name}" if hit else None, "quote": f"слово {name}" if hit else None,
            "speaker": "manager" if hit else None, "start": 1.0 + n if hit else None, "end": 1.8 + n if hit else None,
            "similarity": 100.0 if hit else None, "probability": 0.9 if hit else None,
            "threshold": 80.0 if hit else None,
            "nearest_phrase": f"слово {name}" if code == "0" else None,
            "nearest_quote": "добрый день" if code == "0" else None,
            "nearest_similarity": 40.0 if code == "0" else None,
        }  # fmt: skip


def _tags(call: KnownCall) -> Iterator[dict[str, Any]]:
    for tag in call.tags.split():
        yield {
            "result_id": _ids(call)[2], "id": tag, "ordinal": list(TAGS).index(tag), "title_ru": f"Метка {tag}",
            "title_en": f"Tag {tag}", "call_group": TAGS[tag], "phrase": f"метка {tag}", "quote": f"метка {tag}",
            "speaker": "customer", "start": 2.0, "end": 3.0, "similarity": 100.0, "probability": 0.9, "threshold": 80.0,
        }  # fmt: skip


def _outcomes(call: KnownCall) -> Iterator[dict[str, Any]]:
    if call.outcome in {None, "lost", "not_sales"}:
        return
    yield {
        "result_id": _ids(call)[2], "id": call.outcome, "ordinal": 0, "title_ru": f"Итог {call.outcome}",
        "title_en": f"Outcome {call.outcome}", "next_step": int(call.outcome != "declined"),
        "phrase": f"итог {call.outcome}", "quote": f"итог {call.outcome}", "speaker": "manager", "start": 3.0,
        "end": 4.0, "similarity": 100.0, "probability": 0.9, "threshold": 80.0,
    }  # fmt: skip


def _overrides(call: KnownCall, hashes: dict[tuple[str, int], str]) -> Iterator[dict[str, Any]]:
    """Before each that counts another person's that does not; after each third one that was taken back."""
    for place, code in enumerate(call.people):
        if code == ".":
            continue
        said = [("Пётр", "0" if code == "1" else "1", 1, None), ("Ольга", code, 2, None)]
        said += [("Пётр", "0" if code == "1" else "1", 3, 4)] if place % 3 == 0 else []
        for author, verdict, hours, undone in said:
            yield {
                "call_id": call.call_id, "checkpoint_id": CHECKPOINTS[place], "verdict": CODES[verdict],
                "machine_verdict": CODES[call.machine[place]], "author": author, "at": _utc(call.started_at, hours),
                "content_hash": _hash_of(call, hashes), "undone_at": undone and _utc(call.started_at, undone),
            }  # fmt: skip


def _human_tags(call: KnownCall) -> Iterator[dict[str, Any]]:
    for tag in call.human_tags.split():
        yield {"call_id": call.call_id, "tag": tag, "author": "Ольга", "at": _utc(call.started_at, 1)}


def _review(call: KnownCall, hashes: dict[tuple[str, int], str]) -> dict[str, Any]:
    at = call.reviewed_at or call.started_at
    return {"call_id": call.call_id, "author": "Ольга", "at": _utc(at), "content_hash": _hash_of(call, hashes)}


def _hash_of(call: KnownCall, hashes: dict[tuple[str, int], str]) -> str | None:
    return hashes[call.checklist, call.version] if call.checklist else None


def _utc(local: datetime, hours: int = 0) -> str:
    moment = local.replace(tzinfo=_ZONE).astimezone(_UTC) + timedelta(hours=hours)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
