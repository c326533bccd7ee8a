"""Scored calls in, mean scores that may be compared out: with interval, light, trend, and what is not proven.

A mean of few calls is luck: below ``min_calls`` its light is grey, neighbours in the order whose intervals overlap are
not told apart, and a trend is taken over calls by the same versions of a checklist.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from speechqa.checklist.model import Thresholds
from speechqa.metrics.intervals import mean_interval
from speechqa.scoring import GREY, light

Scores = Mapping[str, Counter[float]]
"""By checklist version (content hash) how often each score occurs."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean score of some calls, percent, unrounded; ``low`` and ``high`` bound it at 95 %."""

    scored: int
    score: float | None
    low: float | None
    high: float | None
    light: str

    @property
    def reach(self) -> float | None:
        """How far the true mean may lie off: of the two sides the farther one, since 100 and 0 cut the other short."""
        if self.score is None or self.low is None or self.high is None:
            return None
        return round(max(self.score - self.low, self.high - self.score), 1)


@dataclass(frozen=True, slots=True)
class Trend:
    """How a mean changed against an earlier period, in points, over calls by versions that both periods have.

    ``change`` is None where either has fewer than ``min_calls`` of them. ``proven``: the intervals do not overlap.
    ``new_version``: some of the later calls were scored by another version of the checklist.
    """

    change: float | None
    proven: bool
    new_version: bool


def by_version(rows: Iterable[tuple[str, float, int]]) -> dict[str, Counter[float]]:
    """Rows of version, score and how often it occurs, sorted into versions."""
    scores: dict[str, Counter[float]] = defaultdict(Counter)
    for version, score, count in rows:
        scores[version][score] += count
    return dict(scores)


def mean_of(scores: Scores, thresholds: Thresholds, min_calls: int) -> Mean:
    """The mean over all versions (domain.md, S3)."""
    together = _together(scores, scores)
    scored = together.total()
    if not scored:
        return Mean(0, None, None, None, GREY)
    # Rounded like a call's own score: the order of a sum must not push 80 % over a threshold.
    mean = round(_mean(together), 9)
    bounds = mean_interval(together)
    low, high = (None, None) if bounds is None else (max(0.0, bounds[0]), min(100.0, bounds[1]))
    return Mean(scored, mean, low, high, light(mean, thresholds) if scored >= min_calls else GREY)


def trend_of(now: Scores, before: Scores, min_calls: int) -> Trend:
    """The change from ``before`` to ``now``."""
    common = now.keys() & before.keys()
    new_version = bool(before) and bool(now.keys() - common)
    later, earlier = (_together(scores, common) for scores in (now, before))
    if later.total() < min_calls or earlier.total() < min_calls:
        return Trend(None, False, new_version)
    means = [_mean(one) for one in (later, earlier)]
    return Trend(means[0] - means[1], not _overlap(_bounds(later), _bounds(earlier)), new_version)


def unproven(means: Sequence[Mean]) -> tuple[bool, ...]:
    """Of means in order, which are not proven to differ from the one before; False for the first, and without light."""
    return tuple(
        n > 0 and GREY not in (mean.light, means[n - 1].light) and _overlap(_reach(mean), _reach(means[n - 1]))
        for n, mean in enumerate(means)
    )


def _together(scores: Scores, versions: Iterable[str]) -> Counter[float]:
    together: Counter[float] = Counter()
    for version in versions:
        together.update(scores[version])
    return together


def _mean(scores: Counter[float]) -> float:
    return fsum(score * count for score, count in scores.items()) / scores.total()


def _bounds(scores: Counter[float]) -> tuple[float, float]:
    # Of scores that are all alike nothing is known but themselves.
    return mean_interval(scores) or (_mean(scores), _mean(scores))


def _reach(mean: Mean) -> tuple[float, float]:
    score = mean.score or 0.0
    return (score, score) if mean.low is None or mean.high is None else (mean.low, mean.high)


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
