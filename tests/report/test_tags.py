"""S2: the share of tagged calls, by people apart from rules, and how calls are spread over tags; worked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from report.small_calls import CHECKLIST, say
from report.small_log import inbound, outbound, write_log

from speechqa.store.connection import open_store
from speechqa.store.human_tags import save_tag
from tests.conftest import Cli

STAFF = "extension,name\n101,Anna\n102,Boris\n103,Vera\n"
WEEK = ("--from", "2026-11-02", "--to", "2026-11-08")


def report(project: Cli, *arguments: str) -> Any:
    done = project("--lang", "en", "report", "tags", *WEEK, *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def records(cli: Cli, tmp_path: Path) -> Cli:
    """Call records alone. Talks: Anna 25, Boris 21, Vera 25; a caller whom nobody answered besides. Tagged: 20 of
    Anna's (target 18, spam 2), 19 of Boris's (all target), 20 of Vera's (target 17, spam 3), and the missed call."""
    rows, number = [], 0
    for extension, talks in (("101", 25), ("102", 21), ("103", 25)):
        for n in range(talks):
            number += 1
            call = outbound if n == 0 else inbound
            rows.append(
                call(f"2026-11-0{n % 5 + 2} {9 + n // 5:02d}:{n:02d}:00", f"791611{number:05d}", extension, 5, 60)
            )
    rows.append(inbound("2026-11-02 20:00:00", "79161199999", "101", 30))
    write_log(tmp_path / "Master.csv", *rows)
    (tmp_path / "managers.csv").write_text(STAFF, encoding="utf-8")
    (tmp_path / "speechqa.toml").write_text('managers = "managers.csv"\ntimezone = "Europe/Moscow"\n')
    done = cli("cdr", "import", "Master.csv")
    assert done.returncode == 0, done.stderr
    db = open_store(tmp_path / "calls.db")
    for manager, tags in (("Anna", (18, 2)), ("Boris", (19, 0)), ("Vera", (17, 3))):
        calls = db.conn.execute(
            "SELECT call_id FROM call WHERE manager = ? AND disposition = 'answered' ORDER BY started_at", [manager]
        ).fetchall()
        wanted = ["target"] * tags[0] + ["spam"] * tags[1]
        for (call_id,), tag in zip(calls, wanted, strict=False):
            save_tag(db, call_id, tag, author="Olga")
    (missed,) = db.conn.execute("SELECT call_id FROM call WHERE disposition = 'missed'").fetchone()
    save_tag(db, missed, "spam", author="Olga")
    db.conn.close()
    return cli


def test_s2_share_of_tagged_calls_per_manager_and_who_tags_nearly_all_alike(records: Cli) -> None:
    told = report(records)
    keys = ("manager", "talks", "tagged", "tagged_share", "tag", "tag_calls", "tag_share", "alike")
    assert [tuple(row[key] for key in keys) for row in told["managers"]] == [
        ("Anna", 25, 20, 80.0, "target", 18, 90.0, True),
        # 19 are too few to be told of, and 85 % are not nearly all.
        ("Boris", 21, 19, pytest.approx(90.476, abs=0.001), "target", 19, 100.0, False),
        ("Vera", 25, 20, 80.0, "target", 17, 85.0, False),
    ]
    page = records("--lang", "en", "report", "tags", *WEEK, COLUMNS="80").stdout
    assert "! Anna: 18 of 20 tagged calls bear the same tag, target (90 %)." in page
    assert page.count("bear the same tag") == 1
    all_of_them = next(line for line in page.splitlines() if line.startswith("all"))
    # 59 of 71.
    assert all_of_them.split()[1:5] == ["71", "59", "83", "%"]


def test_s2_distribution_of_calls_over_tags(records: Cli) -> None:
    found = report(records)["tags"]
    # 54 and 5 of the 59 tagged talks.
    assert [(row["tag"], row["by_people"], row["by_rules"]) for row in found] == [("target", 54, 0), ("spam", 5, 0)]
    assert [row["by_people_share"] for row in found] == [
        pytest.approx(91.525, abs=0.001),
        pytest.approx(8.475, abs=0.001),
    ]


def test_s2_every_figure_leads_to_its_calls(records: Cli) -> None:
    for row, figure, count in (("spam", "by_people", 5), ("Vera", "tagged", 20), ("Vera", "talks", 25)):
        assert len(report(records, "--calls", "--row", row, "--figure", figure)) == count


def test_tags_of_rules_stand_beside_those_of_people(cli: Cli, tmp_path: Path) -> None:
    tags = "tags:\n  - {id: booked, title: {ru: Запись, en: Booked}, any: [записала вас на завтра], group: target}\n"
    (tmp_path / "card.yaml").write_text(CHECKLIST + tags, encoding="utf-8")
    for n, passed in enumerate((5, 5, 1)):
        say(tmp_path / "calls", f"2026-11-0{n + 2} 09:00:00", "101", passed)
    done = cli("score", "calls", "--transcripts", "--checklist", "card.yaml", "--timezone", "Europe/Moscow")
    assert done.returncode == 0, done.stderr
    call_ids = [row["call_id"] for row in json.loads(cli("report", "calls", "--format", "json").stdout)]
    assert cli("review", "tag", call_ids[0], "Запись").returncode == 0
    assert cli("review", "tag", call_ids[2], "спор").returncode == 0
    told = report(cli)
    (manager,) = told["managers"]
    assert [manager[key] for key in ("talks", "tagged", "tagged_by_rules")] == [3, 2, 2]
    found = {row["tag"]: (row["title"], row["by_people"], row["by_rules"]) for row in told["tags"]}
    assert found == {"booked": ("Booked", 1, 2), "спор": ("спор", 1, 0)}
    assert [row["call_id"] for row in report(cli, "--calls", "--row", "booked", "--figure", "by_people")] == [
        call_ids[0]
    ]


def test_a_period_without_calls_says_what_there_is(records: Cli) -> None:
    done = records("--lang", "en", "report", "tags", "--from", "2020-01-01", "--to", "2020-01-02")
    assert done.returncode == 0
    assert "There are 72 calls" in done.stderr
    assert "No calls." in done.stdout
