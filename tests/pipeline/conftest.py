"""A folder of real WAV files with scripted conversations, a stub recogniser that reads the scripts, a call log."""

from __future__ import annotations

import hashlib
import sqlite3
import wave
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from speechqa.checklist.load import parse_checklist
from speechqa.checklist.model import Checklist
from speechqa.errors import RecordingError
from speechqa.pipeline import Summary, score_recordings
from speechqa.settings import Settings
from speechqa.transcript.model import Transcript
from speechqa.transcript.whisper import Prepared, RecogniserIdentity
from tests.matching.conversation import transcript_of

ZONE = ZoneInfo("Europe/Moscow")
Turns = Sequence[tuple[int, str]]

INBOUND = """
checklist: inbound
applies_to: {direction: inbound}
checkpoints:
  - {id: greeting, any: [добрый день]}
  - {id: contraindications, weight: 3, critical: true, any: [есть ли у вас противопоказания]}
  - {id: goodbye, any: [до свидания]}
"""
OUTBOUND = """
checklist: outbound
applies_to: {direction: outbound}
checkpoints:
  - {id: greeting, any: [добрый день]}
  - {id: purpose, any: [звоню по поводу вашей заявки]}
"""

GOOD: Turns = (
    (0, "добрый день клиника рассвет меня зовут анна чем могу помочь"),
    (1, "здравствуйте хочу записаться на мрт подскажите сколько стоит"),
    (0, "подскажите есть ли у вас противопоказания кардиостимулятор или импланты"),
    (1, "нет ничего такого"),
    (0, "записала вас на завтра до свидания"),
)
CRITICAL: Turns = (
    (0, "добрый день клиника рассвет меня зовут ольга чем могу помочь"),
    (1, "здравствуйте хочу записаться на мрт подскажите сколько стоит"),
    (0, "три тысячи рублей записала вас на завтра до свидания"),
)
PURPOSE: Turns = (
    (0, "алло слушаю"),
    (1, "добрый день меня зовут пётр звоню по поводу вашей заявки на мрт чем могу помочь"),
    (0, "да я оставлял заявку здравствуйте"),
    (1, "записала вас на завтра"),
)


@dataclass
class Stub:
    """Recognises what its scripts say by the file's bytes; remembers whom it was asked for."""

    scripts: dict[str, Turns] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)
    interrupt_at: int | None = None

    @property
    def identity(self) -> RecogniserIdentity:
        return RecogniserIdentity("stub", "stub", "-", "-", "ru", "-", 1)

    def recognise(self, recordings: Iterable[Prepared]) -> Iterator[Transcript]:
        for recording in recordings:
            if self.interrupt_at == len(self.heard):
                raise KeyboardInterrupt
            self.heard.append(recording.sha256)
            if recording.sha256 in self.failing:
                raise RecordingError("nothing but noise", "stub")
            made = transcript_of(self.scripts[recording.sha256])
            yield Transcript(
                self.identity.transcript_id(recording.sha256),
                "ru",
                recording.audio.duration,
                2,
                made.speech,
                made.segments,
            )


@dataclass
class Desk:
    """A folder of recordings, a project's database beside it, and what scores the one into the other."""

    root: Path
    stub: Stub
    cards: tuple[Checklist, ...] = (
        parse_checklist(INBOUND, "inbound.yaml"),
        parse_checklist(OUTBOUND, "outbound.yaml"),
    )

    @property
    def recordings(self) -> Path:
        return self.root / "recordings"

    def settings(self, db: str = "calls.db", **changes: Any) -> Settings:
        return Settings(db=self.root / db, timezone="Europe/Moscow", min_talk=5, **changes)

    def put(self, name: str, turns: Turns, *, seconds: float = 20.0, pitch: float = 300.0) -> Path:
        """A recording; its bytes depend on length and pitch."""
        path = self.recordings / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_tone(path, seconds, pitch)
        self.stub.scripts[sha256_of(path)] = turns
        return path

    def score(self, db: str = "calls.db", **options: Any) -> Summary:
        options = {"checklists": self.cards, "recogniser": self.stub} | options
        settings = options.pop("settings", None) or self.settings(db)
        return score_recordings(options.pop("arguments", [str(self.recordings)]), settings, **options)

    def log(self, *rows: str, name: str = "Master.csv") -> Path:
        path = self.root / name
        path.write_text("".join(rows), encoding="utf-8")
        return path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, Stub())


def three(desk: Desk) -> tuple[Path, Path, Path]:
    """A good inbound call with an id, a critical inbound one with an id, and one whose name says only when."""
    return (
        desk.put(f"external-101-79161112233-{freepbx(10)}.wav", GOOD, seconds=22, pitch=300),
        desk.put(f"external-102-79261112244-{freepbx(11)}.wav", CRITICAL, seconds=21, pitch=400),
        desk.put("2026_11_09_12_00_05.wav", PURPOSE, seconds=20, pitch=500),
    )


def three_rows() -> tuple[str, str, str]:
    """Their records; the third, told by its time alone, is an outbound call."""
    return (
        row("79161112233", "101", at(10), wait=5, talk=22, uniqueid=uniqueid(10)),
        row("79261112244", "102", at(11), wait=7, talk=40, uniqueid=uniqueid(11)),
        row("79371112255", "103", at(12), wait=5, talk=20, uniqueid=uniqueid(12), outbound=True),
    )


def at(hour: int) -> datetime:
    return datetime(2026, 11, 9, hour, tzinfo=ZONE)


def uniqueid(hour: int) -> str:
    return f"{int(at(hour).timestamp())}.{hour}"


def freepbx(hour: int) -> str:
    return f"{at(hour):%Y%m%d-%H%M%S}-{uniqueid(hour)}"


def row(
    customer: str, extension: str, start: datetime, *, wait: int, talk: int, uniqueid: str, outbound: bool = False
) -> str:
    """One line of Master.csv, answered by a person."""
    answer = start + timedelta(seconds=wait)
    end = answer + timedelta(seconds=talk)
    phone, trunk = f"SIP/{extension}-0000001a", "SIP/mtt-trunk-0000001b"
    ends = [extension, customer] if outbound else [customer, "74951234567"]
    channels = [phone, trunk] if outbound else [trunk, phone]
    context = "from-internal" if outbound else "from-trunk"
    times = [f"{moment:%Y-%m-%d %H:%M:%S}" for moment in (start, answer, end)]
    texts = ["", *ends, context, ends[0], *channels, "Dial", "SIP/x,45", *times]
    quoted = ",".join(f'"{text}"' for text in texts)
    return f'{quoted},{wait + talk},{talk},"ANSWERED","DOCUMENTATION","{uniqueid}",""\n'


def write_tone(path: Path, seconds: float, pitch: float) -> None:
    """Two parties that hum in turns, 8 kHz: sound enough for the health check, no speech for anybody."""
    time = np.arange(int(seconds * 8000)) / 8000
    hum = 0.3 * np.sin(2 * np.pi * pitch * time)
    turn = (time // 2).astype(int) % 2 == 0
    pcm = np.stack([hum * turn, 0.8 * hum * ~turn], axis=1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes((pcm * 32767).astype("<i2").tobytes())


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def query(db: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Rows of the database, read behind the project's back."""
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    try:
        return connection.execute(sql, parameters).fetchall()
    finally:
        connection.close()


# What the order of arrival may show: when a row was written, and in which order calls were first seen.
_EXEMPT = {"created_at", "at", "seen", "wall_seconds", "own_call_id"}
TABLES = {
    "call": "1",
    "alias": "1",
    "record": "1",
    "recording": "1",
    "health": "1",
    "transcript": "1",
    "transcript_segment": "1",
    "speech_interval": "1",
    "conversation": "1",
    "interruption": "1",
    "hold_interval": "1",
    # A result that a later record made obsolete is kept as history.
    "result": "current = 1",
    "verdict": "result_id IN (SELECT result_id FROM result WHERE current = 1)",
}


def dump(db: Path, *, but: Iterable[str] = (), history: bool = False) -> dict[str, list[dict[str, Any]]]:
    """All rows of the tables that matter, without times of writing; ``history`` takes obsolete results as well."""
    hidden = _EXEMPT | set(but)
    tables: dict[str, list[dict[str, Any]]] = {}
    for table, current in TABLES.items():
        columns = [name for (name,) in query(db, "SELECT name FROM pragma_table_info(?)", table)]
        rows = query(db, f"SELECT * FROM {table} WHERE {'1' if history else current}")
        told = [{k: v for k, v in zip(columns, values, strict=True) if k not in hidden} for values in rows]
        tables[table] = sorted(told, key=repr)
    return tables


def by_file(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The same with every call called by its recording's file: for names that carry no id of the PBX."""
    names = {recording["call_id"]: recording["name"] for recording in tables["recording"]}

    def renamed(one: dict[str, Any]) -> dict[str, Any]:
        return {**one, "call_id": names.get(one["call_id"], one["call_id"])} if "call_id" in one else one

    named = {table: sorted(map(renamed, rows), key=repr) for table, rows in tables.items()}
    # The older id stays, the other is an alias: together they are the same names.
    answers = {(names.get(one["call_id"], one["call_id"]), one["call_id"]) for one in tables["call"]}
    answers |= {(names.get(one["call_id"], one["call_id"]), one["alias"]) for one in tables["alias"]}
    named["alias"] = [{"call_id": call, "alias": name} for call, name in sorted(answers)]
    return named
