"""``speechqa models``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Cli


def test_the_list_says_what_can_be_installed(cli: Cli, tmp_path: Path) -> None:
    done = cli("models", "list", "--models-dir", tmp_path / "none", "--format", "json")
    models = {row["name"]: row for row in json.loads(done.stdout)}
    assert done.returncode == 0
    assert not models["base"]["installed"]
    assert models["small"]["licence"] == "MIT"


def test_pulling_without_a_connection_says_what_to_run_where(cli: Cli, tmp_path: Path) -> None:
    done = cli("models", "pull", "small", "--models-dir", tmp_path / "models", HF_HUB_OFFLINE="1")
    assert done.returncode == 1
    assert "On a machine with internet access run: speechqa models pull small" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_incomplete_model_is_shown_as_such(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "models" / "own"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"x")
    done = cli("models", "list", "--models-dir", tmp_path / "models", "--format", "json")
    assert done.returncode == 1
    assert "config.json" in json.dumps(json.loads(done.stdout))


def test_json_and_csv_hold_codes_whatever_the_language_of_texts(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "models" / "own"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"x")
    ru, en = (
        cli("--lang", language, "models", "list", "--models-dir", tmp_path / "models", "--format", "json").stdout
        for language in ("ru", "en")
    )
    rows = [{key: value for key, value in row.items() if key != "problem"} for row in json.loads(ru)]
    assert rows == [{key: value for key, value in row.items() if key != "problem"} for row in json.loads(en)]
    assert (rows[0]["name"], rows[0]["state"], rows[0]["source"]) == ("own", "incomplete", None)
    assert {row["state"] for row in rows[1:]} == {"available"}
