"""When calls come, who calls often, who was lost (S1, S2, S6), against figures worked out from the truth alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from known_answers import Known, figures, same, share

_DAY = timedelta(days=1)


def test_calls_by_weekday_and_hour_are_those_of_the_truth(known: Known) -> None:
    external = known.calls.filter(pl.col("direction") != "internal")
    counted = {
        **{name: figures()[name] for name in ("calls", "answered", "missed", "talk_minutes")},
        "inbound": (pl.col("direction") == "inbound").sum(), "outbound": (pl.col("direction") == "outbound").sum(),
    }  # fmt: skip
    told = known.report("load")
    same(told["week"], external.group_by("weekday", "hour").agg(**counted), ("weekday", "hour"))
    same(told["hours"], external.group_by("hour").agg(**counted), "hour")


def test_the_most_calls_at_once_are_those_of_the_truth(known: Known) -> None:
    external = known.calls.filter((pl.col("direction") != "internal") & (pl.col("duration") > 0))
    told = known.report("load")
    assert {row["day"]: row["at_once"] for row in told["at_once_by_day"] if row["at_once"]} == {
        day: _at_once(own) for (day,), own in external.group_by("day")
    }
    assert {row["line"]: row["at_once"] for row in told["at_once_by_line"]} == {
        line: _at_once(own) for (line,), own in external.group_by("line")
    }


def _at_once(calls: pl.DataFrame) -> int:
    """Add one at each begin, take one away at each end, ends first."""
    steps = pl.concat([
        calls.select(at="started_at", step=pl.lit(1)),
        calls.select(at=pl.col("started_at") + pl.duration(seconds="duration"), step=pl.lit(-1)),
    ]).sort("at", "step")  # fmt: skip
    return int(steps["step"].cum_sum().max() or 0)  # type: ignore[arg-type]


def test_short_calls_are_those_of_the_truth(known: Known) -> None:
    talked = known.calls.filter(pl.col("answered") & (pl.col("direction") != "internal"))
    short = pl.col("talk").is_between(15, 30).sum()
    counted = {"answered": pl.len(), "short_calls": short, "short_share": share(short, pl.len())}
    told = known.report("short-calls")
    same(told["hours"], talked.group_by("hour").agg(**counted), "hour")
    same(told["managers"], talked.group_by("manager").agg(**counted), "manager")
    same([row for row in told["sources"] if row["source"] is not None],
         talked.drop_nulls("source").group_by("source").agg(**counted), "source")  # fmt: skip


def test_frequent_callers_are_those_of_the_truth(known: Known) -> None:
    inbound = known.calls.filter((pl.col("direction") == "inbound") & pl.col("customer").is_not_null())
    counted = {name: figures()[name] for name in ("calls", "answered", "missed", "machine_only")}
    by_customer = inbound.group_by("customer").agg(**counted, days=pl.col("day").n_unique())
    told = known.report("callers")["frequent"]
    listed = by_customer.filter(pl.col("customer").is_in([row["customer"] for row in told]))
    same(told, listed, "customer")
    least = min(row["calls"] for row in told)
    assert by_customer.filter(pl.col("calls") > least).height == sum(row["calls"] > least for row in told)


def test_calls_in_a_row_are_those_of_the_truth(known: Known) -> None:
    inbound = known.calls.filter((pl.col("direction") == "inbound") & pl.col("customer").is_not_null())
    found = set()
    for (customer,), own in inbound.sort("started_at").group_by("customer", maintain_order=True):
        moments = own["started_at"].to_list()
        for run in _runs(moments):
            found.add((customer, moments[run[0]], run[1] - run[0] + 1))
    told = {
        (row["customer"], datetime.fromisoformat(row["begin"]).replace(tzinfo=None), row["calls"])
        for row in known.report("callers")["in_a_row"]
    }
    assert told <= found
    # The list is cut after the first thirty.
    assert len(told) == min(len(found), 30)


def _runs(moments: list[datetime]) -> list[tuple[int, int]]:
    """Three or more within ten minutes; what touches is one."""
    marked = [False] * len(moments)
    links: dict[int, int] = {}
    for first in range(len(moments) - 2):
        if moments[first + 2] - moments[first] <= timedelta(minutes=10):
            marked[first : first + 3] = [True] * 3
            links[first] = links[first + 1] = 1
    runs: list[tuple[int, int]] = []
    for place, is_in in enumerate(marked):
        if is_in and runs and runs[-1][1] == place - 1 and (place - 1) in links:
            runs[-1] = (runs[-1][0], place)
        elif is_in:
            runs.append((place, place))
    return runs


def _states(calls: pl.DataFrame) -> dict[str, str]:
    """What became of each missed call within a day."""
    by_customer: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for call in calls.drop_nulls("customer").sort("started_at").iter_rows(named=True):
        by_customer[call["customer"]].append(call)
    states = {}
    for call in calls.filter("missed").iter_rows(named=True):
        later = [
            one for one in by_customer.get(call["customer"] or "", [])
            if call["started_at"] < one["started_at"] <= call["started_at"] + _DAY
        ]  # fmt: skip
        states[call["call_id"]] = "no_number" if call["customer"] is None else _state(later)
    return states


def _state(later: list[dict[str, Any]]) -> str:
    tried = False
    for one in later:
        if one["answered"] and one["direction"] in {"inbound", "outbound"}:
            return "reached" if one["direction"] == "outbound" else "came_back"
        tried |= one["direction"] == "outbound"
    return "tried" if tried else "nobody_called"


def test_what_became_of_missed_calls_is_as_in_the_truth(known: Known) -> None:
    states = _states(known.calls)
    missed = known.calls.filter("missed").with_columns(state=pl.col("call_id").replace_strict(states))
    told = known.report("missed")
    expected = missed.group_by("state").agg(calls=pl.len())
    same([row for row in told["states"] if row["calls"]], expected, "state")
    counted = {
        "missed": pl.len(),
        **{name: (pl.col("state") == name).sum() for name in ("reached", "tried", "came_back", "nobody_called")},
    }
    same(told["hours"], missed.group_by("hour").agg(**counted), "hour")
    same(told["lines"], missed.group_by("line").agg(**counted), "line")


def test_where_callers_are_lost_is_as_in_the_truth(known: Known) -> None:
    inbound = known.calls.filter(pl.col("direction") == "inbound")
    counted = {
        "queue": inbound.filter("missed").filter(pl.col("lost_in") == "queue").height,
        "ringing": inbound.filter("missed").filter(pl.col("lost_in") == "ringing").height,
        "transfer": inbound.filter(pl.col("lost_in") == "transfer").height,
        "menu": inbound.filter("machine_only").filter(pl.col("lost_in") == "menu").height,
        "machine": inbound.filter("machine_only").filter(pl.col("lost_in").is_null()).height,
    }
    told = {row["place"]: row["calls"] for row in known.report("missed")["places"]}
    assert told == counted
