"""S2 and S6: frequent callers, and many calls in a row from one number, from a call log, worked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from report.small_log import inbound, outbound, write_log

from tests.conftest import Cli

DAY, NEXT = "2026-11-02", "2026-11-03"
LOG = (
    # 01: three times within ten minutes, a fourth within ten of the second; and once the next day.
    inbound(f"{DAY} 10:00:00", "79161110001", "101", 20),
    inbound(f"{DAY} 10:05:00", "79161110001", "101", 0, 15, app="Playback"),
    inbound(f"{DAY} 10:10:00", "79161110001", "101", 20),
    inbound(f"{DAY} 10:14:00", "79161110001", "101", 5, 60),
    inbound(f"{NEXT} 10:00:00", "79161110001", "101", 5, 60),
    # 02: three times, but within eleven minutes.
    inbound(f"{DAY} 11:00:00", "79161110002", "102", 5, 30),
    inbound(f"{DAY} 11:05:00", "79161110002", "102", 5, 30),
    inbound(f"{DAY} 11:11:00", "79161110002", "102", 20),
    # 03: twice; that we called back three times says nothing of the caller.
    inbound(f"{DAY} 12:00:00", "79161110003", "102", 5, 30),
    inbound(f"{DAY} 12:01:00", "79161110003", "102", 5, 30),
    *(outbound(f"{DAY} 12:0{n}:00", "79161110003", "102", 5, 20) for n in (2, 3, 4)),
)


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Cli:
    write_log(tmp_path / "Master.csv", *LOG)
    (tmp_path / "speechqa.toml").write_text('timezone = "Europe/Moscow"\n')
    assert cli("cdr", "import", "Master.csv").returncode == 0
    return cli


def report(project: Cli, *arguments: str) -> Any:
    done = project("--lang", "en", "report", "callers", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_s2_callers_who_call_often(project: Cli) -> None:
    figures = ("customer", "calls", "days", "answered", "missed", "machine_only", "last_call")
    assert [tuple(row[key] for key in figures) for row in report(project)["frequent"]] == [
        ("+79161110001", 5, 2, 2, 2, 1, f"{NEXT}T10:00:00+03:00"),
        ("+79161110002", 3, 1, 2, 1, 0, f"{DAY}T11:11:00+03:00"),
    ]
    often = [row["customer"][-1] for row in report(project, "--at-least", "2")["frequent"]]
    assert often == ["1", "2", "3"]


def test_s6_many_calls_in_a_row_from_one_number_are_one_run(project: Cli) -> None:
    done = project("--lang", "en", "report", "callers", "--format", "json")
    assert [tuple(row.values()) for row in json.loads(done.stdout)["in_a_row"]] == [
        ("+79161110001", f"{DAY}T10:00:00+03:00", f"{DAY}T10:14:00+03:00", 4, 1, 2, 1)
    ]
    assert "1 time somebody called 3 times or more within 10 min" in done.stderr
    wider = report(project, "--minutes", "11")["in_a_row"]
    assert [row["customer"][-1] for row in wider] == ["2", "1"]
    assert len(report(project, "--in-a-row", "2")["in_a_row"]) == 3


def test_the_calls_behind_a_figure_are_listed(project: Cli) -> None:
    missed = report(project, "--calls", "--row", "+79161110001", "--figure", "missed")
    (caller,) = [row for row in report(project)["frequent"] if row["customer"] == "+79161110001"]
    assert len(missed) == caller["missed"] == 2
    assert len(report(project, "--calls", "--row", "+79161110002", "--figure", "days")) == 3
    assert len(report(project, "--calls", "--row", "+79161110001", "--figure", "begin")) == 4


def test_the_longest_lists_are_cut_and_say_so(project: Cli) -> None:
    done = project("--lang", "en", "report", "callers", "--top", "1")
    assert "And 1 more: --top 0 lists all." in done.stdout
    assert "+79161110002" not in done.stdout


def test_a_period_without_calls_has_nobody(project: Cli) -> None:
    assert report(project, "--from", "2027-01-01") == {"frequent": [], "in_a_row": []}
    assert max(map(len, project("report", "callers", COLUMNS="80").stdout.splitlines())) <= 80
