"""``cdr import``: what it takes, what it says, how it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.pipeline.conftest import query

LOGS = Path(__file__).parents[1] / "calls" / "logs"
FORKS = LOGS / "asterisk" / "forks.csv"


def test_several_sources_and_folders_are_told_one_by_one(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    shutil.copy(FORKS, folder / "Master.csv")
    (folder / "notes.txt").write_text("Dear all,\n", encoding="utf-8")
    done = cli("cdr", "import", folder, LOGS / "freeswitch" / "a_legs.csv", "--db", tmp_path / "c.db", "--format=json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["failed"], told["bad"]) == (0, [], 0)
    assert [(Path(one["source"]).name, one["kind"], one["rows"], one["calls"]) for one in told["sources"]] == [
        ("Master.csv", "asterisk", 31, 12),
        ("a_legs.csv", "freeswitch", 2, 2),
    ]
    assert told["calls"] == told["changed"] == 14
    assert sum(count["calls"] for one in told["sources"] for count in one["counts"]) == 14


def test_the_table_tells_calls_by_direction_and_how_they_ended(cli: Cli, tmp_path: Path) -> None:
    done = cli("cdr", "import", FORKS, "--db", tmp_path / "calls.db")
    assert "forks.csv" in done.stdout
    assert "inbound: 12 (answered 6, missed 5, machine only 1)" in done.stdout
    assert "calls: 12 · new or changed: 12 · with a recording: 0 · failed: 0" in done.stdout
    again = cli("cdr", "import", FORKS, "--db", tmp_path / "calls.db")
    assert "(unchanged)" in again.stdout
    assert "new or changed: 0" in again.stdout


def test_a_source_that_failed_is_named_and_the_rest_goes_in(cli: Cli, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("Dear all,\n", encoding="utf-8")
    done = cli("cdr", "import", broken, FORKS, "--db", tmp_path / "calls.db")
    assert done.returncode == 3
    assert done.stderr.startswith(f"{broken}: ")
    assert query(tmp_path / "calls.db", "SELECT count(*) FROM call") == [(12,)]


def test_of_many_bad_rows_the_first_are_named_and_all_are_kept(cli: Cli, tmp_path: Path) -> None:
    log = tmp_path / "Master.csv"
    log.write_bytes(FORKS.read_bytes() + b"nonsense\n" * 30)
    done = cli("cdr", "import", log, "--db", tmp_path / "calls.db")
    assert done.returncode == 3
    assert done.stderr.count(f"{log}:") >= 20
    assert f"{log}:32: " in done.stderr
    assert f"{log}:52: " not in done.stderr
    assert "further rows that could not be read: 10" in done.stderr
    assert query(tmp_path / "calls.db", "SELECT count(*) FROM bad_row") == [(30,)]


def test_the_format_of_sources_and_of_the_result_are_told_apart(cli: Cli, tmp_path: Path) -> None:
    arguments = ("cdr", "import", FORKS, "--db", tmp_path / "calls.db", "--format", "asterisk", "--format", "csv")
    done = cli(*arguments)
    assert (done.returncode, done.stdout.splitlines()[0].split(",")[:2]) == (0, ["source", "kind"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--format", "excel"), "no such format: excel. Known: asterisk, "),
        (("--format", "json", "--format", "csv"), "no such format"),
        (("--log-timezone", "Moscow"), "'Moscow' is not a time zone"),
        (("--map", "none.yaml"), "none.yaml: there is no such file"),
        (("--since", "yesterday"), "yesterday"),
    ],
)
def test_wrong_options_are_told_before_anything_is_read(
    cli: Cli, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    done = cli("cdr", "import", FORKS, "--db", tmp_path / "calls.db", *options)
    assert done.returncode == 2
    assert words in done.stderr
    assert not (tmp_path / "calls.db").exists()


def test_without_a_source_the_settings_name_it(cli: Cli, tmp_path: Path) -> None:
    config = tmp_path / "speechqa.toml"
    shutil.copy(FORKS, tmp_path / "Master.csv")
    config.write_text('records = ["Master.csv"]\ndb = "calls.db"\n', encoding="utf-8")
    assert cli("cdr", "import", "--config", config).returncode == 0
    assert query(tmp_path / "calls.db", "SELECT count(*) FROM call") == [(12,)]


def test_what_stands_in_a_log_cannot_drive_the_terminal(cli: Cli, tmp_path: Path) -> None:
    log = tmp_path / "Master\x1b[2J.csv"
    log.write_bytes(FORKS.read_bytes() + b"\x1b]52;c;x\x07,\n")
    done = cli("cdr", "import", log, "--db", tmp_path / "calls.db")
    assert "\x1b" not in done.stdout + done.stderr
