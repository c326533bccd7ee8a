"""Files with faults in: each is named with its line and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from speechqa.checklist.load import load_checklist, problems
from speechqa.checklist.model import Checklist
from speechqa.errors import UsageError
from speechqa.texts import set_language

LEAST = "checkpoints:\n  - id: greeting\n    any: [добрый день]\n"


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], Checklist]:
    def load_text(text: str) -> Checklist:
        path = tmp_path / "card.yaml"
        path.write_text(text, encoding="utf-8")
        return load_checklist(path)

    return load_text


CHECKPOINT = "checkpoints:\n  - id: a\n    any: [да]\n"
FAULTS = {
    "unknown key at the top": ("wieght: 1\n" + CHECKPOINT, 1, "unknown key 'wieght'", "belongs under 'checkpoints'"),
    "unknown key": (CHECKPOINT + "    wieght: 2\n", 4, "unknown key 'wieght'", "Did you mean 'weight'?"),
    "unknown key of a phrase": (
        "checkpoints:\n  - id: a\n    any:\n      - say: да\n        unles: [но]\n",
        5,
        "unknown key 'unles'",
        "Did you mean 'unless'?",
    ),
    "unknown key of applies_to": ("applies_to:\n  line: x\n" + CHECKPOINT, 2, "unknown key 'line'", "'lines'"),
    "duplicate id": (
        CHECKPOINT + "  - id: a\n    any: [нет]\n",
        4,
        "'a' is there twice (first on line 2)",
        "id of its own",
    ),
    "duplicate key": (CHECKPOINT + "    any: [нет]\n", 4, "'any' is there twice (first on line 3)", "Remove one"),
    "unknown speaker": (
        CHECKPOINT + "    speaker: menager\n",
        4,
        "unknown speaker 'menager'",
        "Did you mean 'manager'?",
    ),
    "unknown direction": ("applies_to:\n  direction: [in]\n" + CHECKPOINT, 2, "unknown direction 'in'", "inbound"),
    "empty phrase": (
        "checkpoints:\n  - id: a\n    any:\n      - да\n      - ''\n",
        5,
        "phrase is empty",
        "remove the line",
    ),
    "missing phrase": (
        "checkpoints:\n  - id: a\n    any:\n      - да\n      -\n",
        5,
        "phrase is empty",
        "remove the line",
    ),
    "punctuation only": (
        "checkpoints:\n  - id: a\n    none:\n      - '?!…'\n",
        4,
        "phrase is empty",
        "remove the line",
    ),
    "empty phrase in when": (
        CHECKPOINT + "    when:\n      any:\n      - '-'\n",
        6,
        "phrase is empty",
        "remove the line",
    ),
    "tab": ("checkpoints:\n\t- id: a\n", 2, "a tab in the indentation", "Indent with spaces"),
    "not a mapping": ("- id: a\n", 1, "not a mapping", "Begin with"),
    "plain text": ("добрый день\n", 1, "not a mapping", "Begin with"),
    "checkpoint that is a text": (CHECKPOINT + "  - да\n", 4, "a mapping is expected", "key: value"),
    "any that is a text": ("checkpoints:\n  - id: a\n    any: добрый день\n", 3, "'any' is not a list", "'- '"),
    "empty list": ("checkpoints:\n  - id: a\n    any: []\n", 3, "'any' is empty", "Add an item"),
    "key without a value": ("checkpoints:\n  - id: a\n    any:\n", 3, "'any' has no value", "Write a value"),
    "comma without quotes": (
        "title: {ru: Клиника, звонок}\n" + CHECKPOINT,
        1,
        "'звонок' has no value",
        "comma in quotes",
    ),
    "no phrases": (CHECKPOINT + "  - id: b\n", 4, "'b' has no phrases", "by: human"),
    "no checkpoints": ("checklist: a\n", 1, "'checkpoints' is missing", "Add it"),
    "no id": ("checkpoints:\n  - any: [да]\n", 2, "'id' is missing", "Add it"),
    "id with a space": ("checkpoints:\n  - id: a b\n    any: [да]\n", 2, "'a b'", "without spaces"),
    "negative weight": (CHECKPOINT + "    weight: -1\n", 4, "weight: -1 is negative", "0 or more"),
    "weight that is no number": (CHECKPOINT + "    weight: 2,5\n", 4, "'2,5' is not a number", "0.5"),
    "infinite weight": (CHECKPOINT + "    weight: .inf\n", 4, "not a number", "0.5"),
    "yellow above green": (
        "thresholds:\n  green: 70\n  yellow: 75\n" + CHECKPOINT,
        3,
        "yellow (75) is above green (70)",
        "lower",
    ),
    "threshold out of range": (CHECKPOINT + "    threshold: 120\n", 4, "120 is out of range", "30 to 100"),
    "threshold as a fraction": (CHECKPOINT + "    threshold: 0.9\n", 4, "0.9 is out of range", "30 to 100"),
    "critical: yes": (CHECKPOINT + "    critical: yes\n", 4, "neither true nor false", "true or false"),
    "after when without when": (CHECKPOINT + "    within: 5s after when\n", 4, "without a 'when'", "Add 'when:'"),
    "within that is no place": (CHECKPOINT + "    within: 20s\n", 4, "not a place in the call", "'first 20s'"),
    "within of more than the call": (CHECKPOINT + "    within: first 120%\n", 4, "more than the whole call", "100%"),
    "within of no utterance": (CHECKPOINT + "    within: first 0 utterances\n", 4, "lasts no time", "more than 0"),
    "utterance without a number": (CHECKPOINT + "    within: utterance\n", 4, "not a place", "'utterance 2'"),
    "a share after when": (
        CHECKPOINT + "    when: {any: [да]}\n    within: 20% after when\n",
        5,
        "not a place in the call",
        "'60s after when'",
    ),
    "after an unknown checkpoint": (
        CHECKPOINT + "  - id: price\n    any: [да]\n    after: prise\n",
        6,
        "after: there is no checkpoint 'prise'",
        "mean 'price'?",
    ),
    "after itself": (CHECKPOINT + "    after: a\n", 4, "a circle: a → a", "Remove one 'after'"),
    "after in a circle": (
        CHECKPOINT + "    after: b\n  - id: b\n    any: [да]\n    after: a\n",
        7,
        "a circle: b → a → b",
        "comes first",
    ),
    "answer without when": (CHECKPOINT + "    answer: each\n", 4, "'answer' without a 'when'", "Add 'when:'"),
    "unknown answer": (
        CHECKPOINT + "    when: {any: [да]}\n    answer: al\n",
        5,
        "unknown answer 'al'",
        "each, once",
    ),
    "min_count of nothing": (CHECKPOINT + "    min_count: 0\n", 4, "min_count: 0 is less than 1", "from 1 on"),
    "min_count that is a fraction": (CHECKPOINT + "    min_count: 1.5\n", 4, "not a whole number", "such as 2"),
    "min_count without any": (
        "checkpoints:\n  - id: a\n    none: [да]\n    min_count: 2\n",
        4,
        "'min_count' without 'any'",
        "Add 'any:'",
    ),
    "questions without a number": (
        "checkpoints:\n  - id: a\n    questions: {}\n",
        3,
        "neither a least nor a most",
        "{min: 1}",
    ),
    "min above max": (
        "checkpoints:\n  - id: a\n    questions: {min: 3, max: 2}\n",
        3,
        "min (3) is above max (2)",
        "raise max",
    ),
    "unknown key of interruptions": (
        "checkpoints:\n  - id: a\n    interruptions: {most: 2}\n",
        3,
        "unknown key 'most'",
        "min, max",
    ),
    "empty unless": (CHECKPOINT + "    unless: []\n", 4, "'unless' is empty", "Add an item"),
    "distance out of range": (
        "checkpoints:\n  - id: a\n    any: [{say: да, distance: 30}]\n",
        3,
        "distance: 30 is out of range",
        "0 to 20",
    ),
    "outcome that needs no phrases": (
        CHECKPOINT + "outcomes:\n  - id: lost\n    any: [да]\n",
        6,
        "'lost' is made without phrases",
        "another id",
    ),
    "outcome without phrases": (
        CHECKPOINT + "outcomes:\n  - id: order\n    next_step: false\n",
        5,
        "the outcome 'order' has no phrases",
        "Add 'any:'",
    ),
    "outcome that is there twice": (
        CHECKPOINT + "outcomes:\n  - {id: b, any: [да]}\n  - {id: b, any: [да]}\n",
        6,
        "'b' is there twice (first on line 5)",
        "id of its own",
    ),
    "next_step: no": (
        CHECKPOINT + "outcomes:\n  - {id: b, any: [да], next_step: no}\n",
        5,
        "next_step: 'no' is neither true nor false",
        "true or false",
    ),
    "unknown key of an outcome": (
        CHECKPOINT + "outcomes:\n  - {id: b, any: [да], nextstep: true}\n",
        5,
        "unknown key 'nextstep'",
        "Did you mean 'next_step'?",
    ),
    "a checkpoint's key in a tag": (
        CHECKPOINT + "tags:\n  - {id: b, any: [да], critical: true}\n",
        5,
        "unknown key 'critical'",
        "belongs under 'checkpoints'",
    ),
    "tag without phrases": (CHECKPOINT + "tags:\n  - id: b\n", 5, "the tag 'b' has no phrases", "Add 'any:'"),
    "unknown group": (CHECKPOINT + "tags:\n  - {id: b, any: [да], group: trash}\n", 5, "unknown group 'trash'", "junk"),
    "within of no time": (CHECKPOINT + "    within: first 0s\n", 4, "lasts no time", "more than 0"),
    "min_talk that is no time": ("applies_to: {min_talk: долго}\n" + CHECKPOINT, 1, "not a length of time", "1m30s"),
    "unknown slot": ("checkpoints:\n  - id: a\n    any:\n      - меня зовут {nam}\n", 4, "slot {nam}", "mean {name}?"),
    "slot of another kind": (CHECKPOINT + "    advice: Я {name}\n", 4, "unknown slot {name}", "{manager}"),
    "half a brace": ("checkpoints:\n  - id: a\n    any:\n      - меня {name\n", 4, "brace", "{name}"),
    "unknown section": (
        "sections: {talk: Т}\n" + CHECKPOINT + "    section: tolk\n",
        5,
        "section 'tolk'",
        "mean 'talk'?",
    ),
    "alias": (
        "checkpoints:\n  - id: a\n    any: &x [да]\n  - id: b\n    any: *x\n",
        3,
        "anchors and aliases",
        "Write the text",
    ),
    "tag": ("checkpoints:\n  - id: !!python/name:os.system a\n", 2, "tags (!)", "Remove the tag"),
    "too deep": ("checkpoints: " + "[" * 30 + "]" * 30 + "\n", 1, "deeper than 20", "brackets"),
    "second document": (CHECKPOINT + "---\n" + CHECKPOINT, 4, "second document", "remove '---'"),
    "broken yaml": ("checkpoints:\n  - id: a\n    advice: Так: нельзя\n", 3, "not valid YAML", "in quotes"),
    "open bracket": ("checkpoints:\n  - id: a\n    any: [да\n", 3, "not valid YAML", "in quotes"),
    "control character": ("checkpoints: \x00\n", 1, "not valid YAML", "not text"),
    "empty file": ("", 1, "the file is empty", "Begin with"),
    "only a comment": ("# нет\n", 1, "the file is empty", "Begin with"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_names_file_line_and_remedy(tmp_path: Path, name: str) -> None:
    text, line, what, remedy = FAULTS[name]
    path = tmp_path / "card.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_checklist(path)
    assert caught.value.where == f"{path}:{line}"
    assert what in caught.value.what
    assert remedy in (caught.value.remedy or "")
    assert "\n" not in str(caught.value)


def test_all_faults_of_a_file_are_told_in_the_order_of_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "card.yaml"
    path.write_text(
        "titel: x\ncheckpoints:\n  - id: a\n    speaker: клиент\n    any: ['!']\n"
        "  - id: a\n    any: [да]\n    weight: -2\n",
        encoding="utf-8",
    )
    assert [error.where for error in problems(path)] == [f"{path}:{line}" for line in (1, 4, 5, 6, 8)]


def test_a_sound_file_has_no_problems(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text(LEAST, encoding="utf-8")
    assert problems(tmp_path / "card.yaml") == ()


def test_a_file_in_windows_1251_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "card.yaml"
    path.write_bytes(LEAST.encode("cp1251"))
    (error,) = problems(path)
    assert error.where == f"{path}:3"
    assert "Windows-1251" in error.what
    assert "UTF-8" in (error.remedy or "")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text(LEAST, encoding="utf-8-sig")
    assert load_checklist(tmp_path / "card.yaml").checkpoints


def test_a_file_above_a_megabyte_is_refused(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text(LEAST + "#" * 1_000_001, encoding="utf-8")
    with pytest.raises(UsageError, match="larger than 1 MB"):
        load_checklist(tmp_path / "card.yaml")
