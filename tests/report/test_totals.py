"""S1 and S2: who hung up, where the telephone system says it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from report.small_log import inbound, write_log

from tests.conftest import Cli

LOGS = Path(__file__).parents[1] / "calls" / "logs"


def _totals(cli: Cli) -> Any:
    done = cli("--lang", "en", "report", "totals", "--from", "2000-01-01", "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("log", ["queue_log/queue_log", "freeswitch/a_legs.csv"])
def test_how_calls_ended_is_told_where_a_source_says_it(cli: Cli, log: str) -> None:
    done = cli("cdr", "import", LOGS / log)
    assert done.returncode == 0, done.stderr
    totals = _totals(cli)
    assert totals["hangup"]
    assert sum(row["calls"] for row in totals["hangup"]) <= totals["all"]["calls"]
    assert "How calls ended" in cli("--lang", "en", "report", "totals", "--from", "2000-01-01").stdout


def test_who_hung_up_is_unknown_and_not_nobody_where_no_source_says_it(cli: Cli, tmp_path: Path) -> None:
    write_log(tmp_path / "Master.csv", inbound("2026-11-02 10:00:00", "79161110001", "101", 10, 60))
    assert cli("cdr", "import", "Master.csv").returncode == 0
    totals = _totals(cli)
    assert totals["all"]["hung_up_by_customer"] is None
    assert "hangup" not in totals
    assert "Who hung up is not known" in cli("--lang", "en", "report", "totals").stdout
