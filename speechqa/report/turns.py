"""A transcript in, turns with their speakers and the evidence marked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speechqa.report.heard import turn_at
from speechqa.transcript.model import Segment, Transcript, Word

_TOLERANCE = 0.005


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a quote stands: its checkpoint, its speaker and its time."""

    checkpoint_id: str
    verdict: str
    speaker: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a turn that are evidence for the same checkpoints (or for none)."""

    text: str
    checkpoint_ids: tuple[str, ...] = ()
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class TurnRow:
    """Consecutive speech of one party; ``quarantine`` says why its text is no evidence.

    In a transcript without times ``start`` and ``end`` are None and ``turn`` is its number, else ``turn`` is None.
    """

    speaker: str
    start: float | None
    end: float | None
    text: str
    quarantine: str | None
    pieces: tuple[Piece, ...]
    turn: int | None = None


def turns(transcript: Transcript, manager_channel: int | None, evidence: Sequence[Evidence]) -> tuple[TurnRow, ...]:
    """The conversation in order; speakers are unknown where ``manager_channel`` is."""
    spoken = sorted((s for s in transcript.segments if s.words), key=lambda s: (s.start, s.channel))
    groups: list[list[Segment]] = []
    for segment in spoken:
        last = groups[-1][-1] if groups else None
        if last is not None and (last.channel, last.quarantine) == (segment.channel, segment.quarantine):
            groups[-1].append(segment)
        else:
            groups.append([segment])
    timed = transcript.timed
    return tuple(_turn(group, _speaker(group[0].channel, manager_channel), evidence, timed) for group in groups)


def _turn(group: Sequence[Segment], speaker: str, evidence: Sequence[Evidence], timed: bool) -> TurnRow:
    words = [word for segment in group for word in segment.words]
    own = (
        []
        if group[0].quarantine
        else [e for e in evidence if "unknown" in (e.speaker, speaker) or e.speaker == speaker]
    )
    pieces: list[Piece] = []
    for word in words:
        marks = [e for e in own if _within(word, e)]
        piece = Piece(word.text, tuple(e.checkpoint_id for e in marks), marks[0].verdict if marks else None)
        if pieces and (pieces[-1].checkpoint_ids, pieces[-1].verdict) == (piece.checkpoint_ids, piece.verdict):
            piece = Piece(f"{pieces.pop().text} {piece.text}", piece.checkpoint_ids, piece.verdict)
        pieces.append(piece)
    return TurnRow(
        speaker,
        group[0].start if timed else None,
        max(segment.end for segment in group) if timed else None,
        " ".join(word.text for word in words),
        group[0].quarantine,
        tuple(pieces),
        None if timed else turn_at(group[0].start),
    )


def _within(word: Word, evidence: Evidence) -> bool:
    return word.start >= evidence.start - _TOLERANCE and word.end <= evidence.end + _TOLERANCE


def _speaker(channel: int, manager_channel: int | None) -> str:
    if manager_channel is None:
        return "unknown"
    return "manager" if channel == manager_channel else "customer"
