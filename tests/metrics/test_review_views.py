"""Views of what people said: one row per call, apart from what rules and the machine say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sample_outcomes import build_outcomes
from sample_store import CHECKLIST, add_call, build_sample, verdicts

from speechqa.metrics.views import ensure_views
from speechqa.store.human_tags import save_tag
from speechqa.store.overrides import lost_overrides, save_override
from speechqa.store.reviews import save_done, save_mark, save_note


@pytest.fixture
def sample(tmp_path: Path) -> tuple[Any, dict[str, str]]:
    db, ids = build_sample(tmp_path / "calls.db")
    ensure_views(db)
    return db, ids


def _review(db: Any, call_id: str, columns: str) -> tuple[Any, ...]:
    return tuple(db.conn.execute(f"SELECT {columns} FROM call_review WHERE call_id = ?", [call_id]).fetchone())


COLUMNS = "reviewed, reviewer, reviewers, overrides, tagged, notes, best, worst, held"


def test_every_call_is_one_row_and_one_that_nobody_heard_is_all_nought(sample: tuple[Any, dict[str, str]]) -> None:
    db, ids = sample
    assert {row[0] for row in db.conn.execute("SELECT call_id FROM call_review")} == set(ids.values())
    for call_id in ids.values():
        assert _review(db, call_id, COLUMNS) == (0, None, 0, 0, 0, 0, 0, 0, 0)
        assert _review(db, call_id, "reviewed_at") == (None,)


def test_a_call_that_people_heard_says_who_was_last_and_what_they_left(sample: tuple[Any, dict[str, str]]) -> None:
    db, ids = sample
    call_id = ids["critical"]
    for author, verdict in (("Анна", "passed"), ("Борис", "unheard")):
        save_override(db, call_id, "contraindications", verdict, author=author, content_hash=CHECKLIST.content_hash)
        save_tag(db, call_id, "жалоба", author=author)
        save_done(db, call_id, author=author)
    save_override(db, call_id, "tone", "passed", author="Анна", content_hash=CHECKLIST.content_hash)
    save_note(db, call_id, author="Анна", plus="вежлива")
    save_mark(db, call_id, "worst", author="Анна")
    save_mark(db, call_id, "hold", author="Анна")
    assert _review(db, call_id, COLUMNS) == (1, "Борис", 2, 2, 1, 1, 0, 1, 1)
    tags = db.conn.execute("SELECT call_id, tag, author FROM person_tag").fetchall()
    assert tags == [(call_id, "жалоба", "Анна")]


def test_a_persons_tag_bears_the_title_of_its_checklist_and_is_not_among_those_of_rules(tmp_path: Path) -> None:
    db, ids = build_outcomes(tmp_path / "calls.db")
    ensure_views(db)
    before = db.conn.execute("SELECT * FROM call_tag").fetchall()
    save_tag(db, ids["order"], "complaint", author="Анна")
    save_tag(db, ids["order"], "своё слово", author="Анна")
    assert db.conn.execute("SELECT tag, title_en FROM person_tag ORDER BY tag").fetchall() == [
        ("complaint", "Complaint"), ("своё слово", None),
    ]  # fmt: skip
    assert db.conn.execute("SELECT * FROM call_tag").fetchall() == before


def test_verdicts_that_apply_no_longer_are_told_with_the_reason_and_apply_again_when_the_card_comes_back(
    sample: tuple[Any, dict[str, str]],
) -> None:
    db, _ids = sample
    without = replace(CHECKLIST, checkpoints=CHECKLIST.checkpoints[1:], content_hash="d" * 64)
    other = replace(CHECKLIST, id="sales", content_hash="e" * 64)
    later = replace(CHECKLIST, content_hash="f" * 64)
    fewer = replace(verdicts(), verdicts=verdicts().verdicts[1:])
    calls = {
        "gone": add_call(db, 20, fewer, checklist=without),
        "other_checklist": add_call(db, 21, verdicts(), checklist=other),
        "not_scored": add_call(db, 22, None, not_scored="too_short"),
        None: add_call(db, 23, verdicts(), checklist=later),
    }
    for call_id in calls.values():
        save_override(db, call_id, "greeting", "failed", author="Анна", content_hash=CHECKLIST.content_hash)
    assert {(one.reason, one.call_id) for one in lost_overrides(db)} == {
        (reason, call_id) for reason, call_id in calls.items() if reason
    }
    assert {(one.checkpoint_id, one.verdict, one.author, one.checklist) for one in lost_overrides(db)} == {
        ("greeting", "failed", "Анна", "mri-inbound")
    }
    db.conn.execute("UPDATE result SET content_hash = ? WHERE call_id = ?", [later.content_hash, calls["gone"]])
    db.conn.execute("UPDATE verdict SET checkpoint_id = 'greeting' WHERE result_id = 'result-20' AND ordinal = 0")
    assert calls["gone"] not in {one.call_id for one in lost_overrides(db)}


def test_what_people_did_with_one_call_is_looked_up_and_not_sought_among_all(
    sample: tuple[Any, dict[str, str]],
) -> None:
    db, ids = sample
    for view in ("call_review", "person_tag", "call_mark", "lost_override"):
        plan = db.conn.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {view} WHERE call_id = ?", [ids["green"]])
        assert [row[3] for row in plan if row[3].startswith("SCAN") and row[3] != "SCAN t"] == []
