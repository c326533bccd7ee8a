"""Stored evidence in, what was heard and where out: in seconds, or by turn where the transcript has no times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from speechqa.matching.model import Hit
from speechqa.transcript.model import TURN_SECONDS

HIT = ("phrase", "quote", "speaker", "start", "end", "similarity", "probability", "threshold")
"""The columns of a hit, in the order of its fields."""

_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Heard:
    """A hit as reports show it; the fields are the keys of the JSON, in order.

    ``turn`` counts from 1; it is None where there are times, and ``start`` and ``end`` are None where there are none.
    """

    phrase: str
    quote: str
    speaker: str
    start: float | None
    end: float | None
    similarity: float
    probability: float
    threshold: float
    turn: int | None


def hit_from(values: Sequence[Any]) -> Hit | None:
    """The hit of these columns; None where there is none."""
    return None if values[0] is None else Hit(*values)


def heard(hit: Hit | None, timed: bool) -> Heard | None:
    """The hit with its place."""
    if hit is None:
        return None
    start, end, turn = (hit.start, hit.end, None) if timed else (None, None, turn_at(hit.start))
    return Heard(hit.phrase, hit.quote, hit.speaker, start, end, hit.similarity, hit.probability, hit.threshold, turn)


def turn_at(seconds: float) -> int:
    """The number of the turn at a time of a transcript without times, from 1."""
    return int((seconds + _TOLERANCE) // TURN_SECONDS) + 1
