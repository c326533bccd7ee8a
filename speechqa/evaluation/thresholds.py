"""What was heard in the labelled calls in; for each phrase of the card, the thresholds at which its checkpoint agrees
best with people, out.

A phrase is judged fairly: its threshold matters only in calls where no other phrase of the checkpoint decides. Calls in
which similarity alone does not explain the verdict (nothing made out, an answer to each of several triggers) count as
they are, whatever the threshold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from speechqa.checklist.model import Checklist, Checkpoint, Phrase
from speechqa.evaluation.agreement import agreement
from speechqa.evaluation.rematch import Heard, altered, rematch, with_roles
from speechqa.matching.model import FAILED, PASSED, Match, Verdict

LEAST, MOST = 30.0, 100.0
"""The lowest threshold that a checklist may set, and the highest."""

MEANT = 60.0
"""Below this a threshold is met by too much, whatever a few labels say: no better one is looked for there."""

PARTS = ("any", "all", "none")
_WAYS = {"any": "no_hit", "all": "no_hit", "none": "absent"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled call: what was heard in it, its verdicts by the card as it is, and people's marks."""

    recording_id: str
    file: str
    heard: Heard
    match: Match
    marks: Mapping[str, str]

    def verdict(self, checkpoint_id: str) -> Verdict | None:
        """The verdict on a checkpoint; None where the card was not applied."""
        return next((one for one in self.match.verdicts if one.checkpoint_id == checkpoint_id), None)


@dataclass(frozen=True, slots=True)
class Place:
    """A phrase's place in its card."""

    checkpoint_id: str
    part: str
    index: int


@dataclass(frozen=True, slots=True)
class PhraseFit:
    """How a phrase's threshold fits the labels.

    Attributes:
        calls: labelled calls of the checkpoint.
        decides: those in which the phrase's threshold decides.
        similarities: of the phrase in those calls, with people's marks, in falling order.
        current: the threshold it has.
        above, up_to: any threshold above the one and up to the other fits best; the current one where it does.
        f1_now, f1_best: of the checkpoint.
    """

    checklist: str
    place: Place
    phrase: str
    calls: int
    decides: int
    similarities: tuple[tuple[float, str], ...]
    current: float
    above: float
    up_to: float
    f1_now: float | None
    f1_best: float | None

    @property
    def fits(self) -> bool:
        """Whether the threshold that it has is among the best."""
        return self.above < self.current <= self.up_to

    @property
    def distance(self) -> float:
        """How far the best thresholds are from the one that it has."""
        return max(0.0, self.current - self.up_to, self.above - self.current)


def fit_phrases(card: Checklist, calls: Sequence[Labelled]) -> tuple[PhraseFit, ...]:
    """The best thresholds of every phrase of the checkpoints that people labelled."""
    wanted = [
        checkpoint
        for checkpoint in card.checkpoints
        if checkpoint.by == "machine" and any(checkpoint.id in call.marks for call in calls)
    ]
    if not wanted:
        return ()
    probing, places = _probes(card, wanted)
    heard = [_similarities(call, probing, places) for call in calls]
    return tuple(
        fit
        for checkpoint in wanted
        for fit in _fits(
            card,
            checkpoint,
            [(call, said) for call, said in zip(calls, heard, strict=True) if checkpoint.id in call.marks],
        )
    )


def phrase_at(checkpoint: Checkpoint, place: Place) -> Phrase:
    """The phrase that stands at a place."""
    phrases: tuple[Phrase, ...] = getattr(checkpoint, place.part)
    return phrases[place.index]


def _probes(card: Checklist, wanted: Sequence[Checkpoint]) -> tuple[Checklist, dict[str, Place]]:
    """A card with one checkpoint for each phrase, which hears it however faintly."""
    places: dict[str, Place] = {}
    probes: list[Checkpoint] = []
    for checkpoint in wanted:
        for part in PARTS:
            for index, phrase in enumerate(getattr(checkpoint, part)):
                faint = (replace(phrase, threshold=LEAST),)
                name = f"{checkpoint.id} {part} {index}"
                places[name] = Place(checkpoint.id, part, index)
                probes.append(
                    replace(
                        checkpoint,
                        id=name,
                        any=() if part == "none" else faint,
                        all=(),
                        none=faint if part == "none" else (),
                        min_count=1,
                        answer="once",
                        questions=None,
                        interruptions=None,
                    )
                )
    # The checkpoints themselves stay for `after`; tags would take a call out altogether.
    return altered(replace(card, outcomes=(), tags=()), (*card.checkpoints, *probes)), places


@dataclass(frozen=True, slots=True)
class _Said:
    similarity: float
    least: float


def _similarities(call: Labelled, probing: Checklist, places: Mapping[str, Place]) -> dict[Place, _Said]:
    matched = rematch(with_roles(call.heard, call.match.roles.manager_channel), probing)
    return {
        places[verdict.checkpoint_id]: _said(verdict, places[verdict.checkpoint_id].part)
        for verdict in matched.verdicts
        if verdict.checkpoint_id in places
    }


def _said(verdict: Verdict, part: str) -> _Said:
    if verdict.hit is not None:
        return _Said(verdict.hit.similarity, verdict.hit.threshold)
    near = verdict.nearest
    if near is None or verdict.reason != _WAYS[part]:
        return _Said(0.0, near.threshold if near else 0.0)
    return _Said(near.similarity, near.threshold)


def _fits(
    card: Checklist, checkpoint: Checkpoint, calls: Sequence[tuple[Labelled, Mapping[Place, _Said]]]
) -> Iterator[PhraseFit]:
    phrases = [Place(checkpoint.id, part, index) for part in PARTS for index in range(len(getattr(checkpoint, part)))]
    for place in phrases:
        fixed: list[tuple[str, str]] = []
        open_: list[tuple[float, str]] = []
        current = LEAST
        for call, said in calls:
            mark, verdict = call.marks[checkpoint.id], call.verdict(checkpoint.id)
            if verdict is None:
                continue
            thresholds = {one: _threshold(checkpoint, one, said.get(one), call) for one in phrases}
            current = thresholds[place]
            heard = {one: one in said and said[one].similarity >= thresholds[one] for one in phrases}
            explained = verdict.verdict in (PASSED, FAILED) and _passes(heard) == (verdict.verdict == PASSED)
            if explained and place in said and _passes({**heard, place: True}) != _passes({**heard, place: False}):
                open_.append((said[place].similarity, mark))
            else:
                fixed.append((mark, verdict.verdict))
        yield _fit(card, checkpoint, place, current, fixed, open_)


def _fit(
    card: Checklist,
    checkpoint: Checkpoint,
    place: Place,
    current: float,
    fixed: Sequence[tuple[str, str]],
    open_: Sequence[tuple[float, str]],
) -> PhraseFit:
    when_said, unsaid = (FAILED, PASSED) if place.part == "none" else (PASSED, FAILED)

    def f1(threshold: float) -> float | None:
        judged = [(mark, when_said if similarity >= threshold else unsaid) for similarity, mark in open_]
        return agreement([*fixed, *judged]).f1

    lowest = min(MEANT, current) - 1e-9
    ends = [lowest, *sorted({similarity for similarity, _mark in open_ if lowest < similarity < MOST}), MOST]
    ranges = [(low, high, f1(high)) for low, high in pairwise(ends)]
    best = max(_worth(figure) for _low, _high, figure in ranges)
    merged: list[tuple[float, float]] = []
    for low, high, figure in ranges:
        if _worth(figure) < best:
            continue
        if merged and merged[-1][1] == low:
            merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
    above, up_to = min(merged, key=lambda one: max(0.0, current - one[1], one[0] - current))
    return PhraseFit(
        card.id,
        place,
        phrase_at(checkpoint, place).say,
        len(fixed) + len(open_),
        len(open_),
        tuple(sorted(open_, reverse=True)),
        current,
        above if above > lowest else 0.0,
        up_to,
        f1(current),
        f1(up_to),
    )


def _worth(f1: float | None) -> float:
    # Nothing to pass and nothing passed: as right as can be.
    return 1.0 if f1 is None else f1


def _passes(heard: Mapping[Place, bool]) -> bool:
    any_ = [value for place, value in heard.items() if place.part == "any"]
    all_ = [value for place, value in heard.items() if place.part == "all"]
    none = [value for place, value in heard.items() if place.part == "none"]
    return (not any_ or any(any_)) and all(all_) and not any(none)


def _threshold(checkpoint: Checkpoint, place: Place, said: _Said | None, call: Labelled) -> float:
    own = phrase_at(checkpoint, place).threshold or checkpoint.threshold or call.heard.settings.similarity
    # A phrase of few letters must be heard more exactly than anybody asks.
    return max(own, said.least if said is not None and said.least > LEAST else 0.0)
