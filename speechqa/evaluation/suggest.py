"""A card and its labelled calls in; changes of the card that bring it closer to people's marks out, the best first.

Every change was tried: all labelled calls were matched again by the whole changed card. A change rests on the calls
that it sets right, and says how many they are: what rests on one call may be that call's peculiarity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from speechqa.checklist.model import Checklist, Checkpoint
from speechqa.evaluation.agreement import Agreement, agreement
from speechqa.evaluation.changes import ADD, KINDS, Change, apply, candidates, yaml_of
from speechqa.evaluation.rematch import altered, rematch, with_roles
from speechqa.evaluation.thresholds import Labelled, fit_phrases
from speechqa.matching.model import FAILED, NOT_APPLICABLE, PASSED

_MOST_STEPS = 3
"""Changes suggested for one checkpoint: the later ones stand on ever fewer calls."""

Marks = dict[str, str]
"""The verdicts on one checkpoint by recording."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A change of a card, tried.

    Attributes:
        before, after: the whole card without and with it; ``before`` holds the checkpoint's earlier suggestions.
        where: file and line of what is changed.
        removed, added: lines of YAML.
        f1_before, f1_after: of the checkpoint over all its labelled calls.
        mended, spoiled: labelled calls whose mark it sets right, and whose it sets wrong.
    """

    checklist: str
    change: Change
    before: Checklist
    after: Checklist
    where: str
    removed: str | None
    added: str | None
    f1_before: float | None
    f1_after: float | None
    mended: tuple[str, ...]
    spoiled: tuple[str, ...]

    @property
    def rests_on_one(self) -> bool:
        return len(self.mended) == 1


def suggest(card: Checklist, calls: Sequence[Labelled]) -> Iterator[Suggestion]:
    """Suggestions for a card, checkpoint by checkpoint in its order."""
    for checkpoint in card.checkpoints:
        if checkpoint.by != "machine":
            continue
        labelled = [call for call in calls if checkpoint.id in call.marks and call.verdict(checkpoint.id) is not None]
        if any(
            call.marks[checkpoint.id] != mark for call in labelled for mark in _known([call], checkpoint.id).values()
        ):
            yield from _for_checkpoint(card, checkpoint.id, labelled)


def agreement_by(card: Checklist, calls: Sequence[Labelled]) -> Agreement:
    """Agreement over all checkpoints, the calls matched again by a card."""
    pairs = []
    for call in calls:
        verdicts = {one.checkpoint_id: one.verdict for one in rematch(call.heard, card).verdicts}
        # A call without any verdict is none of the card's kind: nothing applies to it.
        pairs += [(mark, verdicts.get(checkpoint, NOT_APPLICABLE)) for checkpoint, mark in call.marks.items()]
    return agreement(pairs)


def _for_checkpoint(card: Checklist, checkpoint_id: str, calls: Sequence[Labelled]) -> Iterator[Suggestion]:
    now, known = card, _known(calls, checkpoint_id)
    for _step in range(_MOST_STEPS):
        for change in _best_first(now, checkpoint_id, calls):
            changed = apply(now, change)
            after = _marks(changed, checkpoint_id, calls)
            if _value(after, checkpoint_id, calls) > _value(known, checkpoint_id, calls):
                yield _suggestion(card, now, changed, change, calls, known, after)
                now, known = changed, after
                break
        else:
            return


def _best_first(card: Checklist, checkpoint_id: str, calls: Sequence[Labelled]) -> list[Change]:
    """The changes that help, tried by the checkpoint alone: that is quick, and the whole card confirms it later."""
    small = _alone(card, checkpoint_id)
    told = [
        replace(
            call,
            heard=(one := with_roles(call.heard, call.match.roles.manager_channel)),
            match=rematch(one, small),
            marks={checkpoint_id: call.marks[checkpoint_id]},
        )
        for call in calls
    ]
    checkpoint = next(one for one in small.checkpoints if one.id == checkpoint_id)
    base = _known(told, checkpoint_id)
    least = _value(base, checkpoint_id, calls)
    ranked: list[tuple[tuple[float, int], int, Change]] = []
    for change in candidates(checkpoint, told, fit_phrases(small, told)):
        after = _marks(apply(small, change), checkpoint_id, told)
        if change.kind == ADD and change.place.part == "any" and _new_passes(base, after, checkpoint_id, calls):
            continue
        value = _value(after, checkpoint_id, calls)
        if value > least:
            ranked.append((value, -KINDS.index(change.kind), change))
    # Stable: of equals the one that was named first.
    ranked.sort(key=lambda one: one[:2], reverse=True)
    return [change for _value, _kind, change in ranked]


def _alone(card: Checklist, checkpoint_id: str) -> Checklist:
    """The card with nothing but a checkpoint and those that it must come after."""
    by_id = {one.id: one for one in card.checkpoints}
    kept: list[Checkpoint] = []
    wanted: str | None = checkpoint_id
    while wanted is not None and wanted in by_id and by_id[wanted] not in kept:
        kept.append(by_id[wanted])
        wanted = by_id[wanted].after
    return altered(replace(card, outcomes=(), tags=()), tuple(kept))


def _known(calls: Sequence[Labelled], checkpoint_id: str) -> Marks:
    return {call.recording_id: one.verdict for call in calls if (one := call.verdict(checkpoint_id)) is not None}


def _marks(card: Checklist, checkpoint_id: str, calls: Sequence[Labelled]) -> Marks:
    marks: Marks = {}
    for call in calls:
        verdicts = {one.checkpoint_id: one.verdict for one in rematch(call.heard, card).verdicts}
        if checkpoint_id in verdicts:
            marks[call.recording_id] = verdicts[checkpoint_id]
    return marks


def _value(marks: Marks, checkpoint_id: str, calls: Sequence[Labelled]) -> tuple[float, int]:
    pairs = [(call.marks[checkpoint_id], marks[call.recording_id]) for call in calls if call.recording_id in marks]
    f1 = agreement(pairs).f1
    return 1.0 if f1 is None else f1, sum(label == verdict for label, verdict in pairs)


def _new_passes(before: Marks, after: Marks, checkpoint_id: str, calls: Sequence[Labelled]) -> bool:
    return any(
        call.marks[checkpoint_id] == FAILED
        and after.get(call.recording_id) == PASSED
        and before.get(call.recording_id) != PASSED
        for call in calls
    )


def _suggestion(
    origin: Checklist,
    before: Checklist,
    after: Checklist,
    change: Change,
    calls: Sequence[Labelled],
    was: Marks,
    now: Marks,
) -> Suggestion:
    key = change.place.checkpoint_id
    pairs_before = [(call.marks[key], was[call.recording_id]) for call in calls if call.recording_id in was]
    pairs_after = [(call.marks[key], now[call.recording_id]) for call in calls if call.recording_id in now]

    def right(marks: Marks, call: Labelled) -> bool:
        return marks.get(call.recording_id) == call.marks[key]

    return Suggestion(
        origin.id,
        change,
        before,
        after,
        _where(origin, before, change),
        None if change.before is None else f"- {yaml_of(change.before)}",
        None if change.after is None else f"- {yaml_of(change.after)}",
        agreement(pairs_before).f1,
        agreement(pairs_after).f1,
        tuple(call.file for call in calls if right(now, call) and not right(was, call)),
        tuple(call.file for call in calls if right(was, call) and not right(now, call)),
    )


def _where(origin: Checklist, before: Checklist, change: Change) -> str:
    """File and line in the card as it was scored: of the phrase, or of the last one where one is added."""
    from speechqa.document import parse

    place = change.place
    number = next(n for n, one in enumerate(origin.checkpoints) if one.id == place.checkpoint_id)
    document = parse(origin.source_text, origin.origin, begin="")
    phrases = getattr(origin.checkpoints[number], place.part)
    index = len(phrases) - 1
    if change.before is not None:
        # An earlier suggestion may have moved the phrase.
        index = next((n for n, one in enumerate(phrases) if one.say == change.before.say), index)
    return f"{origin.origin}:{document.line(('checkpoints', number, place.part, index))}"
