"""Verdicts on the bundled recordings against what a person would tick (examples/labels.csv)."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from speechqa.evaluation.evaluate import Evaluation, evaluate
from speechqa.settings import Settings
from speechqa.store.connection import open_store
from tests.e2e.conftest import EXAMPLES, IsolatedRun
from tests.pipeline.conftest import query

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def labels() -> list[dict[str, str]]:
    with (EXAMPLES / "labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def evaluation(scored_examples: IsolatedRun) -> Evaluation:
    assert scored_examples.done.returncode == 0, scored_examples.done.stderr
    settings = Settings(db=scored_examples.db)
    return evaluate(open_store(scored_examples.db), EXAMPLES / "labels.csv", settings, phrases=False)


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


def test_passed_agrees_with_the_labels(evaluation: Evaluation) -> None:
    print(f"F1 of passed: {evaluation.overall.f1}, kappa {evaluation.overall.kappa}, {evaluation.overall.cells}")
    assert evaluation.problems == ()
    assert evaluation.calls == 22
    wrong = [(one.file, one.checkpoint_id, one.label.mark, one.verdict) for one in evaluation.disagreements]
    assert (evaluation.overall.f1 or 0) >= 0.9, wrong
    assert (evaluation.overall.kappa or 0) >= 0.85, wrong


def test_no_missed_critical_checkpoint_is_marked_as_passed(evaluation: Evaluation) -> None:
    failed = [one for one in evaluation.compared if one.critical and one.label.mark == "failed"]
    assert len(failed) >= 3
    assert evaluation.critical_missed == ()


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
