"""Hits on both channels and what is known of the call in, the manager's channel and the reason out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from speechqa.calls.model import Call
from speechqa.checklist.model import Checklist
from speechqa.matching.audible import LIMITS, Span, is_unintelligible
from speechqa.matching.expected import compiled_all, parts
from speechqa.matching.hits import is_known_to_be_said, is_said
from speechqa.matching.languages import language_of
from speechqa.matching.listen import Listened, listen
from speechqa.matching.model import Roles
from speechqa.matching.phrase import CompiledPhrase
from speechqa.matching.plan import cue_phrase, cue_plan
from speechqa.matching.search import Stream, hits_in, stream_of
from speechqa.transcript.model import Transcript, Word

SURE = 2.0
"""The margin from which the channels are told apart by what was said."""

SURE_IN_DOUBT = 3.0
"""The same where something speaks against it: one party hardly says anything or can't be made out, the card's phrases
and the general ones disagree, the other party spoke first, or somebody sells to the business that is called."""

SURE_OF_STRANGERS = 4.0
"""The same where hardly anything of the card was heard, whoever said it: it may be the card of other calls."""

SURE_OF_CALLERS = 4.5
"""The same where somebody introduces a business and nobody knows who called: a manager, or one who sells to him."""

SUPPORTED, SURE_WITH_PRIOR = 0.75, 1.6
"""What was said may be less where who spoke first agrees with it, and both together come to this."""

FEW_WORDS, SMALL_SHARE = 5, 0.25

_GARBLED = replace(LIMITS, unknown=math.inf)
_DIRECTIONS = ("inbound", "outbound")
_CONTRARY, _ONE_SIDED, _LITTLE = 1.0, 0.4, 3.0
_CUE_WEIGHT, _CUE_MOST = 0.6, 8
_ADDRESS_WEIGHT, _ADDRESS_MOST, _ADDRESS_PRIOR = 0.5, 2.0, 0.7
_CONFIGURED, _FIRST_TO_SPEAK, _GREETS_FIRST = 1.5, 0.4, 0.8
_COURTESY_WEIGHT, _COURTESY_WORDS = 0.3, 4
_OPENING_WORDS, _OPENING_SECONDS = 3, 8.0


@dataclass(frozen=True, slots=True)
class _Evidence:
    """How much channel 0 (against channel 1) said of what a manager says.

    Attributes:
        phrases, mass: by the card, in balance and in all.
        cues: by what managers and customers say whatever the card asks.
        prior: by the configuration and who spoke first.
        disputed: two businesses, and nobody knows which called the other.
        calling: somebody speaks for a business that calls, though the call is not known to be outbound.
        unknown: nobody knows who called.
        few: one party hardly says anything.
        garbled: what one party says could not be made out.
    """

    phrases: float
    mass: float
    cues: float
    prior: float
    disputed: bool
    calling: bool
    unknown: bool
    few: bool
    garbled: bool

    @property
    def said(self) -> float:
        return self.phrases + self.cues

    @property
    def total(self) -> float:
        return self.said + self.prior


def tell_roles(
    transcript: Transcript,
    checklist: Checklist,
    streams: Sequence[Stream],
    listened: Sequence[Listened],
    *,
    call: Call | None,
    configured: str,
    similarity: float,
    one_voice: bool,
) -> Roles:
    """Which channel the manager is on.

    The source of the transcript goes first where it names the roles: its channels are not those of a recording. Then
    the call's record, where the telephone system wrote which channel is whose.
    Weighed together: the checklist's own phrases of manager and customer, phrases that every manager or customer
    says, a configured channel, and who speaks first (the party that answered: the manager of an inbound call, the
    customer of an outbound one). The reason names what decided; a margin below SURE is a guess and marked so, and
    below more than that where there is cause for doubt.
    """
    if transcript.channels < 2 or one_voice:
        return Roles(None, "mono", certain=True)
    if transcript.manager_channel is not None:
        return Roles(transcript.manager_channel, "given", certain=True)
    if call is not None and call.customer_channel in (0, 1):
        return Roles(1 - call.customer_channel, "record", certain=True)
    speaking = [bool(stream.words) for stream in streams]
    direction = call.direction if call is not None else "unknown"
    cues, disputed, calling = _of_cues(checklist.language, streams, direction)
    phrases, mass = _of_checklist(checklist, listened, similarity)
    counts = [len(stream.words) for stream in streams]
    whole = (Span(0.0, transcript.duration),)
    evidence = _Evidence(
        phrases,
        mass,
        cues + _of_address(checklist.language, streams),
        _of_configuration(configured) + _of_first_to_speak(transcript, streams, direction, checklist.language),
        disputed,
        calling,
        unknown=direction not in _DIRECTIONS,
        few=min(counts) < max(FEW_WORDS, SMALL_SHARE * sum(counts)),
        garbled=any(
            is_unintelligible(transcript, (channel,), whole, checklist.language, _GARBLED)
            for channel in (0, 1)
            if speaking[channel]
        ),
    )
    total = evidence.total
    channel = 0 if total > 0 or (total == 0 and speaking[0]) else 1
    if _is_sure(evidence):
        reason = "phrases" if abs(evidence.phrases) >= abs(evidence.cues) else "cues"
        return Roles(channel, reason, certain=True, margin=round(abs(evidence.said), 2))
    if configured != "auto":
        return Roles(channel, "configured", certain=True, margin=round(abs(total), 2))
    reason = "direction" if evidence.prior else "default"
    return Roles(channel, reason, certain=False, margin=round(abs(total), 2))


def _is_sure(evidence: _Evidence) -> bool:
    said, prior = evidence.said, evidence.prior
    if evidence.disputed or said * evidence.total <= 0:
        return False
    doubtful = evidence.few or evidence.garbled or evidence.calling or _is_contrary(evidence)
    least = SURE_IN_DOUBT if doubtful or said * prior < 0 else SURE
    if evidence.mass < _LITTLE and said * prior <= 0:
        least = max(least, SURE_OF_STRANGERS)
    if evidence.calling and evidence.unknown:
        least = max(least, SURE_OF_CALLERS)
    # Who spoke first takes away from what was said, but adds nothing to it.
    if min(abs(said), abs(evidence.total)) >= least:
        return True
    agreed = abs(said) >= SUPPORTED and said * prior > 0 and abs(evidence.total) >= SURE_WITH_PRIOR
    return agreed and not doubtful


def _is_contrary(evidence: _Evidence) -> bool:
    """What the card expects and what managers say elsewhere point to different channels, or either said much of it."""
    if evidence.phrases * evidence.cues > 0:
        return False
    mixed = abs(evidence.phrases) < _ONE_SIDED * evidence.mass
    return mixed or min(abs(evidence.phrases), abs(evidence.cues)) >= _CONTRARY


def _of_checklist(checklist: Checklist, listened: Sequence[Listened], similarity: float) -> tuple[float, float]:
    """The balance of what the card expects of either party, and how much of it was said in all."""
    balance = mass = 0.0
    for rule in (*checklist.checkpoints, *checklist.outcomes, *checklist.tags):
        for part, phrases in parts(rule).items():
            speaker = rule.when.speaker if part == "when" and rule.when else rule.speaker
            side = {"manager": 1, "customer": -1}.get(speaker, 0)
            if side:
                wanted = compiled_all(phrases, rule, checklist.language, similarity)
                said = [_weight_said(wanted, listened[channel], checklist.language, side) for channel in (0, 1)]
                balance += side * (said[0] - said[1])
                mass += abs(said[0] - said[1])
    return balance, mass


def _weight_said(wanted: Sequence[CompiledPhrase], listened: Listened, language: str, side: int) -> float:
    """1 where the channel said one of the phrases, _COURTESY_WEIGHT where only one that anybody says, else 0."""
    promising = listened.promising
    if promising.isdisjoint(wanted):
        return 0.0
    possible = [phrase for phrase in wanted if phrase in promising]
    weight = 0.0
    # What is known to be said goes first: the others need not be looked for then.
    for phrase in sorted(possible, key=lambda each: not is_known_to_be_said(listened, each)):
        own = not _is_anybodys(phrase.say, language, side)
        if (own or not weight) and is_said(listened, phrase):
            if own:
                return 1.0
            weight = _COURTESY_WEIGHT
    return weight


@lru_cache(maxsize=20_000)
def _is_anybodys(say: str, language: str, side: int) -> bool:
    """A courtesy, or what the other party commonly says («у вас есть», where a card takes it for a question)."""
    words = [Word(word, 0.0, 0.0, 1.0) for word in say.split() if not word.startswith("{")]
    stream = stream_of(words, "unknown", language)
    cues = language_of(language).cues
    known = (*cues.courtesy, *(cues.customer if side > 0 else cues.manager))
    if len(words) > _COURTESY_WORDS:
        return False
    return bool(_said(known, stream))


def _of_cues(language: str, streams: Sequence[Stream], direction: str) -> tuple[float, bool, bool]:
    """The balance of what either side says; whether it is disputed (of two businesses, who called the other?), and
    whether somebody calls for a business while nobody knows who called."""
    cues = language_of(language).cues
    managers, customers, answers, calls = (
        [min(_CUE_MOST, _said(said, stream)) for stream in streams]
        for said in (cues.manager, cues.customer, cues.company, cues.caller)
    )
    balance = managers[0] - managers[1] - customers[0] + customers[1]
    answering, calling = answers[0] - answers[1], calls[0] - calls[1]
    both = (answers[0] and calls[1]) or (answers[1] and calls[0])
    disputed = direction not in _DIRECTIONS and bool(both)
    if direction == "inbound":
        balance += answering - calling
    elif direction == "outbound":
        balance += calling - answering
    elif not disputed:
        balance += answering + calling
    return _CUE_WEIGHT * balance, disputed, direction != "outbound" and any(calls)


def _of_address(language: str, streams: Sequence[Stream]) -> float:
    """Who talks of the other and who of himself."""
    you, me = language_of(language).cues.you, language_of(language).cues.me
    leanings = []
    for stream in streams:
        said = [token.text for token in stream.tokens]
        of_other, of_self = sum(word in you for word in said), sum(word in me for word in said)
        leanings.append(math.log((of_other + _ADDRESS_PRIOR) / (of_self + _ADDRESS_PRIOR)))
    difference = leanings[0] - leanings[1]
    return _ADDRESS_WEIGHT * max(-_ADDRESS_MOST, min(_ADDRESS_MOST, difference))


def _said(cues: tuple[str, ...], stream: Stream) -> int:
    """How many of them were said."""
    phrases = _cue_phrases(cues, stream.language)
    listened = next((known for known in stream.listened if phrases <= known.plan.numbers.keys()), None)
    listened = listened or listen(cue_plan(stream.language), stream)
    return sum([is_said(listened, phrase) for phrase in phrases & listened.promising])


@lru_cache(maxsize=1_000)
def _cue_phrases(cues: tuple[str, ...], language: str) -> frozenset[CompiledPhrase]:
    return frozenset(cue_phrase(cue, language) for cue in cues)


def _of_configuration(configured: str) -> float:
    return {"left": _CONFIGURED, "right": -_CONFIGURED}.get(configured, 0.0)


def _of_first_to_speak(transcript: Transcript, streams: Sequence[Stream], direction: str, language: str) -> float:
    """The party that answers: the manager of an inbound call, greeting, the customer of an outbound one, «алло»."""
    firsts = [_first_spoken(transcript, channel, stream) for channel, stream in enumerate(streams)]
    left, right = firsts
    if left is None or right is None or left == right:
        return 0.0
    first = 0 if left < right else 1
    toward = 1.0 if first == 0 else -1.0
    opening = streams[first].tokens[:_OPENING_WORDS]
    greets = any(
        hit.start < min(left, right) + _OPENING_SECONDS
        for courtesy in language_of(language).cues.courtesy
        for hit in hits_in(cue_phrase(courtesy, language), streams[first])[:1]
    )
    picks_up = bool(opening) and opening[0].text in language_of(language).cues.answering
    balance = {"inbound": _FIRST_TO_SPEAK, "outbound": -_FIRST_TO_SPEAK}.get(direction, 0.0)
    if direction != "outbound" and greets and not picks_up:
        balance += _GREETS_FIRST
    return toward * balance


def _first_spoken(transcript: Transcript, channel: int, stream: Stream) -> float | None:
    """When the party began to speak: the first voice activity with words in it, which ringback has none of.

    The first word after silence may be dated early, so that its own time would not do.
    """
    middles = [(word.start + word.end) / 2 for word in stream.words]
    for interval in transcript.speech[channel]:
        if any(interval.start <= middle <= interval.end for middle in middles):
            return interval.start
    return None
