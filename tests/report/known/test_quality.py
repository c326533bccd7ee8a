"""Quality beside quantity (S3, S7): managers, departments, duration, fatigue, conversation, against the truth alone."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from known_answers import Known, close, same, share

from tools.known.judged import CHECKPOINTS

_SCORED = pl.col("score").is_not_null()
_BESIDE = pl.col("call_group").is_in(["non_target", "junk"]).fill_null(False)
_INSIDE = (pl.col("direction") != "internal") & ~pl.col("machine_only") & ~_BESIDE


def _light(score: pl.Expr, scored: pl.Expr) -> pl.Expr:
    by_score = (
        pl.when(score > 80).then(pl.lit("green")).when(score >= 60).then(pl.lit("yellow")).otherwise(pl.lit("red"))
    )
    return pl.when(scored >= 5).then(by_score).otherwise(pl.lit("grey"))


def _standing() -> dict[str, pl.Expr]:
    lights = {light: (pl.col("light") == light).sum() for light in ("green", "yellow", "red")}
    return {
        "calls": _INSIDE.sum(),
        "inbound": (_INSIDE & (pl.col("direction") == "inbound")).sum(),
        "outbound": (_INSIDE & (pl.col("direction") == "outbound")).sum(),
        "answered": (_INSIDE & pl.col("answered")).sum(),
        "talk_minutes": pl.col("talked").filter(_INSIDE).sum() / 60,
        "mean_talk": pl.col("talked").filter(_INSIDE).mean(),
        "score": pl.col("score").mean(),
        "light": _light(pl.col("score").mean(), _SCORED.sum()),
        **lights,
        "grey": (pl.col("recorded") & (pl.col("light") == "grey")).sum(),
        "scored": _SCORED.sum(),
        "not_scored": pl.col("not_scored").is_not_null().sum(),
        "critical_failed": pl.col("critical_failed").sum(),
        "unheard": pl.col("unheard").sum(),
        "manual_edit": pl.col("people").str.contains("[^.]").fill_null(False).sum(),
        "non_target": (pl.col("call_group") == "non_target").sum(),
        "junk": (pl.col("call_group") == "junk").sum(),
        "internal": (pl.col("direction") == "internal").sum(),
        "machine_only": pl.col("machine_only").sum(),
        **{f"{light}_share": share(count, _SCORED.sum()) for light, count in lights.items()},
        "days": pl.col("day").filter(_INSIDE).n_unique(),
    }


@pytest.mark.parametrize("by", ["manager", "department"])
@pytest.mark.parametrize("period", [("2026-08-24", "2026-11-21"), ("2026-10-05", "2026-10-18")])
def test_managers_and_departments_are_those_of_the_truth(known: Known, by: str, period: tuple[str, str]) -> None:
    of_period = known.calls.filter(pl.col("day").is_between(*map(pl.lit, period)) & pl.col("manager").is_not_null())
    expected = of_period.group_by(by).agg(**_standing())
    told = known.report(f"{by}s", "--from", period[0], "--to", period[1])
    same(told, expected, by)
    means = [row["score"] for row in told if row["light"] != "grey"]
    assert means == sorted(means, reverse=True)
    assert [row["light"] == "grey" for row in told] == sorted(row["light"] == "grey" for row in told)


def test_a_change_is_that_between_the_means_of_the_same_versions(known: Known) -> None:
    scored = known.calls.filter(_SCORED)
    now = scored.filter(pl.col("day").is_between(pl.lit("2026-10-05"), pl.lit("2026-11-03")))
    before = scored.filter(pl.col("day").is_between(pl.lit("2026-09-05"), pl.lit("2026-10-04")))
    told = known.report("managers", "--from", "2026-10-05", "--to", "2026-11-03")
    versions = ["checklist", "version"]
    for row in told:
        own, earlier = (frame.filter(pl.col("manager") == row["manager"]) for frame in (now, before))
        both = [own.join(earlier, versions, "semi"), earlier.join(own, versions, "semi")]
        change = None
        if all(frame.height >= 5 for frame in both):
            change = both[0]["score"].mean() - both[1]["score"].mean()  # type: ignore[operator]
        assert close(row["trend"], change), row["manager"]


def test_the_weakest_checkpoints_are_those_of_the_truth(known: Known) -> None:
    told = {row["manager"]: row["weakest"] for row in known.report("managers")}
    judged = known.calls.filter(pl.col("verdicts").is_not_null())
    for (manager,), own in judged.group_by("manager"):
        weak: list[tuple[Any, ...]] = []
        for (checklist,), of_card in own.group_by("checklist"):
            for place, name in enumerate(CHECKPOINTS):
                codes = of_card["verdicts"].str.slice(place, 1)
                passed, failed = int((codes == "1").sum()), int((codes == "0").sum())
                if failed:
                    weak.append((Fraction(passed, passed + failed), -failed, checklist, name))
        expected = [(checklist, name, -failed) for _rate, failed, checklist, name in sorted(weak)[:3]]
        assert [(one["checklist"], one["id"], one["failed"]) for one in told[str(manager)]] == expected


def test_parts_of_the_day_are_those_of_the_truth(known: Known) -> None:
    part = (
        pl.when(pl.col("hour") < 12).then(pl.lit("morning")).when(pl.col("hour") < 17).then(pl.lit("afternoon"))
        .otherwise(pl.lit("evening"))
    )  # fmt: skip
    scored = known.calls.filter(_SCORED).with_columns(part=part)
    figures = {
        "scored": pl.len(), "score": pl.col("score").mean(), "light": _light(pl.col("score").mean(), pl.len()),
        "critical_failed": pl.col("critical_failed").sum(),
    }  # fmt: skip
    told = known.report("fatigue")
    same([row for row in told["managers"] if row["scored"]], scored.group_by("manager", "part").agg(**figures),
         ("manager", "part"))  # fmt: skip
    same(told["all"], scored.group_by("part").agg(**figures), "part")


def test_lengths_of_won_and_lost_calls_are_those_of_the_truth(known: Known) -> None:
    fate = (
        pl.when(pl.col("deals_won") > 0).then(pl.lit("won")).when(pl.col("deals_open") > 0).then(pl.lit("open"))
        .when(pl.col("deals_lost") > 0).then(pl.lit("lost")).otherwise(pl.lit("none"))
    )  # fmt: skip
    calls = known.calls.filter(_INSIDE & pl.col("answered")).with_columns(fate=fate)
    told = known.report("duration")
    expected = calls.group_by("fate").agg(
        calls=pl.len(), mean_talk=pl.col("talked").mean(), median=pl.col("talked").median()
    )
    same([row for row in told["fates"] if row["calls"]], expected, "fate")
    norm = next((row["first_quartile"], row["third_quartile"]) for row in told["fates"] if row["fate"] == "won")
    won = calls.filter(pl.col("fate") == "won")["talked"]
    # Whichever way quartiles are reckoned, they leave a quarter of the calls on either side, give or take one.
    for beyond_it, at_it in ((won < norm[0], won <= norm[0]), (won > norm[1], won >= norm[1])):
        assert beyond_it.sum() - 1 <= won.len() / 4 <= at_it.sum() + 1
    below, beyond = (pl.col("talked") < norm[0]).sum(), (pl.col("talked") > norm[1]).sum()
    by_manager = calls.group_by("manager").agg(
        calls=pl.len(), mean_talk=pl.col("talked").mean(), median=pl.col("talked").median(), below=below, beyond=beyond,
        outside_share=share(below + beyond, pl.len()),
    )  # fmt: skip
    same(told["managers"], by_manager, "manager")


def test_talk_shares_and_silences_are_those_of_the_truth(known: Known) -> None:
    recorded = known.calls.filter("recorded").with_columns(
        told=pl.col("checklist").is_not_null(), both=pl.col("manager_speech") + pl.col("customer_speech")
    )
    expected = recorded.group_by("manager").agg(
        conversations=pl.len(),
        manager_talk_share=share(pl.col("manager_speech").sum(), pl.col("both").sum()),
        manager_call_share=share(pl.col("manager_speech").sum(), pl.col("talk").sum()),
        silence_share=share(pl.col("silence").sum(), pl.col("talk").sum()),
        silences=pl.col("silences").mean(),
        manager_interruptions=pl.col("interruptions").mean(),
    )
    same(known.report("conversation"), expected, "manager")
