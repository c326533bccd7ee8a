"""S6: calls of 15 to 30 s and where they cluster, from a call log, worked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from report.small_log import LINE, OTHER_LINE, inbound, write_log

from tests.conftest import Cli

DAY = "2026-11-02"


def _call(hour: int, n: int, talk: int, extension: str, line: str) -> str:
    return inbound(f"{DAY} {hour}:{n:02d}:00", f"791611{hour}{n:03d}", extension, 5, talk, line)


LOG = (
    # Line …68 at 12: 6 of 8 calls are short. Line …67 at 10 and 11: 3 of 32, of which 15 and 30 s still count.
    *(_call(12, n, 20, "102", OTHER_LINE) for n in range(6)),
    *(_call(12, n, 90, "102", OTHER_LINE) for n in (6, 7)),
    *(_call(10, n, 120, "101", LINE) for n in range(20)),
    *(_call(11, n, talk, "101", LINE) for n, talk in enumerate((15, 22, 30, 14, 31, *[200] * 7))),
    # Nobody answered: in none of the figures.
    _call(11, 40, 0, "101", LINE),
)


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Cli:
    write_log(tmp_path / "Master.csv", *LOG)
    (tmp_path / "lines.csv").write_text("number,title,source\n+74951234567,Main,Site\n+74951234568,Spare,Maps\n")
    (tmp_path / "managers.csv").write_text("extension,name\n101,Anna\n102,Boris\n")
    (tmp_path / "speechqa.toml").write_text(
        'lines = "lines.csv"\nmanagers = "managers.csv"\ntimezone = "Europe/Moscow"\n'
    )
    assert cli("cdr", "import", "Master.csv").returncode == 0
    return cli


def report(project: Cli, *arguments: str) -> Any:
    done = project("--lang", "en", "report", "short-calls", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


_NAMED = {"lines": "title"}


def test_s6_short_calls_by_hour_line_source_and_manager(project: Cli) -> None:
    found = report(project)
    figures = ("answered", "short_calls", "short_share", "cluster")
    told = {
        table: {row[_NAMED.get(table, table[:-1])]: tuple(row[key] for key in figures) for row in rows}
        for table, rows in found.items()
    }
    main, spare = (32, 3, 100 * 3 / 32, False), (8, 6, 75.0, True)
    assert told == {
        "hours": {10: (20, 0, 0.0, False), 11: (12, 3, 25.0, False), 12: (8, 6, 75.0, True)},
        "lines": {"Spare": spare, "Main": main},
        "sources": {"Maps": spare, "Site": main},
        "managers": {"Boris": spare, "Anna": main},
    }
    # Wilson's interval of 6 of 8, whose lower end must lie above 9 of 40.
    assert (found["lines"][0]["low"], found["lines"][0]["high"]) == (
        pytest.approx(40.93, abs=0.01),
        pytest.approx(92.85, abs=0.01),
    )


def test_s6_clusters_of_short_calls_are_named(project: Cli) -> None:
    done = project("--lang", "en", "report", "short-calls", "--format", "csv")
    assert done.stderr.splitlines() == [
        "Hour 12: 6 of 8 answered calls lasted 15 to 30 s (75 %; of all 22 %).",
        "Line Spare: 6 of 8 answered calls lasted 15 to 30 s (75 %; of all 22 %).",
        "Source Maps: 6 of 8 answered calls lasted 15 to 30 s (75 %; of all 22 %).",
        "Manager Boris: 6 of 8 answered calls lasted 15 to 30 s (75 %; of all 22 %).",
    ]


def test_how_short_is_an_option_and_too_few_are_no_cluster(project: Cli) -> None:
    found = report(project, "--from-seconds", "14", "--to-seconds", "15")
    assert {row["title"]: (row["short_calls"], row["cluster"]) for row in found["lines"]} == {
        "Main": (2, False), "Spare": (0, False),
    }  # fmt: skip
    done = project("--lang", "en", "report", "short-calls", "--from-seconds", "40")
    assert done.returncode == 2
    assert "the longest is shorter than the shortest" in done.stderr


def test_the_calls_behind_a_figure_are_listed(project: Cli) -> None:
    assert len(report(project, "--calls", "--row", "Spare", "--figure", "short_calls")) == 6
    assert {row["talk"] for row in report(project, "--calls", "--row", "11", "--figure", "short_calls")} == {15, 22, 30}
    assert len(report(project, "--calls", "--row", "Boris", "--figure", "answered")) == 8


def test_a_period_without_answered_calls_says_so(project: Cli) -> None:
    assert "No answered calls." in project("--lang", "en", "report", "short-calls", "--from", "2027-01-01").stdout
    assert not any(report(project, "--from", "2027-01-01").values())
    assert max(map(len, project("report", "short-calls", COLUMNS="80").stdout.splitlines())) <= 80
