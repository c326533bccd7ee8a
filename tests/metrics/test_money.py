"""What calls and advertising cost: prices by the longest prefix, and spend shared out among days."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.metrics.money import spend_of
from speechqa.metrics.views import ensure_views
from speechqa.store.connection import open_store, transaction
from speechqa.store.settings import set_setting

SEEN = itertools.count(1)
DAY = date(2026, 1, 1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    database = open_store(tmp_path / "calls.db", timezone="UTC")
    ensure_views(database)
    yield database
    database.conn.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Any:
    database = open_store(tmp_path_factory.mktemp("money") / "calls.db", timezone="UTC")
    ensure_views(database)
    return database


def tariffs(db: Any, *rows: tuple[str, str | None, float, float]) -> None:
    db.conn.execute("DELETE FROM tariff")
    db.conn.executemany(
        "INSERT INTO tariff (row, prefix, direction, per_minute, per_call) VALUES (0, ?, ?, ?, ?)", list(rows)
    )


def cost(db: Any, customer: str | None = "+74951234567", **facts: Any) -> tuple[float | None, str | None]:
    seen = next(SEEN)
    facts = {"direction": "outbound", "disposition": "answered", "talk": 90.0, "customer": customer} | facts
    db.conn.execute(
        f"INSERT INTO call (call_id, seen, {', '.join(facts)}) VALUES (?, ?, {', '.join('?' * len(facts))})",
        [f"c{seen}", seen, *facts.values()],
    )
    found = db.conn.execute("SELECT cost, cost_source FROM call_cost WHERE call_id = ?", [f"c{seen}"]).fetchone()
    return tuple(found)


def spend(db: Any, *rows: tuple[str, str | None, date, date, float]) -> None:
    db.conn.execute("DELETE FROM spend")
    db.conn.executemany(
        "INSERT INTO spend (row, source, campaign, first_day, last_day, amount) VALUES (0, ?, ?, ?, ?, ?)",
        [(source, campaign, str(first), str(last), amount) for source, campaign, first, last, amount in rows],
    )


def test_the_longest_prefix_that_fits_gives_the_price(db: Any) -> None:
    tariffs(db, ("+7495", "outbound", 1.5, 0), ("+7", "outbound", 2, 0), ("", "inbound", 0, 0), ("", None, 9, 1))
    assert cost(db) == (2.25, "tariff"), "+7495: 1.5 minutes at 1.50"
    assert cost(db, "+79161234567") == (3.0, "tariff"), "+7: 1.5 minutes at 2"
    assert cost(db, "+375291234567") == (14.5, "tariff"), "any number: 1 and 1.5 minutes at 9"
    assert cost(db, direction="inbound") == (0.0, "tariff"), "of two that fit, the one that names the direction"
    assert cost(db, None) == (14.5, "tariff"), "a number that is hidden begins with nothing"
    assert cost(db, "+7") == (3.0, "tariff")


def test_a_longer_prefix_for_any_direction_goes_before_a_shorter_one_that_names_it(db: Any) -> None:
    tariffs(db, ("+7", "outbound", 2, 0), ("+7495", None, 4, 0))
    assert cost(db) == (6.0, "tariff")


def test_what_the_record_says_goes_before_tariffs_and_may_be_nothing(db: Any) -> None:
    tariffs(db, ("", None, 9, 1))
    assert cost(db, cost=7.77) == (7.77, "record")
    assert cost(db, cost=0.0) == (0.0, "record")
    assert cost(db, cost=3.0, disposition=None, talk=None) == (3.0, "record")


def test_what_nothing_tells_is_unknown_and_not_free(db: Any) -> None:
    assert cost(db) == (None, None), "without tariffs"
    assert cost(db, disposition="missed", talk=0.0) == (None, None)
    tariffs(db, ("+7", None, 9, 1))
    assert cost(db, "+375291234567") == (None, None), "no prefix fits"
    assert cost(db, disposition=None, talk=None) == (None, None), "a recording without a record"
    assert cost(db, talk=None) == (None, None)


@pytest.mark.parametrize("disposition", ["missed", "busy", "failed"])
def test_a_call_that_nobody_answered_is_free(db: Any, disposition: str) -> None:
    tariffs(db, ("", None, 9, 1))
    assert cost(db, disposition=disposition, talk=0.0) == (0.0, "tariff")


def test_an_internal_call_costs_only_where_a_tariff_says_internal(db: Any) -> None:
    tariffs(db, ("", None, 9, 1))
    assert cost(db, None, direction="internal") == (None, None)
    tariffs(db, ("", None, 9, 1), ("", "internal", 0, 0))
    assert cost(db, None, direction="internal") == (0.0, "tariff")


def test_minutes_are_counted_by_the_second_or_by_started_steps(db: Any) -> None:
    tariffs(db, ("", None, 6, 0))
    assert [cost(db, talk=talk)[0] for talk in (0, 1, 60, 61)] == pytest.approx([0, 0.1, 6, 6.1])
    with transaction(db):
        set_setting(db, "billing_step", "60.0")
    assert [cost(db, talk=talk)[0] for talk in (0, 1, 60, 61)] == [0, 6, 6, 12]


@given(
    prices=st.dictionaries(
        st.tuples(st.text("+79", max_size=4), st.sampled_from(["inbound", "outbound", "internal", None])),
        st.tuples(st.integers(0, 50), st.integers(0, 5)),
        max_size=12,
    ),
    customer=st.none() | st.text("+79", min_size=1, max_size=6),
    direction=st.sampled_from(["inbound", "outbound", "internal", "unknown"]),
    talk=st.integers(0, 400),
    step=st.sampled_from([1, 6, 60]),
)
def test_prices_are_those_of_a_plain_search(
    shared: Any, prices: Any, customer: Any, direction: str, talk: int, step: int
) -> None:
    db = shared
    tariffs(db, *((*fits, *price) for fits, price in prices.items()))
    set_setting(db, "billing_step", str(step))
    best = max(
        (
            (len(prefix), own is not None, price)
            for (prefix, own), price in prices.items()
            if (customer or "").startswith(prefix) and (own == direction or (own is None and direction != "internal"))
        ),
        default=None,
    )
    found = cost(db, customer, direction=direction, talk=float(talk))
    if best is None:
        assert found == (None, None)
    else:
        per_minute, per_call = best[2]
        assert found == (pytest.approx(per_call + per_minute * ceil(talk / step) * step / 60), "tariff")


def test_an_amount_for_several_days_is_shared_out_evenly_among_them(db: Any) -> None:
    spend(
        db,
        ("Yandex", "Search", date(2026, 1, 1), date(2026, 1, 31), 31_000),
        ("Yandex", "Search", date(2026, 1, 10), date(2026, 1, 10), 500),
        ("Yandex", None, date(2026, 1, 15), date(2026, 1, 15), 70),
        ("Metro", None, date(2025, 12, 31), date(2026, 1, 1), 100),
    )
    assert spend_of(db, date(2026, 1, 8), date(2026, 1, 14)) == {("Yandex", "Search"): 7_500}
    assert spend_of(db) == {("Yandex", "Search"): 31_500, ("Yandex", None): 70, ("Metro", None): 100}
    assert spend_of(db, last=date(2025, 12, 31)) == {("Metro", None): 50}
    assert spend_of(db, date(2026, 2, 1)) == {}


DAYS = st.integers(0, 60).map(lambda n: DAY + timedelta(days=n))


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["Яндекс", "Метро"]),
            st.sampled_from([None, "Поиск"]),
            DAYS,
            st.integers(0, 40),
            st.integers(-1000, 100_000),
        ),
        max_size=6,
    ),
    edges=st.tuples(DAYS, DAYS, DAYS).map(sorted),
)
def test_the_spend_of_adjacent_periods_adds_up_and_is_that_of_single_days(shared: Any, rows: Any, edges: Any) -> None:
    spend(shared, *((source, name, at, at + timedelta(days=n), amount) for source, name, at, n, amount in rows))
    first, middle, last = edges
    parts = [spend_of(shared, first, middle), spend_of(shared, middle + timedelta(days=1), last)]
    whole = spend_of(shared, first, last)
    by_day = {
        (source, campaign): amount
        for source, campaign, amount in shared.conn.execute(
            "SELECT source, campaign, sum(amount) FROM spend_day WHERE local_date BETWEEN ? AND ? GROUP BY 1, 2",
            [str(first), str(last)],
        )
    }
    assert set(whole) == set(by_day) == {key for part in parts for key in part}
    for key, amount in whole.items():
        assert amount == pytest.approx(sum(part.get(key, 0) for part in parts), abs=1e-6)
        assert amount == pytest.approx(by_day[key], abs=1e-6)


def test_the_costs_of_many_calls_are_found_without_trying_every_price(db: Any) -> None:
    plan = [row[3] for row in db.conn.execute("EXPLAIN QUERY PLAN SELECT sum(cost) FROM call_cost")]
    assert any("tariff_by_prefix (prefix=?)" in step for step in plan)
