"""Call records as a user brings them in: by commands alone, in whatever order."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.e2e.conftest import ROOT, speechqa
from tests.pipeline.conftest import query

LOGS = ROOT / "tests" / "calls" / "logs"


def test_a_week_of_imports_ends_in_the_same_calls_as_one(tmp_path: Path) -> None:
    """Each day the log is longer; then it is rotated, and its folder imported."""
    lines = (LOGS / "asterisk" / "forks.csv").read_bytes().splitlines(keepends=True)
    daily, once = tmp_path / "daily", tmp_path / "once"
    for folder in (daily, once):
        folder.mkdir()
    for end in (5, 12, 20):
        (daily / "Master.csv").write_bytes(b"".join(lines[:end]))
        assert speechqa("cdr", "import", "Master.csv", cwd=daily).returncode == 0
    shutil.move(daily / "Master.csv", daily / "Master.csv.1")
    (daily / "Master.csv").write_bytes(b"".join(lines[20:]))
    assert speechqa("cdr", "import", ".", cwd=daily).returncode == 0
    (once / "Master.csv").write_bytes(b"".join(lines))
    assert speechqa("cdr", "import", "Master.csv", cwd=once).returncode == 0
    calls = "SELECT * FROM record ORDER BY record_id"
    assert query(daily / "calls.db", calls) == query(once / "calls.db", calls)
    assert (daily / "calls.db").stat().st_mode & 0o077 == 0


def test_the_result_is_one_json_object_and_nothing_else(tmp_path: Path) -> None:
    log = LOGS / "asterisk" / "forks.csv"
    done = speechqa("cdr", "import", log, "--format", "json", cwd=tmp_path)
    assert json.loads(done.stdout)["calls"] == 12
    assert "Traceback" not in done.stderr
