"""Outcomes, tags, counts and turns in reports; the .txt files are written anew as those of test_reports."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sample_outcomes import MISSED, ROLES, SALES, WRONG, build_outcomes
from sample_store import add_call, build_sample

from speechqa.matching.model import Match, Observed
from speechqa.report.ask import ask
from speechqa.report.call import report_call
from speechqa.report.calls import report_calls
from speechqa.report.filters import Filters
from speechqa.report.managers import REPORT as MANAGERS
from speechqa.report.named import Question
from speechqa.report.outcomes import REPORT as OUTCOMES
from speechqa.report.period import Period
from speechqa.report.render.words import counted_words, reason_words
from speechqa.report.sheet import Sheet
from speechqa.store.connection import open_store
from tests.report.test_reports import WRITE, _text

Sample = tuple[Any, dict[str, str]]


def report_outcomes(db: Any, filters: Filters | None = None) -> Sheet:
    return ask(db, OUTCOMES, Question(filters or Filters()))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return build_outcomes(tmp_path_factory.mktemp("report") / "calls.db")


REPORTS: dict[str, Callable[[Any, dict[str, str]], Any]] = {
    "outcomes": lambda db, ids: report_outcomes(db),
    "outcomes_calls": lambda db, ids: report_calls(db),
    "outcomes_call": lambda db, ids: report_call(db, ids["order"]),
    "outcomes_lost": lambda db, ids: report_call(db, ids["lost"]),
    "outcomes_brief": lambda db, ids: report_call(db, ids["lost"], brief=True),
    "outcomes_junk": lambda db, ids: report_call(db, ids["junk"]),
    "outcomes_untimed": lambda db, ids: report_call(db, ids["untimed"]),
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_looks_as_it_did_and_fits_80_columns(sample: Sample, name: str) -> None:
    text = _text(REPORTS[name](*sample))
    file = Path(__file__).parent / f"{name}.txt"
    if WRITE:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 80


def test_calls_have_outcome_group_and_tags_behind_the_keys_they_had(sample: Sample) -> None:
    db, ids = sample
    rows = {row["call_id"]: row for row in json.loads(_text(report_calls(db), "json"))}
    told = {name: [rows[ids[name]][key] for key in ("outcome", "outcome_title", "group")] for name in ids}
    assert told["order"] == ["order", "Order", "target"]
    assert told["junk"] == ["not_sales", "Not a sales call", "junk"]
    assert told["short"] == [None, None, None]
    assert rows[ids["lost"]]["tags"] == [
        {"id": "sale", "title": "Sale", "group": "target"}, {"id": "complaint", "title": "Complaint", "group": None},
    ]  # fmt: skip
    assert list(rows[ids["order"]])[-4:] == ["outcome", "outcome_title", "group", "tags"]
    in_csv = list(csv.DictReader(io.StringIO(_text(report_calls(db), "csv"))))
    assert [(row["outcome"], row["group"], row["tags"]) for row in in_csv[:2]] == [
        ("order", "target", "sale"), ("lost", "target", "sale; complaint"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(outcome="order"), {"order", "untimed"}),
        (Filters(outcome="Заказ"), {"order", "untimed"}),
        (Filters(outcome="not_sales"), {"junk", "delivery"}),
        (Filters(outcome="no such outcome"), set()),
        (Filters(tag="sale"), {"order", "lost", "untimed"}),
        (Filters(tag="Жалоба"), {"lost"}),
        (Filters(group="junk"), {"junk"}),
        (Filters(group="target", manager="101"), {"order", "lost", "untimed"}),
    ],
)
def test_filters_keep_the_calls_that_fit(sample: Sample, filters: Filters, expected: set[str]) -> None:
    db, ids = sample
    assert {row.call_id for row in report_calls(db, filters).rows} == {ids[name] for name in expected}
    (managers,) = ask(db, MANAGERS, Question(filters)).tables
    assert sum(map(sum, map(managers.values, ("calls", "non_target", "junk")))) == len(expected)


def test_a_call_tells_counts_thresholds_outcomes_and_tags(sample: Sample) -> None:
    db, ids = sample
    call = json.loads(_text(report_call(db, ids["lost"]), "json"))
    by_id = {one["id"]: one for one in call["checkpoints"]}
    assert [by_id["objections"][key] for key in ("count", "of", "threshold", "turn")] == [2, 3, None, None]
    assert by_id["objections"]["trigger"]["quote"] == "ой дорого"
    assert by_id["greeting"]["nearest"] == {
        "phrase": "добрый день", "quote": "добрый вечер", "speaker": "manager", "start": 1.0, "end": 1.8,
        "similarity": 74.9, "probability": 0.93, "threshold": 85.0, "turn": None,
    }  # fmt: skip
    assert by_id["by_name"]["threshold"] == 85.0
    assert (by_id["introduction"]["after"], by_id["introduction"]["after_title"]) == ("greeting", "Greeting")
    assert (call["outcome"], call["group"], call["timed"]) == ("lost", "target", True)
    assert [(one["id"], one["next_step"], one["hit"]["quote"]) for one in call["outcomes"]] == [
        ("declined", False, "не надо")
    ]
    assert [(one["id"], one["group"], one["hit"] and one["hit"]["quote"]) for one in call["tags"]] == [
        ("sale", "target", "хочу купить"), ("complaint", None, None),
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(_text(report_call(db, ids["lost"]), "csv"))))
    assert [(row["count"], row["of"], row["nearest_threshold"]) for row in rows[:3]] == [
        ("", "", "85.0"), ("", "", "85.0"), ("1", "2", ""),
    ]  # fmt: skip


def test_without_times_places_are_turns_and_no_second_is_told(sample: Sample) -> None:
    db, ids = sample
    call = json.loads(_text(report_call(db, ids["untimed"]), "json"))
    assert call["timed"] is False
    assert [(turn["turn"], turn["start"], turn["end"]) for turn in call["turns"]] == [
        (n, None, None) for n in (1, 2, 3, 4)
    ]
    heard = [one for one in call["checkpoints"] if one["quote"]]
    assert [(one["turn"], one["start"], one["end"]) for one in heard] == [(1, None, None), (3, None, None)]
    others = [call["checkpoints"][2]["nearest"], call["tags"][0]["hit"], call["outcomes"][0]["hit"]]
    assert [(one["turn"], one["start"], one["end"]) for one in others] == [
        (3, None, None), (2, None, None), (3, None, None),
    ]  # fmt: skip
    assert call["duration"] is None


def test_shares_of_outcomes_have_their_numerator_denominator_and_calls(sample: Sample) -> None:
    db, ids = sample
    rows = json.loads(_text(report_outcomes(db), "json"))
    assert list(rows[0]) == ["manager", "name", "outcome", "title", "calls", "of", "share", "call_ids"]
    lost = {row["manager"]: row for row in rows if row["outcome"] == "lost"}
    assert [lost["101"][key] for key in ("calls", "of", "call_ids")] == [1, 3, [ids["lost"]]]
    assert lost["101"]["share"] == pytest.approx(100 / 3)
    assert [lost["102"][key] for key in ("calls", "of", "share", "call_ids")] == [0, 1, 0.0, []]
    not_sales = {row["manager"]: (row["calls"], row["of"]) for row in rows if row["outcome"] == "not_sales"}
    assert not_sales == {"101": (1, 4), "102": (1, 2)}
    for row in rows:
        own = report_calls(db, Filters(manager=row["manager"], outcome=row["outcome"])).rows
        assert [one.call_id for one in own] == row["call_ids"]
    in_csv = list(csv.DictReader(io.StringIO(_text(report_outcomes(db), "csv"))))
    assert [(row["outcome"], row["calls"], row["of"]) for row in in_csv] == [
        (row["outcome"], str(row["calls"]), str(row["of"])) for row in rows
    ]


def test_outcomes_of_a_period_and_of_one_manager(sample: Sample) -> None:
    db, _ids = sample
    report = report_outcomes(db, Filters(manager="101", period=Period(date(2026, 11, 4), date(2026, 11, 6), True)))
    rows = json.loads(_text(report, "json"))
    assert {row["outcome"]: (row["calls"], row["of"]) for row in rows} == {"lost": (1, 1), "not_sales": (1, 2)}
    assert "all managers" not in _text(report)


def test_without_outcomes_there_is_nothing_to_share_and_lists_look_as_they_did(tmp_path: Path) -> None:
    db, _ids = build_sample(tmp_path / "calls.db")
    report = report_outcomes(db)
    assert "No call has an outcome" in _text(report)
    assert json.loads(_text(report, "json")) == []
    assert "outcome" not in _text(report_calls(db))


def test_a_title_from_outside_is_no_terminal_code(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    evil = {"ru": "\x1b]52;c;aGk=\x07[red]x", "en": "\x1b]52;c;aGk=\x07[red]x"}
    card = replace(
        SALES,
        content_hash="6" * 64,
        outcomes=(replace(SALES.outcomes[0], title=evil),),
        tags=(replace(SALES.tags[1], title=evil),),
        checkpoints=(replace(SALES.checkpoints[0], title=evil), *SALES.checkpoints[1:]),
    )
    tagged = Match(ROLES, (), "order", (Observed("order", WRONG),), (Observed("wrong_number", WRONG),), "junk")
    junk = add_call(db, 1, tagged, checklist=card, not_scored="junk")
    early = add_call(db, 2, Match(ROLES, MISSED, "order"), checklist=card)
    for report in (report_calls(db), report_outcomes(db), report_call(db, junk), report_call(db, early)):
        text = _text(report, width=200)
        assert "[red]x" in text
        assert "\x1b" not in text
        assert "\x07" not in text


@pytest.mark.parametrize(
    ("counted", "text"),
    [
        ((None, None, "passed", "hit"), ""),
        ((2, None, "passed", "hit"), "2"),
        ((2, 3, "failed", "unanswered"), "2 of 3"),
        ((3, 3, "passed", "hit"), "3 of 3"),
        ((5, 3, "passed", "hit"), "5, at least 3"),
        ((5, 3, "failed", "too_many"), "5, at most 3"),
        ((1, 3, "passed", "hit"), "1, at most 3"),
        ((0, 0, "passed", "hit"), "0 of 0"),
    ],
)
def test_a_count_says_whether_its_number_is_a_least_or_a_most(counted: tuple[Any, ...], text: str) -> None:
    assert counted_words(*counted) == text


def test_every_reason_has_its_words() -> None:
    for reason in ("too_early", "too_few", "too_many", "unanswered", "one_channel", "no_hit"):
        assert reason_words(reason)
    assert reason_words("too_many", "interruptions") != reason_words("too_many", "questions")
