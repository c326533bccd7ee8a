"""Every count of every report leads to as many calls; and what programs read has one shape, whatever the calls."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from known_answers import Known

from speechqa.errors import UsageError
from speechqa.report.ask import ask
from speechqa.report.behind import calls_behind
from speechqa.report.catalogue import REPORTS
from speechqa.report.filters import Filters
from speechqa.report.named import NamedReport, Question
from speechqa.report.period import Period
from speechqa.report.render.sheet_data import sheet_csv, sheet_json
from speechqa.report.sheet import Sheet, Table
from speechqa.store.connection import open_store

FULL = Period(date(2026, 8, 24), date(2026, 11, 21))
EMPTY = Period(date(2020, 1, 1), date(2020, 1, 2))
NOT_OF_CALLS = {"hour", "days", "callers", "customers", "oldest", "won_reach", "lost_reach", "of"}
named = pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)


def asked(known: Known, report: NamedReport, period: Period) -> tuple[Any, Sheet]:
    db = open_store(known.folder / "calls.db")
    return db, ask(db, report, Question(Filters(period=period), {}))


def only(table: Table, n: int) -> Table:
    ids = None if table.call_ids is None else (table.call_ids[n],)
    return replace(
        table, rows=(table.rows[n],), call_ids=ids,
        call_ids_of={key: (own[n],) for key, own in table.call_ids_of.items()},
    )  # fmt: skip


@named
def test_behind_every_count_that_is_shown_are_as_many_calls(known: Known, report: NamedReport) -> None:
    db, sheet = asked(known, report, FULL)
    wrong = []
    for table in sheet.tables:
        for place, column in enumerate(table.columns):
            if column.kind != "count" or not column.shown or column.key in NOT_OF_CALLS:
                continue
            if table.members is None and table.call_ids is None:
                continue
            for n in range(min(len(table.rows), 4)):
                value = table.rows[n][place]
                if value is None:
                    continue
                found = calls_behind(db, replace(sheet, tables=(only(table, n),)), (), column.key)
                if len(found.tables[0].rows) != value:
                    wrong.append((table.key, column.key, value, len(found.tables[0].rows)))
    assert not wrong


@named
def test_json_and_csv_of_an_empty_period_have_the_shape_of_a_full_one(known: Known, report: NamedReport) -> None:
    full, empty = asked(known, report, FULL)[1], asked(known, report, EMPTY)[1]
    values = [json.loads(sheet_json(sheet)) for sheet in (full, empty)]
    assert type(values[0]) is type(values[1])
    if isinstance(values[0], dict) and report.name != "totals":
        assert values[0].keys() == values[1].keys()
    assert sheet_csv(full).splitlines()[0] == sheet_csv(empty).splitlines()[0]


def test_a_figure_that_counts_no_calls_says_so(known: Known) -> None:
    report = next(one for one in REPORTS if one.name == "outcomes")
    db, sheet = asked(known, report, FULL)
    with pytest.raises(UsageError, match="no calls of its own"):
        calls_behind(db, sheet, (), "of")


def test_a_row_is_named_by_its_key_and_not_by_a_figure_that_equals_it(known: Known) -> None:
    report = next(one for one in REPORTS if one.name == "service-level")
    db, sheet = asked(known, report, FULL)
    found = calls_behind(db, sheet, ("9",)).tables[0]
    assert {row[2].hour for row in found.rows} == {9}


def test_csv_of_managers_has_no_nested_values(known: Known) -> None:
    report = next(one for one in REPORTS if one.name == "managers")
    written = sheet_csv(asked(known, report, FULL)[1])
    assert "{" not in written
    assert "%" in written


def test_an_unknown_checklist_is_told(known: Known) -> None:
    db = open_store(known.folder / "calls.db")
    with pytest.raises(UsageError, match="nosuch"):
        ask(db, REPORTS[0], Question(Filters(checklist="nosuch"), {}))
