"""Calls in, one row per manager or department out: quality, quantity and duration together, in an order that is fair.

Calls that nobody is measured by (non-target, junk, internal, answered by a menu) stand beside, not inside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from speechqa.metrics.fair import Mean, Scores, Trend, by_version, mean_of, trend_of, unproven
from speechqa.metrics.standing import BESIDE, INSIDE, RESULTS
from speechqa.report.chosen import chosen
from speechqa.report.filters import Filters
from speechqa.report.grouped import QUALITY, Key, folded
from speechqa.report.period import previous
from speechqa.report.sheet import Column, Members
from speechqa.store.settings import get_setting, thresholds_of
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

_MEASURED = "(manager IS NOT NULL OR with_result)"
_NEVER = Mean(0, None, None, None, "grey")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """Rows by the keys of ``columns``, best mean score first, those with too few scored calls last.

    ``mean_score`` is over all scored calls, whoever's; ``least`` is how many a light needs.
    """

    rows: tuple[Row, ...]
    members: Members
    mean_score: float | None
    least: int


def standing(db: Database, filters: Filters, by: str) -> Standing:
    """Of each manager or department (``by``: a column of the view ``call_quality``)."""
    thresholds, least = thresholds_of(db), int(get_setting(db, "min_calls") or 1)
    keys = (Key(by, by, by), Key("day", "", "local_date"))
    figures, by_day, members = folded(db, filters, keys, (*INSIDE, *RESULTS, *BESIDE), view=QUALITY, where=_MEASURED)
    scores = _scores(db, filters, by)
    before = previous(filters.period)
    earlier = _scores(db, replace(filters, period=before), by) if before else {}
    means = {who: mean_of(own, thresholds, least) for who, own in scores.items()}
    rows: list[Row] = [{by: who, **own} for who, own in figures.items()]
    rows.sort(key=lambda row: _place(row[by], means.get(row[by], _NEVER)))
    marks = unproven([means.get(row[by], _NEVER) for row in rows])
    for row, mark in zip(rows, marks, strict=True):
        own = scores.get(row[by], {})
        trend = trend_of(own, earlier.get(row[by], {}), least)
        row |= _quality(means.get(row[by], _NEVER), mark, trend, row)
        row["days"] = sum(1 for day, figures in by_day[row[by]] if day is not None and figures["calls"])
        row["calls_per_day"] = row["calls"] / row["days"] if row["days"] else None
    whole = mean_of(_merged(list(scores.values())), thresholds, 1)
    return Standing(tuple(rows), members, whole.score, least)


def standing_columns() -> tuple[Column, ...]:
    """The columns of every standing, but whose it is; those of the JSON contract first."""
    counted = {metric.id: Column(metric.id, metric.title(), metric.kind) for metric in (*INSIDE, *RESULTS, *BESIDE)}
    first = ("calls", "score", "light", "green", "yellow", "red", "grey")
    columns = counted | {
        "score": Column("score", _("score"), "score"),
        "light": Column("light", _("light"), "light"),
        "score_low": Column("score_low", _("from"), "score", False),
        "score_high": Column("score_high", _("to"), "score", False),
        "reach": Column("reach", "±", "number"),
        "not_proven": Column("not_proven", "≈", "flag"),
        "trend": Column("trend", _("change"), "change"),
        "trend_proven": Column("trend_proven", "", "flag", False),
        "new_version": Column("new_version", _("new card"), "flag", False),
        "green_share": Column("green_share", _("green, %"), "percent"),
        "yellow_share": Column("yellow_share", _("yellow, %"), "percent"),
        "red_share": Column("red_share", _("red, %"), "percent"),
        "days": Column("days", _("days"), "count"),
        "calls_per_day": Column("calls_per_day", _("calls a day"), "number"),
    }
    return tuple(columns[key] for key in (*first, *(key for key in columns if key not in first)))


def standing_notes(found: Standing) -> tuple[str, ...]:
    """What a person should know who reads the table."""
    notes = [
        _("Shares are of scored calls; a light needs {n} of them. ± is the 95 % interval of the mean.").format(
            n=found.least
        )
    ]
    if any(row["not_proven"] for row in found.rows):
        notes.append(_("≈: the difference from the row above is not proven."))
    if any(row["trend"] is not None for row in found.rows):
        notes.append(
            _("Change: points against the period before of the same length, calls by the same version of a card only.")
        )
    without = sum(row["without_record"] for row in found.rows)
    if without:
        notes.append(
            ngettext(
                "{n} call has no call record: it is neither in answered nor in talk.",
                "{n} calls have no call record: they are neither in answered nor in talk.",
                without,
            ).format(n=without)
        )
    new = [str(row.get("name") or row.get("manager") or row.get("department")) for row in found.rows
           if row["new_version"]]  # fmt: skip
    if new:
        notes.append(_("The checklist changed since the period before: {who}.").format(who=", ".join(new)))
    return tuple(notes)


def _quality(mean: Mean, mark: bool, trend: Trend, row: Row) -> Row:
    shares = {f"{light}_share": 100.0 * row[light] / mean.scored if mean.scored else None
              for light in ("green", "yellow", "red")}  # fmt: skip
    return {
        "score": mean.score,
        "light": mean.light,
        "score_low": mean.low,
        "score_high": mean.high,
        "reach": None if mean.low is None or mean.high is None else round((mean.high - mean.low) / 2, 1),
        "not_proven": mark,
        "trend": trend.change,
        "trend_proven": trend.proven,
        "new_version": trend.new_version,
        **shares,
    }


def _place(who: str | None, mean: Mean) -> tuple[Any, ...]:
    return mean.light == "grey", mean.score is None, -(mean.score or 0.0), who is None, who or ""


def _scores(db: Database, filters: Filters, by: str) -> dict[Any, Scores]:
    where, values = chosen(filters)
    rows = db.conn.execute(
        f"""SELECT {by}, content_hash, score, count(*) FROM call_quality
            WHERE scored AND {where} GROUP BY 1, 2, 3""",
        values,
    ).fetchall()
    found: dict[Any, list[tuple[str, float, int]]] = defaultdict(list)
    for who, version, score, count in rows:
        found[who].append((version, score, count))
    return {who: by_version(own) for who, own in found.items()}


def _merged(scores: Sequence[Scores]) -> Scores:
    return by_version(
        (version, score, count) for one in scores for version, own in one.items() for score, count in own.items()
    )
