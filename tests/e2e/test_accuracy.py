"""Verdicts on the bundled recordings against what a person would tick (examples/labels.csv)."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.conftest import EXAMPLES, IsolatedRun
from tests.pipeline.conftest import query

pytestmark = pytest.mark.model

FACTS = ("file", "card", "light")
PASSED, FAILED = "1", "0"
Verdicts = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def labels() -> list[dict[str, str]]:
    with (EXAMPLES / "labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def verdicts(scored_examples: IsolatedRun) -> Verdicts:
    """By the file's path below examples/recordings, then by checkpoint."""
    assert scored_examples.done.returncode == 0, scored_examples.done.stderr
    rows = query(
        scored_examples.db,
        """SELECT path, checkpoint_id, verdict FROM verdict JOIN result USING (result_id)
           JOIN recording USING (recording_id) WHERE current = 1""",
    )
    found: Verdicts = {}
    for path, checkpoint, verdict in rows:
        file = str(Path(path).relative_to(EXAMPLES / "recordings"))
        found.setdefault(file, {})[checkpoint] = verdict
    return found


def test_every_labelled_recording_was_judged_by_its_card(
    labels: list[dict[str, str]], scored_examples: IsolatedRun
) -> None:
    rows = query(
        scored_examples.db,
        """SELECT path, checklist FROM result JOIN recording USING (recording_id)
           LEFT JOIN checklist USING (content_hash) WHERE current = 1""",
    )
    judged = {str(Path(path).relative_to(EXAMPLES / "recordings")): card for path, card in rows}
    assert judged == {label["file"]: label["card"] for label in labels}


def test_passed_agrees_with_the_labels(labels: list[dict[str, str]], verdicts: Verdicts) -> None:
    counts: Counter[str] = Counter()
    wrong = []
    for label in labels:
        for checkpoint, wanted in _marks(label):
            said, meant = verdicts[label["file"]][checkpoint] == "passed", wanted == PASSED
            counts["right" if said and meant else "false" if said else "missed" if meant else "none"] += 1
            if said != meant:
                wrong.append((label["file"], checkpoint, wanted, verdicts[label["file"]][checkpoint]))
    f1 = 2 * counts["right"] / (2 * counts["right"] + counts["false"] + counts["missed"])
    print(f"F1 of passed: {f1:.4f}, {dict(counts)}")
    assert f1 >= 0.9, wrong


def test_no_missed_critical_checkpoint_is_marked_as_passed(
    labels: list[dict[str, str]], verdicts: Verdicts, scored_examples: IsolatedRun
) -> None:
    critical = {name for (name,) in query(scored_examples.db, "SELECT DISTINCT id FROM checkpoint WHERE critical")}
    failed = [
        (label["file"], name) for label in labels for name, mark in _marks(label) if mark == FAILED and name in critical
    ]
    assert len(failed) >= 3
    assert [(file, name) for file, name in failed if verdicts[file][name] == "passed"] == []


def test_no_call_that_should_be_red_is_green_nor_the_reverse(
    labels: list[dict[str, str]], scored_examples: IsolatedRun
) -> None:
    rows = query(
        scored_examples.db,
        "SELECT path, light FROM result JOIN recording USING (recording_id) WHERE current = 1",
    )
    lights = {str(Path(path).relative_to(EXAMPLES / "recordings")): light for path, light in rows}
    pairs = Counter((label["light"], lights[label["file"]]) for label in labels)
    print(f"lights, meant and given: {dict(pairs)}")
    assert set(lights.values()) >= {"green", "yellow", "red"}
    assert (pairs["red", "green"], pairs["green", "red"]) == (0, 0)


def _marks(label: dict[str, str]) -> list[tuple[str, str]]:
    """What a person would tick, of the card's own checkpoints that a machine can hear."""
    return [(name, mark) for name, mark in label.items() if name not in FACTS and mark]
