"""A small project database built through the store's own functions, for the tests of store, metrics and report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from speechqa.calls.describe import describe_call
from speechqa.calls.model import Call
from speechqa.checklist.model import AppliesTo, Checklist, Checkpoint, Phrase
from speechqa.matching.model import Hit, Match, Roles, Verdict
from speechqa.metrics.views import ensure_views
from speechqa.recording.model import Finding, Interval, NameFacts, Recording
from speechqa.scoring import score
from speechqa.store.calls import facts_of, save_call
from speechqa.store.connection import open_store
from speechqa.store.failures import save_failure
from speechqa.store.identity import merge_calls
from speechqa.store.recordings import register_recording, save_audio, save_health, save_text
from speechqa.store.records import save_records
from speechqa.store.results import Result, load_result, save_result
from speechqa.store.transcripts import save_transcript
from speechqa.transcript.model import Segment, Transcript, Word

ZONE = ZoneInfo("Europe/Moscow")
START = datetime(2026, 11, 2, 7, 15, tzinfo=UTC)

CHECKLIST = Checklist(
    id="mri-inbound",
    title={"ru": "Запись на МРТ", "en": "MRI booking"},
    language="ru",
    checkpoints=(
        Checkpoint(
            id="greeting",
            title={"ru": "Приветствие", "en": "Greeting"},
            any=(Phrase("добрый день"),),
            section="opening",
            advice={"ru": "Добрый день! Клиника «Рассвет», меня зовут {manager}."},
        ),
        Checkpoint(
            id="contraindications",
            title={"ru": "Противопоказания", "en": "Contraindications"},
            weight=3.0,
            critical=True,
            any=(Phrase("есть ли у вас противопоказания"),),
            section="need",
            advice={"ru": "Есть ли у вас в теле металл?"},
        ),
        Checkpoint(
            id="no_brush_off",
            title={"ru": "Без отговорок", "en": "No brush-off"},
            none=(Phrase("ничем не могу помочь", instead={"ru": "Сейчас уточню и перезвоню."}),),
            section="need",
        ),
        Checkpoint(id="tone", title={"ru": "Тон", "en": "Tone"}, by="human"),
    ),
    applies_to=AppliesTo(),
    thresholds=None,
    sections={"opening": {"ru": "Начало", "en": "Opening"}, "need": {"ru": "Потребность", "en": "Need"}},
    content_hash="c" * 64,
    origin="mri.yaml",
    source_text="checklist: mri-inbound\n",
)

GREETING = Hit("добрый день", "добрый день", "manager", 1.0, 1.8, 100.0, 0.93)
BRUSH_OFF = Hit("ничем не могу помочь", "ничем не могу помочь", "manager", 7.0, 8.6, 97.5, 0.81)
NEAREST = Hit("есть ли у вас противопоказания", "есть ли у вас направление", "manager", 4.0, 5.6, 63.2, 0.7)


def words(text: str, start: float, step: float = 0.4) -> tuple[Word, ...]:
    """Evenly spoken words."""
    return tuple(
        Word(word, round(start + n * step, 3), round(start + (n + 1) * step, 3), 0.9)
        for n, word in enumerate(text.split())
    )


def transcript(key: str, channels: int = 2) -> Transcript:
    """A short conversation; the manager is on the left, Whisper adds its boilerplate at the end."""
    other = channels - 1
    return Transcript(
        key,
        "ru",
        30.0,
        channels,
        ((Interval(1.0, 9.0),), (Interval(3.0, 3.8),))[:channels],
        (
            Segment(0, words("добрый день клиника рассвет", 1.0)),
            Segment(other, words("здравствуйте запишите", 3.0)),
            Segment(0, words("есть ли у вас направление", 4.0)),
            Segment(0, words("ничем не могу помочь", 7.0)),
            Segment(other, words("Продолжение следует...", 20.0), quarantine="boilerplate"),
        ),
    )


def verdicts(greeting: str = "passed", contraindications: str = "passed", no_brush_off: str = "passed") -> Match:
    """A match with the verdicts wanted and fitting evidence."""
    return Match(
        Roles(0, "phrases", True, 12.5),
        (
            Verdict("greeting", greeting, "hit" if greeting == "passed" else "no_hit",
                    GREETING if greeting == "passed" else None),
            Verdict("contraindications", contraindications,
                    {"passed": "hit", "failed": "no_hit", "unheard": "unintelligible"}[contraindications],
                    replace(NEAREST, quote="есть ли у вас противопоказания", similarity=100.0)
                    if contraindications == "passed" else None,
                    NEAREST if contraindications == "failed" else None),
            Verdict("no_brush_off", no_brush_off, "absent" if no_brush_off == "passed" else "forbidden",
                    BRUSH_OFF if no_brush_off == "failed" else None),
            Verdict("tone", "not_applicable", "by_human"),
        ),
    )  # fmt: skip


def recording(n: int, folder: Path = Path("recordings"), **facts: Any) -> Recording:
    """The n-th recording; ``facts`` are what its name states."""
    return Recording(folder / f"call-{n:02d}.wav", f"{n:064x}", 1000 + n, n, NameFacts(**facts))


def derive(db: Any, call_id: str) -> Call:
    """Derive a call's row as the pipeline does."""
    stored, record = facts_of(db, call_id)
    call = describe_call(
        call_id,
        stored.name if stored else NameFacts(),
        folder=stored.folder if stored else None,
        manager_option=stored.manager_option if stored else None,
        record=record,
        introduction=None,
        audio_duration=stored.duration if stored else None,
        zone=ZONE,
        extension_length=5,
        country="RU",
    )
    save_call(db, call, ZONE)
    return call


def add_call(
    db: Any,
    n: int,
    match: Match | None,
    *,
    manager: str | None = "101",
    days: float | None = 0,
    not_scored: str | None = None,
    checklist: Checklist = CHECKLIST,
    findings: Sequence[Finding] = (),
    channels: int = 2,
    spoken: Transcript | None = None,
) -> str:
    """A call with its recording, transcript and result; returns its id."""
    started_at = None if days is None else START + timedelta(days=days)
    recording_id, call_id, _new = register_recording(
        db, recording(n, started_at=started_at, manager=manager, direction="inbound", number="79161234567"), None
    )
    spoken = spoken or transcript(f"t{n}", channels)
    if spoken.timed:
        save_audio(
            db, recording_id, container="wav", codec="pcm_alaw", source_rate=8000, channels=channels, duration=30.0 + n
        )
    else:
        save_text(db, recording_id, channels=channels, duration=None)
    save_health(db, recording_id, findings)
    save_transcript(
        db, spoken, sha256=f"{n:064x}", recogniser="stub", model="stub", model_checksum="0",
        decoder_version="1", settings="{}", wall_seconds=1.5,
    )  # fmt: skip
    result = Result(
        f"result-{n}",
        call_id,
        recording_id,
        spoken.transcript_id,
        checklist.content_hash if match else None,
        "facts",
        "1",
        not_scored,
        match,
        score(checklist, match.verdicts) if match and not not_scored else None,
    )
    save_result(db, result, checklist if match else None)
    derive(db, call_id)
    return call_id


def shown_result(db: Any, call_id: str) -> Result | None:
    """The result that speaks for a call."""
    ensure_views(db)
    row = db.conn.execute("SELECT result_id FROM call_result WHERE call_id = ?", [call_id]).fetchone()
    return None if row is None else load_result(db, row[0])


def build_sample(path: Path) -> tuple[Any, dict[str, str]]:
    """Two managers and calls of every light; returns the database and the calls' ids by what they show."""
    db = open_store(path, timezone="Europe/Moscow")
    ids = {
        "green": add_call(db, 1, verdicts()),
        "critical": add_call(db, 2, verdicts(contraindications="failed"), days=1),
        "yellow": add_call(db, 3, verdicts(greeting="failed"), days=2),
        "unheard": add_call(db, 4, verdicts(contraindications="unheard"), days=2.2),
        "undated": add_call(db, 5, verdicts(), days=None),
        "brush_off": add_call(
            db, 6, verdicts(greeting="failed", contraindications="failed", no_brush_off="failed"),
            manager="102", days=3,
            findings=(Finding("clipping", 0, 0.02), Finding("length_mismatch", None, 12.0)),
        ),
        "short": add_call(db, 7, None, manager="102", days=4, not_scored="too_short"),
        "mono": add_call(
            db, 8, replace(verdicts(), roles=Roles(None, "mono", True)), manager=None, days=-20, channels=1
        ),
    }  # fmt: skip
    record = Call(
        "1730531700.12", "inbound", "101", "record", "Анна", "+79161234567", "+74951234567", START, 45.0, 40.0, 5.0,
        5.0, "answered", "1730531700.12", "1730531700.12", has_record=True,
    )  # fmt: skip
    save_records(db, [record])
    stored, _none = facts_of(db, ids["green"])
    assert stored is not None
    attach(db, stored.recording_id, record.call_id, "number_and_time")
    derive(db, ids["green"])
    save_failure(db, Path("recordings/broken.wav"), "decode", "not a recording", "f" * 64)
    return db, ids


def attach(db: Any, recording_id: str, record_id: str, reason: str) -> str:
    """Make the recording's call and the record's call one, until a better partner is found; returns the call's id."""
    row = db.conn.execute(
        "SELECT recording.call_id, record.call_id FROM recording, record WHERE recording_id = ? AND record_id = ?",
        [recording_id, record_id],
    ).fetchone()
    if row is None:
        raise KeyError((recording_id, record_id))
    kept = merge_calls(db, row, for_good=False)
    db.conn.execute("UPDATE recording SET join_reason = ? WHERE recording_id = ?", [reason, recording_id])
    return kept
