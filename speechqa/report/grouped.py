"""Calls in, one row per group of them with its figures out: what a key makes of a call, and metrics over the groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING, Any

from speechqa.metrics.model import Kind, Metric
from speechqa.report.filters import Filters, condition, needs_quality
from speechqa.report.sheet import Column, Members, Table

if TYPE_CHECKING:
    from sqlite_utils import Database

FACTS = "call_fact"
QUALITY = "call_quality"


@dataclass(frozen=True, slots=True)
class Key:
    """What calls are grouped by: ``sql`` is an expression of the view's columns."""

    key: str
    title: str
    sql: str
    kind: Kind = "text"
    shown: bool = True


def grouped(
    db: Database,
    filters: Filters,
    keys: Sequence[Key],
    metrics: Sequence[Metric],
    *,
    view: str = FACTS,
    where: str = "1",
    values: Mapping[str, Any] | None = None,
    key: str = "rows",
    hidden: frozenset[str] = frozenset(),
    total: bool = False,
) -> Table:
    """A table of one row per group, in the order of the keys.

    Args:
        filters: which calls; their period leaves out calls without a date where the user named it.
        view: ``call_fact``, or ``call_quality`` where a key or a metric needs a score.
        where: a further condition, with ``values`` for its parameters.
        hidden: ids of metrics that only stand in JSON and CSV.
        total: with the same figures over all groups.
    """
    members = _members(filters, keys, metrics, view, where, values)
    found = _added(db, members, keys, metrics)
    whole = None
    if total and keys:
        sums = [row[len(keys) :] for row in found] or [[0.0] * sum(len(_sums(metric)) for metric in metrics)]
        whole = [fsum(column) for column in zip(*sums, strict=True)]
    return Table(
        key,
        (*(Column(one.key, one.title, one.kind, one.shown) for one in keys), *_columns(metrics, hidden)),
        tuple((*row[: len(keys)], *_figures(row[len(keys) :], metrics)) for row in found),
        total=None if whole is None else (*(None for _one in keys), *_figures(whole, metrics)),
        members=members,
    )


def folded(
    db: Database,
    filters: Filters,
    keys: Sequence[Key],
    metrics: Sequence[Metric],
    *,
    view: str = FACTS,
    where: str = "1",
    behind: Mapping[str, str] | None = None,
) -> tuple[dict[Any, dict[str, Any]], dict[Any, list[tuple[Any, dict[str, Any]]]], Members]:
    """Figures by the first of two keys, and by both, with one look at the calls.

    Returns them by the first key's value; under it the second one's values with their figures; and the calls behind
    the first ones. ``behind`` are expressions of figures that the metrics are not.
    """
    rows = _added(db, _members(filters, keys, metrics, view, where, None), keys, metrics)
    names = [column.key for column in _columns(metrics, frozenset())]

    def named(sums: Sequence[float]) -> dict[str, Any]:
        return dict(zip(names, _figures(sums, metrics), strict=True))

    parts: dict[Any, list[tuple[Any, Sequence[float]]]] = {}
    for first, second, *sums in rows:
        parts.setdefault(first, []).append((second, sums))
    whole = {first: named([sum(column) for column in zip(*(sums for _second, sums in own), strict=True)])
             for first, own in parts.items()}  # fmt: skip
    each = {first: [(second, named(sums)) for second, sums in own] for first, own in parts.items()}
    members = _members(filters, keys[:1], metrics, view, where, None)
    return whole, each, replace(members, expressions={**members.expressions, **(behind or {})})


def with_column(table: Table, after: str, column: Column, values: Mapping[Any, Any]) -> Table:
    """The table with one more column after another one, whose value tells the new one's."""
    place = next(n for n, one in enumerate(table.columns) if one.key == after)

    def widened(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return (*row[: place + 1], values.get(row[place]), *row[place + 1 :])

    return replace(
        table,
        columns=(*table.columns[: place + 1], column, *table.columns[place + 1 :]),
        rows=tuple(widened(row) for row in table.rows),
        total=None if table.total is None else widened(table.total),
    )


def _members(
    filters: Filters,
    keys: Sequence[Key],
    metrics: Sequence[Metric],
    view: str,
    where: str,
    values: Mapping[str, Any] | None,
) -> Members:
    condition_, parameters = condition(filters, undated=not filters.period.explicit)
    return Members(
        QUALITY if needs_quality(filters) else view,
        f"({condition_}) AND ({where})",
        {**parameters, **(values or {})},
        frozenset(one.key for one in keys),
        {one.key: one.sql for one in keys} | {key: sql for metric in metrics for key, sql in _counted(metric).items()},
    )


def _counted(metric: Metric) -> dict[str, str]:
    """Behind a share are the calls that it is the share of; behind a mean those that it is the mean over."""
    if metric.over is None:
        return {metric.id: metric.of}
    own = metric.of if metric.kind == "percent" else metric.over
    return {metric.id: own, f"{metric.id}_numerator": metric.of, f"{metric.id}_denominator": metric.over}


def _added(db: Database, members: Members, keys: Sequence[Key], metrics: Sequence[Metric]) -> list[Any]:
    """The keys' values and the metrics' sums, by group in the order of the keys."""
    selected = ", ".join([*(one.sql for one in keys), *(part for metric in metrics for part in _sums(metric))])
    statement = f"SELECT {selected} FROM {members.view} WHERE {members.where}"
    places = ", ".join(str(n + 1) for n in range(len(keys)))
    if keys:
        statement += f" GROUP BY {places} ORDER BY {places}"
    rows: list[Any] = db.conn.execute(statement, dict(members.values)).fetchall()
    return rows


def _sums(metric: Metric) -> list[str]:
    # total() adds floats without the error of integer overflow and gives 0.0 for nothing; counts are made whole again.
    return [f"total({metric.of})", *([] if metric.over is None else [f"total({metric.over})"])]


def _columns(metrics: Sequence[Metric], hidden: frozenset[str]) -> list[Column]:
    columns = []
    for metric in metrics:
        columns.append(Column(metric.id, metric.title(), metric.kind, metric.id not in hidden))
        if metric.over is not None:
            columns += [Column(f"{metric.id}_{part}", part, "number", False) for part in ("numerator", "denominator")]
    return columns


def _figures(sums: Sequence[float], metrics: Sequence[Metric]) -> list[Any]:
    figures: list[Any] = []
    left = iter(sums)
    for metric in metrics:
        of = next(left)
        if metric.over is None:
            figures.append(_whole(of * metric.scale) if metric.kind == "count" else of * metric.scale)
            continue
        over = next(left)
        figures += [metric.scale * of / over if over else None, _whole(of), _whole(over)]
    return figures


def _whole(value: float) -> float | int:
    return int(value) if value == int(value) else value
