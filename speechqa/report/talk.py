"""One call in, how its parties talked out: shares, silences, interruptions, from view ``conversation_metrics``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speechqa.store.conversation import Limits, limits_of_text

if TYPE_CHECKING:
    from sqlite_utils import Database

_OF_BOTH = (
    "recorded", "speech", "quiet", "overlap", "silences", "silence", "longest_silence", "lead_in", "lead_out", "hold",
)  # fmt: skip
_OF_PARTY = (
    "speech", "talk_share", "call_share", "words", "rate", "turns", "words_per_turn", "interruptions", "monologue",
    "monologue_start", "replies", "reply_gap",
)  # fmt: skip
_SHARES = ("talk_share", "call_share")


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One party's figures; the fields are the keys of the JSON, in order. Seconds; shares in percent: ``talk_share`` of
    both parties' speech, ``call_share`` of the recording; ``rate`` in words per minute. None where not known."""

    speech: float | None
    talk_share: float | None
    call_share: float | None
    words: int | None
    rate: float | None
    turns: int | None
    words_per_turn: float | None
    interruptions: int | None
    monologue: float | None
    monologue_start: float | None
    replies: int | None
    reply_gap: float | None


@dataclass(frozen=True, slots=True)
class InterruptionRow:
    """``who`` began to speak over the other at ``start``; ``seconds`` both spoke; ``stopped``: the other fell silent
    first."""

    who: str
    start: float
    seconds: float
    stopped: bool


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A call's conversation; the fields are the keys of the JSON, in order. ``told_apart``: each party has a channel of
    its own; ``certain``: more than a prior tells which. ``limits`` are the settings that the figures were computed
    by."""

    told_apart: bool
    certain: bool | None
    recorded: float | None
    speech: float | None
    quiet: float | None
    overlap: float | None
    silences: int | None
    silence: float | None
    longest_silence: float | None
    lead_in: float | None
    lead_out: float | None
    hold: float | None
    manager: PartyRow
    customer: PartyRow
    interruptions: tuple[InterruptionRow, ...]
    limits: Limits


def talk_of(db: Database, call_id: str) -> TalkRow | None:
    """How the parties of a call talked; None where its recording was not measured."""
    parties = [f"{who}_{name}" for who in ("manager", "customer") for name in _OF_PARTY]
    names = ["told_apart", "role_certain", "limits", *_OF_BOTH, *parties]
    values = db.conn.execute(
        f"SELECT {', '.join(names)} FROM conversation_metrics WHERE call_id = ?", [call_id]
    ).fetchone()
    if values is None:
        return None
    row: dict[str, Any] = {name: _plain(name, value) for name, value in zip(names, values, strict=True)}
    manager, customer = (
        PartyRow(**{name: row[f"{who}_{name}"] for name in _OF_PARTY}) for who in ("manager", "customer")
    )
    found = db.conn.execute(
        "SELECT who, start, seconds, stopped FROM call_interruption WHERE call_id = ? ORDER BY n", [call_id]
    ).fetchall()
    certain = row["role_certain"]
    return TalkRow(
        told_apart=bool(row["told_apart"]),
        certain=None if certain is None else bool(certain),
        **{name: row[name] for name in _OF_BOTH},
        manager=manager,
        customer=customer,
        interruptions=tuple(
            InterruptionRow(who, round(start, 3), round(seconds, 3), bool(stopped))
            for who, start, seconds, stopped in found
        ),
        limits=limits_of_text(row["limits"]),
    )


def _plain(name: str, value: Any) -> Any:
    """Without the digits that only binary numbers have; shares in percent."""
    if not isinstance(value, float):
        return value
    return round(100.0 * value, 6) if name.endswith(_SHARES) else round(value, 3)
