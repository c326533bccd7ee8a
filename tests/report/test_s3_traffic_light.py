"""S3 and S7: managers, departments, length and time of day, from files, worked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from report.small_calls import CHECKLIST, say
from report.small_log import inbound, outbound, write_log

from tests.conftest import Cli

STAFF = """extension,name,department,valid_from,valid_to
101,Anna,Sales,,
102,Boris,Sales,,
103,Vera,Service,,
"""


@pytest.fixture
def audio(cli: Cli, tmp_path: Path) -> Cli:
    """Calls without a call record: 101 scores 100, 100, 100, 100, 80 and the week before 60 each; 102 five times 60;
    103 has four calls only."""
    calls = tmp_path / "calls"
    for n in range(5):
        say(calls, f"2026-11-0{n + 2} 09:00:00", "101", 5 if n else 4)
        say(calls, f"2026-10-{n + 26} 09:00:00", "101", 3)
        say(calls, f"2026-11-0{n + 2} 18:00:00", "102", 3)
    for n in range(4):
        say(calls, f"2026-11-0{n + 2} 13:00:00", "103", 1)
    (tmp_path / "card.yaml").write_text(CHECKLIST, encoding="utf-8")
    (tmp_path / "managers.csv").write_text(STAFF, encoding="utf-8")
    (tmp_path / "speechqa.toml").write_text('managers = "managers.csv"\ntimezone = "Europe/Moscow"\n')
    done = cli("score", "calls", "--transcripts", "--checklist", "card.yaml")
    assert done.returncode == 0, done.stderr
    return cli


def report(project: Cli, *arguments: str) -> Any:
    done = project("--lang", "en", "report", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


WEEK = ("--from", "2026-11-02", "--to", "2026-11-08")


def test_s3_managers_have_a_light_of_their_mean_and_grey_under_five(audio: Cli) -> None:
    rows = report(audio, "managers", *WEEK)
    assert [(row["manager"], row["score"], row["light"], row["scored"]) for row in rows] == [
        ("Anna", 96.0, "green", 5),
        ("Boris", 60.0, "yellow", 5),
        ("Vera", 20.0, "grey", 4),
    ]
    assert [(row["green"], row["yellow"], row["red"]) for row in rows] == [(4, 1, 0), (0, 5, 0), (0, 0, 4)]
    # Scores 100 x 4 and 80: s = 8.944, t(4) = 2.776: 96 ± 11.1, and never above 100.
    assert (rows[0]["score_low"], rows[0]["score_high"]) == (pytest.approx(84.9, abs=0.01), 100.0)


def test_s3_the_trend_is_against_the_week_before(audio: Cli) -> None:
    anna, boris, _vera = report(audio, "managers", *WEEK)
    assert (anna["trend"], anna["trend_proven"]) == (36.0, True)
    assert boris["trend"] is None


def test_s3_departments_are_measured_the_same_way(audio: Cli) -> None:
    sales, service = report(audio, "departments", *WEEK)
    assert [sales[key] for key in ("department", "scored", "score", "light")] == ["Sales", 10, 78.0, "yellow"]
    assert [service[key] for key in ("department", "scored", "light")] == ["Service", 4, "grey"]
    assert [row["manager"] for row in report(audio, "managers", *WEEK, "--department", "Service")] == ["Vera"]


def test_s7_fatigue_shows_each_manager_by_time_of_day(audio: Cli) -> None:
    told = report(audio, "fatigue", *WEEK)
    found = {(row["manager"], row["part"]): (row["scored"], row["score"]) for row in told["managers"]}
    assert found["Anna", "morning"] == (5, 96.0)
    assert found["Boris", "evening"] == (5, 60.0)
    assert found["Vera", "afternoon"] == (4, 20.0)
    assert found["Anna", "evening"] == (0, None)
    assert [(row["part"], row["scored"]) for row in told["all"]] == [("morning", 5), ("afternoon", 4), ("evening", 5)]
    behind = report(audio, "fatigue", *WEEK, "--calls", "--row", "Boris")
    assert len(behind) == 5


def test_an_override_moves_the_managers_score(audio: Cli) -> None:
    before = report(audio, "managers", *WEEK)[1]
    (first, *_rest) = report(audio, "managers", *WEEK, "--calls", "--row", "Boris")
    done = audio("review", "overrule", first["call_id"], "goodbye", "1", "--author", "Olga")
    assert done.returncode == 0, done.stderr
    after = report(audio, "managers", *WEEK)[1]
    assert (before["score"], after["score"], after["manual_edit"]) == (60.0, 64.0, 1)


def test_fail_under_is_of_the_mean_over_all_calls(audio: Cli) -> None:
    # (5 x 96 + 5 x 60 + 4 x 20) / 14 = 61.4
    assert audio("report", "managers", *WEEK, "--fail-under", "61").returncode == 0
    assert audio("report", "managers", *WEEK, "--fail-under", "62").returncode == 4


@pytest.fixture
def records(cli: Cli, tmp_path: Path) -> Cli:
    """Call records and a CRM, no sound: won calls last 100 to 280 s, lost ones 20 s."""
    rows = [inbound(f"2026-11-02 10:{n:02d}:00", f"791611100{n:02d}", "101", 5, 100 + 20 * n) for n in range(10)]
    rows += [inbound(f"2026-11-03 10:{n:02d}:00", f"791611200{n:02d}", "102", 5, 20) for n in range(3)]
    rows += [outbound("2026-11-03 12:00:00", "79161130000", "101", 10, 400), "", inbound(
        "2026-11-03 13:00:00", "79161130001", "102", 0, 30, app="Playback")]  # fmt: skip
    write_log(tmp_path / "Master.csv", *rows)
    deals = [f"w{n},791611100{n:02d},2026-11-02 12:00:00,won,1000" for n in range(10)]
    deals += [f"l{n},791611200{n:02d},2026-11-03 12:00:00,lost,0" for n in range(3)]
    (tmp_path / "deals.csv").write_text("id,phone,created,status,amount\n" + "\n".join(deals) + "\n")
    (tmp_path / "managers.csv").write_text(STAFF, encoding="utf-8")
    (tmp_path / "speechqa.toml").write_text('managers = "managers.csv"\ntimezone = "Europe/Moscow"\n')
    assert cli("cdr", "import", "Master.csv").returncode == 0
    done = cli("crm", "import", "deals.csv", "--kind", "deal")
    assert done.returncode == 0, done.stderr
    return cli


def test_s3_quantity_per_manager_comes_from_records_alone(records: Cli) -> None:
    rows = {row["manager"]: row for row in report(records, "managers")}
    anna, boris = rows["Anna"], rows["Boris"]
    assert [anna[key] for key in ("calls", "inbound", "outbound", "answered", "days", "calls_per_day")] == [
        11, 10, 1, 11, 2, 5.5,
    ]  # fmt: skip
    assert anna["talk_minutes"] == pytest.approx((sum(range(100, 300, 20)) + 400) / 60)
    assert (boris["calls"], boris["score"], boris["light"]) == (3, None, "grey")


def test_s3_plan_and_fact_stand_per_day_beside_the_rest(records: Cli, tmp_path: Path) -> None:
    # Monday the 2nd and Tuesday the 3rd; Wednesday the 4th is a public holiday, so nothing is planned for it.
    (tmp_path / "plan.csv").write_text("manager,weekdays,direction,calls,fact\nAnna,mon-fri,inbound,4,conversation\n")
    with (tmp_path / "speechqa.toml").open("a") as file:
        file.write('plan = "plan.csv"\n')
    rows = {row["manager"]: row for row in report(records, "managers", "--from", "2026-11-02", "--to", "2026-11-04")}
    (plan,) = rows["Anna"]["plan"]
    assert [plan[key] for key in ("measure", "plan", "fact", "percent", "days", "plan_per_day", "fact_per_day")] == [
        "conversations", 8.0, 10.0, 125.0, 2, 4.0, 5.0,
    ]  # fmt: skip
    assert rows["Boris"]["plan"] == []
    assert "Plan and fact" in records("--lang", "en", "report", "managers").stdout


def test_s3_duration_of_won_calls_is_the_norm_and_calls_beyond_it_are_counted(records: Cli) -> None:
    told = report(records, "duration")
    fates = {row["fate"]: row for row in told["fates"]}
    assert [fates["won"][key] for key in ("calls", "mean_talk", "first_quartile", "median", "third_quartile")] == [
        10, 190.0, 145.0, 190.0, 235.0,
    ]  # fmt: skip
    assert (fates["lost"]["calls"], fates["lost"]["mean_talk"], fates["none"]["calls"]) == (3, 20.0, 1)
    managers = {row["manager"]: row for row in told["managers"]}
    # 100, 120, 140 lie below the norm; 240, 260, 280 and the call of 400 s beyond it.
    assert [managers["Anna"][key] for key in ("calls", "below", "beyond")] == [11, 3, 4]
    assert [managers["Boris"][key] for key in ("calls", "below", "beyond")] == [3, 3, 0]


def test_s3_who_has_a_plan_and_made_no_call_stands_last_and_a_part_of_the_calls_has_no_plan(
    records: Cli, tmp_path: Path
) -> None:
    (tmp_path / "plan.csv").write_text("manager,weekdays,calls,fact\nAnna,mon-fri,4,attempt\nVera,mon-fri,4,attempt\n")
    with (tmp_path / "speechqa.toml").open("a") as file:
        file.write('plan = "plan.csv"\n')
    last = report(records, "managers")[-1]
    assert [last[key] for key in ("manager", "calls", "score", "light")] == ["Vera", 0, None, "grey"]
    assert [(plan["plan"], plan["fact"]) for plan in last["plan"]] == [(8.0, 0.0)]
    assert [row["department"] for row in report(records, "departments")] == ["Sales", "Service"]
    part = report(records, "managers", "--line", "+74951234567")
    assert all(row["plan"] == [] for row in part)
    assert "Plans are of all calls" in records("--lang", "en", "report", "managers", "--line", "+74951234567").stdout
    (anna,) = report(records, "managers", "--manager", "Anna")
    assert anna["plan"][0]["fact"] == 11.0
    assert len(report(records, "managers", "--calls", "--row", "Anna", "--figure", "calls")) == 11
