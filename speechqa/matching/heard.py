"""All that a verdict is made from, put together once for a call: words, phrases found, roles, utterances.

The only place, with roles.py and introduction.py, that asks the phrase search anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from speechqa.checklist.model import Checklist, Phrase, Rule
from speechqa.matching.audible import Span, is_unintelligible
from speechqa.matching.denied import mark_behind
from speechqa.matching.expected import compiled, compiled_all
from speechqa.matching.hits import hit_of, hits, is_known_to_be_said, near_hits, said_within
from speechqa.matching.introduction import introduced_names
from speechqa.matching.languages import language_of
from speechqa.matching.listen import Listened
from speechqa.matching.model import Hit, Roles
from speechqa.matching.nearest import look_closer, nearest
from speechqa.matching.phrase import CompiledPhrase
from speechqa.matching.stream import Stream
from speechqa.matching.text import word_tokens
from speechqa.matching.utterances import Utterance
from speechqa.transcript.model import Transcript

UNLESS_BEFORE, UNLESS_AFTER = 4.0, 10.0
"""Seconds around a hit in which an ``unless`` phrase voids it."""

_ONLY_A_NAME = "{name}"
_ONE_NAMING = 0.3
"""Seconds within which two names follow each other as one."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a call when its rules are asked.

    ``streams`` hold the words that are each party's own (crosstalk.py), ``listened`` the same looked up for all phrases
    of the checklist; ``utterances`` are by channel; ``awaited`` are the checkpoints that others must come after;
    ``interruption`` are the seconds that both speak from which one interrupts the other; ``clear`` keeps which places
    could be made out.
    """

    transcript: Transcript
    checklist: Checklist
    streams: tuple[Stream, ...]
    listened: tuple[Listened, ...]
    roles: Roles
    similarity: float
    utterances: tuple[tuple[Utterance, ...], ...]
    awaited: frozenset[str | None]
    interruption: float
    clear: dict[tuple[tuple[int, ...], tuple[Span, ...]], bool] = field(default_factory=dict, compare=False, repr=False)


def speaker_of(channel: int, roles: Roles) -> str:
    """``manager`` or ``customer`` by the roles told, ``unknown`` in mono."""
    if roles.manager_channel is None:
        return "unknown"
    return "manager" if channel == roles.manager_channel else "customer"


def channels_of(speaker: str, heard: Heard) -> tuple[int, ...]:
    """Whose words count; in mono everybody's."""
    manager = heard.roles.manager_channel
    if manager is None or speaker == "any":
        return tuple(range(heard.transcript.channels))
    return (manager if speaker == "manager" else 1 - manager,)


def is_unclear(channels: Sequence[int], places: Sequence[Span], heard: Heard) -> bool:
    """Whether what was said in these places could not be made out; most rules ask of the same ones."""
    key = (tuple(channels), tuple(places))
    if key not in heard.clear:
        heard.clear[key] = not is_unintelligible(heard.transcript, channels, places, heard.checklist.language)
    return not heard.clear[key]


class Hits:
    """Hits, most similar first, each looked for when it is asked for; what was asked for once is kept."""

    def __init__(self, source: Iterator[Hit]) -> None:
        self._source, self._found = source, list[Hit]()

    def __iter__(self) -> Iterator[Hit]:
        yield from self._found
        for hit in self._source:
            self._found.append(hit)
            yield hit


def hits_of(phrases: Sequence[Phrase], rule: Rule, speaker: str, heard: Heard) -> Iterable[Hit]:
    """Hits that count, most similar first, each with its speaker; a trigger's are not voided by the rule's unless."""
    if not phrases:
        return ()
    wanted = compiled_all(phrases, rule, heard.checklist.language, heard.similarity)
    channels = channels_of(speaker, heard)
    if all(heard.listened[channel].promising.isdisjoint(wanted) for channel in channels):
        return ()
    own = phrases is not (rule.when.any if rule.when else None)
    return Hits(_said(phrases, wanted, rule, channels, heard, own=own))


def _said(
    phrases: Sequence[Phrase],
    wanted: Sequence[CompiledPhrase],
    rule: Rule,
    channels: Sequence[int],
    heard: Heard,
    *,
    own: bool,
) -> Iterator[Hit]:
    parties = [(heard.listened[channel], heard.listened[channel].windows) for channel in channels]
    namings: dict[tuple[int, int], list[Hit]] = {}
    for said in said_within(wanted, parties):
        channel, phrase, each = channels[said.party], phrases[said.phrase], wanted[said.phrase]
        hit = hit_of(heard.listened[channel], each, said.number, said.candidate, speaker_of(channel, heard.roles))
        if phrase.say == _ONLY_A_NAME:
            if said[:2] not in namings:
                namings[said[:2]] = _namings(channel, each, heard)
            if hit not in namings[said[:2]]:
                continue
            namings[said[:2]].remove(hit)
        if not _is_voided(phrase, (*phrase.unless, *(rule.unless if own else ())), hit, channel, rule, heard):
            yield hit


def nearest_of(phrases: Sequence[Phrase], rule: Rule, heard: Heard) -> Hit | None:
    """The most similar thing that the rule's party said, wherever and however far it is."""
    wanted = compiled_all(phrases, rule, heard.checklist.language, heard.similarity)
    found = (
        spoken(hit, channel, heard)
        for channel in channels_of(rule.speaker, heard)
        if (hit := nearest(heard.listened[channel], wanted)) is not None
    )
    return min(found, key=best_first, default=None)


def look_closer_at(rules: Iterable[Rule], heard: Heard) -> None:
    """Find out at once what will be asked one by one: what came nearest to phrases that were not said."""
    unsaid: dict[int, list[CompiledPhrase]] = defaultdict(list)
    for rule in rules:
        if rule.within is not None or (rule.when is not None and not hits_of(rule.when.any, rule, "any", heard)):
            continue
        channels = channels_of(rule.speaker, heard)
        for phrases in (rule.any, *((phrase,) for phrase in rule.all), rule.none):
            wanted = compiled_all(phrases, rule, heard.checklist.language, heard.similarity)
            if not any(is_known_to_be_said(heard.listened[channel], each) for channel in channels for each in wanted):
                for channel in channels:
                    unsaid[channel] += wanted
    for channel, every in unsaid.items():
        look_closer(heard.listened[channel], every)


def near_misses(phrases: Sequence[Phrase], rule: Rule, heard: Heard) -> tuple[Hit, ...]:
    """What resembles one of the phrases, most similar first, whether it counts or not."""
    wanted = compiled_all(phrases, rule, heard.checklist.language, heard.similarity)
    found = [
        spoken(hit, channel, heard)
        for channel in channels_of(rule.speaker, heard)
        for hit in near_hits(heard.listened[channel], wanted)
    ]
    return tuple(sorted(found, key=best_first))


def spoken(hit: Hit, channel: int, heard: Heard) -> Hit:
    """The hit with who said it."""
    return Hit(
        hit.phrase,
        hit.quote,
        speaker_of(channel, heard.roles),
        hit.start,
        hit.end,
        hit.similarity,
        hit.probability,
        hit.threshold,
    )


def best_first(hit: Hit) -> tuple[float, float, str]:
    return (-hit.similarity, hit.start, hit.phrase)


def _is_voided(phrase: Phrase, voiding: Sequence[str], hit: Hit, channel: int, rule: Rule, heard: Heard) -> bool:
    for say in voiding:
        wanted = compiled(phrase, rule, heard.checklist.language, heard.similarity, say)
        for other in hits(heard.listened[channel], wanted):
            if other.start <= hit.end + UNLESS_AFTER and other.end >= hit.start - UNLESS_BEFORE:
                return True
    return False


def _namings(channel: int, name: CompiledPhrase, heard: Heard) -> list[Hit]:
    """Where the party named somebody: not where it introduced itself, for nobody addresses himself; a first name with
    its patronymic or surname is one naming."""
    language = heard.checklist.language
    own = introduced_names(heard.streams[channel])
    found: list[Hit] = []
    things = set(_called_by_name(heard.streams[channel]))
    end = -_ONE_NAMING
    for hit in sorted(hits(heard.listened[channel], name), key=lambda hit: hit.start):
        if any(own & token.form.lemmas for token in word_tokens(hit.quote.split(), language)):
            continue
        if hit.start in things:
            continue
        if hit.start - end >= _ONE_NAMING:
            found.append(spoken(hit, channel, heard))
        end = hit.end
    return found


def _called_by_name(stream: Stream) -> Iterator[float]:
    """Where names begin that are those of things: «кровать роза», but not «хорошего дня, вера»."""
    courtesies = language_of(stream.language).courtesies
    for place in range(1, len(stream.tokens)):
        before, token = stream.tokens[place - 1], stream.tokens[place]
        if (
            (token.form.thing and token.form.is_name and before.form.thing)
            and not (token.capital or before.text in courtesies or mark_behind(stream, place - 1))
            and stream.pauses[place] <= _ONE_NAMING
        ):
            yield stream.starts[stream.firsts[place]]
