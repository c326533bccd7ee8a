"""Hits on both channels and what is known of the call in, the manager's channel and the reason out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from speechqa.calls.model import Call
from speechqa.checklist.model import Checklist
from speechqa.matching.cues import ANSWERING, COURTESY, CUSTOMER, MANAGER
from speechqa.matching.expected import compiled, parts
from speechqa.matching.model import Hit, Roles
from speechqa.matching.phrase import CompiledPhrase, compile_phrase
from speechqa.matching.search import Stream, search, stream_of
from speechqa.transcript.model import Transcript, Word

SURE, SURE_OF_FEW = 1.0, 3.0
"""The margin from which the channels are told apart by what was said, and where one party hardly says anything."""

FEW_WORDS = 5

_CUE_WEIGHT, _CUE_MOST = 0.6, 8
_CONFIGURED, _FIRST_TO_SPEAK, _GREETS_FIRST = 1.5, 0.4, 0.8
_COURTESY_WEIGHT, _COURTESY_WORDS = 0.3, 4
_OPENING_WORDS, _OPENING_SECONDS = 3, 8.0
_LIKE = 85.0

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
        _of_configuration(configured) + _of_first_to_speak(transcript, streams, call, checklist.language),
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
            said = [_weight_said(wanted, channel, found, checklist.language) for channel in (0, 1)]
            balance += side * (said[0] - said[1])
    return balance


def _weight_said(wanted: Sequence[CompiledPhrase], channel: int, found: Found, language: str) -> float:
    """1 where the channel said one of the phrases, _COURTESY_WEIGHT where only one that anybody says, else 0."""
    said = [
        phrase
        for phrase in wanted
        if any(hit.similarity >= phrase.threshold for hit in found.get((phrase, channel), ()))
    ]
    return max((_COURTESY_WEIGHT if _is_courtesy(phrase.say, language) else 1.0 for phrase in said), default=0.0)


@lru_cache(maxsize=20_000)
def _is_courtesy(say: str, language: str) -> bool:
    words = [Word(word, 0.0, 0.0, 1.0) for word in say.split() if not word.startswith("{")]
    stream = stream_of(words, "unknown", language)
    courtesies = [compile_phrase(courtesy, language, _LIKE) for courtesy in COURTESY.get(language, ())]
    return len(words) <= _COURTESY_WORDS and any(search(courtesy, stream, _LIKE) for courtesy in courtesies)


def _of_cues(language: str, streams: Sequence[Stream]) -> float:
    balance = 0.0
    for cues, side in ((MANAGER, 1), (CUSTOMER, -1)):
        counts = [min(_CUE_MOST, _count(cues.get(language, ()), stream, language)) for stream in streams]
        balance += side * (counts[0] - counts[1])
    return _CUE_WEIGHT * balance


def _count(cues: Sequence[str], stream: Stream, language: str) -> int:
    return sum(bool(search(compile_phrase(cue, language, _LIKE), stream, _LIKE)) for cue in cues)


def _of_configuration(configured: str) -> float:
    return {"left": _CONFIGURED, "right": -_CONFIGURED}.get(configured, 0.0)


def _of_first_to_speak(transcript: Transcript, streams: Sequence[Stream], call: Call | None, language: str) -> float:
    """The party that answers: the manager of an inbound call, greeting, the customer of an outbound one, «алло»."""
    firsts = [intervals[0].start if intervals else None for intervals in transcript.speech]
    if None in firsts or firsts[0] == firsts[1]:
        return 0.0
    first = 0 if (firsts[0] or 0.0) < (firsts[1] or 0.0) else 1
    toward = 1.0 if first == 0 else -1.0
    opening = streams[first].tokens[:_OPENING_WORDS]
    greets = any(
        search(compile_phrase(courtesy, language, _LIKE), streams[first], _LIKE)[:1]
        and search(compile_phrase(courtesy, language, _LIKE), streams[first], _LIKE)[0].start < _OPENING_SECONDS
        for courtesy in COURTESY.get(language, ())
    )
    answers = bool(opening) and opening[0].text in ANSWERING.get(language, ())
    direction = call.direction if call is not None else "unknown"
    balance = {"inbound": _FIRST_TO_SPEAK, "outbound": -_FIRST_TO_SPEAK}.get(direction, 0.0)
    if direction != "outbound" and greets and not answers:
        balance += _GREETS_FIRST
    return toward * balance
