"""Calls in, one row per advertising source, campaign or keyword out: calls, target share, quality, sales, money, plan
(S2, S5, S6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from speechqa.metrics.advertising import ADVERTISING, COST, WON
from speechqa.report.filters import Filters, needs_quality
from speechqa.report.grouped import FACTS, QUALITY, Key, grouped
from speechqa.report.named import NamedReport, Option, Question
from speechqa.report.sheet import Bars, Column, Members, Sheet
from speechqa.report.source_fold import Row, folded, summed
from speechqa.report.source_money import MEASURES, Advertised, advertised
from speechqa.report.source_warnings import wasted
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

_LEVELS = ("source", "campaign", "keyword")
_BEHIND = {
    "won": WON, "won_amount": WON, "price_per_sale": WON, "cost": COST, "price_per_call": "1",
    "price_per_target": "target",
    "cost_known": "call_id IN (SELECT call_id FROM call_cost WHERE cost IS NOT NULL)",
}  # fmt: skip
# What is said of calls to customers and between employees is no answer to advertising.
_CALLERS = "direction NOT IN ('outbound', 'internal')"


def report_sources(db: Database, question: Question) -> Sheet:
    """Most calls first, those without a source last."""
    filters, level = question.filters, str(question.options["by"])
    where = "1" if filters.direction else _CALLERS
    # Campaigns are looked at even where the report is about sources: the ad is what may be wrong.
    keys = tuple(Key(one, _word(one), one, shown=False) for one in _LEVELS[: max(2, _LEVELS.index(level) + 1)])
    table = grouped(db, filters, keys, ADVERTISING, view=QUALITY, where=where)
    assert table.members is not None
    own = keys[: _LEVELS.index(level) + 1]
    names = [column.key for column in table.columns]
    finest = [dict(zip(names, row, strict=True)) for row in table.rows]
    rows = folded(finest, [key.key for key in own])
    money = advertised(db, filters, level)
    for group in (*money.spend, *money.plans):
        # What was paid or planned and brought no call matters most.
        rows.setdefault(group, summed([]) | dict(zip(_LEVELS, group, strict=False)))
    chosen, values = _on_facts(filters, table.members), dict(table.members.values)
    # The order of joining is said: left to itself, SQLite would look for all deals anew at each call.
    won = _by_key(db, chosen, values, own, f"won_deal CROSS JOIN {FACTS} USING (call_id)", "count(*), total(amount)")
    costs = f"{FACTS} CROSS JOIN (SELECT call_row, cost FROM call_cost) USING (call_row)"
    cost = _by_key(db, chosen, values, own, costs, "total(cost), count(cost)")
    for group, row in rows.items():
        row["won"], row["won_amount"] = won.get(group, (0, 0.0))
        amount, known = cost.get(group, (0.0, 0))
        row["cost"], row["cost_known"] = (amount if known else None), known
        _complete(row, group, money)
    ordered = sorted(rows.values(), key=_place)
    total = _total(summed(finest), ordered)
    columns = _columns([one for one in table.columns if one.key not in _LEVELS], own, money)
    members = replace(
        table.members,
        keys=frozenset(key.key for key in own),
        expressions={**table.members.expressions, **_BEHIND},
    )
    made = replace(
        table,
        columns=columns,
        rows=tuple(tuple(row.get(column.key) for column in columns) for row in ordered),
        total=tuple(total.get(column.key) for column in columns),
        members=members,
        chart=Bars(("who",), "calls", _("Calls by advertising")),
        blocks=_blocks(ordered, money),
    )
    found = wasted(db, chosen, values, finest, _LEVELS[:1] if level == "source" else (), tuple(key.key for key in keys))
    return Sheet("sources", _("Advertising"), filters.period, (made,), _notes(total, money, filters), found)


def _complete(row: Row, group: tuple[Any, ...], money: Advertised) -> None:
    """Put what lies beside the calls into a row, and what follows from it."""
    row["who"] = _who(group)
    row["spend"] = money.spend.get(group)
    _prices(row, row["calls"], row["target"], row["won"])
    plans = money.plans.get(group, {})
    for measure in MEASURES:
        found = plans.get(measure)
        row[f"plan_{measure}"] = found.plan if found else None
        row[f"fact_{measure}"] = found.fact if found else None
        row[f"percent_{measure}"] = found.percent if found else None


def _prices(row: Row, calls: int, target: int, won: int) -> None:
    spend = row["spend"]
    for name, count in (("call", calls), ("target", target), ("sale", won)):
        row[f"price_per_{name}"] = None if spend is None or not count else spend / count


def _total(total: Row, rows: list[Row]) -> Row:
    for name in ("won", "won_amount", "cost", "cost_known", "spend"):
        known = [row[name] for row in rows if row[name] is not None]
        total[name] = sum(known) if known else None
    # Calls that no advertising is known to have brought make none of it cheaper.
    brought = [row for row in rows if row["source"] is not None or row.get("campaign") is not None]
    _prices(total, *(sum(row[name] for row in brought) for name in ("calls", "target", "won")))
    return total


def _by_key(
    db: Database, chosen: str, values: Mapping[str, Any], keys: Sequence[Key], joined: str, sums: str
) -> dict[tuple[Any, ...], tuple[Any, Any]]:
    columns = ", ".join(one.sql for one in keys)
    places = ", ".join(str(n + 1) for n in range(len(keys)))
    found = db.conn.execute(
        f"SELECT {columns}, {sums} FROM {joined} WHERE {chosen} GROUP BY {places}", values
    ).fetchall()
    return {tuple(row[: len(keys)]): tuple(row[len(keys) :]) for row in found}


def _on_facts(filters: Filters, members: Members) -> str:
    """The report's calls as a condition on ``call_fact``, which is faster than the view of scores."""
    if needs_quality(filters):
        return f"call_id IN (SELECT call_id FROM {QUALITY} WHERE {members.where})"
    return members.where


def _columns(counted: list[Column], keys: Sequence[Key], money: Advertised) -> tuple[Column, ...]:
    hidden = {"answered", "missed", "target", "non_target", "junk", "mean_talk"}
    counted = [replace(one, shown=one.shown and one.key not in hidden) for one in counted]
    plans = [column for measure in MEASURES for column in _plan_columns(measure, money.planned(measure))]
    return (
        *(Column(key.key, key.title, shown=False) for key in keys), *counted,
        Column("who", _("advertising"), for_people=True), Column("won", _("sales"), "count"),
        Column("won_amount", _("sold for"), "money", False), Column("cost", _("telephone"), "money"),
        Column("cost_known", _("calls with a known cost"), "count", False), Column("spend", _("spend"), "money"),
        Column("price_per_call", _("per call"), "money"), Column("price_per_target", _("per target call"), "money"),
        Column("price_per_sale", _("per sale"), "money"), *plans,
    )  # fmt: skip


def _plan_columns(measure: str, shown: bool) -> tuple[Column, ...]:
    return (
        Column(f"plan_{measure}", _("plan"), _kind(measure), shown),
        Column(f"fact_{measure}", _("fact"), _kind(measure), shown),
        Column(f"percent_{measure}", _("done, %"), "percent", shown),
    )


def _blocks(rows: list[Row], money: Advertised) -> tuple[tuple[str, tuple[str, ...]], ...]:
    first = ("who", "calls", "first_time", "target_share", "talk_minutes", "score", "won")
    blocks: list[tuple[str, tuple[str, ...]]] = [("", first)]
    paid = ("cost", "spend")
    if any(row[one] is not None for row in rows for one in paid):
        blocks.append((_("Money"), ("who", *paid, "price_per_call", "price_per_target", "price_per_sale")))
    for measure in MEASURES:
        if money.planned(measure):
            title = _("Plan and fact: {what}").format(what=_measure(measure))
            blocks.append((title, ("who", *(f"{part}_{measure}" for part in ("plan", "fact", "percent")))))
    return tuple(blocks)


def _notes(total: Row, money: Advertised, filters: Filters) -> tuple[str, ...]:
    notes = []
    if filters.direction is None:
        notes.append(_("Outbound and internal calls are left out; --direction outbound shows the former."))
    if total["calls"] and not total["target_share_denominator"]:
        notes.append(_("Which calls are target ones, tags of the checklist tell; no call here has such a tag."))
    unknown = total["answered"] - (total["cost_known"] or 0)
    if total["cost"] is not None and unknown > 0:
        notes.append(
            ngettext(
                "The cost of {n} answered call is not known: no tariff fits it.",
                "The cost of {n} answered calls is not known: no tariff fits them.",
                unknown,
            ).format(n=unknown)
        )
    return (*notes, *money.notes)


def _place(row: Row) -> tuple[Any, ...]:
    named = [row.get(level) for level in _LEVELS]
    return all(one is None for one in named), -row["calls"], [one or "" for one in named]


def _who(key: tuple[Any, ...]) -> str:
    if all(part is None for part in key):
        return _("without a source")
    return " / ".join("–" if part is None else str(part) for part in key)


def _word(level: str) -> str:
    return {"source": _("source"), "campaign": _("campaign"), "keyword": _("keyword")}[level]


def _measure(measure: str) -> str:
    return {
        "attempts": _("calls"), "conversations": _("conversations"), "talk_minutes": _("talk, min"),
        "requests": _("requests"), "quality": _("score"),
    }[measure]  # fmt: skip


def _kind(measure: str) -> Any:
    return "percent" if measure == "quality" else "number"


REPORT = NamedReport(
    "sources",
    lambda: _("Advertising: calls, first-time callers, target share, talk, quality, sales, spend, prices, plan."),
    report_sources,
    (Option("by", "source", lambda: _("a row for each source, campaign or keyword"), _LEVELS),),
)
