"""S1: what each line's calls cost, by tariffs or by their records, worked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from report.small_log import OTHER_LINE, inbound, outbound, write_log

from tests.conftest import Cli

DAY = "2026-11-02"
LOG = (
    inbound(f"{DAY} 10:00:00", "79161110001", "101", 10, 60),
    inbound(f"{DAY} 10:05:00", "79161110002", "101", 30, 90),
    inbound(f"{DAY} 10:10:00", "79161110003", "101", 3),
    inbound(f"{DAY} 11:20:00", "74991110005", "102", 20, 40, OTHER_LINE),
    outbound(f"{DAY} 12:00:00", "79161110003", "101", 5, 120),
)
TARIFFS = "prefix,direction,per_minute,per_call\n+7916,inbound,2,0\n+7916,outbound,3,1\n"


def report(cli: Cli, *arguments: str) -> dict[tuple[str, str], Any]:
    done = cli("--lang", "en", "report", "lines", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return {(row["direction"], row["line"]): (row["cost"], row["cost_known"]) for row in json.loads(done.stdout)}


def test_s1_lines_tell_what_their_calls_cost(cli: Cli, tmp_path: Path) -> None:
    """A missed call is free; no tariff fits the caller of the second line."""
    write_log(tmp_path / "Master.csv", *LOG)
    (tmp_path / "tariffs.csv").write_text(TARIFFS)
    (tmp_path / "speechqa.toml").write_text('tariffs = "tariffs.csv"\ntimezone = "Europe/Moscow"\n')
    assert cli("cdr", "import", "Master.csv").returncode == 0
    assert report(cli) == {
        ("inbound", "+74951234567"): (5.0, 3),
        ("inbound", "+74951234568"): (None, 0),
        ("outbound", "mtt-trunk"): (7.0, 1),
    }
    assert report(cli, "--manager", "102") == {("inbound", "+74951234568"): (None, 0)}
    listed = json.loads(cli("report", "lines", "--calls", "--figure", "cost", "--format", "json").stdout)
    assert len(listed) == 3
    text = cli("--lang", "en", "report", "lines", COLUMNS="80").stdout
    assert "cost" in text
    assert max(map(len, text.splitlines())) <= 80


def test_s1_without_tariffs_the_cost_is_not_guessed(cli: Cli, tmp_path: Path) -> None:
    write_log(tmp_path / "Master.csv", *LOG)
    (tmp_path / "speechqa.toml").write_text('timezone = "Europe/Moscow"\n')
    assert cli("cdr", "import", "Master.csv").returncode == 0
    assert set(report(cli).values()) == {(None, 0)}
    assert "Cost n/a" in cli("--lang", "en", "report", "lines").stdout
