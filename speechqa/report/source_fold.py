"""Rows of campaigns or keywords in, rows of wider groups out: every metric of advertising adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from speechqa.metrics.advertising import ADVERTISING

Row = dict[str, Any]


def folded(rows: Iterable[Row], keys: Sequence[str]) -> dict[tuple[Any, ...], Row]:
    """One row per value of the keys, in the order in which they come."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[key] for key in keys)].append(row)
    return {group: summed(own) | dict(zip(keys, group, strict=True)) for group, own in groups.items()}


def summed(rows: Sequence[Row]) -> Row:
    """The metrics over all rows together."""
    found: Row = {}
    for metric in ADVERTISING:
        if metric.over is None:
            found[metric.id] = sum(row[metric.id] for row in rows)
            continue
        of, over = (sum(row[f"{metric.id}_{part}"] for row in rows) for part in ("numerator", "denominator"))
        found[f"{metric.id}_numerator"], found[f"{metric.id}_denominator"] = of, over
        found[metric.id] = metric.scale * of / over if over else None
    return found
