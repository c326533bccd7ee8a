"""An evaluation in, plain values for JSON and rows for CSV out; keys are only ever added."""

from __future__ import annotations

from typing import Any

from speechqa.evaluation.agreement import Agreement
from speechqa.evaluation.compared import Compared
from speechqa.evaluation.evaluate import CardSuggestions, Evaluation
from speechqa.evaluation.lights import Moves
from speechqa.evaluation.thresholds import PhraseFit
from speechqa.report.localise import local

CHECKPOINTS, DISAGREEMENTS, PHRASES, SUGGESTIONS = "checkpoints", "disagreements", "phrases", "suggestions"
"""Parts of an evaluation that are tables."""


def evaluation_value(evaluation: Evaluation) -> dict[str, Any]:
    """All of it, as ``--format json`` prints it."""
    outcomes, equal = evaluation.outcomes
    tags = evaluation.tags
    return {
        "calls": evaluation.calls,
        "overall": _agreement(evaluation.overall),
        CHECKPOINTS: rows(evaluation, CHECKPOINTS),
        "outcomes": {
            "labelled": outcomes,
            "equal": equal,
            "accuracy": equal / outcomes if outcomes else None,
            "different": [
                {"call_id": one.call_id, "file": one.file, "label": one.outcome, "machine": one.machine_outcome}
                for one in evaluation.compared_calls
                if one.outcome is not None and one.outcome != one.machine_outcome
            ],
        },
        "tags": tags
        and {
            "both": tags.both,
            "only_machine": tags.only_machine,
            "only_people": tags.only_people,
            "f1": tags.f1,
            "different": [
                {
                    "call_id": one.call_id,
                    "file": one.file,
                    "label": sorted(one.tags),
                    "machine": sorted(one.machine_tags),
                }
                for one in evaluation.compared_calls
                if one.tags is not None and one.tags != one.machine_tags
            ],
        },
        "critical_missed": [_compared(one) for one in evaluation.critical_missed],
        DISAGREEMENTS: rows(evaluation, DISAGREEMENTS),
        "conflicts": [
            {
                "call_id": one.call_id,
                "file": one.file,
                "id": one.checkpoint_id,
                "label": one.mark,
                "review": one.reviewed,
                "author": one.author,
            }
            for one in evaluation.conflicts
        ],
        PHRASES: rows(evaluation, PHRASES),
        SUGGESTIONS: None if evaluation.suggestions is None else [_card(one) for one in evaluation.suggestions],
        "problems": list(evaluation.problems),
        "notes": list(evaluation.notes),
    }


def rows(evaluation: Evaluation, part: str) -> list[dict[str, Any]]:
    """One part as rows of one shape."""
    if part == CHECKPOINTS:
        return [
            {
                "checklist": one.checklist,
                "id": one.id,
                "title": local(one.title.get("ru"), one.title.get("en")) or one.id,
                "critical": one.critical,
                **_agreement(one.agreement),
            }
            for one in evaluation.checkpoints
        ]
    if part == DISAGREEMENTS:
        return [_compared(one) for one in evaluation.disagreements]
    if part == PHRASES:
        return [_phrase(one) for one in evaluation.phrases]
    return [row for card in evaluation.suggestions or () for row in _card(card)["changes"]]


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row for CSV: pairs in columns of their own, lists joined."""
    out: dict[str, Any] = {}
    for key, value in row.items():
        if key.endswith("_interval"):
            out |= {f"{key}_from": value and value[0], f"{key}_to": value and value[1]}
        elif key == "similarities":
            out[key] = "; ".join(f"{one['similarity']:g} {one['label']}" for one in value)
        elif key == "lights":
            out[key] = "; ".join(f"{one['from']} > {one['to']} {one['calls']}" for one in value)
        elif isinstance(value, list):
            out[key] = "; ".join(map(str, value))
        else:
            out[key] = value
    return out


def _agreement(found: Agreement) -> dict[str, Any]:
    return {
        "labels": found.n,
        "labelled_passed": found.labelled_passed,
        "labelled_failed": found.labelled_failed,
        "labelled_not_applicable": found.labelled_not_applicable,
        "tp": found.true_passed,
        "fp": found.false_passed,
        "fn": found.missed_passed,
        "tn": found.true_rest,
        "precision": found.precision,
        "precision_interval": _interval(found.precision_interval),
        "recall": found.recall,
        "recall_interval": _interval(found.recall_interval),
        "f1": found.f1,
        "kappa": found.kappa,
        "only_machine_applies": found.only_machine_applies,
        "only_people_apply": found.only_people_apply,
        "unheard": found.unheard,
        "unheard_share": found.unheard_share,
        "wrong_fails_prevented": found.wrong_fails_prevented,
        "right_fails_hidden": found.right_fails_hidden,
        "f1_heard": found.f1_heard,
    }


def _interval(found: tuple[float, float] | None) -> list[float] | None:
    return None if found is None else list(found)


def _compared(one: Compared) -> dict[str, Any]:
    seen = one.evidence
    return {
        "call_id": one.call_id,
        "file": one.file,
        "checklist": one.checklist,
        "id": one.checkpoint_id,
        "title": local(one.title.get("ru"), one.title.get("en")) or one.checkpoint_id,
        "critical": one.critical,
        "kind": one.disagreement,
        "label": one.label.mark,
        "source": one.label.source,
        "author": one.label.author,
        "verdict": one.verdict.verdict,
        "reason": one.verdict.reason,
        "quote": seen and seen.quote,
        "speaker": seen and seen.speaker,
        "start": seen and seen.start,
        "turn": seen and seen.turn,
        "similarity": seen and seen.similarity,
        "threshold": (seen and seen.threshold) or None,
        "phrase": seen and seen.phrase,
        "role_reason": one.roles and one.roles.reason,
        "role_certain": one.roles and one.roles.certain,
    }


def _phrase(fit: PhraseFit) -> dict[str, Any]:
    return {
        "checklist": fit.checklist,
        "id": fit.place.checkpoint_id,
        "part": fit.place.part,
        "phrase": fit.phrase,
        "calls": fit.calls,
        "decides": fit.decides,
        "threshold": fit.current,
        "best_above": fit.above,
        "best_up_to": fit.up_to,
        "f1": fit.f1_now,
        "f1_best": fit.f1_best,
        "similarities": [{"similarity": similarity, "label": label} for similarity, label in fit.similarities],
    }


def _card(card: CardSuggestions) -> dict[str, Any]:
    return {
        "checklist": card.checklist,
        "calls": card.calls,
        "labelled": card.labelled,
        "changes": [
            {
                "checklist": one.checklist,
                "id": one.change.place.checkpoint_id,
                "kind": one.change.kind,
                "part": one.change.place.part,
                "where": one.where,
                "remove": one.removed,
                "add": one.added,
                "f1": one.f1_before,
                "f1_after": one.f1_after,
                "mended": list(one.mended),
                "spoiled": list(one.spoiled),
                "rests_on_one": one.rests_on_one,
                "lights": _moves(moves),
            }
            for one, moves in card.suggestions
        ],
        "f1": card.now.f1,
        "f1_after": card.then.f1,
        "kappa": card.now.kappa,
        "kappa_after": card.then.kappa,
        "lights": _moves(card.moves),
    }


def _moves(moves: Moves) -> list[dict[str, Any]]:
    return [{"from": was, "to": now, "calls": count} for (was, now), count in sorted(moves.items())]
