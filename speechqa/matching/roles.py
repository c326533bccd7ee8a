"""Hits on both channels and what is known of the call in, the manager's channel and the reason out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from speechqa.calls.model import Call
from speechqa.checklist.model import Checklist
from speechqa.matching.cues import CUSTOMER, MANAGER
from speechqa.matching.expected import compiled, parts
from speechqa.matching.model import Hit, Roles
from speechqa.matching.phrase import CompiledPhrase, compile_phrase
from speechqa.matching.search import Stream, search
from speechqa.transcript.model import Transcript

SURE, SURE_OF_FEW = 1.0, 3.0
"""The margin from which the channels are told apart by what was said, and where one party hardly says anything."""

FEW_WORDS = 5

_CUE_WEIGHT, _CUE_MOST = 0.6, 8
_CONFIGURED, _FIRST_TO_SPEAK = 1.5, 0.4

Found = Mapping[tuple[CompiledPhrase, int], Sequence[Hit]]
"""Hits of each phrase on each channel."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    """How much channel 0 (against channel 1) said of what a manager says."""

    phrases: float
    cues: float
    prior: float


def tell_roles(
    transcript: Transcript,
    checklist: Checklist,
    streams: Sequence[Stream],
    found: Found,
    *,
    call: Call | None,
    configured: str,
    similarity: float,
) -> Roles:
    """Which channel the manager is on.

    Weighed together: the checklist's own phrases of manager and customer, phrases that every manager or customer
    says, a configured channel, and who speaks first (the party that answered: the manager of an inbound call, the
    customer of an outbound one). The reason names what decided; a margin below SURE is a guess and marked so.
    """
    if transcript.channels < 2:
        return Roles(None, "mono", certain=True)
    speaking = [bool(stream.words) for stream in streams]
    evidence = _Evidence(
        _of_checklist(checklist, found, similarity),
        _of_cues(checklist.language, streams),
        _of_configuration(configured) + _of_first_to_speak(transcript, call),
    )
    total = evidence.phrases + evidence.cues + evidence.prior
    said = evidence.phrases + evidence.cues
    channel = 0 if total > 0 or (total == 0 and speaking[0]) else 1
    few = min(len(stream.words) for stream in streams) < FEW_WORDS
    if abs(said) >= (SURE_OF_FEW if few else SURE) and (said > 0) == (channel == 0):
        reason = "phrases" if abs(evidence.phrases) >= abs(evidence.cues) else "cues"
        return Roles(channel, reason, certain=True, margin=round(abs(said), 2))
    if configured != "auto":
        return Roles(channel, "configured", certain=True, margin=round(abs(total), 2))
    reason = "direction" if evidence.prior else "default"
    return Roles(channel, reason, certain=False, margin=round(abs(total), 2))


def _of_checklist(checklist: Checklist, found: Found, similarity: float) -> float:
    balance = 0.0
    for checkpoint in checklist.checkpoints:
        for part, phrases in parts(checkpoint).items():
            speaker = checkpoint.when.speaker if part == "when" and checkpoint.when else checkpoint.speaker
            side = {"manager": 1, "customer": -1}.get(speaker, 0)
            wanted = [compiled(phrase, checkpoint, checklist.language, similarity) for phrase in phrases]
            balance += side * _difference(wanted, found)
    return balance


def _difference(wanted: Sequence[CompiledPhrase], found: Found) -> float:
    """1 where only channel 0 said one of the phrases, -1 where only channel 1 did, else 0."""
    said = [
        any(hit.similarity >= phrase.threshold for phrase in wanted for hit in found.get((phrase, channel), ()))
        for channel in (0, 1)
    ]
    return float(said[0]) - float(said[1])


def _of_cues(language: str, streams: Sequence[Stream]) -> float:
    balance = 0.0
    for cues, side in ((MANAGER, 1), (CUSTOMER, -1)):
        counts = [min(_CUE_MOST, _count(cues.get(language, ()), stream, language)) for stream in streams]
        balance += side * (counts[0] - counts[1])
    return _CUE_WEIGHT * balance


def _count(cues: Sequence[str], stream: Stream, language: str) -> int:
    threshold = 85.0
    return sum(bool(search(compile_phrase(cue, language, threshold), stream, threshold)) for cue in cues)


def _of_configuration(configured: str) -> float:
    return {"left": _CONFIGURED, "right": -_CONFIGURED}.get(configured, 0.0)


def _of_first_to_speak(transcript: Transcript, call: Call | None) -> float:
    firsts = [intervals[0].start if intervals else None for intervals in transcript.speech]
    if call is None or call.direction not in ("inbound", "outbound") or None in firsts or firsts[0] == firsts[1]:
        return 0.0
    first = 0 if (firsts[0] or 0.0) < (firsts[1] or 0.0) else 1
    manager = first if call.direction == "inbound" else 1 - first
    return _FIRST_TO_SPEAK if manager == 0 else -_FIRST_TO_SPEAK
