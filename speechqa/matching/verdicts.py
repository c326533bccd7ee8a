"""A transcript, what is known of the call and a checklist in, a verdict with its evidence for each checkpoint out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from speechqa.calls.model import Call
from speechqa.checklist.model import Checklist, Checkpoint, Phrase, Within
from speechqa.matching.audible import Span, is_unintelligible
from speechqa.matching.expected import compiled, parts
from speechqa.matching.model import FAILED, NOT_APPLICABLE, PASSED, UNHEARD, Hit, Match, Roles, Verdict
from speechqa.matching.phrase import CompiledPhrase
from speechqa.matching.roles import Found, tell_roles
from speechqa.matching.search import Stream, closest, search, stream_of
from speechqa.settings import Settings
from speechqa.transcript import quarantine
from speechqa.transcript.model import Transcript

UNLESS_BEFORE, UNLESS_AFTER = 4.0, 10.0
"""Seconds around a hit in which an ``unless`` phrase voids it."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """All that a verdict is made from."""

    transcript: Transcript
    checklist: Checklist
    streams: tuple[Stream, ...]
    found: Found
    roles: Roles
    similarity: float


def match(
    transcript: Transcript, checklist: Checklist, call: Call | None = None, settings: Settings | None = None
) -> Match:
    """Verdicts on every checkpoint, in the checklist's order; pure: the same input gives the same result.

    Args:
        call: for its direction, which helps to tell the manager's channel.
        settings: for ``similarity`` and ``manager_channel``.
    """
    chosen = settings or Settings()
    streams = tuple(
        stream_of(
            (
                word
                for segment in transcript.segments
                if segment.channel == channel and segment.quarantine is None
                for word in segment.words
            ),
            "unknown",
            checklist.language,
        )
        for channel in range(transcript.channels)
    )
    found = _search_all(checklist, streams, chosen.similarity)
    roles = tell_roles(
        transcript,
        checklist,
        streams,
        found,
        call=call,
        configured=chosen.manager_channel,
        similarity=chosen.similarity,
    )
    heard = _Heard(transcript, checklist, streams, found, roles, chosen.similarity)
    return Match(roles, tuple(_verdict(checkpoint, heard) for checkpoint in checklist.checkpoints))


@lru_cache(maxsize=1)
def matcher_version() -> str:
    """Everything but its input that a verdict depends on: this room's code, rapidfuzz and the dictionary.

    The code is told by its sum, not by a number that somebody forgets to raise.
    """
    from importlib.metadata import version

    files = [*sorted(Path(__file__).parent.glob("*.py")), Path(quarantine.__file__)]
    code = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    return f"{code}; rapidfuzz {version('rapidfuzz')}; dictionary {version('pymorphy3-dicts-ru')}"


def speaker_of(channel: int, roles: Roles) -> str:
    """``manager`` or ``customer`` by the roles told, ``unknown`` in mono."""
    if roles.manager_channel is None:
        return "unknown"
    return "manager" if channel == roles.manager_channel else "customer"


def _search_all(checklist: Checklist, streams: Sequence[Stream], similarity: float) -> Found:
    found: dict[tuple[CompiledPhrase, int], Sequence[Hit]] = {}
    for checkpoint in checklist.checkpoints:
        for phrase in chain.from_iterable(parts(checkpoint).values()):
            for say in (None, *phrase.unless):
                wanted = compiled(phrase, checkpoint, checklist.language, similarity, say)
                for channel, stream in enumerate(streams):
                    if (wanted, channel) not in found:
                        found[wanted, channel] = search(wanted, stream)
    return found


def _verdict(checkpoint: Checkpoint, heard: _Heard) -> Verdict:
    if checkpoint.by == "human":
        return Verdict(checkpoint.id, NOT_APPLICABLE, "by_human")
    if not heard.roles.certain and not all(heard.transcript.speech):
        # One party is silent and nothing tells which: whatever is heard may be the customer's.
        return Verdict(checkpoint.id, UNHEARD, "unintelligible")
    triggers: tuple[Hit, ...] = ()
    if checkpoint.when is not None:
        triggers = _hits(checkpoint.when.any, checkpoint, checkpoint.when.speaker, heard)
        if not triggers:
            whole = (Span(0.0, heard.transcript.duration),)
            if is_unintelligible(heard.transcript, _channels(checkpoint.when.speaker, heard), whole):
                return Verdict(checkpoint.id, UNHEARD, "unintelligible")
            return Verdict(checkpoint.id, NOT_APPLICABLE, "no_trigger")
    spans = _spans(checkpoint.within, triggers, heard.transcript)
    trigger = triggers[0] if triggers else None
    forbidden = [hit for hit in _hits(checkpoint.none, checkpoint, checkpoint.speaker, heard) if _inside(hit, spans)]
    if forbidden:
        return Verdict(checkpoint.id, FAILED, "forbidden", hit=forbidden[0], trigger=trigger)
    wanted = [group for group in (checkpoint.any, *((phrase,) for phrase in checkpoint.all)) if group]
    evidence: list[Hit] = []
    for group in wanted:
        hits = _hits(group, checkpoint, checkpoint.speaker, heard)
        counted = [hit for hit in hits if _inside(hit, spans)]
        if not counted:
            return _missing(checkpoint, group, hits, spans, trigger, heard)
        evidence.append(counted[0])
    if evidence:
        return Verdict(checkpoint.id, PASSED, "hit", hit=evidence[0], trigger=_trigger_of(evidence[0], triggers))
    if is_unintelligible(heard.transcript, _channels(checkpoint.speaker, heard), spans):
        return Verdict(checkpoint.id, UNHEARD, "unintelligible", trigger=trigger)
    nearest = _nearest(checkpoint.none, checkpoint, spans, heard)
    return Verdict(checkpoint.id, PASSED, "absent", nearest=nearest, trigger=trigger)


def _trigger_of(hit: Hit, triggers: Sequence[Hit]) -> Hit | None:
    """Of several triggers the last one before the hit: the one it answers."""
    before = [trigger for trigger in triggers if trigger.start <= hit.start]
    return max(before or triggers, key=lambda trigger: trigger.start, default=None)


def _missing(
    checkpoint: Checkpoint,
    group: Sequence[Phrase],
    elsewhere: Sequence[Hit],
    spans: Sequence[Span],
    trigger: Hit | None,
    heard: _Heard,
) -> Verdict:
    nearest = elsewhere[0] if elsewhere else _nearest(group, checkpoint, spans, heard)
    if is_unintelligible(heard.transcript, _channels(checkpoint.speaker, heard), spans):
        return Verdict(checkpoint.id, UNHEARD, "unintelligible", nearest=nearest, trigger=trigger)
    if elsewhere:
        return Verdict(checkpoint.id, FAILED, "outside_window", nearest=nearest, trigger=trigger)
    return Verdict(checkpoint.id, FAILED, "no_hit", nearest=nearest, trigger=trigger)


def _hits(phrases: Sequence[Phrase], checkpoint: Checkpoint, speaker: str, heard: _Heard) -> tuple[Hit, ...]:
    """Hits that count, most similar first, each with its speaker."""
    hits = []
    for phrase in phrases:
        wanted = _compiled(phrase, checkpoint, heard)
        for channel in _channels(speaker, heard):
            for hit in heard.found[wanted, channel]:
                if hit.similarity >= wanted.threshold and not _voided(phrase, hit, channel, checkpoint, heard):
                    hits.append(_spoken(hit, channel, heard))
    return tuple(sorted(hits, key=lambda hit: (-hit.similarity, hit.start, hit.phrase)))


def _nearest(phrases: Sequence[Phrase], checkpoint: Checkpoint, spans: Sequence[Span], heard: _Heard) -> Hit | None:
    near = [
        _spoken(hit, channel, heard)
        for phrase in phrases
        for channel in _channels(checkpoint.speaker, heard)
        for hit in heard.found[_compiled(phrase, checkpoint, heard), channel]
        if _inside(hit, spans)
    ]
    if not near:
        found = (
            (closest(_compiled(phrase, checkpoint, heard), heard.streams[channel]), channel)
            for phrase in phrases
            for channel in _channels(checkpoint.speaker, heard)
        )
        near = [_spoken(hit, channel, heard) for hit, channel in found if hit is not None]
    return min(near, key=lambda hit: (-hit.similarity, hit.start, hit.phrase), default=None)


def _compiled(phrase: Phrase, checkpoint: Checkpoint, heard: _Heard, say: str | None = None) -> CompiledPhrase:
    return compiled(phrase, checkpoint, heard.checklist.language, heard.similarity, say)


def _voided(phrase: Phrase, hit: Hit, channel: int, checkpoint: Checkpoint, heard: _Heard) -> bool:
    for say in phrase.unless:
        wanted = _compiled(phrase, checkpoint, heard, say)
        for other in heard.found[wanted, channel]:
            near = other.start <= hit.end + UNLESS_AFTER and other.end >= hit.start - UNLESS_BEFORE
            if other.similarity >= wanted.threshold and near:
                return True
    return False


def _channels(speaker: str, heard: _Heard) -> tuple[int, ...]:
    manager = heard.roles.manager_channel
    if manager is None or speaker == "any":
        return tuple(range(heard.transcript.channels))
    return (manager if speaker == "manager" else 1 - manager,)


def _spoken(hit: Hit, channel: int, heard: _Heard) -> Hit:
    return Hit(
        hit.phrase, hit.quote, speaker_of(channel, heard.roles), hit.start, hit.end, hit.similarity, hit.probability
    )


def _spans(within: Within | None, triggers: Sequence[Hit], transcript: Transcript) -> tuple[Span, ...]:
    """Where in the call a phrase counts: it must begin in one of these."""
    if within is None:
        return (Span(0.0, transcript.duration),)
    spoken = [interval for intervals in transcript.speech for interval in intervals]
    if within.anchor == "first":
        begin = min((interval.start for interval in spoken), default=0.0)
        return (Span(begin, begin + within.amount),)
    if within.anchor == "last":
        end = max((interval.end for interval in spoken), default=transcript.duration)
        return (Span(max(0.0, end - within.amount), transcript.duration),)
    return tuple(Span(trigger.end, trigger.end + within.amount) for trigger in triggers)


def _inside(hit: Hit, spans: Sequence[Span]) -> bool:
    return any(span.start - 0.5 <= hit.start <= span.end or span.start < hit.end <= span.end for span in spans)
