"""Cases in; every label beside its verdict and the evidence out: what agreement counts and what people read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speechqa.checklist.model import UNSCORED_GROUPS, LocalText
from speechqa.evaluation.cases import Case, Label
from speechqa.matching.model import FAILED, NOT_APPLICABLE, PASSED, UNHEARD, Match, Roles, Verdict
from speechqa.report.heard import Heard, heard

if TYPE_CHECKING:
    from sqlite_utils import Database

WRONG_PASS, WRONG_FAIL, APPLICABILITY, NOT_HEARD = "wrong_pass", "wrong_fail", "applicability", "unheard"


@dataclass(frozen=True, slots=True)
class Compared:
    """One checkpoint of one call: what the person ticked, what the machine said, and whom it took for the manager."""

    call_id: str
    file: str
    recording_id: str
    checklist: str
    checkpoint_id: str
    title: LocalText
    critical: bool
    label: Label
    verdict: Verdict
    roles: Roles | None
    timed: bool

    @property
    def disagreement(self) -> str | None:
        """``wrong_pass``, ``wrong_fail``, ``applicability`` or ``unheard``; None where both agree."""
        mark, verdict = self.label.mark, self.verdict.verdict
        if mark == verdict:
            return None
        if verdict == UNHEARD:
            return NOT_HEARD
        if NOT_APPLICABLE in (mark, verdict):
            return APPLICABILITY
        return WRONG_PASS if verdict == PASSED else WRONG_FAIL

    @property
    def critical_missed(self) -> bool:
        """A person failed a critical checkpoint and the machine passed it."""
        return self.critical and self.label.mark == FAILED and self.verdict.verdict == PASSED

    @property
    def evidence(self) -> Heard | None:
        """What the verdict rests on, or the most similar thing said."""
        return heard(self.verdict.hit or self.verdict.nearest or self.verdict.trigger, self.timed)


@dataclass(frozen=True, slots=True)
class ComparedCall:
    """A call's outcome and tags as a person and the machine see them; None where they are not labelled."""

    call_id: str
    file: str
    checklist: str
    outcome: str | None
    machine_outcome: str | None
    tags: frozenset[str] | None
    machine_tags: frozenset[str]


def compare(db: Database, cases: Iterable[Case]) -> tuple[tuple[Compared, ...], tuple[ComparedCall, ...]]:
    """What the database says of each case, as it was stored."""
    from speechqa.store.results import load_result

    checkpoints: list[Compared] = []
    calls: list[ComparedCall] = []
    for case in cases:
        matched = load_result(db, str(case.recording.result_id)).match
        checkpoints += _compared(case, matched)
        calls += _compared_call(case, matched)
    return tuple(checkpoints), tuple(calls)


def _compared(case: Case, matched: Match | None) -> Iterator[Compared]:
    recording = case.recording
    by_id = {verdict.checkpoint_id: verdict for verdict in matched.verdicts} if matched else {}
    for checkpoint in case.card.checkpoints:
        label = case.labels.get(checkpoint.id)
        if label is None:
            continue
        verdict = by_id.get(checkpoint.id)
        if verdict is None and recording.not_scored in UNSCORED_GROUPS:
            # Nothing of the card applies to a call that is none of its kind.
            verdict = Verdict(checkpoint.id, NOT_APPLICABLE, str(recording.not_scored))
        if verdict is None:
            continue
        yield Compared(
            recording.call_id,
            recording.path.name,
            recording.recording_id,
            case.card.id,
            checkpoint.id,
            checkpoint.title,
            checkpoint.critical,
            label,
            verdict,
            matched.roles if matched else None,
            recording.timed,
        )


def _compared_call(case: Case, matched: Match | None) -> Iterator[ComparedCall]:
    if case.outcome is None and case.tags is None:
        return
    outcome = matched.outcome if matched else None
    tags = frozenset(tag.id for tag in matched.tags) if matched else frozenset()
    recording = case.recording
    yield ComparedCall(recording.call_id, recording.path.name, case.card.id, case.outcome, outcome, case.tags, tags)
