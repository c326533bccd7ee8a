"""A checkpoint and the calls in which people see it otherwise in; changes of its phrases that might mend that, out.

Only candidates: whoever asks for them tries each by matching again.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from speechqa.checklist.model import Checklist, Checkpoint, Phrase
from speechqa.evaluation.rematch import altered
from speechqa.evaluation.thresholds import MEANT, Labelled, PhraseFit, Place, phrase_at
from speechqa.matching.model import FAILED, PASSED, Hit, Verdict
from speechqa.transcript.model import Word

THRESHOLD, UNLESS, ADD, REMOVE = "threshold", "unless", "add", "remove"
"""Kinds of changes, the mildest first."""

KINDS = (THRESHOLD, UNLESS, ADD, REMOVE)
_MARGIN = 2
_MOST_WORDS, _LEAST_WORDS, _LEAST_LETTERS = 8, 2, 8
_NEAR, _NEAR_FORBIDDEN = 50.0, 60.0
"""Similarity from which the most similar thing said may be another wording, and not chance."""

_LONGEST_COMMON, _MOST_COMMON = 4, 12
_PAUSE = 1.0
_MOST_CONTEXTS = 12


@dataclass(frozen=True, slots=True)
class Change:
    """A phrase to set in place of another (``before``), to add (no ``before``), or to remove (no ``after``)."""

    kind: str
    place: Place
    before: Phrase | None
    after: Phrase | None


def apply(card: Checklist, change: Change) -> Checklist:
    """The card with the change made."""

    def changed(checkpoint: Checkpoint) -> Checkpoint:
        if checkpoint.id != change.place.checkpoint_id:
            return checkpoint
        phrases = list(getattr(checkpoint, change.place.part))
        if change.before is None and change.after is not None:
            phrases.append(change.after)
        elif change.after is None:
            del phrases[change.place.index]
        else:
            phrases[change.place.index] = change.after
        parts: dict[str, Any] = {change.place.part: tuple(phrases)}
        return replace(checkpoint, **parts)

    return altered(card, tuple(changed(checkpoint) for checkpoint in card.checkpoints))


def candidates(checkpoint: Checkpoint, calls: Sequence[Labelled], fits: Sequence[PhraseFit]) -> Iterator[Change]:
    """Changes worth a trial.

    Args:
        calls: the labelled calls with the checkpoint's verdicts as they are.
        fits: of the checkpoint's phrases.
    """
    yield from _thresholds(checkpoint, fits)
    judged = [(call, verdict) for call in calls if (verdict := call.verdict(checkpoint.id)) is not None]
    passed = [
        (call, v) for call, v in judged if v.verdict == PASSED and call.marks.get(checkpoint.id) not in (PASSED, None)
    ]
    failed = [(call, v) for call, v in judged if v.verdict == FAILED and call.marks.get(checkpoint.id) == PASSED]
    unsaid = [(call, v) for call, v in failed if v.reason == "no_hit"]
    if checkpoint.any and not checkpoint.all:
        said = [call for call, v in judged if v.verdict == PASSED and call.marks[checkpoint.id] == PASSED]
        zero = [call for call in calls if call.marks[checkpoint.id] != PASSED]
        common = _common([call for call, _v in unsaid], said, zero, checkpoint.speaker)
        yield from _added(checkpoint, "any", [*common, *_nearest([v for _call, v in unsaid], _NEAR)])
    if checkpoint.none:
        missed = [v for call, v in passed if call.marks[checkpoint.id] == FAILED]
        yield from _added(checkpoint, "none", _nearest(missed, _NEAR_FORBIDDEN))
    # What was heard although it should not count: a pass that is none, or a fault that is none.
    for part, heard_wrongly in (("any", passed), ("all", passed), ("none", failed)):
        hits = [(call, v.hit) for call, v in heard_wrongly if v.hit is not None]
        yield from _narrowed(checkpoint, part, hits)


def yaml_of(phrase: Phrase) -> str:
    """The phrase as it is written in a card's list."""
    more: dict[str, object] = {
        "unless": list(phrase.unless),
        "instead": dict(phrase.instead),
        "threshold": phrase.threshold,
        "distance": phrase.distance,
        "order": None if phrase.order == "free" else phrase.order,
        "question": phrase.question,
    }
    told = {key: value for key, value in more.items() if value is not None and value not in ([], {})}
    if not told:
        return _text(phrase.say)
    return "{" + ", ".join(f"{key}: {_value(value)}" for key, value in {"say": phrase.say, **told}.items()) + "}"


def _thresholds(checkpoint: Checkpoint, fits: Sequence[PhraseFit]) -> Iterator[Change]:
    # The smallest step first: a phrase that is far off is like what was said by chance.
    for fit in sorted(fits, key=lambda one: one.distance):
        if fit.fits:
            continue
        value = _value_within(fit)
        if value is not None:
            phrase = phrase_at(checkpoint, fit.place)
            yield Change(THRESHOLD, fit.place, phrase, replace(phrase, threshold=value))


def _value_within(fit: PhraseFit) -> float | None:
    """A whole number within the best range, a little off the end that is nearer to the present threshold."""
    middle = (fit.above + fit.up_to) / 2
    if fit.current > fit.up_to:
        value = max(math.floor(fit.up_to) - _MARGIN, middle)
    else:
        value = min(math.ceil(fit.above) + _MARGIN, middle)
    whole = round(value)
    value = whole if fit.above < whole <= fit.up_to else round(value, 1)
    return value if max(fit.above, MEANT) <= value <= fit.up_to else None


def _added(checkpoint: Checkpoint, part: str, quotes: Iterable[str]) -> Iterator[Change]:
    known = {phrase.say for phrase in getattr(checkpoint, part)}
    for quote in quotes:
        say = _as_phrase(quote)
        if say is not None and say not in known:
            known.add(say)
            yield Change(ADD, Place(checkpoint.id, part, len(getattr(checkpoint, part))), None, Phrase(say))


def _nearest(verdicts: Iterable[Verdict], least: float) -> list[str]:
    near = [verdict.nearest for verdict in verdicts if verdict.nearest is not None]
    return [hit.quote for hit in near if hit.similarity >= least]


def _common(
    unsaid: Sequence[Labelled], said: Sequence[Labelled], zero: Sequence[Labelled], speaker: str
) -> Iterator[str]:
    """Words in a row that two or more calls share which people passed and the machine failed, and no call labelled 0.

    Another wording stands where the known one is missing: what is said as often in calls with a hit is none.
    """
    wanted = Counter(chain.from_iterable(_runs(call, speaker) for call in unsaid))
    others = Counter(chain.from_iterable(_runs(call, speaker) for call in said))
    excluded = set(chain.from_iterable(_runs(call, speaker) for call in zero))
    shared = [
        run
        for run, count in wanted.items()
        if count > 1 and run not in excluded and others[run] * len(unsaid) < count * len(said or [unsaid])
    ]
    usual = {word for run in others for word in run}

    def rank(run: tuple[str, ...]) -> tuple[float, ...]:
        own = sum(word not in usual for word in run) / len(run)
        return -wanted[run], others[run], -own, len(run)

    shared.sort(key=lambda run: (rank(run), run))
    return (" ".join(run) for run in shared[:_MOST_COMMON])


def _runs(call: Labelled, speaker: str) -> set[tuple[str, ...]]:
    words = [tidy for word in _words(call, speaker) for tidy in _tidy(word.text)]
    lengths = range(_LEAST_WORDS, _LONGEST_COMMON + 1)
    runs = {tuple(words[at : at + length]) for length in lengths for at in range(len(words) - length + 1)}
    return {run for run in runs if _as_phrase(" ".join(run)) is not None}


def _narrowed(checkpoint: Checkpoint, part: str, hits: Sequence[tuple[Labelled, Hit]]) -> Iterator[Change]:
    phrases: tuple[Phrase, ...] = getattr(checkpoint, part)
    for index, phrase in enumerate(phrases):
        own = [(call, hit) for call, hit in hits if hit.phrase == phrase.say]
        if not own:
            continue
        place = Place(checkpoint.id, part, index)
        around = dict.fromkeys(text for call, hit in own for text in _contexts(call, hit))
        for text in list(around)[:_MOST_CONTEXTS]:
            if text not in phrase.unless:
                yield Change(UNLESS, place, phrase, replace(phrase, unless=(*phrase.unless, text)))
        if len(phrases) > 1:
            yield Change(REMOVE, place, phrase, None)


def _contexts(call: Labelled, hit: Hit) -> Iterator[str]:
    """The two or three words of the same party right before and right after a hit."""
    words = _words(call, hit.speaker)
    before = _unbroken([word for word in reversed(words) if word.end <= hit.start + 0.01], hit.start)[::-1]
    after = _unbroken([word for word in words if word.start >= hit.end - 0.01], hit.end)
    for near in (after[:2], before[-2:], after[:3], before[-3:]):
        say = _as_phrase(" ".join(word.text for word in near))
        if say is not None:
            yield say


def _unbroken(words: Iterable[Word], moment: float) -> list[Word]:
    """Of words that lead away from a moment those before the first pause."""
    kept: list[Word] = []
    for word in words:
        if max(word.start - moment, moment - word.end) > _PAUSE:
            break
        kept.append(word)
        moment = word.end if word.start >= moment else word.start
    return kept


def _words(call: Labelled, speaker: str) -> list[Word]:
    """A party's words; both parties' where the speaker is not known."""
    channel = call.match.roles.manager_channel
    if channel is not None and speaker == "customer":
        channel = 1 - channel
    everybody = channel is None or speaker not in ("manager", "customer")
    return [
        word
        for segment in call.heard.transcript.segments
        if segment.quarantine is None and (everybody or segment.channel == channel)
        for word in segment.words
    ]


def _as_phrase(quote: str) -> str | None:
    """What was said as a phrase: whole words, numbers as a slot; None where it is too little or too much."""
    words = _tidy(quote)
    letters = sum(len(word) for word in words if not word.isdecimal())
    if not _LEAST_WORDS <= len(words) <= _MOST_WORDS or letters < _LEAST_LETTERS:
        return None
    say = " ".join("{number}" if word.isdecimal() else word for word in words)
    return re.sub(r"\{number\}(?: \{number\})+", "{number}", say)


def _tidy(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.casefold())


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(str(value), ensure_ascii=False)


def _text(say: str) -> str:
    plain = re.fullmatch(r"[^\W_][\w ,.()|…-]*", say) and not re.search(r",\s|\s#|:\s", say)
    return say if plain else json.dumps(say, ensure_ascii=False)
