"""A transcript with its voice activity and the manager's channel in, how both parties talked out.

Pure. Seconds are of voice activity, without the padding that recognising needs; only speaking rate and turns need
words. What cannot be known is None: a party's figures where the parties are not told apart (one channel, or the same
sound on both), and everything in seconds where the transcript has no times. Formulas: docs/metrics.md.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from statistics import median

from speechqa.matching.crosstalk import own_words
from speechqa.matching.interruptions import spoken_over
from speechqa.matching.model import Roles
from speechqa.matching.utterances import utterances_of
from speechqa.recording.model import Interval
from speechqa.store.conversation import Conversation, Interrupted, Limits, Party
from speechqa.transcript.model import Transcript, Word


def converse(
    transcript: Transcript, roles: Roles, limits: Limits, hold: Sequence[Interval] | None = None
) -> Conversation:
    """All figures of one recording; ``hold`` is where any channel carries hold music, None where that is not known."""
    manager = roles.manager_channel if transcript.channels == 2 else None
    nobody = Party()
    found = Conversation(
        manager_channel=manager,
        role_certain=None if manager is None else roles.certain,
        limits=limits,
        duration=None, speech=None, overlap=None, silences=None, silence=None, longest_silence=None, lead_in=None,
        lead_out=None, hold=None if hold is None else sum(each.length for each in union_of(hold)),
        manager=nobody, customer=nobody,
    )  # fmt: skip
    if transcript.timed:
        found = _with_silence(found, transcript, limits)
    if manager is None:
        return found
    parties = _of_words(transcript)
    if transcript.timed:
        voices = [union_of(transcript.voice(channel)) for channel in (0, 1)]
        parties = [_with_voice(parties[channel], channel, voices, limits) for channel in (0, 1)]
        interruptions = _interruptions(transcript, manager, limits)
        for channel in (0, 1):
            who = "manager" if channel == manager else "customer"
            count = sum(each.who == who for each in interruptions)
            parties[channel] = replace(parties[channel], interruptions=count)
        found = replace(found, overlap=overlap_of(*voices), interruptions=interruptions)
    return replace(found, manager=parties[manager], customer=parties[1 - manager])


@lru_cache(maxsize=1)
def conversation_version() -> str:
    """A hash of this module's code; what it imports from matching is told by the matcher's version."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]


def union_of(intervals: Sequence[Interval]) -> tuple[Interval, ...]:
    """The same time as intervals that do not meet, in order."""
    joined: list[Interval] = []
    for each in sorted(intervals, key=lambda one: one.start):
        if joined and each.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, each.end))
        else:
            joined.append(each)
    return tuple(joined)


def overlap_of(one: Sequence[Interval], other: Sequence[Interval]) -> float:
    """Seconds that both speak; neither's intervals meet."""
    total, at = 0.0, 0
    for each in one:
        while at < len(other) and other[at].end <= each.start:
            at += 1
        nth = at
        while nth < len(other) and other[nth].start < each.end:
            total += min(each.end, other[nth].end) - max(each.start, other[nth].start)
            nth += 1
    return total


def quiet_of(spoken: Sequence[Interval], duration: float) -> tuple[Interval, ...]:
    """Where nobody speaks, from begin to end; ``spoken`` do not meet."""
    edges = [0.0, *(edge for each in spoken for edge in (each.start, each.end)), duration]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple(Interval(start, end) for start, end in pairs if end > start)


def monologue_of(own: Sequence[Interval], other: Sequence[Interval], limits: Limits) -> Interval | None:
    """The longest stretch, its pauses included, in which a party has no pause above ``monologue_pause`` and the other
    says in none of them anything of ``back_channel`` seconds or more."""
    breaking = [each for each in other if each.length >= limits.back_channel]
    starts = [each.start for each in breaking]
    stretches: list[Interval] = []
    for each in own:
        if stretches:
            last = stretches[-1]
            # Of the other's intervals that begin before the pause ends, the last is the one that ends last.
            at = bisect_left(starts, each.start) - 1
            broken = at >= 0 and breaking[at].end > last.end
            if not broken and each.start - last.end <= limits.monologue_pause:
                stretches[-1] = Interval(last.start, max(last.end, each.end))
                continue
        stretches.append(each)
    return max(stretches, key=lambda one: (one.length, -one.start), default=None)


@dataclass(frozen=True, slots=True)
class Reply:
    """A party (0 or 1) speaks after the other: seconds from that one's end, 0 where it did not wait for it."""

    party: int
    gap: float


def replies_of(voices: Sequence[Sequence[Interval]]) -> tuple[Reply, ...]:
    """Every change of speaker. What is said wholly within the other's speech is no reply and ends nothing."""
    order = sorted((each.start, each.end, party) for party in (0, 1) for each in voices[party])
    replies: list[Reply] = []
    speaker: int | None = None
    until = 0.0
    for start, end, party in order:
        if speaker is not None and end <= until:
            continue
        if speaker is not None and party != speaker:
            replies.append(Reply(party, max(0.0, start - until)))
        speaker, until = party, end
    return tuple(replies)


@dataclass(frozen=True, slots=True)
class _Said:
    words: tuple[Word, ...]
    language: str


def _with_silence(found: Conversation, transcript: Transcript, limits: Limits) -> Conversation:
    spoken = union_of([each for channel in range(transcript.channels) for each in transcript.voice(channel)])
    lengths = [each.length for each in quiet_of(spoken, transcript.duration) if each.length > limits.silence]
    return replace(
        found,
        duration=transcript.duration,
        speech=sum(each.length for each in spoken),
        silences=len(lengths),
        silence=sum(lengths),
        longest_silence=max(lengths, default=0.0),
        lead_in=spoken[0].start if spoken else None,
        lead_out=max(0.0, transcript.duration - spoken[-1].end) if spoken else None,
    )


def _of_words(transcript: Transcript) -> list[Party]:
    said = [_Said(words, transcript.language) for words in own_words(transcript).words]
    turns = utterances_of(said, one_voice=False)
    return [Party(words=len(said[channel].words), turns=len(turns[channel])) for channel in (0, 1)]


def _with_voice(party: Party, channel: int, voices: Sequence[Sequence[Interval]], limits: Limits) -> Party:
    monologue = monologue_of(voices[channel], voices[1 - channel], limits)
    gaps = [reply.gap for reply in replies_of(voices) if reply.party == channel]
    return replace(
        party,
        speech=sum(each.length for each in voices[channel]),
        monologue=monologue.length if monologue else 0.0,
        monologue_start=monologue.start if monologue else None,
        replies=len(gaps),
        reply_gap=median(gaps) if gaps else None,
        reply_seconds=sum(gaps),
    )


def _interruptions(transcript: Transcript, manager: int, limits: Limits) -> tuple[Interrupted, ...]:
    words = own_words(transcript).words
    found = [
        Interrupted("manager" if channel == manager else "customer", each.start, each.length, each.stopped)
        for channel in (0, 1)
        for each in spoken_over(channel, transcript, words[channel], transcript.language, limits.interruption)
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.who)))
