"""A rule (checkpoint, outcome or tag) and what was heard in, its verdict with the evidence out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from speechqa.checklist.model import Checkpoint, Count, Phrase, Rule
from speechqa.matching.audible import Span
from speechqa.matching.heard import Heard, best_first, channels_of, hits_of, is_unclear, near_misses, nearest_of, spoken
from speechqa.matching.interruptions import can_be_told, interruptions_of
from speechqa.matching.model import FAILED, NOT_APPLICABLE, PASSED, UNHEARD, Hit, Verdict
from speechqa.matching.places import is_inside, places_after, places_of
from speechqa.matching.questions import questions
from speechqa.matching.reaction import occasions_of

_TOUCHING = 0.1
"""Seconds by which words that follow one another may overlap."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict, and the hit with which all that passed it had been said (None where nothing had to be, or where no
    checkpoint must come after)."""

    verdict: Verdict
    said: Hit | None = None


@dataclass(frozen=True, slots=True)
class _Demand:
    """Something that must be heard (or done) a number of times.

    Attributes:
        hits: wherever it was, most similar first.
        phrases: what would have met it; none for questions and interruptions.
        counted: the verdict says how many there were.
    """

    hits: Iterable[Hit]
    count: Count
    phrases: tuple[Phrase, ...] = ()
    counted: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """A rule put to a call: what it demands, of whom, not before when."""

    rule: Rule
    demands: tuple[_Demand, ...]
    channels: tuple[int, ...]
    after: Hit | None
    heard: Heard


def rule_on(rule: Rule, heard: Heard, after: Hit | None = None) -> Ruling:
    """The verdict; what must be said counts only after that hit."""
    if isinstance(rule, Checkpoint):
        if rule.by == "human":
            return Ruling(Verdict(rule.id, NOT_APPLICABLE, "by_human"))
        if rule.interruptions is not None and not can_be_told(heard):
            return Ruling(Verdict(rule.id, NOT_APPLICABLE, "one_channel"))
    ruling = _rule_on(rule, heard, after)
    if not heard.roles.certain and not all(heard.transcript.speech):
        # One party is silent and nothing tells which: what is heard of one party may be the other's, and what is not
        # heard may have been said all the same.
        anybody = rule.speaker == "any" and (rule.when is None or rule.when.speaker == "any")
        if not (anybody and ruling.verdict.verdict == PASSED and ruling.verdict.hit):
            return Ruling(Verdict(rule.id, UNHEARD, "unintelligible"))
    return ruling


def _rule_on(rule: Rule, heard: Heard, after: Hit | None) -> Ruling:
    channels = channels_of(rule.speaker, heard)
    triggers: tuple[Hit, ...] = ()
    if rule.when is not None:
        triggers = tuple(hits_of(rule.when.any, rule, rule.when.speaker, heard))
        if not triggers:
            whole = (Span(0.0, heard.transcript.duration),)
            if is_unclear(channels_of(rule.when.speaker, heard), whole, heard):
                return Ruling(Verdict(rule.id, UNHEARD, "unintelligible"))
            return Ruling(Verdict(rule.id, NOT_APPLICABLE, "no_trigger"))
    places = _places(rule, triggers, channels, heard)
    asked = _Asked(rule, _demands(rule, channels, heard), channels, after, heard)
    first_trigger = min(triggers, key=lambda hit: hit.start, default=None)
    forbidden = next(_counted(hits_of(rule.none, rule, rule.speaker, heard), places, asked), None)
    if forbidden is not None:
        return Ruling(Verdict(rule.id, FAILED, "forbidden", hit=forbidden, trigger=first_trigger))
    needs = any(demand.count.min for demand in asked.demands)
    if triggers and needs and isinstance(rule, Checkpoint) and rule.answer == "each":
        return _each_answered(asked, triggers)
    for demand in asked.demands:
        wrong = _unmet(demand, places, asked)
        if wrong is not None:
            return Ruling(replace(wrong, trigger=first_trigger) if first_trigger else wrong)
    return _all_met(asked, places, triggers)


def _demands(rule: Rule, channels: Sequence[int], heard: Heard) -> tuple[_Demand, ...]:
    demands = []
    if rule.any:
        hits = hits_of(rule.any, rule, rule.speaker, heard)
        demands.append(_Demand(hits, Count(rule.min_count), rule.any, rule.min_count > 1))
    for phrase in sorted(rule.all, key=lambda each: each.say):
        demands.append(_Demand(hits_of((phrase,), rule, rule.speaker, heard), Count(1), (phrase,)))
    if isinstance(rule, Checkpoint):
        if rule.questions is not None:
            asked = [spoken(hit, channel, heard) for channel in channels for hit in questions(heard.streams[channel])]
            demands.append(_Demand(tuple(sorted(asked, key=lambda hit: hit.start)), rule.questions, counted=True))
        if rule.interruptions is not None:
            over = [hit for channel in channels for hit in interruptions_of(channel, heard)]
            demands.append(_Demand(tuple(sorted(over, key=lambda hit: hit.start)), rule.interruptions, counted=True))
    return tuple(demands)


def _places(rule: Rule, triggers: Sequence[Hit], channels: Sequence[int], heard: Heard) -> tuple[Span, ...]:
    if rule.within is None or rule.within.anchor != "when":
        return places_of(rule.within, channels, heard)
    return tuple(
        place
        for each in occasions_of(triggers, heard)
        for place in places_after(rule.within, each.first, each.last, channels, heard)
    )


def _counted(hits: Iterable[Hit], places: Sequence[Span], asked: _Asked) -> Iterator[Hit]:
    return (hit for hit in hits if _is_after(hit, asked.after) and is_inside(hit, places, asked.heard))


def _is_after(hit: Hit, other: Hit | None) -> bool:
    """Also where both are heard in the same words, unless the same phrase was to be said again."""
    if other is None or hit.start >= other.end - _TOUCHING:
        return True
    return hit.phrase != other.phrase and hit.end >= other.end and hit.start >= other.start


def _times(hits: Iterable[Hit]) -> list[Hit]:
    """Hits at different places, in order of time; of those that overlap the most similar."""
    taken: list[Hit] = []
    for hit in hits:
        if all(hit.end <= other.start or hit.start >= other.end for other in taken):
            taken.append(hit)
    return sorted(taken, key=lambda hit: hit.start)


def _unmet(demand: _Demand, places: Sequence[Span], asked: _Asked) -> Verdict | None:
    """Why a demand is not met in these places; None where it is."""
    rule, heard, least, most = asked.rule, asked.heard, demand.count.min or 0, demand.count.max
    counted = _counted(demand.hits, places, asked)
    # Looking for more than are needed takes time, and so does looking for what nobody counts.
    times = _times(islice(counted, 1) if least <= 1 and most is None else counted)
    if len(times) < least:
        failed = _too_few(demand, times, places, asked)
        failed = replace(failed, count=len(times), of=least) if demand.counted else failed
        if is_unclear(asked.channels, places, heard):
            return replace(failed, verdict=UNHEARD, reason="unintelligible")
        return failed
    if most is not None and len(times) > most:
        return Verdict(rule.id, FAILED, "too_many", hit=times[most], count=len(times), of=most)
    return None


def _too_few(demand: _Demand, times: Sequence[Hit], places: Sequence[Span], asked: _Asked) -> Verdict:
    rule, heard = asked.rule, asked.heard
    if times or not demand.phrases:
        return Verdict(rule.id, FAILED, "too_few", nearest=next(_counted(demand.hits, places, asked), None))
    early = next((hit for hit in demand.hits if is_inside(hit, places, heard)), None)
    if early is not None:
        return Verdict(rule.id, FAILED, "too_early", nearest=early)
    outside = next(iter(demand.hits), None)
    if outside is not None:
        return Verdict(rule.id, FAILED, "outside_window", nearest=outside)
    return Verdict(rule.id, FAILED, "no_hit", nearest=_nearest(demand.phrases, places, asked))


def _nearest(phrases: Sequence[Phrase], places: Sequence[Span], asked: _Asked) -> Hit | None:
    if asked.rule.within is None:
        return nearest_of(phrases, asked.rule, asked.heard)
    near = (hit for hit in near_misses(phrases, asked.rule, asked.heard) if is_inside(hit, places, asked.heard))
    return next(near, None) or nearest_of(phrases, asked.rule, asked.heard)


def _each_answered(asked: _Asked, triggers: Sequence[Hit]) -> Ruling:
    """Every occasion needs an answer of its own; those whose place cannot be made out count neither way."""
    rule, heard = asked.rule, asked.heard
    answered: list[tuple[Hit, Hit | None]] = []
    failed: Verdict | None = None
    unheard: Verdict | None = None
    occasions = occasions_of(triggers, heard)
    for occasion in occasions:
        places = places_after(rule.within, occasion.first, occasion.last, asked.channels, heard)
        wrong = next((each for demand in asked.demands if (each := _unmet(demand, places, asked))), None)
        if wrong is None:
            answered.append(_evidence(asked, places))
        elif wrong.verdict == UNHEARD:
            unheard = unheard or replace(wrong, trigger=occasion.trigger)
        else:
            failed = failed or replace(wrong, reason="unanswered", trigger=occasion.trigger)
    count, of = len(answered), len(occasions)
    missing = failed or unheard
    if missing is not None:
        return Ruling(replace(missing, count=count, of=of))
    hit = min((hit for hit, _last in answered), key=best_first)
    verdict = Verdict(rule.id, PASSED, "hit", hit=hit, trigger=_trigger_of(hit, triggers), count=count, of=of)
    return Ruling(verdict, min((last for _hit, last in answered if last), key=lambda each: each.end, default=None))


def _all_met(asked: _Asked, places: Sequence[Span], triggers: Sequence[Hit]) -> Ruling:
    rule, heard = asked.rule, asked.heard
    first_trigger = min(triggers, key=lambda hit: hit.start, default=None)
    counted = next((demand for demand in asked.demands if demand.counted), None)
    count = len(_times(_counted(counted.hits, places, asked))) if counted else None
    of = (counted.count.max if counted.count.min is None else counted.count.min) if counted else None
    if any(demand.count.min for demand in asked.demands):
        hit, last = _evidence(asked, places)
        verdict = Verdict(rule.id, PASSED, "hit", hit=hit, trigger=_trigger_of(hit, triggers), count=count, of=of)
        return Ruling(verdict, last)
    by_words = rule.none or (isinstance(rule, Checkpoint) and rule.questions)
    if by_words and is_unclear(asked.channels, places, heard):
        return Ruling(Verdict(rule.id, UNHEARD, "unintelligible", trigger=first_trigger))
    nearest = _nearest(rule.none, places, asked) if rule.none else None
    return Ruling(Verdict(rule.id, PASSED, "absent", nearest=nearest, trigger=first_trigger, count=count, of=of))


def _evidence(asked: _Asked, places: Sequence[Span]) -> tuple[Hit, Hit | None]:
    """The hit to show for demands that are met, and the one with which the last of them was, if that matters."""
    met = [demand for demand in asked.demands if demand.count.min]
    shown = next(_counted(met[0].hits, places, asked))
    if asked.rule.id not in asked.heard.awaited:
        return shown, None
    times = [sorted(_times(_counted(demand.hits, places, asked)), key=lambda hit: hit.end) for demand in met]
    last = [hits[(demand.count.min or 1) - 1] for demand, hits in zip(met, times, strict=True)]
    return shown, max(last, key=lambda hit: hit.end)


def _trigger_of(hit: Hit, triggers: Sequence[Hit]) -> Hit | None:
    """Of several triggers the last one before the hit: the one it answers."""
    before = [trigger for trigger in triggers if trigger.start <= hit.start]
    return max(before or triggers, key=lambda trigger: trigger.start, default=None)
