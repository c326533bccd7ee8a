"""S3 and S6: which scripts end in a sale, from transcripts and a CRM's deals, worked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from report.small_calls import CHECKLIST, say

from speechqa.metrics.intervals import wilson
from tests.conftest import Cli

OUTCOMES = """outcomes:
  - {id: booked, title: {ru: Запись, en: Booked}, any: [записала вас на завтра]}
"""


@pytest.fixture
def calls(cli: Cli, tmp_path: Path) -> Cli:
    """Ten calls of won deals whose manager says all five, ten of lost ones whose manager says the first two, one call
    without a deal, and one of a customer with a lost and a won deal."""
    folder = tmp_path / "calls"
    for n in range(10):
        say(folder, f"2026-11-02 09:{n:02d}:00", "101", 5, f"791611100{n:02d}")
        say(folder, f"2026-11-02 10:{n:02d}:00", "101", 2, f"791611200{n:02d}")
    say(folder, "2026-11-03 09:00:00", "102", 0, "79161130000")
    say(folder, "2026-11-03 10:00:00", "102", 1, "79161140000")
    deals = [f"w{n},791611100{n:02d},2026-11-02 12:00:00,won" for n in range(10)]
    deals += [f"l{n},791611200{n:02d},2026-11-02 12:00:00,lost" for n in range(10)]
    deals += ["b1,79161140000,2026-11-03 12:00:00,lost", "b2,79161140000,2026-11-03 12:30:00,won"]
    (tmp_path / "deals.csv").write_text("id,phone,created,status\n" + "\n".join(deals) + "\n")
    (tmp_path / "card.yaml").write_text(CHECKLIST, encoding="utf-8")
    (tmp_path / "speechqa.toml").write_text('timezone = "Europe/Moscow"\n')
    done = cli("score", "calls", "--transcripts", "--checklist", "card.yaml")
    assert done.returncode == 0, done.stderr
    return cli


@pytest.fixture
def project(calls: Cli) -> Cli:
    done = calls("crm", "import", "deals.csv", "--kind", "deal")
    assert done.returncode == 0, done.stderr
    return calls


def report(project: Cli, *arguments: str) -> Any:
    done = project("--lang", "en", "report", "scripts", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_s6_pass_rates_of_won_and_lost_deals_stand_side_by_side(project: Cli) -> None:
    """A call of several deals goes by the best: eleven won calls, of which one says the greeting alone."""
    rows = {row["checkpoint"]: row for row in report(project)}
    keys = ("judged", "passed", "won", "won_passed", "lost", "lost_passed")
    assert [rows["greeting"][key] for key in keys] == [22, 21, 11, 11, 10, 10]
    assert [rows["name"][key] for key in keys] == [22, 20, 11, 10, 10, 10]
    assert [rows["booking"][key] for key in keys] == [22, 10, 11, 10, 10, 0]
    assert rows["booking"]["difference"] == pytest.approx(1000 / 11)
    low, high = wilson(10, 11) or (0, 0)
    assert (rows["booking"]["won_low"], rows["booking"]["won_high"]) == pytest.approx((100 * low, 100 * high))


def test_s3_what_won_calls_have_more_of_comes_first_and_is_said_to_be_proven_or_not(project: Cli) -> None:
    rows = report(project)
    assert [(row["checkpoint"], row["proven"]) for row in rows] == [
        ("booking", True), ("contraindications", True), ("goodbye", True), ("greeting", False), ("name", False),
    ]  # fmt: skip


def test_s6_what_nearly_all_fail_is_a_question_of_training(project: Cli, tmp_path: Path) -> None:
    say(tmp_path / "more", "2026-11-04 09:00:00", "101", 0)
    rules = CHECKLIST + "  - {id: rare, title: {ru: Редкое, en: Rare}, any: [заповедный знак качества]}\n"
    (tmp_path / "card.yaml").write_text(rules, encoding="utf-8")
    assert project("rescore", "--checklist", "card.yaml").returncode == 0
    done = project("--lang", "en", "report", "scripts")
    assert "Rare: passed in 0 % of 22 judged calls." in done.stdout
    assert {row["checkpoint"] for row in report(project) if row["training"]} == {"rare"}
    # Of fewer than twenty judged calls nothing is said.
    assert not any(row["training"] for row in report(project, "--from", "2026-11-03", "--to", "2026-11-03"))


def test_s6_without_a_crm_the_calls_own_outcomes_stand_for_deals(calls: Cli, tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text(CHECKLIST + OUTCOMES, encoding="utf-8")
    assert calls("rescore", "--checklist", "card.yaml").returncode == 0
    rows = {row["checkpoint"]: row for row in report(calls)}
    assert [rows["name"][key] for key in ("won", "won_passed", "lost", "lost_passed")] == [10, 10, 12, 10]
    text = calls("--lang", "en", "report", "scripts", COLUMNS="80").stdout
    assert "There are no deals" in text
    assert "next step" in text


def test_a_checklist_can_be_chosen_and_an_unknown_one_is_told_of(project: Cli) -> None:
    assert len(report(project, "--checklist", "small")) == 5
    done = project("--lang", "en", "report", "scripts", "--checklist", "other")
    assert (done.returncode, "small" in done.stderr) == (2, True)


def test_figures_lead_to_their_calls_and_the_table_fits_eighty_columns(project: Cli) -> None:
    assert len(report(project, "--calls", "--row", "booking", "--figure", "won_passed")) == 10
    assert len(report(project, "--calls", "--row", "booking", "--figure", "lost")) == 10
    for language in ("en", "ru"):
        done = project("--lang", language, "report", "scripts", COLUMNS="80")
        assert done.returncode == 0, done.stderr
        assert max(map(len, done.stdout.splitlines())) <= 80


def test_people_are_believed_before_the_machine(project: Cli) -> None:
    (call,) = report(project, "--calls", "--row", "greeting", "--manager", "102", "--figure", "won_passed")
    done = project("review", "overrule", call["call_id"], "greeting", "0", "--author", "Olga")
    assert done.returncode == 0, done.stderr
    assert next(row["won_passed"] for row in report(project) if row["checkpoint"] == "greeting") == 10
