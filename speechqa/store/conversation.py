"""How a recording's parties talked in and out: its figures, and who interrupted whom when.

Kept beside results, not in them: a recording has one, of its current result, computed anew where that or a setting
changed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from speechqa.recording.model import Interval
from speechqa.settings import Settings
from speechqa.store.columns import number_value
from speechqa.store.connection import transaction
from speechqa.store.settings import get_setting

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Limits:
    """The project's settings of the same names; seconds."""

    silence: float
    interruption: float
    monologue_pause: float
    back_channel: float


@dataclass(frozen=True, slots=True)
class Interrupted:
    """``who`` (manager or customer) began to speak over the other; ``seconds`` both spoke; ``stopped``: the other fell
    silent first."""

    who: str
    start: float
    seconds: float
    stopped: bool


@dataclass(frozen=True, slots=True)
class Party:
    """One party's figures; each is None where it cannot be known. The fields are columns of ``conversation``, after
    ``manager_`` or ``customer_``."""

    speech: float | None = None
    words: int | None = None
    turns: int | None = None
    interruptions: int | None = None
    monologue: float | None = None
    monologue_start: float | None = None
    replies: int | None = None
    reply_gap: float | None = None
    reply_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The figures of one recording (docs/metrics.md); seconds, None where they cannot be known."""

    manager_channel: int | None
    role_certain: bool | None
    limits: Limits
    duration: float | None
    speech: float | None
    overlap: float | None
    silences: int | None
    silence: float | None
    longest_silence: float | None
    lead_in: float | None
    lead_out: float | None
    hold: float | None
    manager: Party
    customer: Party
    interruptions: tuple[Interrupted, ...] = ()


def limits_of(db: Database) -> Limits:
    """The project's: figures that are compared must go by the same."""
    return Limits(*(float(get_setting(db, limit.name) or 0) for limit in fields(Limits)))


def limits_from(settings: Settings) -> Limits:
    """Those of a run without a project."""
    return Limits(*(getattr(settings, limit.name) for limit in fields(Limits)))


def limits_text(limits: Limits) -> str:
    """As the database keeps them; the same limits are the same text."""
    return json.dumps({name: float(value) for name, value in asdict(limits).items()})


def limits_of_text(text: str) -> Limits:
    """Those that ``limits_text`` kept."""
    return Limits(**json.loads(text))


def save_hold(db: Database, recording_id: str, hold: Sequence[Sequence[Interval]]) -> None:
    """Store where each channel of a recording carries hold music, instead of what was stored before."""
    with transaction(db):
        db.conn.execute("DELETE FROM hold_interval WHERE recording_id = ?", [recording_id])
        db.conn.executemany(
            "INSERT INTO hold_interval VALUES (?, ?, ?, ?)",
            [
                (recording_id, channel, float(each.start), float(each.end))
                for channel, own in enumerate(hold)
                for each in own
            ],
        )


def hold_of(db: Database, recording_id: str) -> tuple[Interval, ...] | None:
    """Where a recording has hold music on any channel; None where its sound was never decoded."""
    row = db.conn.execute("SELECT container FROM recording WHERE recording_id = ?", [recording_id]).fetchone()
    if row is None or row[0] is None:
        return None
    found = db.conn.execute(
        'SELECT start, "end" FROM hold_interval WHERE recording_id = ? ORDER BY start, channel', [recording_id]
    )
    return tuple(Interval(start, end) for start, end in found)


def made_of(db: Database, recording_id: str) -> str | None:
    """The hash of what a recording's figures were computed of; None where it has none."""
    row = db.conn.execute("SELECT made_of FROM conversation WHERE recording_id = ?", [recording_id]).fetchone()
    return None if row is None else str(row[0])


def save_conversation(
    db: Database, recording_id: str, transcript_id: str, conversation: Conversation, made_of: str
) -> None:
    """Store a recording's figures instead of those it had."""
    row: dict[str, Any] = {"recording_id": recording_id, "transcript_id": transcript_id, "made_of": made_of}
    row |= {name: getattr(conversation, name) for name in _OF_BOTH}
    row["limits"] = limits_text(conversation.limits)
    for who in _PARTIES:
        row |= {f"{who}_{name}": getattr(getattr(conversation, who), name) for name in _OF_PARTY}
    values = [number_value(value) if isinstance(value, float) else value for value in row.values()]
    with transaction(db):
        db.conn.execute("DELETE FROM conversation WHERE recording_id = ?", [recording_id])
        db.conn.execute(
            f"INSERT INTO conversation ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
            values,
        )
        db.conn.executemany(
            "INSERT INTO interruption VALUES (?, ?, ?, ?, ?, ?)",
            [
                (recording_id, n, each.who, float(each.start), float(each.seconds), int(each.stopped))
                for n, each in enumerate(conversation.interruptions)
            ],
        )


def load_conversation(db: Database, recording_id: str) -> Conversation | None:
    """A recording's figures; None where it has none."""
    names = [*_OF_BOTH, *(f"{who}_{name}" for who in _PARTIES for name in _OF_PARTY)]
    values = db.conn.execute(
        f"SELECT {', '.join(names)} FROM conversation WHERE recording_id = ?", [recording_id]
    ).fetchone()
    if values is None:
        return None
    row = dict(zip(names, values, strict=True))
    certain = row["role_certain"]
    parties = [Party(**{name: row[f"{who}_{name}"] for name in _OF_PARTY}) for who in _PARTIES]
    both = {name: row[name] for name in _OF_BOTH}
    both |= {"role_certain": None if certain is None else bool(certain), "limits": limits_of_text(row["limits"])}
    found = db.conn.execute(
        "SELECT who, start, seconds, stopped FROM interruption WHERE recording_id = ? ORDER BY n", [recording_id]
    ).fetchall()
    interruptions = tuple(Interrupted(who, start, seconds, bool(stopped)) for who, start, seconds, stopped in found)
    return Conversation(**both, manager=parties[0], customer=parties[1], interruptions=interruptions)


_PARTIES = ("manager", "customer")
_OF_PARTY = tuple(field.name for field in fields(Party))
_OF_BOTH = tuple(
    field.name for field in fields(Conversation) if field.name not in {"manager", "customer", "interruptions"}
)
