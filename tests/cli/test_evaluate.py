"""``speechqa evaluate``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.evaluation.conftest import shop as shop
from tests.evaluation.test_evaluate import ALL
from tests.pipeline.conftest import Desk


@pytest.fixture
def files(shop: Desk) -> tuple[Path, Path]:
    """The labels and the database."""
    labels = shop.root / "labels.csv"
    labels.write_text(ALL, encoding="utf-8")
    return labels, shop.root / "calls.db"


def test_it_prints_a_table_for_people(cli: Cli, files: tuple[Path, Path]) -> None:
    labels, db = files
    done = cli("evaluate", "--labels", labels, "--db", db)
    assert (done.returncode, done.stderr) == (0, "")
    for part in ("8 calls, 32 marks", "Greeting", "F1", "agreement", "aside.wav no_brush_off: people 1, machine 0"):
        assert part in done.stdout
    assert "Suggestions" not in done.stdout


def test_json_holds_all_of_it_and_nothing_else_is_on_stdout(cli: Cli, files: tuple[Path, Path]) -> None:
    labels, db = files
    done = cli("evaluate", "--labels", labels, "--db", db, "--suggest", "--format", "json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["overall"]["labels"] == 32
    assert {one["id"] for one in found["checkpoints"]} == {"greeting", "delivery", "no_brush_off", "objection"}
    assert {one["kind"] for one in found["disagreements"]} == {"wrong_fail"}
    (card,) = found["suggestions"]
    assert card["f1_after"] == 1.0
    assert all(change["where"].startswith("shop.yaml:") for change in card["changes"])


@pytest.mark.parametrize(
    ("part", "column"), [("checkpoints", "kappa"), ("disagreements", "quote"), ("phrases", "best_up_to")]
)
def test_csv_is_one_table(cli: Cli, files: tuple[Path, Path], part: str, column: str) -> None:
    labels, db = files
    done = cli("evaluate", "--labels", labels, "--db", db, "--format", "csv", "--part", part)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) >= 4
    assert column in rows[0]


def test_labels_that_fit_nothing_are_named_on_stderr_and_the_exit_code_is_3(cli: Cli, files: tuple[Path, Path]) -> None:
    labels, db = files
    labels.write_text(f"{ALL}lost.wav,shop,1,1,1,1\n", encoding="utf-8")
    done = cli("evaluate", "--labels", labels, "--db", db, "--format", "json")
    assert done.returncode == 3
    assert done.stderr.rstrip().endswith("labels.csv, row 10: lost.wav is not in the database")
    assert json.loads(done.stdout)["calls"] == 8


def test_without_labels_or_reviews_it_says_what_to_do(cli: Cli, files: tuple[Path, Path]) -> None:
    done = cli("evaluate", "--db", files[1])
    assert (done.returncode, done.stdout) == (1, "")
    assert "--labels" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("--labels", "nowhere.csv"), 2), (("--labels", "bad.csv"), 2), (("--db", "nowhere.db"), 1)],
)
def test_wrong_usage_is_one_line(
    cli: Cli, files: tuple[Path, Path], tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    (tmp_path / "bad.csv").write_text("file,greeting\ngood.wav,perhaps\n", encoding="utf-8")
    rest = () if "--db" in arguments else ("--db", files[1])
    done = cli("evaluate", *arguments, *rest)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)


def test_what_a_name_holds_never_reaches_the_terminal_raw(cli: Cli, files: tuple[Path, Path]) -> None:
    labels, db = files
    labels.write_text(f"{ALL}\x1b[31mred.wav,shop,1,1,1,1\n", encoding="utf-8")
    done = cli("evaluate", "--labels", labels, "--db", db)
    assert "\x1b" not in done.stdout + done.stderr
