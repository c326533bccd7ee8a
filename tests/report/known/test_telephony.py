"""Quantity (S1, S2): totals, lines, service level, against figures worked out from the truth alone."""

from __future__ import annotations

import polars as pl
import pytest
from known_answers import Known, close, figures, same, share


def test_totals_are_those_of_the_truth(known: Known) -> None:
    told = known.report("totals")
    expected = known.calls.group_by("direction").agg(**figures())
    hung_up = ("hung_up_by_customer", "hung_up_by_manager")
    rows = [{"direction": name, **row} for name, row in told.items() if name not in ("all", "hangup")]
    # Where no source says who hung up it is not known, and the truth has none either.
    same([row | {key: row[key] or 0 for key in hung_up} for row in rows],
         expected.drop("short_abandons"), "direction")  # fmt: skip
    whole = known.calls.select(**figures()).drop("short_abandons").row(0, named=True)
    assert {
        name: (told["all"][name], value) for name, value in whole.items() if not close(told["all"][name], value)
    } == {}


def test_totals_of_a_week_and_of_one_manager_are_those_of_the_truth(known: Known) -> None:
    of_week = known.calls.filter(pl.col("day").is_between(pl.lit("2026-10-05"), pl.lit("2026-10-11")))
    told = known.report("totals", "--from", "2026-10-05", "--to", "2026-10-11")
    assert told["all"]["calls"] == of_week.height
    of_one = known.calls.filter(pl.col("manager") == "m07")
    told = known.report("totals", "--manager", "m07")
    assert (told["all"]["calls"], told["all"]["talk"]) == (of_one.height, of_one["talked"].sum())
    of_source = known.calls.filter((pl.col("source") == "VK") & (pl.col("department") == "Сервис"))
    assert known.report("totals", "--source", "VK", "--department", "Сервис")["all"]["calls"] == of_source.height


def test_lines_are_those_of_the_truth(known: Known) -> None:
    expected = (
        known.calls.filter(pl.col("direction") != "internal").group_by("direction", "line").agg(**figures())
        .with_columns(title=pl.col("line").replace(known.line_titles))
        .drop("unreached", "minutes", "transferred", "hung_up_by_customer", "hung_up_by_manager", "short_abandons")
    )  # fmt: skip
    same(known.report("lines"), expected, ("direction", "line"))


@pytest.mark.parametrize(("by", "column"), [("hour", "hour"), ("day", "day"), ("line", "title")])
def test_service_levels_are_those_of_the_truth(known: Known, by: str, column: str) -> None:
    inbound = known.calls.filter(pl.col("direction") == "inbound")
    inbound = inbound.with_columns(title=pl.col("line").replace(known.line_titles))
    in_time = (pl.col("answered") & (pl.col("wait") <= 20)).sum()
    expected = inbound.group_by(column).agg(
        answered=pl.col("answered").sum(), missed=pl.col("missed").sum(),
        short_abandons=figures()["short_abandons"],
        service_level=share(in_time, pl.col("offered").sum()),
        asa=pl.col("answer_wait").mean(),
        mean_abandon=pl.col("wait").filter(pl.col("missed")).mean(),
    )  # fmt: skip
    told = known.report("service-level", "--by", by)
    same(told, expected, column)


def test_all_five_formulas_of_the_service_level_are_those_of_the_truth(known: Known) -> None:
    inbound = known.calls.filter(pl.col("direction") == "inbound")
    counted = inbound.select(
        answered=pl.col("answered").sum(), in_time=(pl.col("answered") & (pl.col("wait") <= 20)).sum(),
        abandoned=pl.col("missed").sum(), abandoned_in_time=(pl.col("missed") & (pl.col("wait") <= 20)).sum(),
        at_once=(pl.col("missed") & (pl.col("wait") <= 5)).sum(),
    ).row(0, named=True)  # fmt: skip
    offered = counted["answered"] + counted["abandoned"]
    expected = {
        "answered": (counted["in_time"], counted["answered"]),
        "offered": (counted["in_time"], offered),
        "without_abandoned": (counted["in_time"], offered - counted["abandoned_in_time"]),
        "abandoned_in_time": (counted["in_time"] + counted["abandoned_in_time"], offered),
        "abandoned_at_once": (counted["in_time"] + counted["at_once"], offered),
    }
    told = known.report("service-level", "--formulas", "all")
    assert {row["formula"]: (row["numerator"], row["denominator"]) for row in told} == expected
    assert all(close(row["percent"], 100 * row["numerator"] / row["denominator"]) for row in told)
