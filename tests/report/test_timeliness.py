"""How long calls have waited for a person's ear; worked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from report.small_calls import CHECKLIST, say
from report.small_log import inbound, write_log

from tests.conftest import Cli

ON = ("--on", "2026-11-12")
KEYS = ("unreviewed", "reviewed", "oldest", "median", "days_0_3", "days_4_7", "days_8_10", "days_over_10", "over_7")


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Cli:
    """Anna's calls are 0, 3, 4, 7, 8, 10 and 11 days old on the 12th; Boris's 10 and 11, the older one reviewed; one of
    Vera's was too short to be judged."""
    calls = tmp_path / "calls"
    for day in ("12", "09", "08", "05", "04", "02", "01"):
        say(calls, f"2026-11-{day} 23:30:00", "101", 5)
    for day in ("02", "01"):
        say(calls, f"2026-11-{day} 10:00:00", "102", 5)
    (tmp_path / "card.yaml").write_text(CHECKLIST + "applies_to: {min_talk: 15s}\n", encoding="utf-8")
    (tmp_path / "managers.csv").write_text("extension,name\n101,Anna\n102,Boris\n103,Vera\n", encoding="utf-8")
    (tmp_path / "speechqa.toml").write_text(
        'managers = "managers.csv"\ntimezone = "Europe/Moscow"\nauthor = "Olga"\n', encoding="utf-8"
    )
    short = say(calls, "2026-11-01 12:00:00", "103", 1)
    short.write_text("WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Manager>алло\n", encoding="utf-8")
    done = cli("score", "calls", "--transcripts", "--checklist", "card.yaml")
    assert done.returncode == 0, done.stderr
    rows = json.loads(cli("report", "calls", "--manager", "102", "--format", "json").stdout)
    assert cli("review", "done", rows[0]["call_id"]).returncode == 0
    return cli


def report(project: Cli, *arguments: str) -> Any:
    done = project("--lang", "en", "report", "timeliness", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_s7_timeliness_shows_how_old_unreviewed_calls_are(project: Cli) -> None:
    rows = report(project, *ON)
    assert {row["manager"]: tuple(row[key] for key in KEYS) for row in rows} == {
        "Anna": (7, 0, 11, 7, 2, 2, 2, 1, 3),
        "Boris": (1, 1, 10, 10, 0, 0, 1, 0, 1),
    }


def test_calls_older_than_seven_days_are_warned_of(project: Cli) -> None:
    done = project("--lang", "en", "report", "timeliness", *ON, COLUMNS="80")
    page = " ".join(done.stdout.split())
    assert "! 4 unreviewed calls are older than 7 days: Anna (3), Boris (1) may not remember them." in page
    all_of_them = next(line for line in done.stdout.splitlines() if line.startswith("all"))
    # Of 0, 3, 4, 7, 8, 10, 10 and 11 the middle two are 7 and 8.
    assert all_of_them.split()[1:] == ["8", "11", "7.5", "2", "2", "3", "1"]
    assert max(map(len, done.stdout.splitlines())) <= 80
    json_run = project("--lang", "en", "report", "timeliness", *ON, "--format", "json")
    assert "older than 7 days" in json_run.stderr
    assert "older than" not in project("report", "timeliness", "--on", "2026-11-08", "--manager", "Boris").stdout


def test_a_call_that_was_reviewed_and_opened_again_waits_again(project: Cli) -> None:
    rows = json.loads(project("report", "calls", "--manager", "102", "--format", "json").stdout)
    assert project("review", "done", rows[0]["call_id"], "--undo").returncode == 0
    (boris,) = report(project, *ON, "--manager", "Boris")
    assert (boris["unreviewed"], boris["oldest"], boris["median"]) == (2, 11, 10.5)


def test_every_figure_leads_to_its_calls(project: Cli) -> None:
    for figure, count in (("unreviewed", 7), ("days_8_10", 2), ("over_7", 3), ("days_over_10", 1)):
        assert len(report(project, *ON, "--calls", "--row", "Anna", "--figure", figure)) == count


def test_ages_are_reckoned_to_today_and_over_all_time_where_nothing_is_named(project: Cli) -> None:
    assert sum(row["unreviewed"] for row in report(project)) == 8
    wrong = project("report", "timeliness", "--on", "12.11.2026")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "--on: not a date: '12.11.2026'" in wrong.stderr


def test_without_recordings_nobody_waits_to_be_heard(cli: Cli, tmp_path: Path) -> None:
    write_log(tmp_path / "Master.csv", inbound("2026-11-02 10:00:00", "79161112233", "101", 5, 60))
    assert cli("cdr", "import", "Master.csv").returncode == 0
    done = cli("--lang", "en", "report", "timeliness")
    assert done.returncode == 0
    assert "No calls that a checklist judged." in done.stdout
