"""The views that define every metric, against the Python that scores."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_outcomes import build_outcomes
from sample_store import CHECKLIST, add_call, build_sample, verdicts

from speechqa.checklist.model import Thresholds
from speechqa.matching.model import Match, Roles, Verdict
from speechqa.metrics.views import ensure_views, view_names
from speechqa.scoring import score
from speechqa.store.connection import open_store
from speechqa.store.overrides import save_override
from speechqa.store.settings import set_setting

KEYS = itertools.count(1)
VERDICT = st.sampled_from(["passed", "failed", "not_applicable", "unheard"])
OF_ALL = st.tuples(*(VERDICT for _ in CHECKLIST.checkpoints))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Any:
    db = open_store(tmp_path_factory.mktemp("metrics") / "calls.db", timezone="UTC")
    ensure_views(db)
    return db


def _match(found: tuple[str, ...]) -> Match:
    pairs = zip(CHECKLIST.checkpoints, found, strict=True)
    return Match(Roles(0, "cues", True), tuple(Verdict(one.id, verdict, "hit") for one, verdict in pairs))


def _row(db: Any, call_id: str, columns: str) -> tuple[Any, ...]:
    return tuple(db.conn.execute(f"SELECT {columns} FROM call_metrics WHERE call_id = ?", [call_id]).fetchone())


@given(machine=OF_ALL, people=st.tuples(*(st.none() | VERDICT for _ in CHECKLIST.checkpoints)))
def test_the_views_score_as_python_does_with_peoples_verdicts_first(
    shared: Any, machine: tuple[str, ...], people: tuple[str | None, ...]
) -> None:
    call_id = add_call(shared, next(KEYS), _match(machine))
    for checkpoint, verdict in zip(CHECKLIST.checkpoints, people, strict=True):
        if verdict is not None:
            save_override(shared, call_id, checkpoint.id, verdict, author="Ольга", content_hash=CHECKLIST.content_hash)
    effective = tuple(own or found for found, own in zip(machine, people, strict=True))
    expected = score(CHECKLIST, _match(effective).verdicts)
    columns = (
        "score, light, light_by_score, passed_weight, failed_weight, critical_failed, unheard, manual_edit, scored"
    )
    assert _row(shared, call_id, columns) == (
        # SQLite adds in binary; nine digits keep it on the right side of every threshold.
        None if expected.percent is None else pytest.approx(expected.percent, abs=1e-8),
        expected.light,
        expected.light_by_score,
        expected.passed_weight,
        expected.failed_weight,
        bool(expected.critical_failed),
        bool(expected.unheard),
        any(people),
        expected.percent is not None,
    )
    lights = _row(shared, call_id, "green, yellow, red, grey")
    assert dict(zip(("green", "yellow", "red", "grey"), lights, strict=True))[expected.light] == 1
    assert sum(lights) == 1


def test_every_call_with_a_result_is_one_row_and_a_call_not_scored_says_why(tmp_path: Path) -> None:
    db, ids = build_sample(tmp_path / "calls.db")
    ensure_views(db)
    assert {row[0] for row in db.conn.execute("SELECT call_id FROM call_metrics")} == set(ids.values())
    assert _row(db, ids["short"], "score, light, scored, not_scored, not_scored_reason") == (
        None, "grey", 0, 1, "too_short",
    )  # fmt: skip


def test_outcomes_and_groups_are_columns_of_the_one_row_of_a_call(tmp_path: Path) -> None:
    db, ids = build_outcomes(tmp_path / "calls.db")
    ensure_views(db)
    assert [row[0] for row in db.conn.execute("SELECT call_id FROM call_metrics ORDER BY started_at")] == [
        *ids.values()
    ]
    columns = "outcome, call_group, with_outcome, target_with_outcome, lost, not_sales, timed, scored, not_scored"
    assert {name: _row(db, call_id, columns) for name, call_id in ids.items()} == {
        "order": ("order", "target", 1, 1, 0, 0, 1, 1, 0),
        "lost": ("lost", "target", 1, 1, 1, 0, 1, 1, 0),
        "call_back": ("call_back", "target", 1, 1, 0, 0, 1, 1, 0),
        "junk": ("not_sales", "junk", 1, 0, 0, 1, 1, 0, 1),
        "delivery": ("not_sales", "non_target", 1, 0, 0, 1, 1, 0, 1),
        "short": (None, None, 0, 0, 0, 0, 1, 0, 1),
        "untimed": ("order", "target", 1, 1, 0, 0, 0, 1, 0),
    }
    assert _row(db, ids["lost"], "outcome_ru, outcome_en") == ("Звонок потерян", "Lost call")
    assert _row(db, ids["junk"], "outcome_ru, light, score, not_scored_reason") == ("Не продажа", "grey", None, "junk")


def test_tags_and_outcomes_are_those_of_the_result_that_speaks_for_the_call(tmp_path: Path) -> None:
    db, ids = build_outcomes(tmp_path / "calls.db")
    ensure_views(db)
    tags = db.conn.execute("SELECT call_id, tag, title_en, call_group FROM call_tag ORDER BY result_id, ordinal")
    assert [(one[0] == ids["lost"], *one[1:]) for one in tags.fetchall()] == [
        (False, "sale", "Sale", "target"), (True, "sale", "Sale", "target"), (True, "complaint", "Complaint", None),
        (False, "wrong_number", "Wrong number", "junk"), (False, "delivery", "Asks of a delivery", "non_target"),
        (False, "sale", "Sale", "target"),
    ]  # fmt: skip
    of_one = "SELECT outcome, counts FROM call_outcome WHERE call_id = ? ORDER BY ordinal"
    assert db.conn.execute(of_one, [ids["order"]]).fetchall() == [("order", 1), ("call_back", 0)]
    db.conn.execute("UPDATE result SET current = 0")
    assert db.conn.execute("SELECT * FROM call_tag").fetchall() == []
    assert db.conn.execute("SELECT * FROM call_outcome").fetchall() == []


def test_a_persons_verdict_holds_for_later_versions_of_the_checklist_and_not_for_other_ones(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    ensure_views(db)
    later = replace(CHECKLIST, content_hash="d" * 64)
    other = replace(CHECKLIST, id="sales", content_hash="e" * 64)
    ids = [
        add_call(db, n, verdicts(greeting="failed"), checklist=checklist)
        for n, checklist in enumerate((CHECKLIST, later, other), start=1)
    ]
    for call_id in ids:
        save_override(db, call_id, "greeting", "passed", author="Ольга", content_hash=CHECKLIST.content_hash)
    assert [_row(db, call_id, "score, manual_edit") for call_id in ids] == [(100.0, 1), (100.0, 1), (80.0, 0)]


def test_the_machines_verdict_is_kept_beside_the_persons(tmp_path: Path) -> None:
    db, ids = build_sample(tmp_path / "calls.db")
    ensure_views(db)
    save_override(db, ids["critical"], "contraindications", "passed", author="Ольга")
    assert _row(db, ids["critical"], "score, light, critical_failed") == (100.0, "green", 0)
    columns = "SELECT machine_verdict, verdict, points FROM checkpoint_metrics WHERE call_id = ? AND checkpoint_id = ?"
    assert db.conn.execute(columns, [ids["critical"], "contraindications"]).fetchone() == ("failed", "passed", 3.0)


def test_thresholds_are_the_checklists_else_the_projects(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    ensure_views(db)
    strict = replace(CHECKLIST, content_hash="d" * 64, thresholds=Thresholds(95.0, 90.0))
    ids = [add_call(db, n, verdicts(greeting="failed"), checklist=c) for n, c in enumerate((CHECKLIST, strict), 1)]
    assert [_row(db, call_id, "light") for call_id in ids] == [("yellow",), ("red",)]
    set_setting(db, "green", "75")
    assert [_row(db, call_id, "light") for call_id in ids] == [("green",), ("red",)]


NO_CALLS = ("SCAN j", "SCAN o")
"""What was looked up is gone through, and so are people's verdicts, of which there are few."""


def test_the_metrics_of_one_call_are_looked_up_and_not_sought_among_all(tmp_path: Path) -> None:
    db, ids = build_sample(tmp_path / "calls.db")
    ensure_views(db)
    for view in ("call_result", "checkpoint_metrics", "call_metrics", "call_tag", "call_outcome"):
        plan = db.conn.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {view} WHERE call_id = ?", [ids["green"]])
        assert [row[3] for row in plan if row[3].startswith("SCAN") and row[3] not in NO_CALLS] == []


def test_the_metrics_of_a_period_are_looked_up_by_date_and_nothing_is_sorted(tmp_path: Path) -> None:
    db, _ids = build_sample(tmp_path / "calls.db")
    ensure_views(db)
    plan = db.conn.execute("EXPLAIN QUERY PLAN SELECT * FROM call_metrics WHERE local_date >= '2026-11-01'")
    steps = [row[3] for row in plan]
    assert any(step.startswith("SEARCH call USING COVERING INDEX call_by_date") for step in steps)
    assert not any("GROUP BY" in step for step in steps)


def test_views_are_made_once_and_again_when_their_text_changed(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    ensure_views(db)
    before = db.conn.execute("PRAGMA schema_version").fetchone()
    ensure_views(db)
    assert db.conn.execute("PRAGMA schema_version").fetchone() == before
    set_setting(db, "views", "older")
    db.conn.execute("DROP VIEW call_metrics")
    db.conn.execute("CREATE VIEW call_metrics AS SELECT 1")
    ensure_views(db)
    assert tuple(db.view_names()) == view_names()
    assert db.conn.execute("SELECT score, light FROM call_metrics").fetchall() == []
