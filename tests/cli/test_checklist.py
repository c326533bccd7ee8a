"""``speechqa checklist``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Cli

CARD = """\
checklist: mine
checkpoints:
  - id: greeting
    any: [добрый день, здравствуйте]
  - id: price
    when: {speaker: customer, any: [дорого]}
    any: [понимаю вас]
"""


def write(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_right_checklist_is_said_to_be_right(cli: Cli, tmp_path: Path) -> None:
    done = cli("checklist", "check", write(tmp_path, CARD).name)
    assert (done.returncode, done.stdout) == (0, "mine.yaml: right, 2 checkpoints\n")


def test_all_faults_of_all_files_are_named_with_lines(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, CARD.replace("any: [добрый", "anny: [добрый").replace("customer", "client"), "a.yaml")
    write(tmp_path, CARD.replace("id: price", "id: greeting"), "b.yaml")
    done = cli("checklist", "check", "a.yaml", "b.yaml", "clinic-inbound")
    assert done.returncode == 2
    for expected in ("a.yaml:4: unknown key 'anny'", "a.yaml:6:", "b.yaml:5:"):
        assert expected in done.stderr
    assert "clinic-inbound: right" in done.stdout


def test_a_folder_is_checked_for_cards_that_contend(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    folder.mkdir()
    write(folder, CARD)
    write(folder, CARD.replace("mine", "other"), "other.yaml")
    done = cli("checklist", "check", "cards")
    assert done.returncode == 2
    assert "could both fit" in done.stderr


def test_trying_a_text_shows_what_it_hits_and_how_closely(cli: Cli, tmp_path: Path) -> None:
    done = cli("checklist", "try", write(tmp_path, CARD).name, "алло, добрый день", "--format", "json")
    greeting = next(row for row in json.loads(done.stdout) if row["id"] == "greeting")
    assert (greeting["hit"], greeting["quote"], greeting["similarity"]) == (True, "добрый день", 100.0)


def test_trying_for_one_party_leaves_out_what_the_other_is_asked_for(cli: Cli, tmp_path: Path) -> None:
    file = write(tmp_path, CARD).name
    done = cli("checklist", "try", file, "добрый день, это дорого", "--speaker", "customer", "--format", "json")
    assert [(row["id"], row["part"], row["hit"]) for row in json.loads(done.stdout)] == [("price", "when", True)]


def test_the_shipped_checklists_are_listed(cli: Cli) -> None:
    names = {row["checklist"] for row in json.loads(cli("checklist", "list", "--format", "json").stdout)}
    assert {"clinic-inbound", "sales-inbound", "outbound-warm", "outbound-cold", "repeat-sale"} <= names
