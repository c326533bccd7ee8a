"""What to listen to and what was heard (S3, S6), against the truth alone."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import polars as pl
from known_answers import FIRST, LAST, Known, same

from speechqa.metrics.views import ensure_views
from speechqa.report.filters import Filters
from speechqa.review.candidates import candidates, hidden
from speechqa.store.connection import open_store

ON = date(2026, 10, 20)


def _judged() -> pl.Expr:
    return pl.col("recorded") & pl.col("not_scored").is_null()


def _waiting(known: Known) -> pl.DataFrame:
    begin = datetime(ON.year, ON.month, ON.day)
    spam_only = (pl.col("deals_spam") > 0) & ((pl.col("deals_won") + pl.col("deals_lost") + pl.col("deals_open")) == 0)
    return known.calls.filter(
        _judged() & (pl.col("talk") > 10) & (pl.col("reviewed_at").is_null() | (pl.col("reviewed_at") >= begin))
        & ~spam_only
    )  # fmt: skip


def test_s6_calls_that_may_be_listened_to_are_those_of_the_truth_with_its_reasons(known: Known) -> None:
    first = (ON - timedelta(days=10)).isoformat()
    expected = _waiting(known).filter((pl.col("day") >= first) & (pl.col("day") <= ON.isoformat()))
    target = pl.col("call_group").is_null() | (pl.col("call_group") == "target")
    no_step = pl.col("outcome").is_null() | (pl.col("outcome") == "lost")
    codes = {
        "critical": pl.col("critical_failed"),
        "red": (pl.col("light") == "red") & ~pl.col("critical_failed"),
        "hung_up": target & (pl.col("hangup_by") == "customer") & no_step,
        "unheard": pl.col("unheard"),
        "won": pl.col("deals_won") > 0,
        "lost": pl.col("deals_lost") > 0,
        "problem_deal": (pl.col("deals_open") > 0) & (pl.col("outcome") == "lost"),
        "target": target,
    }
    told = expected.select("call_id", *(is_so.fill_null(False).alias(code) for code, is_so in codes.items()))
    wanted = {row["call_id"]: {code for code in codes if row[code]} for row in told.iter_rows(named=True)}
    db = open_store(known.folder / "calls.db", create=False)
    ensure_views(db)
    found = {
        one.call_id: {reason.code for reason in one.reasons} & codes.keys() for one in candidates(db, Filters(), ON)
    }
    assert found.keys() == wanted.keys()
    assert {key: (found[key], wanted[key]) for key in found if found[key] != wanted[key]} == {}
    older = {one.call_id for one in candidates(db, Filters(), ON, older=True)}
    assert older == set(_waiting(known).filter(pl.col("day") <= ON.isoformat())["call_id"])
    old = known.calls.filter(
        _judged() & (pl.col("talk") > 10) & pl.col("reviewed_at").is_null() & (pl.col("day") < first)
    )
    assert hidden(db, Filters(), ON) == len(old)


def test_s3_what_was_heard_is_set_against_two_calls_a_working_day(known: Known) -> None:
    done = known.run("listen", "--account", "--from", FIRST, "--to", LAST, "--format", "json")
    # The fourth of November is the only holiday of the period.
    worked = known.calls.filter(_judged() & (pl.col("day") != "2026-11-04")).group_by("manager").agg(
        days=pl.col("day").n_unique())  # fmt: skip
    heard = known.calls.filter(
        pl.col("reviewed_at").dt.strftime("%Y-%m-%d").is_between(pl.lit(FIRST), pl.lit(LAST))
    ).group_by("manager").agg(heard=pl.len())  # fmt: skip
    expected = worked.join(heard, on="manager", how="full", coalesce=True, nulls_equal=True).with_columns(
        pl.col("days", "heard").fill_null(0)
    )
    expected = expected.with_columns(
        norm=2 * pl.col("days"), missing=(2 * pl.col("days").cast(pl.Int64) - pl.col("heard").cast(pl.Int64)).clip(0)
    )
    assert done.returncode == 0, done.stderr
    same(json.loads(done.stdout)["managers"], expected, "manager")
