"""What a metric is: values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "code", "count", "percent", "score", "seconds", "minutes", "number", "change", "money", "light", "flag",
    "date", "moment",
]  # fmt: skip
"""How a figure is read out. Codes are the database's own words, such as ``inbound``. Seconds are shown as mm:ss;
minutes, money and numbers with as few decimals as need be."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure over calls: ``scale`` x sum of ``of`` / sum of ``over``; the sum of ``of`` where ``over`` is None.

    Attributes:
        id: for ever; the key in JSON and CSV.
        title: what a column is headed, in the user's language.
        kind: how it is read out.
        of: numerator of one call: a column (or an expression of columns) of the views ``call_fact`` or
            ``call_quality``; NULL adds nothing.
        over: denominator of one call.
        scale: 100 for percent, 1/60 for minutes.
        formula: in words, for docs/metrics.md.
        source: where the formula is from.
    """

    id: str
    title: Callable[[], str]
    kind: Kind
    of: str
    over: str | None = None
    scale: float = 1.0
    formula: str = ""
    source: str = ""
