"""S1, the PBX call journal: totals, lines and service level from a call log, worked by hand."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from report.small_log import OTHER_LINE, inbound, outbound, write_log

from speechqa.metrics.views import ensure_views
from speechqa.report.filters import Filters
from speechqa.report.named import Question
from speechqa.report.service_level import report_service_level
from speechqa.store.connection import open_store
from tests.conftest import Cli

DAY = "2026-11-02"
LOG = (
    # Line …67: waits 10 and 30, one given up after 3 s, one after 25 s; line …68: wait 20, exactly in time.
    inbound(f"{DAY} 10:00:00", "79161110001", "101", 10, 60),
    inbound(f"{DAY} 10:05:00", "79161110002", "101", 30, 120),
    inbound(f"{DAY} 10:10:00", "79161110003", "101", 3),
    inbound(f"{DAY} 11:10:00", "79161110004", "102", 25),
    inbound(f"{DAY} 11:20:00", "79161110005", "102", 20, 40, OTHER_LINE),
    # A menu answered and nobody else.
    inbound(f"{DAY} 11:30:00", "79161110006", "102", 0, 15, OTHER_LINE, app="Playback"),
    outbound(f"{DAY} 12:00:00", "79161110003", "101", 5, 100),
    outbound(f"{DAY} 12:10:00", "79161110004", "101", 30),
)


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Cli:
    write_log(tmp_path / "Master.csv", *LOG)
    (tmp_path / "lines.csv").write_text("number,title,source\n+74951234567,Main,Site\n+74951234568,Spare,Maps\n")
    (tmp_path / "speechqa.toml").write_text('lines = "lines.csv"\ntimezone = "Europe/Moscow"\n')
    assert cli("cdr", "import", "Master.csv").returncode == 0
    return cli


def report(project: Cli, *arguments: str) -> Any:
    done = project("--lang", "en", "report", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_s1_totals_count_calls_minutes_and_answered_against_missed(project: Cli) -> None:
    totals = report(project, "totals")
    agreed = ("calls", "answered", "missed", "machine_only", "talk", "mean_wait")
    assert [totals["inbound"][key] for key in agreed] == [6, 3, 2, 1, 220.0, 20.0]
    assert [totals["outbound"][key] for key in agreed] == [2, 1, 0, 0, 100.0, 5.0]
    assert [totals["all"][key] for key in agreed] == [8, 4, 2, 1, 320.0, 16.25]
    assert totals["outbound"]["unreached"] == 1
    assert totals["inbound"]["minutes"] == pytest.approx((70 + 150 + 3 + 25 + 60 + 15) / 60)
    assert totals["inbound"]["missed_share"] == 40.0


def test_s1_lines_tell_calls_mean_wait_and_talk_in_and_out(project: Cli) -> None:
    rows = report(project, "lines")
    found = {(row["direction"], row["line"]): row for row in rows}
    assert list(found) == [("inbound", "+74951234567"), ("inbound", "+74951234568"), ("outbound", "mtt-trunk")]
    main = found["inbound", "+74951234567"]
    assert [main[key] for key in ("title", "calls", "answered", "missed", "mean_wait", "talk")] == [
        "Main", 4, 2, 2, 20.0, 180.0,
    ]  # fmt: skip
    assert [main["mean_wait_numerator"], main["mean_wait_denominator"]] == [40, 2]


def test_s1_the_lines_chart_shows_which_line_gets_most_calls(project: Cli) -> None:
    text = project("--lang", "en", "report", "lines", COLUMNS="80").stdout
    bars = {line.split()[1]: line.count("█") for line in text.splitlines() if "█" in line}
    assert bars["Main"] == 40
    assert 19 <= bars["Spare"] <= 21


def test_s1_service_level_is_that_of_answered_and_missed_by_hour(project: Cli) -> None:
    rows = report(project, "service-level")
    assert [(row["hour"], row["answered"], row["missed"], row["service_level"]) for row in rows] == [
        (10, 2, 1, pytest.approx(100 / 3)),
        (11, 1, 1, 50.0),
    ]
    assert [row["short_abandons"] for row in rows] == [1, 0]


def test_s1_all_five_formulas_stand_side_by_side(project: Cli) -> None:
    rows = report(project, "service-level", "--formulas", "all")
    assert [(row["formula"], row["numerator"], row["denominator"]) for row in rows] == [
        ("answered", 2, 3),
        ("offered", 2, 5),
        ("without_abandoned", 2, 4),
        ("abandoned_in_time", 3, 5),
        ("abandoned_at_once", 3, 5),
    ]
    assert list(rows[0]) == ["formula", "title", "percent", "numerator", "denominator"]
    assert rows[1]["percent"] == 40.0


def test_what_in_time_means_is_a_setting(project: Cli, tmp_path: Path) -> None:
    with (tmp_path / "speechqa.toml").open("a") as file:
        file.write('answer_within = 5\nservice_formula = "abandoned_in_time"\n')
    (row,) = report(project, "service-level", "--by", "all")
    assert (row["service_level_numerator"], row["service_level_denominator"]) == (1, 5)


def test_a_rule_looked_at_once_is_not_the_projects_from_then_on(project: Cli) -> None:
    arguments = ("--lang", "en", "report", "service-level", "--by", "all")
    within = project(*arguments, SPEECHQA_ANSWER_WITHIN="7").stdout
    assert "answered within 7 s" in within
    assert "answered within 20 s" in project(*arguments).stdout


def test_every_number_leads_to_its_calls(project: Cli) -> None:
    calls = report(project, "lines", "--calls", "--row", "Main", "--figure", "missed")
    assert [call["customer"] for call in calls] == ["+79161110003", "+79161110004"]
    assert len(report(project, "totals", "--calls")) == 8
    in_time = report(project, "service-level", "--calls", "--row", "10", "--figure", "service_level")
    assert [call["customer"] for call in in_time] == ["+79161110001"]
    wrong = project("report", "lines", "--calls", "--figure", "nothing")
    assert (wrong.returncode, "There are:" in wrong.stderr) == (2, True)


def test_filters_choose_and_a_wrong_one_names_what_there_is(project: Cli) -> None:
    assert report(project, "totals", "--source", "Maps")["inbound"]["calls"] == 2
    assert report(project, "totals", "--line", "Main")["all"]["calls"] == 4
    wrong = project("--lang", "en", "report", "totals", "--manager", "110")
    assert wrong.returncode == 2
    assert "Did you mean" in wrong.stderr
    assert "101" in wrong.stderr


def test_an_empty_period_says_what_there_is(project: Cli) -> None:
    done = project("--lang", "en", "report", "lines", "--from", "2030-01-01")
    assert done.returncode == 0
    assert "There are 8 calls, from 2026-11-02 to 2026-11-02" in done.stderr
    assert report(project, "totals", "--from", "2030-01-01")["all"]["calls"] == 0


def test_csv_has_the_same_figures(project: Cli) -> None:
    rows = list(csv.DictReader(io.StringIO(project("report", "lines", "--format", "csv").stdout)))
    assert [row["calls"] for row in rows] == ["4", "2", "2"]


def test_the_five_formulas_give_the_figures_of_the_textbook_case(tmp_path: Path) -> None:
    """1000 answered, 860 of them within 20 s; 60 abandoned, 20 of them within 20 s and 10 within 5 s."""
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    ensure_views(db)
    waits = [("answered", 20.0)] * 860 + [("answered", 20.1)] * 140 + [("missed", 5.0)] * 10
    waits += [("missed", 20.0)] * 10 + [("missed", 21.0)] * 40
    db.conn.executemany(
        "INSERT INTO call (call_id, seen, direction, disposition, wait, has_record) VALUES (?, ?, 'inbound', ?, ?, 1)",
        [(f"c{n}", n, disposition, wait) for n, (disposition, wait) in enumerate(waits)],
    )
    sheet = report_service_level(db, Question(Filters(), {"by": "all", "formulas": "all"}))
    assert [round(percent, 1) for percent in sheet.tables[0].values("percent")] == [86.0, 81.1, 82.7, 83.0, 82.1]
