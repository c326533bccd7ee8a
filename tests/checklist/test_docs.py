"""docs/checklists.md against the loader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from speechqa.checklist import schema
from speechqa.checklist.load import load_checklist

TEXT = (Path(__file__).parents[2] / "docs" / "checklists.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
MODELS = (
    schema.ChecklistIn, schema.AppliesToIn, schema.ThresholdsIn, schema.CheckpointIn, schema.WhenIn, schema.PhraseIn,
    schema.CountIn, schema.OutcomeIn, schema.TagIn,
)  # fmt: skip
KEYS = sorted({key for model in MODELS for key in model.model_fields})


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_loads(tmp_path: Path, example: str) -> None:
    path = tmp_path / "card.yaml"
    path.write_text(example, encoding="utf-8")
    assert load_checklist(path).checkpoints


@pytest.mark.parametrize("key", KEYS)
def test_every_key_has_one_heading_and_an_example(key: str) -> None:
    headings = [line for line in TEXT.splitlines() if line.startswith("### ") and f"`{key}`" in line]
    assert len(headings) == 1
    assert any(re.search(rf"\b{key}:", example) for example in EXAMPLES)


def test_no_key_is_described_that_does_not_exist() -> None:
    described = {key for line in TEXT.splitlines() if line.startswith("### ") for key in re.findall(r"`(\w+)`", line)}
    assert described == set(KEYS)
