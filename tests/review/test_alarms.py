"""What is alarming in a manager's last days, at its limits; worked by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from report.small_calls import CHECKLIST, say

from speechqa.metrics.views import ensure_views
from speechqa.report.filters import Filters
from speechqa.review.alarms import NO_ALARM, Alarms, alarms_of
from speechqa.review.candidates import candidates
from speechqa.store.connection import open_store

ON = date(2026, 11, 12)


def store(path: Path, talks: Sequence[float], day: str = "2026-11-12") -> Any:
    """Answered calls of manager 101 with these talks."""
    db = open_store(path / "calls.db")
    ensure_views(db)
    with db.conn:
        db.conn.executemany(
            """INSERT INTO call (call_id, seen, direction, manager, customer, started_at, local_date, local_hour, talk,
                                 disposition, has_record)
               VALUES (?, ?, 'inbound', '101', '+79161112233', ?, ?, 12, ?, 'answered', 1)""",
            [(f"c{n}", n, f"{day}T09:{n:02d}:00+00:00", day, talk) for n, talk in enumerate(talks)],
        )
    return db


@pytest.mark.parametrize(
    ("talks", "share"),
    [
        ([29.0] * 5 + [30.0] * 5, 50.0),
        ([29.0] * 5 + [30.0] * 6, None),
        # Of nine calls nothing is said.
        ([10.0] * 9, None),
        ([10.0] * 10, 100.0),
    ],
)
def test_calls_are_short_where_half_of_ten_or_more_are_under_thirty_seconds(
    tmp_path: Path, talks: list[float], share: float | None
) -> None:
    db = store(tmp_path, talks)
    assert alarms_of(db, {"101", None}, ON, {}) == {"101": Alarms(short=share)}


def test_what_was_a_week_ago_alarms_nobody(tmp_path: Path) -> None:
    assert alarms_of(store(tmp_path, [10.0] * 20, "2026-11-05"), {"101"}, ON, {}) == {"101": NO_ALARM}
    assert alarms_of(store(tmp_path / "..", [10.0] * 20, "2026-11-06"), {"101"}, ON, {})["101"].short == 100.0


@pytest.mark.parametrize(("won", "lost", "alarm"), [(1, 4, (4, 5)), (2, 4, None), (0, 4, None), (3, 7, (7, 10))])
def test_deals_are_lost_too_often_where_seven_of_ten_are_and_there_are_five(
    tmp_path: Path, won: int, lost: int, alarm: tuple[int, int] | None
) -> None:
    deals = {
        f"c{n}": [(f"c{n}", int(n < won), int(n >= won), 0, 0, None, "2026-11-10T00:00:00+00:00", f"d{n}")]
        for n in range(won + lost)
    }
    # A second call about the same deal makes no second deal of it.
    deals["c11"] = deals[f"c{won + lost - 1}"]
    assert alarms_of(store(tmp_path, [60.0] * 12), {"101"}, ON, deals)["101"].lost == alarm


def test_a_sudden_drop_of_the_mean_score_alarms_and_marks_the_calls_below_the_earlier_mean(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    for n in range(5):
        say(calls, f"2026-11-02 1{n}:00:00", "101", 5)
        say(calls, f"2026-11-10 1{n}:00:00", "101", 5 if n == 0 else 4)
        # Boris's falls by less than ten points, Vera has too few calls for a mean.
        say(calls, f"2026-11-02 1{n}:10:00", "102", 5)
        say(calls, f"2026-11-10 1{n}:10:00", "102", 5 if n else 4)
        if n < 4:
            say(calls, f"2026-11-02 1{n}:20:00", "103", 5)
            say(calls, f"2026-11-10 1{n}:20:00", "103", 3)
    (tmp_path / "card.yaml").write_text(CHECKLIST, encoding="utf-8")
    run = [sys.executable, "-m", "speechqa.cli.main"]
    score = ["score", "calls", "--transcripts", "--checklist", "card.yaml", "--timezone", "Europe/Moscow"]
    done = subprocess.run([*run, *score], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    db = open_store(tmp_path / "calls.db")
    found = {
        one.call_id: reason.said
        for one in candidates(db, Filters(), ON)
        for reason in one.reasons
        if reason.code == "alarm_drop"
    }
    assert set(found.values()) == {(100.0, 84.0)}
    assert len(found) == 4
    listen = ["--lang", "en", "listen", "--date", "2026-11-12", "--manager", "101", "--format", "json"]
    told = subprocess.run([*run, *listen], cwd=tmp_path, capture_output=True, text=True, check=False)
    (reason,) = (row for row in json.loads(told.stdout) if row["kind"] == "reason")
    assert "alarm: the manager's score fell from 100 % to 84 %" in reason["why"]
