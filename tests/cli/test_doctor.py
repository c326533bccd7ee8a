"""``speechqa doctor cdr``: exit codes and formats."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Cli


def test_without_a_database_it_says_so(cli: Cli, tmp_path: Path) -> None:
    done = cli("doctor", "cdr", "--db", str(tmp_path / "none.db"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no such database" in done.stderr
    assert not (tmp_path / "none.db").exists()


def test_whatever_it_finds_is_no_failure(cli: Cli, tmp_path: Path) -> None:
    log = tmp_path / "Master.csv"
    log.write_text(
        '"","79161112233","101","from-trunk","","SIP/mtt-trunk-01","SIP/101-02","Dial","SIP/101","2026-11-09 10:00:00",'
        '"2026-11-09 10:00:05","2026-11-09 10:00:45",45,40,"ANSWERED","DOCUMENTATION","1794207600.1",""\n'
    )
    db = str(tmp_path / "calls.db")
    assert cli("cdr", "import", str(log), "--db", db, "--timezone", "Europe/Moscow").returncode == 0
    table = cli("doctor", "cdr", "--db", db)
    assert table.returncode == 0
    assert "answered, without a recording: 1" in table.stdout
    told = json.loads(cli("doctor", "cdr", "--db", db, "--format", "json", "--from", "2026-11-09").stdout)
    assert told["problems"]["answered_without_recording"]["calls"][0]["call_id"] == "1794207600.1"
    assert cli("doctor", "cdr", "--db", db, "--from", "tomorrow").returncode == 2
