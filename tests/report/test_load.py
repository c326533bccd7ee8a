"""S2: calls by weekday and hour, and at once against the lines owned, from a call log, worked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from report.small_log import OTHER_LINE, inbound, outbound, write_log

from tests.conftest import Cli

MONDAY, SUNDAY = "2026-11-02", "2026-11-08"
LOG = (
    # Monday 10:00-10:02 and 10:01-10:04; a third from 10:01:30 to 10:03: three at once for 30 s, two until 10:03.
    inbound(f"{MONDAY} 10:00:00", "79161110001", "101", 20, 100),
    inbound(f"{MONDAY} 10:01:00", "79161110002", "102", 10, 170, OTHER_LINE),
    outbound(f"{MONDAY} 10:01:30", "79161110003", "103", 10, 80),
    # Not at once with the next: one ends as the other begins.
    inbound(f"{MONDAY} 10:30:00", "79161110004", "101", 60),
    inbound(f"{MONDAY} 10:31:00", "79161110005", "101", 60),
    # Across the hour, and two at once in the new one.
    inbound(f"{MONDAY} 10:59:30", "79161110006", "101", 10, 110),
    inbound(f"{MONDAY} 11:00:30", "79161110007", "102", 10, 20),
    inbound(f"{SUNDAY} 23:59:30", "79161110008", "101", 10, 50),
)


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Cli:
    write_log(tmp_path / "Master.csv", *LOG)
    (tmp_path / "speechqa.toml").write_text('timezone = "Europe/Moscow"\n')
    assert cli("cdr", "import", "Master.csv").returncode == 0
    return cli


def report(project: Cli, *arguments: str) -> Any:
    done = project("--lang", "en", "report", "load", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_s2_load_counts_calls_by_weekday_and_hour(project: Cli) -> None:
    found = report(project)
    figures = ("weekday", "hour", "calls", "inbound", "outbound", "answered", "missed")
    assert [tuple(row[key] for key in figures) for row in found["week"]] == [
        (1, 10, 6, 5, 1, 4, 2), (1, 11, 1, 1, 0, 1, 0), (7, 23, 1, 1, 0, 1, 0),
    ]  # fmt: skip
    hours = {row["hour"]: (row["calls"], row["inbound"], row["outbound"], row["answered"], row["missed"])
             for row in found["hours"]}  # fmt: skip
    assert hours == {10: (6, 5, 1, 4, 2), 11: (1, 1, 0, 1, 0), 23: (1, 1, 0, 1, 0)}


def test_load_tells_the_most_calls_at_once_by_hour_day_and_line(project: Cli) -> None:
    found = report(project)
    by_hour = {row["hour"]: (row["at_once"], row["at"]) for row in found["at_once_by_hour"]}
    # Of the call that lasts past midnight nothing is told of Monday, which is outside the period.
    assert by_hour == {
        10: (3, f"{MONDAY}T10:01:30+03:00"),
        11: (2, f"{MONDAY}T11:00:30+03:00"),
        23: (1, f"{SUNDAY}T23:59:30+03:00"),
    }
    assert {row["day"]: row["at_once"] for row in found["at_once_by_day"]} == {MONDAY: 3, SUNDAY: 1}
    by_line = {row["line"]: (row["calls"], row["at_once"]) for row in found["at_once_by_line"]}
    assert by_line == {"+74951234567": (6, 2), "+74951234568": (1, 1), "mtt-trunk": (1, 1)}


def test_how_long_all_lines_were_busy_needs_to_know_how_many_there_are(project: Cli, tmp_path: Path) -> None:
    assert {row["all_busy"] for row in report(project)["at_once_by_hour"]} == {None}
    assert "set lines_owned to" in project("--lang", "en", "report", "load").stdout
    settings = tmp_path / "speechqa.toml"
    settings.write_text(settings.read_text() + "lines_owned = 3\n")
    done = project("--lang", "en", "report", "load", "--format", "json")
    found = json.loads(done.stdout)
    assert {row["hour"]: row["all_busy"] for row in found["at_once_by_hour"]} == {10: 30, 11: 0, 23: 0}
    assert "All 3 lines were busy for 0:00:30" in done.stderr
    settings.write_text(settings.read_text().replace("= 3", "= 2"))
    done = project("--lang", "en", "report", "load", "--format", "json")
    # From 10:01 to 10:03, and from 11:00:30 to 11:01.
    assert {row["day"]: row["all_busy"] for row in json.loads(done.stdout)["at_once_by_day"]} == {
        MONDAY: 150,
        SUNDAY: 0,
    }
    assert "more than the 2 of lines_owned" in done.stderr


def test_the_calls_behind_a_figure_are_listed(project: Cli) -> None:
    at_once = report(project, "--calls", "--row", "10", "--figure", "at_once")
    assert [row["customer"][-1] for row in at_once] == ["1", "2", "3"]
    missed = report(project, "--calls", "--row", "10", "--figure", "missed")
    assert {row["customer"][-1] for row in missed} == {"4", "5"}


def test_a_period_without_calls_says_what_there_is(project: Cli) -> None:
    done = project("--lang", "en", "report", "load", "--from", "2027-01-01")
    assert "No calls." in done.stdout
    assert "There are 8 calls, from 2026-11-02 to 2026-11-08" in done.stderr


def test_the_chart_has_weekdays_from_monday_on_and_fits_80_columns(project: Cli) -> None:
    for language, monday in (("en", "Mon"), ("ru", "Пн")):
        lines = project("--lang", language, "report", "load", COLUMNS="80").stdout.splitlines()
        assert max(map(len, lines)) <= 80
        assert language == "ru" or any(line.startswith(f"{monday} ") for line in lines)
