"""Advertising (S2, S5, S6), against figures worked out from the truth and the lists alone."""

from __future__ import annotations

import polars as pl
from known_answers import Known, same, share


def _tariff(known: Known) -> pl.Expr:
    """Price of an inbound minute: one price for all."""
    rows = pl.read_csv(known.folder / "tariffs.csv", infer_schema_length=0)
    price = float(rows.filter(pl.col("direction") == "inbound")["per_minute"][0])
    cost = pl.when(pl.col("missed")).then(0.0).otherwise(price * pl.col("talk") / 60)
    return cost.sum()


def test_sources_are_those_of_the_truth(known: Known) -> None:
    inbound = known.calls.filter(pl.col("direction") == "inbound")
    groups = {name: (pl.col("call_group") == name).sum() for name in ("target", "non_target", "junk")}
    counted = {
        "calls": pl.len(), "first_time": pl.col("first").sum(), "answered": pl.col("answered").sum(),
        "missed": pl.col("missed").sum(), **groups,
        "target_share": share(groups["target"], sum(groups.values(), pl.lit(0))),
        "talk_minutes": pl.col("talked").sum() / 60, "mean_talk": pl.col("talked").mean(),
        "score": pl.col("score").mean(), "cost": _tariff(known),
    }  # fmt: skip
    same(known.report("sources"), inbound.group_by("source").agg(**counted), "source")
    same(known.report("sources", "--by", "campaign"), inbound.group_by("source", "campaign").agg(**counted),
         ("source", "campaign"))  # fmt: skip


def test_what_advertising_cost_is_as_in_the_list(known: Known) -> None:
    spend = pl.read_csv(known.folder / "spend.csv", infer_schema_length=0)
    expected = dict(spend.group_by("source").agg(pl.col("amount").cast(pl.Float64).sum()).iter_rows())
    told = known.report("sources")
    assert {row["source"]: row["spend"] for row in told if row["spend"] is not None} == expected
    for row in told:
        price = None if row["spend"] is None else row["spend"] / row["calls"]
        assert row["price_per_call"] == price
