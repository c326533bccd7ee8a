"""Sums that were kept with a result stand for adding its verdicts up, whatever people said and took back."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_store import CHECKLIST, add_call

from speechqa.checklist.model import Checkpoint
from speechqa.matching.model import Match, Roles, Verdict
from speechqa.metrics.checkpoints import pass_counts
from speechqa.metrics.views import ensure_views
from speechqa.scoring import score
from speechqa.store.connection import open_store

KEYS = itertools.count(1)
VERDICT = st.sampled_from(["passed", "failed", "not_applicable", "unheard"])
LATER = replace(CHECKLIST, content_hash="d" * 64)
OTHER = replace(CHECKLIST, id="sales", content_hash="e" * 64)
SAID = st.tuples(
    st.integers(0, len(CHECKLIST.checkpoints) - 1),
    VERDICT,
    st.sampled_from([None, CHECKLIST.content_hash, LATER.content_hash, OTHER.content_hash]),
    st.booleans(),
    st.integers(0, 3),
)
"""Checkpoint, verdict, under which checklist, whether it was taken back, when."""

# What call_metrics says, by adding up all verdicts of all calls.
ADDED_UP = """
SELECT call_id, result_id, coalesce(sum(weight * passed), -1), coalesce(sum(weight * failed), -1),
  coalesce(max(critical_failed), 0), coalesce(max(unheard), 0), coalesce(max(manual_edit), 0),
  coalesce(sum(passed << ordinal), -1), coalesce(sum(failed << ordinal), -1)
FROM call_verdict GROUP BY call_id ORDER BY call_id
"""
KEPT = """
SELECT call_id, result_id, coalesce(passed_weight, -1), coalesce(failed_weight, -1), critical_failed, unheard,
  manual_edit, coalesce(passed_bits, -1), coalesce(failed_bits, -1)
FROM call_metrics ORDER BY call_id
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Any:
    db = open_store(tmp_path_factory.mktemp("sums") / "calls.db", timezone="UTC")
    ensure_views(db)
    add_call(db, next(KEYS), _match(("passed",) * len(CHECKLIST.checkpoints)), checklist=LATER)
    add_call(db, next(KEYS), _match(("passed",) * len(CHECKLIST.checkpoints)), checklist=OTHER)
    return db


def _match(found: tuple[str, ...]) -> Match:
    pairs = zip(CHECKLIST.checkpoints, found, strict=True)
    return Match(Roles(0, "cues", True), tuple(Verdict(one.id, verdict, "hit") for one, verdict in pairs))


def _say(db: Any, call_id: str, said: tuple[int, str, str | None, bool, int]) -> None:
    place, verdict, content_hash, taken_back, hour = said
    db.conn.execute(
        """INSERT INTO override (call_id, checkpoint_id, verdict, author, at, content_hash, undone_at)
           VALUES (?, ?, ?, 'Ольга', ?, ?, ?)""",
        [
            call_id, CHECKLIST.checkpoints[place].id, verdict, f"2026-11-03T0{hour}:00:00Z", content_hash,
            "2026-11-04T00:00:00Z" if taken_back else None,
        ],
    )  # fmt: skip


@given(
    machine=st.tuples(*(VERDICT for _ in CHECKLIST.checkpoints)),
    people=st.lists(SAID, max_size=6),
    not_scored=st.booleans(),
    checklist=st.sampled_from([CHECKLIST, LATER]),
)
@settings(deadline=None)
def test_a_call_says_the_same_as_its_verdicts_added_up(
    shared: Any, machine: tuple[str, ...], people: list[Any], not_scored: bool, checklist: Any
) -> None:
    match = replace(_match(machine), verdicts=()) if not_scored else _match(machine)
    call_id = add_call(shared, next(KEYS), match, checklist=checklist, not_scored="junk" if not_scored else None)
    for said in people:
        _say(shared, call_id, said)
    effective = list(machine)
    # Of those about this checklist, in any version, the latest that holds; of two at a time the one given later.
    for place, verdict, content_hash, taken_back, _hour in sorted(people, key=lambda said: said[4]):
        if not taken_back and content_hash != OTHER.content_hash:
            effective[place] = verdict
    expected = score(checklist, _match(tuple(effective)).verdicts)
    row = shared.conn.execute(
        "SELECT score, light, critical_failed, unheard FROM call_metrics WHERE call_id = ?", [call_id]
    ).fetchone()
    if not_scored:
        assert tuple(row) == (None, "grey", 0, 0)
        return
    assert tuple(row) == (
        None if expected.percent is None else pytest.approx(expected.percent, abs=1e-8),
        expected.light,
        bool(expected.critical_failed),
        bool(expected.unheard),
    )


def test_all_calls_together_say_the_same_as_all_their_verdicts_added_up(shared: Any) -> None:
    kept = shared.conn.execute(KEPT).fetchall()
    assert len(kept) > 2
    assert [tuple(row) for row in kept] == [tuple(row) for row in shared.conn.execute(ADDED_UP).fetchall()]


def test_every_column_of_a_call_stands_beside_its_score_too(shared: Any) -> None:
    columns = {view: [row[1] for row in shared.conn.execute(f"PRAGMA table_info({view})")]
               for view in ("call_fact", "call_quality")}  # fmt: skip
    assert set(columns["call_fact"]) - set(columns["call_quality"]) == set()
    assert len(set(columns["call_quality"])) == len(columns["call_quality"])


def _slowly(db: Any) -> list[tuple[Any, ...]]:
    rows = db.conn.execute(
        """SELECT c.manager, m.content_hash, m.checkpoint_id, sum(m.passed), sum(m.failed)
           FROM checkpoint_metrics m JOIN call c USING (call_id)
           GROUP BY 1, 2, 3 HAVING sum(m.passed) + sum(m.failed) > 0"""
    )
    return sorted(tuple(row) for row in rows.fetchall())


def test_pass_counts_are_those_of_the_verdicts_added_up(shared: Any) -> None:
    counts = pass_counts(shared, "1", {}, ["manager"])
    found = sorted((*one.by, one.content_hash, one.checkpoint_id, one.passed, one.failed) for one in counts)
    assert found == _slowly(shared)
    assert {one.by for one in pass_counts(shared, "manager = :who", {"who": "nobody"}, ["manager"])} == set()
    assert sum(one.passed + one.failed for one in pass_counts(shared, "1", {})) == sum(row[3] + row[4] for row in found)


def test_pass_counts_hold_for_more_checkpoints_than_a_number_has_bits(tmp_path: Any) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    ensure_views(db)
    points = tuple(Checkpoint(id=f"p{n:03d}", title={"en": f"{n}"}) for n in range(130))
    long = replace(CHECKLIST, id="long", content_hash="f" * 64, checkpoints=points)
    for n in (1, 2, 3):
        found = tuple(Verdict(p.id, "passed" if k % n == 0 else "failed", "hit") for k, p in enumerate(points))
        add_call(db, n, Match(Roles(0, "cues", True), found), checklist=long, manager="101" if n < 3 else "102")
    first = db.conn.execute("SELECT call_id FROM call ORDER BY seen LIMIT 1").fetchone()[0]
    for place in ("p001", "p099"):
        db.conn.execute(
            """INSERT INTO override (call_id, checkpoint_id, verdict, author, at, content_hash)
               VALUES (?, ?, 'failed', 'Ольга', '2026-11-03T00:00:00Z', ?)""",
            [first, place, long.content_hash],
        )
    counts = pass_counts(db, "1", {}, ["manager"])
    found_counts = sorted((*one.by, one.content_hash, one.checkpoint_id, one.passed, one.failed) for one in counts)
    assert len(found_counts) == 2 * len(points)
    assert found_counts == _slowly(db)
