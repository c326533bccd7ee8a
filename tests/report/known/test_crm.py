"""Calls beside the CRM's events, requests and deals (S1, S6), against figures worked out from the truth alone."""

from __future__ import annotations

import polars as pl
from known_answers import Known, same, share

from tools.known.judged import CHECKPOINTS


def test_what_is_missing_in_the_crm_is_as_in_the_truth(known: Known) -> None:
    long = (pl.col("direction") != "internal") & pl.col("answered") & (pl.col("talk") > 60)
    new = (pl.col("direction") == "inbound") & pl.col("first")
    no_event, no_request = long & (pl.col("events") == 0), new & (pl.col("requests") == 0)
    calls = known.calls.with_columns(long=long, new=new, no_event=no_event, no_request=no_request)
    expected = calls.filter(pl.col("long") | pl.col("new")).group_by("manager").agg(
        long=pl.col("long").sum(), without_event=pl.col("no_event").sum(),
        without_event_share=share(pl.col("no_event").sum(), pl.col("long").sum()),
        from_new=pl.col("new").sum(), without_request=pl.col("no_request").sum(),
        without_request_share=share(pl.col("no_request").sum(), pl.col("new").sum()),
    )  # fmt: skip
    told = known.report("missing-events")
    same(told["managers"], expected, "manager")
    assert {row["call_id"] for row in told["without_event"]} == set(calls.filter("no_event")["call_id"])
    assert {row["call_id"] for row in told["without_request"]} == set(calls.filter("no_request")["call_id"])


def test_pass_rates_of_won_and_lost_calls_are_those_of_the_truth(known: Known) -> None:
    fate = (
        pl.when(pl.col("deals_won") > 0).then(pl.lit("won")).when(pl.col("deals_open") > 0).then(pl.lit("open"))
        .when(pl.col("deals_lost") > 0).then(pl.lit("lost")).otherwise(pl.lit("none"))
    )  # fmt: skip
    judged = known.calls.drop_nulls("verdicts").with_columns(fate=fate)
    of = {"all": pl.lit(True), "won": pl.col("fate") == "won", "lost": pl.col("fate") == "lost"}
    parts = []
    for place, name in enumerate(CHECKPOINTS):
        said = pl.col("verdicts").str.slice(place, 1)
        counts = {
            f"{which}_{word}": ((said == code) & calls).sum()
            for which, calls in of.items() for word, code in (("passed", "1"), ("failed", "0"))
        }  # fmt: skip
        parts.append(judged.group_by("checklist").agg(checkpoint=pl.lit(name), **counts))
    sums = pl.concat(parts).with_columns(
        **{which: pl.col(f"{which}_passed") + pl.col(f"{which}_failed") for which in of}
    )
    expected = sums.filter(pl.col("all") > 0).select(
        "checklist", "checkpoint", "won", "won_passed", "lost", "lost_passed",
        judged="all", passed="all_passed", passed_share=share(pl.col("all_passed"), pl.col("all")),
        won_share=share(pl.col("won_passed"), pl.col("won")), lost_share=share(pl.col("lost_passed"), pl.col("lost")),
        training=(pl.col("all_passed") / pl.col("all") < 0.1) & (pl.col("all") >= 20),
    )  # fmt: skip
    same(known.report("scripts"), expected, ("checklist", "checkpoint"))


def test_outcomes_are_those_of_the_truth(known: Known) -> None:
    ended = known.calls.drop_nulls("outcome")
    expected = ended.group_by("manager", "outcome").agg(calls=pl.len())
    told = [row for row in known.report("outcomes") if row["calls"] and row["outcome"] is not None]
    same(told, expected, ("manager", "outcome"))
