"""Calls in, how many have which light and what they score on the mean, out: the figures that reports show."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speechqa.checklist.model import Thresholds
from speechqa.scoring import mean_light

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Lights:
    """Numbers of calls by light, of those with a score; ``mean`` in percent, unrounded, None without any."""

    counts: dict[str, int]
    mean: float | None


def lights_of(db: Database, call_ids: Iterable[str]) -> Lights:
    """Lights and mean score of some calls, people's verdicts included."""
    rows = db.conn.execute(
        "SELECT light, score FROM call_metrics WHERE scored AND call_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(call_ids))],
    ).fetchall()
    mean, _light = mean_light([score for _light, score in rows], Thresholds(), 1)
    return Lights(dict(Counter(light for light, _score in rows)), mean)
