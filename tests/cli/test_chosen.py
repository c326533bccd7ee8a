"""Which checklists a command takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from speechqa.cli.chosen import chosen_checklists

CARD = "applies_to: {direction: inbound}\ncheckpoints:\n  - id: hello\n    any: [добрый день]\n"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "checklists"
    folder.mkdir()
    (folder / "mine.yaml").write_text(CARD, encoding="utf-8")
    return folder


def test_a_card_that_nobody_named_judges_only_the_calls_it_is_for(own: Path) -> None:
    cards, forced = chosen_checklists(None)
    assert ([card.id for card in cards], forced) == (["mine"], False)


def test_the_only_card_that_was_named_judges_every_call(own: Path) -> None:
    assert chosen_checklists([str(own / "mine.yaml")])[1]


def test_a_folder_names_no_card(own: Path) -> None:
    assert not chosen_checklists([str(own)])[1]
