"""S1: calls without an event and new customers without a request in the CRM, from files, worked by hand."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from report.small_log import inbound, outbound, write_log

from tests.conftest import Cli

DAY, NEXT = "2026-11-02", "2026-11-03"
LOG = (
    # 101 on the 2nd: 60 s is not longer than 60 s; 61 s without an event; 90 s with one.
    inbound(f"{DAY} 10:00:00", "79161110001", "101", 5, 60),
    inbound(f"{DAY} 10:10:00", "79161110002", "101", 5, 61),
    inbound(f"{DAY} 10:20:00", "79161110003", "101", 70, 90),
    # A long wait is no long call.
    inbound(f"{DAY} 10:30:00", "79161110004", "101", 100, 20),
    # Customer 3 once more, whose event is the nearest to this call's neighbour only; and a missed new caller.
    inbound(f"{NEXT} 09:00:00", "79161110003", "102", 5, 120),
    inbound(f"{NEXT} 10:00:00", "79161110005", "102", 30),
    outbound(f"{NEXT} 11:00:00", "79161110006", "102", 5, 300),
)
EVENTS = """id,phone,created
e1,79161110003,2026-11-02 10:22:00
e2,79161110006,2026-11-03 11:10:00
"""
REQUESTS = """id,phone,created
r1,79161110001,2026-11-02 10:05:00
r2,79161110003,2026-11-03 09:30:00
"""


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Cli:
    write_log(tmp_path / "Master.csv", *LOG)
    (tmp_path / "events.csv").write_text(EVENTS)
    (tmp_path / "requests.csv").write_text(REQUESTS)
    (tmp_path / "managers.csv").write_text("extension,name,department,valid_from,valid_to\n101,Anna,Sales,,\n")
    (tmp_path / "speechqa.toml").write_text('managers = "managers.csv"\ntimezone = "Europe/Moscow"\n')
    assert cli("cdr", "import", "Master.csv").returncode == 0
    return cli


def bring(project: Cli, *kinds: str) -> None:
    for kind in kinds:
        done = project("crm", "import", f"{kind}s.csv", "--kind", kind)
        assert done.returncode == 0, done.stderr


def report(project: Cli, *arguments: str) -> Any:
    done = project("--lang", "en", "report", "missing-events", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_s1_longer_calls_without_an_event_are_listed(project: Cli) -> None:
    bring(project, "event", "request")
    told = report(project)
    found = [(row["customer"], row["talk"], row["name"], row["started_at"]) for row in told["without_event"]]
    assert found == [
        ("+79161110003", 120.0, None, "2026-11-03T09:00:00+03:00"),
        ("+79161110002", 61.0, "Anna", "2026-11-02T10:10:00+03:00"),
    ]
    figures = [[row[key] for key in ("manager", "long", "without_event", "without_event_share")]
               for row in told["managers"]]  # fmt: skip
    assert figures == [["102", 2, 1, 50.0], ["Anna", 2, 1, 50.0]]


def test_s1_calls_from_new_customers_without_a_request_are_listed(project: Cli) -> None:
    """Customer 3's request came after his second call, within a day of the first: it is a request all the same. Whom we
    called first did not call us."""
    bring(project, "event", "request")
    told = report(project)
    found = [(row["customer"], row["manager"], row["talk"]) for row in told["without_request"]]
    assert found == [("+79161110005", "102", None), ("+79161110004", "Anna", 20.0), ("+79161110002", "Anna", 61.0)]
    figures = [[row[key] for key in ("manager", "from_new", "without_request")] for row in told["managers"]]
    assert figures == [["102", 1, 1], ["Anna", 4, 2]]


def test_s1_nothing_is_said_to_miss_where_no_crm_was_read(project: Cli) -> None:
    bring(project, "request")
    done = project("--lang", "en", "report", "missing-events")
    assert (
        "n/a: no events were imported from the CRM; speechqa crm import FILE --kind event brings them." in done.stdout
    )
    told = report(project)
    assert told["without_event"] == []
    assert {row["without_event"] for row in told["managers"]} == {None}
    assert [row["without_request"] for row in told["managers"]] == [1, 2]


def test_s1_a_period_that_the_crms_export_does_not_reach_is_told_of(project: Cli) -> None:
    bring(project, "event", "request")
    done = project("--lang", "en", "report", "missing-events", "--from", "2026-11-04", "--to", "2026-11-09")
    assert "imported from 2026-11-02 to 2026-11-03 only" in done.stdout


def test_the_length_is_a_setting(project: Cli, tmp_path: Path) -> None:
    bring(project, "event", "request")
    (tmp_path / "speechqa.toml").write_text('event_after = 100\ntimezone = "Europe/Moscow"\n')
    told = report(project)
    assert [row["talk"] for row in told["without_event"]] == [120.0]


def test_the_lists_lead_to_calls_and_fit_eighty_columns(project: Cli) -> None:
    bring(project, "event", "request")
    assert len(report(project, "--calls", "--row", "Anna")) == 2
    assert len(report(project, "--calls", "--row", "Anna", "--figure", "without_event")) >= 1
    for language in ("en", "ru"):
        done = project("--lang", language, "report", "missing-events", COLUMNS="80")
        assert done.returncode == 0, done.stderr
        assert max(map(len, done.stdout.splitlines())) <= 80


def test_a_long_list_is_printed_in_part_and_written_in_full(cli: Cli, tmp_path: Path) -> None:
    calls = [
        inbound(f"{DAY} {10 + n // 60:02d}:{n % 60:02d}:00", f"791611100{n:02d}", "101", 5, 100) for n in range(60)
    ]
    write_log(tmp_path / "Master.csv", *calls, inbound(f"{DAY} 20:00:00", "79169990000", "101", 5, 100))
    (tmp_path / "events.csv").write_text("id,phone,created\ne1,79169990000,2026-11-02 20:05:00\n")
    (tmp_path / "speechqa.toml").write_text('timezone = "Europe/Moscow"\n')
    assert cli("cdr", "import", "Master.csv").returncode == 0
    bring(cli, "event")
    assert "10 more: --format csv lists all." in cli("--lang", "en", "report", "missing-events").stdout
    text = cli("report", "missing-events", "--format", "csv").stdout
    assert sum(row["table"] == "without_event" for row in csv.DictReader(io.StringIO(text))) == 60
