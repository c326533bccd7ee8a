"""What plan.csv plans for whom on which day, and what was done of it. November 2026 begins on a Sunday, its fourth is a
holiday."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.calls.people import read_people
from speechqa.calls.plan import read_plan
from speechqa.calls.working_days import read_working_days
from speechqa.metrics.plan import plan_fact
from speechqa.metrics.planned import Scope, plan_days
from speechqa.metrics.views import ensure_views
from speechqa.store.connection import open_store
from speechqa.store.directories import replace_directory

SEEN = itertools.count(1)
PEOPLE = """extension,name,id,department,valid_from,valid_to,weekdays
101,Анна Петрова,anna,Продажи,,,пн-пт
102,Ольга Иванова,olga,Продажи,,2026-11-10,пн-пт
103,Ира Смирнова,ira,Сервис,,,
"""
PLAN = "manager,department,source,campaign,day,weekday,direction,calls,talk_minutes,requests,quality,fact\n"
MONDAY, TUESDAY, HOLIDAY, THURSDAY = (date(2026, 11, n) for n in (2, 3, 4, 5))
SATURDAY, SUNDAY = date(2026, 11, 7), date(2026, 11, 8)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    database = open_store(tmp_path / "calls.db", timezone="Europe/Moscow")
    ensure_views(database)
    yield database
    database.conn.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Any:
    database = open_store(tmp_path_factory.mktemp("plan") / "calls.db", timezone="UTC")
    ensure_views(database)
    return database


def lists(db: Any, folder: Path, *plan: str, people: str = PEOPLE, days: str = "") -> None:
    path = folder / "list.csv"
    path.write_text(PLAN + "\n".join(plan), encoding="utf-8")
    replace_directory(db, "plan", path, "-", read_plan(path))
    path.write_text(people, encoding="utf-8")
    replace_directory(db, "managers", path, "-", read_people(path, "RU"))
    path.write_text("date,kind,as\n" + days, encoding="utf-8")
    replace_directory(db, "working_days", path, "-", read_working_days(path))


def planned(db: Any, day: date, measure: str = "conversations", last: date | None = None) -> dict[str | None, float]:
    """By manager (and direction, where one is named)."""
    found: dict[str | None, float] = {}
    for one in plan_days(db, day, last or day):
        if one.measure == measure and not one.scope.of_advertising:
            key = f"{one.scope.manager} {one.scope.direction}" if one.scope.direction else one.scope.manager
            assert key not in found or last, "never both"
            found[key] = found.get(key, 0) + one.amount
    return found


def call(db: Any, day: date, manager: str | None = "anna", **facts: Any) -> str:
    seen = next(SEEN)
    departments = {"anna": "Продажи", "olga": "Продажи", "ira": "Сервис"}
    facts = {
        "call_id": f"c{seen}", "seen": seen, "manager": manager, "department": departments.get(manager or ""),
        "direction": "outbound", "disposition": "answered", "talk": 60.0, "has_record": 1,
        "started_at": f"{day}T09:00:00+00:00", "local_date": str(day),
    } | facts  # fmt: skip
    db.conn.execute(
        f"INSERT INTO call ({', '.join(facts)}) VALUES ({', '.join('?' * len(facts))})", list(facts.values())
    )
    return f"c{seen}"


def facts(db: Any, first: date, last: date, by: Any, direction: str | None = None) -> dict[tuple[str, str], Any]:
    """Plan, fact and days by group and measure."""
    found = {}
    for one in plan_fact(db, first, last, by, direction):
        scope = one.key
        key = "/".join(part for part in (scope.manager, scope.department, scope.source, scope.campaign) if part)
        found[key, one.measure] = (one.plan, one.fact, one.days)
    return found


def test_the_most_special_row_counts_and_never_two_of_them(db: Any, tmp_path: Path) -> None:
    lists(db, tmp_path, ",,,,,пн-пт,,10,,,,", ",Продажи,,,,пн-пт,,20,,,,", "anna,,,,,пн-пт,,40,,,,")
    assert planned(db, MONDAY) == {"anna": 40, "olga": 20, "ira": 10}


def test_a_row_for_a_day_goes_before_one_for_weekdays_whoever_it_is_for(db: Any, tmp_path: Path) -> None:
    lists(db, tmp_path, "anna,,,,,пн-пт,,40,,,,", ",Продажи,,,2026-11-03,,,5,,,,", ",,,,2026-11-03,,,7,,,,")
    assert planned(db, MONDAY) == {"anna": 40}
    assert planned(db, TUESDAY) == {"anna": 5, "olga": 5, "ira": 7}


def test_every_measure_has_its_own_row(db: Any, tmp_path: Path) -> None:
    lists(db, tmp_path, ",,,,,пн-пт,,10,60,,80,", "anna,,,,,пн-пт,,40,,,,")
    assert planned(db, MONDAY, "talk_minutes")["anna"] == 60
    assert planned(db, MONDAY, "quality")["anna"] == 80


def test_a_manager_is_meant_by_id_extension_or_name(db: Any, tmp_path: Path) -> None:
    lists(db, tmp_path, "101,,,,,,,1,,,,", "ольга  иванова,,,,,,,2,,,,", "ira,,,,,,,3,,,,", "stranger,,,,,,,4,,,,")
    assert planned(db, MONDAY) == {"anna": 1, "olga": 2, "ira": 3, "stranger": 4}


def test_who_is_gone_has_no_plan_any_more(db: Any, tmp_path: Path) -> None:
    lists(db, tmp_path, ",,,,,,,1,,,,", "olga,,,,2026-11-11,,,5,,,,", "olga,,,,2026-11-10,,,5,,,,")
    assert planned(db, date(2026, 11, 10)) == {"anna": 1, "olga": 5, "ira": 1}
    assert planned(db, date(2026, 11, 11)) == {"anna": 1, "ira": 1}


def test_a_row_for_weekdays_leaves_holidays_out_and_one_for_every_day_does_not(db: Any, tmp_path: Path) -> None:
    lists(db, tmp_path, ",Продажи,,,,пн-пт,,10,,,,", "ira,,,,,,,3,,,,", "anna,,,,2026-11-04,,,2,,,,")
    assert planned(db, TUESDAY) == {"anna": 10, "olga": 10, "ira": 3}
    assert planned(db, HOLIDAY) == {"anna": 2, "ira": 3}, "a row for the very day holds on a holiday"
    assert planned(db, SATURDAY) == planned(db, SUNDAY) == {"ira": 3}


def test_a_row_for_all_is_for_those_who_work_that_day(db: Any, tmp_path: Path) -> None:
    lists(db, tmp_path, ",,,,,,,10,,,,")
    assert planned(db, TUESDAY) == {"anna": 10, "olga": 10, "ira": 10}
    assert planned(db, HOLIDAY) == planned(db, SATURDAY) == {"ira": 10}, "the others work from Monday to Friday"


def test_a_moved_saturday_follows_the_weekday_it_replaces(db: Any, tmp_path: Path) -> None:
    lists(db, tmp_path, "anna,,,,,пн,,1,,,,", "anna,,,,,вт,,2,,,,", "anna,,,,,сб,,6,,,,")
    assert planned(db, date(2024, 4, 27)) == {"anna": 1}, "for Monday, 29 April"
    assert planned(db, date(2024, 11, 2)) == {"anna": 2}, "for Tuesday, 30 April"
    assert planned(db, date(2024, 4, 29)) == planned(db, date(2024, 4, 30)) == {}
    assert planned(db, date(2024, 4, 20)) == {"anna": 6}


def test_a_companys_own_days_go_before_the_calendar(db: Any, tmp_path: Path) -> None:
    own = "04.11.2026,рабочий,\n2026-11-07,working,вт\n2026-11-08,working,\n2026-11-03,выходной,\n"
    lists(db, tmp_path, "anna,,,,,ср,,3,,,,", "anna,,,,,вт,,2,,,,", "anna,,,,,пт,,5,,,,", days=own)
    assert planned(db, HOLIDAY) == {"anna": 3}
    assert planned(db, SATURDAY) == {"anna": 2}
    assert planned(db, SUNDAY) == {"anna": 5}, "which day a Sunday stands for is not said"
    assert planned(db, TUESDAY) == {}


def test_rows_for_single_directions_stand_beside_each_other_and_a_general_one_yields_to_none_of_its_rank(
    db: Any, tmp_path: Path
) -> None:
    lists(db, tmp_path, "anna,,,,,,inbound,20,,,,", ",Продажи,,,,,outbound,30,,,,", ",,,,,,,60,,,,")
    assert planned(db, MONDAY) == {"anna inbound": 20, "anna outbound": 30, "olga outbound": 30, "ira": 60}
    assert facts(db, MONDAY, MONDAY, "manager")["anna", "conversations"] == (50, 0, 1)
    lists(db, tmp_path, "anna,,,,,,,60,,,,", "anna,,,,,,outbound,40,,,,")
    assert facts(db, MONDAY, MONDAY, "manager") == {("anna", "conversations"): (60, 0, 1)}
    assert facts(db, MONDAY, MONDAY, "manager", "outbound") == {("anna", "conversations"): (40, 0, 1)}
    assert facts(db, MONDAY, MONDAY, "manager", "inbound") == {}


def test_without_a_list_of_people_a_row_for_all_is_for_those_who_called(db: Any, tmp_path: Path) -> None:
    lists(db, tmp_path, ",,,,,пн-пт,,10,,,,", people="name\n")
    call(db, TUESDAY, "101")
    call(db, TUESDAY, "109", direction="internal")
    assert planned(db, MONDAY, last=THURSDAY) == {"101": 30}


def test_attempts_are_all_calls_and_conversations_those_that_a_person_answered(db: Any, tmp_path: Path) -> None:
    lists(
        db,
        tmp_path,
        "anna,,,,,,outbound,10,,,,attempt",
        "olga,,,,,,,10,,,,conversation",
        "ira,,,,,,inbound,4,,,,attempt",
    )
    for manager in ("anna", "olga", "ira"):
        for direction, disposition in itertools.product(
            ("inbound", "outbound", "internal"), ("answered", "missed", "busy", "failed", "machine_only")
        ):
            call(db, MONDAY, manager, direction=direction, disposition=disposition)
    call(db, MONDAY, "olga", direction="unknown", disposition=None, has_record=0, talk=None)
    assert facts(db, MONDAY, MONDAY, "manager") == {
        ("anna", "attempts"): (10, 5, 1),
        ("olga", "conversations"): (10, 3, 1),  # a recording without a record was a conversation
        ("ira", "attempts"): (4, 5, 1),
    }


def test_both_ways_to_count_may_be_planned_at_once(db: Any, tmp_path: Path) -> None:
    lists(
        db,
        tmp_path,
        "anna,,,,,,outbound,100,,,,attempt",
        "anna,,,,,,outbound,40,,,,conversation",
        ",,,,,,,7,,,,attempt",
    )
    call(db, MONDAY, disposition="missed")
    call(db, MONDAY)
    found = facts(db, MONDAY, MONDAY, "manager")
    assert found["anna", "attempts"] == (100, 2, 1)
    assert found["anna", "conversations"] == (40, 1, 1)


def test_plan_and_fact_of_a_week_worked_by_hand(db: Any, tmp_path: Path) -> None:
    lists(db, tmp_path, ",Продажи,,,,пн-пт,outbound,2,3,,,", "anna,,,,2026-11-05,,outbound,5,,,,")
    # Monday 3 calls, Thursday 2, Saturday (no plan) 1; the inbound call and the holiday's internal one don't count.
    for day in (MONDAY, MONDAY, MONDAY, THURSDAY, THURSDAY, SATURDAY):
        call(db, day, talk=90.0)
    call(db, MONDAY, direction="inbound", talk=600.0)
    call(db, HOLIDAY, direction="internal")
    call(db, TUESDAY, "olga", talk=30.0)
    call(db, TUESDAY, "ira")
    anna = facts(db, MONDAY, SUNDAY, "manager")
    assert anna["anna", "conversations"] == (2 + 2 + 5 + 2, 6, 4)
    assert anna["anna", "talk_minutes"] == (12, 9.0, 4)
    assert anna["olga", "conversations"] == (8, 1, 4)
    assert ("ira", "conversations") not in anna
    assert facts(db, MONDAY, SUNDAY, "department") == {
        ("Продажи", "conversations"): (19, 7, 4),
        ("Продажи", "talk_minutes"): (24, 9.5, 4),
    }
    one = next(one for one in plan_fact(db, MONDAY, SUNDAY, "manager") if one.key.manager == "anna")
    assert (one.percent, one.plan_per_day, one.fact_per_day) == (pytest.approx(600 / 11), 2.75, 1.5)


def test_quality_is_a_mean_and_nothing_where_nothing_was_scored(db: Any, tmp_path: Path) -> None:
    lists(db, tmp_path, "anna,,,,,пн-пт,,,,,80,", "anna,,,,2026-11-05,,,,,,70,")
    call(db, MONDAY)
    assert facts(db, MONDAY, THURSDAY, "manager") == {("anna", "quality"): (pytest.approx(230 / 3), None, 3)}
    (one,) = plan_fact(db, MONDAY, THURSDAY, "manager")
    assert (one.percent, one.plan_per_day, one.fact_per_day) == (None, one.plan, None)


def test_requests_are_those_of_a_managers_calls_else_those_the_crm_gives_him(db: Any, tmp_path: Path) -> None:
    lists(db, tmp_path, ",,,,,,,,,2,,")
    named = call(db, MONDAY, "anna", customer="+74951234567", direction="inbound")
    items = [
        ("1", f"{MONDAY}T09:30:00+00:00", named, None, "olga", 0),  # of Anna's call, whatever the CRM says
        ("2", f"{MONDAY}T10:30:00+00:00", None, "+74951234567", None, 0),  # by her customer's number
        ("3", f"{MONDAY}T11:00:00+00:00", None, None, "Ольга Иванова", 0),
        ("4", f"{MONDAY}T12:00:00+00:00", None, None, "olga", 1),  # spam
        ("5", "2026-11-02T21:30:00+00:00", None, None, "olga", 0),  # Tuesday in Moscow
    ]
    db.conn.executemany(
        """INSERT INTO crm_item (kind, crm_id, at, whole_day, at_written, call, customer, manager, spam, origin)
           VALUES ('request', ?, ?, 0, '', ?, ?, ?, ?, '')""",
        items,
    )
    assert facts(db, MONDAY, MONDAY, "manager") == {
        ("anna", "requests"): (2, 2, 1), ("olga", "requests"): (2, 1, 1), ("ira", "requests"): (2, 0, 1),
    }  # fmt: skip
    assert facts(db, MONDAY, TUESDAY, "all") == {("", "requests"): (12, 4, 2)}


def test_a_plan_of_advertising_is_of_the_whole_and_its_parts_add_up_only_without_one(db: Any, tmp_path: Path) -> None:
    lists(
        db, tmp_path,
        ",,Яндекс,,,пн-пт,inbound,30,,,,attempt", ",,Яндекс,Поиск,,пн-пт,inbound,20,,,,attempt",
        ",,Метро,Щиты,,,,4,,,,attempt", ",,Метро,Вагоны,,,,5,,,,attempt", ",,Метро,Вагоны,2026-11-03,,,1,,,,attempt",
        "anna,,Радио,,,,,2,,,,attempt", "olga,,Радио,,,,,3,,,,attempt",
    )  # fmt: skip
    for source, campaign, manager in (
        ("Яндекс", "Поиск", "anna"), ("Яндекс", "РСЯ", "ira"), ("Метро", "Щиты", None), ("Метро", "Кассы", "anna"),
        ("Радио", None, "anna"), ("Радио", None, "ira"), (None, None, "anna"),
    ):  # fmt: skip
        call(db, MONDAY, manager, source=source, campaign=campaign, direction="inbound", disposition="missed")
    assert facts(db, MONDAY, TUESDAY, "source") == {
        ("Яндекс", "attempts"): (60, 2, 2),
        ("Метро", "attempts"): (4 + 5 + 4 + 1, 1, 2),  # no campaign «Кассы» is planned
        ("Радио", "attempts"): (10, 1, 2),  # of Anna's and Olga's calls
    }
    assert facts(db, MONDAY, MONDAY, "campaign") == {
        ("Яндекс/Поиск", "attempts"): (20, 1, 1), ("Метро/Щиты", "attempts"): (4, 1, 1),
        ("Метро/Вагоны", "attempts"): (5, 0, 1),
    }  # fmt: skip
    assert facts(db, MONDAY, MONDAY, "manager") == {}, "plans of advertising are nobody's norm"


def test_nothing_is_planned_where_there_is_no_plan_or_no_day(db: Any, tmp_path: Path) -> None:
    assert plan_days(db, MONDAY, SUNDAY) == []
    assert plan_fact(db, MONDAY, SUNDAY, "manager") == ()
    lists(db, tmp_path, ",,,,,,,10,,,,")
    assert plan_days(db, SUNDAY, MONDAY) == []


def _scope(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A list with two rows for the same days is refused."""
    return (*row[:3], row[3][0], row[5])


def _line(row: tuple[Any, ...]) -> str:
    who, team, way, (day, week), amount, fact = row
    return f"{who},{team},,,{day},{week},{way},{amount},,,,{fact}"


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "anna", "olga", "101"]),
        st.sampled_from(["", "Продажи", "Сервис"]),
        st.sampled_from(["", "inbound", "outbound", "internal"]),
        st.sampled_from([("2026-11-03", ""), ("2026-11-04", ""), ("", "пн-пт"), ("", "сб"), ("", "")]),
        st.integers(1, 50),
        st.sampled_from(["attempt", "conversation"]),
    ),
    max_size=6,
    unique_by=_scope,
)


@given(rows=ROWS, ends=st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)).map(sorted))
def test_the_plan_and_the_fact_of_a_period_are_the_sums_of_its_parts(
    shared: Any, tmp_path_factory: pytest.TempPathFactory, rows: Any, ends: Any
) -> None:
    db = shared
    lists(db, tmp_path_factory.getbasetemp(), *map(_line, rows))
    first, middle, last = (MONDAY + timedelta(days=n) for n in ends)
    for by in ("manager", "department", "all"):
        whole = facts(db, first, last, by)
        parts: dict[Any, float] = defaultdict(float)
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            for key, (plan, _fact, _days) in facts(db, day, day, by).items():
                parts[key] += plan
        assert {key: plan for key, (plan, _fact, _days) in whole.items()} == pytest.approx(dict(parts))
        halves = [facts(db, first, middle, by), facts(db, middle + timedelta(days=1), last, by)]
        assert {key: days for key, (_plan, _fact, days) in whole.items()} == {
            key: sum(half[key][2] for half in halves if key in half) for key in {key for half in halves for key in half}
        }


@given(rows=ROWS, day=st.integers(0, 12).map(lambda n: MONDAY + timedelta(days=n)))
def test_no_call_is_planned_twice(shared: Any, tmp_path_factory: pytest.TempPathFactory, rows: Any, day: date) -> None:
    lists(shared, tmp_path_factory.getbasetemp(), *map(_line, rows))
    found = [(one.scope, one.measure) for one in plan_days(shared, day, day)]
    assert len(found) == len(set(found))
    # Rows of one rank may plan a whole and a part of it; a total takes the whole.
    totals = {(one.key.manager, one.measure): one.plan for one in plan_fact(shared, day, day, "manager")}
    for manager, measure in totals:
        by_direction = {
            one.scope.direction: one.amount
            for one in plan_days(shared, day, day)
            if (one.scope.manager, one.measure) == (manager, measure)
        }
        internal = by_direction.pop("internal", 0)
        outside = by_direction.get(None, sum(by_direction.values()))
        assert totals[manager, measure] == outside + internal
    assert all(isinstance(scope, Scope) for scope, _measure in found)
