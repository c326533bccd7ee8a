"""What people did with calls (S2, S7): tags and timeliness, against figures worked out from the truth alone."""

from __future__ import annotations

import polars as pl
from known_answers import Known, same, share


def _talks(known: Known) -> pl.DataFrame:
    talks = known.calls.filter((pl.col("direction") != "internal") & pl.col("answered"))
    return talks.with_columns(
        pl.col("tags").fill_null("").str.split(" ").list.eval(pl.element().filter(pl.element() != "")),
        pl.col("human_tags").fill_null("").str.split(" ").list.eval(pl.element().filter(pl.element() != "")),
    ).with_columns(by_people=pl.col("human_tags").list.len() > 0, by_rules=pl.col("tags").list.len() > 0)


def test_shares_of_tagged_calls_are_those_of_the_truth(known: Known) -> None:
    talks = _talks(known)
    expected = talks.group_by("manager").agg(
        talks=pl.len(), tagged=pl.col("by_people").sum(), tagged_by_rules=pl.col("by_rules").sum(),
        tagged_share=share(pl.col("by_people").sum(), pl.len()),
        tagged_by_rules_share=share(pl.col("by_rules").sum(), pl.len()),
    )  # fmt: skip
    told = known.report("tags")["managers"]
    same(told, expected, "manager")
    alike = {
        manager
        for (manager,), own in talks.filter("by_people").group_by("manager")
        if own.height >= 20 and max(own.explode("human_tags")["human_tags"].value_counts()["count"]) >= 0.9 * own.height
    }
    assert {row["manager"] for row in told if row["alike"]} == alike


def test_calls_by_tag_are_those_of_the_truth(known: Known) -> None:
    talks = _talks(known)
    parts = [
        talks.explode(column).group_by(tag=column).agg(count=pl.len()).drop_nulls("tag").rename({"count": name})
        for column, name in (("human_tags", "by_people"), ("tags", "by_rules"))
    ]
    expected = parts[0].join(parts[1], "tag", "full", coalesce=True).with_columns(
        pl.col("by_people", "by_rules").fill_null(0)
    )  # fmt: skip
    same(known.report("tags")["tags"], expected, "tag")


def test_ages_of_unreviewed_calls_are_those_of_the_truth(known: Known) -> None:
    judged = known.calls.filter(pl.col("recorded") & pl.col("not_scored").is_null()).with_columns(
        age=(pl.lit("2026-11-24").str.to_date() - pl.col("started_at").dt.date()).dt.total_days(),
        waiting=pl.col("reviewed_at").is_null(),
    )
    ages = pl.col("age").filter("waiting")
    expected = judged.group_by("manager").agg(
        reviewed=(~pl.col("waiting")).sum(), unreviewed=pl.col("waiting").sum(), oldest=ages.max(),
        median=ages.median(), days_0_3=(ages <= 3).sum(), days_4_7=ages.is_between(4, 7).sum(),
        days_8_10=ages.is_between(8, 10).sum(), days_over_10=(ages > 10).sum(), over_7=(ages > 7).sum(),
    )  # fmt: skip
    same(known.report("timeliness", "--on", "2026-11-24"), expected, "manager")
