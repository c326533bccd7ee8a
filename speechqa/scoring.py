"""Verdicts in, score and light out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from speechqa.checklist.model import Checklist, Thresholds
from speechqa.matching.model import FAILED, PASSED, UNHEARD, Verdict

GREEN, YELLOW, RED, GREY = "green", "yellow", "red", "grey"


@dataclass(frozen=True, slots=True)
class Score:
    """A call's score.

    Attributes:
        percent: passed weight / (passed + failed weight) x 100, unrounded; None where nothing was applicable.
        light_by_score: the light by ``percent`` alone.
        light: the light that counts: red where a critical checkpoint failed.
        passed_weight, failed_weight: numerator, and what with it makes the denominator.
        critical_failed, unheard: ids of the checkpoints.
    """

    percent: float | None
    light: str
    light_by_score: str
    passed_weight: float
    failed_weight: float
    critical_failed: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()


def score(checklist: Checklist, verdicts: Iterable[Verdict], thresholds: Thresholds | None = None) -> Score:
    """Weigh the verdicts (domain.md, terms and S3); the checklist's own thresholds go before ``thresholds``."""
    by_id = {verdict.checkpoint_id: verdict.verdict for verdict in verdicts}
    # Fractions of the weights as written: ten of 0.1 are 1, and exactly 80 % must not come out as 80.00000000000001.
    passed = failed = Fraction(0)
    critical: list[str] = []
    unheard: list[str] = []
    for checkpoint in checklist.checkpoints:
        verdict = by_id.get(checkpoint.id)
        if verdict == PASSED:
            passed += Fraction(str(checkpoint.weight))
        elif verdict == FAILED:
            failed += Fraction(str(checkpoint.weight))
            if checkpoint.critical:
                critical.append(checkpoint.id)
        elif verdict == UNHEARD:
            unheard.append(checkpoint.id)
    percent = float(100 * passed / (passed + failed)) if passed + failed > 0 else None
    by_score = light(percent, checklist.thresholds or thresholds or Thresholds())
    final = RED if critical else by_score
    return Score(percent, final, by_score, float(passed), float(failed), tuple(critical), tuple(unheard))


def light(percent: float | None, thresholds: Thresholds) -> str:
    """The traffic light of an unrounded percentage: green above, yellow from..to inclusive, red below (S3)."""
    if percent is None:
        return GREY
    if percent > thresholds.green:
        return GREEN
    return YELLOW if percent >= thresholds.yellow else RED


def mean_light(percents: Iterable[float | None], thresholds: Thresholds, min_calls: int) -> tuple[float | None, str]:
    """A manager's or department's mean score and light; grey under ``min_calls`` scored calls (S3)."""
    scored = [percent for percent in percents if percent is not None]
    if not scored:
        return None, GREY
    mean = math.fsum(scored) / len(scored)
    return mean, light(mean, thresholds) if len(scored) >= min_calls else GREY
