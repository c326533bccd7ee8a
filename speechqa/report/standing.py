"""Calls in, one row per manager or department out: quality, quantity and duration together, in an order that is fair.

Calls that nobody is measured by (non-target, junk, internal, answered by a menu) stand beside, not inside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from speechqa.metrics.fair import Mean, Scores, Trend, by_version, mean_of, trend_of, unproven
from speechqa.metrics.standing import BESIDE, INSIDE, RESULTS
from speechqa.report.filters import Filters, condition
from speechqa.report.grouped import QUALITY, Key, folded
from speechqa.report.named import Question
from speechqa.report.period import previous
from speechqa.report.plan_table import plan_table, plan_values, plans_of
from speechqa.report.sheet import Bars, Column, Members, Sheet, Table
from speechqa.report.weakest import weakest_of
from speechqa.store.settings import get_setting, thresholds_of
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

_MEASURED = "(manager IS NOT NULL OR with_result)"
_BEHIND = {
    **dict.fromkeys(("score", "light", "score_low", "score_high", "reach"), "scored"),
    **{f"{light}_share": light for light in ("green", "yellow", "red")},
    "calls_per_day": "inside", "days": "inside AND local_date IS NOT NULL",
}  # fmt: skip
_METRICS = (*INSIDE, *RESULTS, *BESIDE)
_CALLS = "standing_call"
_COLUMNS = """call_id, local_date, direction, manager, department, source, campaign, content_hash, score, scored,
    passed_bits, failed_bits, answered, without_record, talked, talk_known, inbound, outbound, internal, machine_only,
    inside, green, yellow, red, grey, not_scored, critical_failed, unheard, manual_edit, non_target, junk"""
_QUALITY = ("light", "who", "scored", "score", "reach", "not_proven", "trend", "green_share", "yellow_share",
            "red_share")  # fmt: skip
_QUANTITY = ("who", "calls", "inbound", "outbound", "answered", "talk_minutes", "mean_talk", "calls_per_day")
_BESIDE = ("who", "non_target", "junk", "internal", "machine_only", "not_scored", "critical_failed")
_NEVER = Mean(0, None, None, None, "grey")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """Rows by the keys of ``columns``, best mean score first, those with too few scored calls last, and at the end
    those who have a plan and no call.

    ``mean_score`` is over all scored calls, whoever's; ``least`` is how many a light needs; ``planned``: some row has
    a plan, and ``plan_notes`` tells of it.
    """

    rows: tuple[Row, ...]
    members: Members
    mean_score: float | None
    least: int
    planned: bool
    plan_notes: tuple[str, ...]


def standing(db: Database, filters: Filters, by: Literal["manager", "department"]) -> Standing:
    """Of each manager or department; of managers also what they fail most."""
    where, values = condition(filters, undated=not filters.period.explicit)
    where = f"({where}) AND ({_MEASURED})"
    # Several sums are of the same calls, and what scoring says of them is looked up once.
    db.conn.execute(f"DROP TABLE IF EXISTS temp.{_CALLS}")
    db.conn.execute("PRAGMA temp.cache_size = -65536")
    db.conn.execute(f"CREATE TEMP TABLE {_CALLS} AS SELECT {_COLUMNS} FROM {QUALITY} WHERE {where}", values)
    try:
        found = _standing(db, filters, by)
    finally:
        db.conn.execute(f"DROP TABLE temp.{_CALLS}")
    return replace(found, members=replace(found.members, view=QUALITY, where=where, values=values))


def standing_sheet(
    found: Standing, question: Question, name: str, title: str, who: str, columns: Sequence[Column], *notes: str
) -> Sheet:
    """The report; rows have ``who``, and ``columns`` are those of the table in order. ``who``: the word for one row."""
    rows = tuple(tuple(row[column.key] for column in columns) for row in found.rows)
    table = Table(
        name, tuple(columns), rows, chart=Bars(("who",), "score", _("Mean score")), members=found.members,
        blocks=(("", _QUALITY), (_("Quantity"), _QUANTITY), (_("Beside, not counted above"), _BESIDE)),
    )  # fmt: skip
    tables = (table, plan_table(found.rows, who)) if found.planned else (table,)
    told = (*standing_notes(found), *found.plan_notes, *notes)
    return Sheet(name, title, question.filters.period, tables, told, mean_score=found.mean_score)


def standing_columns() -> tuple[Column, ...]:
    """The columns of every standing, but whose it is; those of the JSON contract first."""
    counted = {metric.id: Column(metric.id, metric.title(), metric.kind) for metric in _METRICS}
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


def _standing(db: Database, filters: Filters, by: Literal["manager", "department"]) -> Standing:
    thresholds, least = thresholds_of(db), int(get_setting(db, "min_calls") or 1)
    keys = (Key(by, by, by), Key("day", "", "local_date"))
    figures, by_day, members = folded(db, Filters(), keys, _METRICS, view=_CALLS, behind=_BEHIND)
    scores = _scores(db, by, _CALLS, "1", {})
    earlier = _earlier(db, filters, by)
    plans, plan_notes = plans_of(db, filters, by, _CALLS)
    weak = weakest_of(db, _CALLS) if by == "manager" else {}
    means = {who: mean_of(own, thresholds, least) for who, own in scores.items()}
    rows: list[Row] = [{by: who, **own} for who, own in figures.items()]
    rows.sort(key=lambda row: _place(row[by], means.get(row[by], _NEVER)))
    rows += [{by: who, **_no_calls()} for who in sorted(plans.keys() - figures.keys())]
    marks = unproven([means.get(row[by], _NEVER) for row in rows])
    for row, mark in zip(rows, marks, strict=True):
        who = row[by]
        trend = trend_of(scores.get(who, {}), earlier.get(who, {}), least)
        row |= _quality(means.get(who, _NEVER), mark, trend, row)
        row["days"] = sum(1 for day, own in by_day.get(who, ()) if day is not None and own["calls"])
        row["calls_per_day"] = row["calls"] / row["days"] if row["days"] else None
        row["plan"] = plan_values(plans.get(who or "", ()))
        row["weakest"] = tuple(asdict(one) for one in weak.get(who, ()))
    whole = mean_of(_merged(list(scores.values())), thresholds, 1)
    return Standing(tuple(rows), members, whole.score, least, bool(plans), plan_notes)


def _no_calls() -> Row:
    row: Row = {}
    for metric in _METRICS:
        row |= {metric.id: 0} if metric.over is None else {
            metric.id: None, f"{metric.id}_numerator": 0, f"{metric.id}_denominator": 0,
        }  # fmt: skip
    return row


def _earlier(db: Database, filters: Filters, by: str) -> dict[Any, Scores]:
    before = previous(filters.period)
    if before is None:
        return {}
    where, values = condition(replace(filters, period=before), undated=False)
    return _scores(db, by, QUALITY, where, values)


def _quality(mean: Mean, mark: bool, trend: Trend, row: Row) -> Row:
    shares = {f"{light}_share": 100.0 * row[light] / mean.scored if mean.scored else None
              for light in ("green", "yellow", "red")}  # fmt: skip
    return {
        "score": mean.score,
        "light": mean.light,
        "score_low": mean.low,
        "score_high": mean.high,
        "reach": mean.reach,
        "not_proven": mark,
        "trend": trend.change,
        "trend_proven": trend.proven,
        "new_version": trend.new_version,
        **shares,
    }


def _place(who: str | None, mean: Mean) -> tuple[Any, ...]:
    return mean.light == "grey", mean.score is None, -(mean.score or 0.0), who is None, who or ""


def _scores(db: Database, by: str, view: str, where: str, values: Mapping[str, Any]) -> dict[Any, Scores]:
    rows = db.conn.execute(
        f"SELECT {by}, content_hash, score, count(*) FROM {view} WHERE scored AND {where} GROUP BY 1, 2, 3", values
    ).fetchall()
    found: dict[Any, list[tuple[str, float, int]]] = defaultdict(list)
    for who, version, score, count in rows:
        found[who].append((version, score, count))
    return {who: by_version(own) for who, own in found.items()}


def _merged(scores: Sequence[Scores]) -> Scores:
    return by_version(
        (version, score, count) for one in scores for version, own in one.items() for score, count in own.items()
    )
