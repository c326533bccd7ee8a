"""Call records that stand in databases, through the whole path into ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sample_mariadb import PASSWORD, Server, empty_server, filled_server, running_server  # noqa: F401  (fixtures)

from speechqa.pipeline.records import import_records
from speechqa.pipeline.sources import ReadingOptions
from speechqa.settings import Settings


def calls(settings: Settings) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(settings.db)) as database:
        return database.execute(
            """SELECT direction, disposition, manager, customer, line, recording_file FROM record
               ORDER BY started_at, customer"""
        ).fetchall()


def test_freepbx_records_become_calls_and_later_imports_read_on_from_the_newest(
    filled: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPEECHQA_FREEPBX_PASSWORD", PASSWORD)
    settings = Settings(db=tmp_path / "calls.db", timezone="Europe/Moscow")
    first = import_records(settings, filled.address)
    assert (first.rows, first.calls, first.failed) == (6, 4, ())
    made = calls(settings)
    assert made == [
        ("inbound", "answered", "101", "+79161234567", "+74951112233", made[0][-1]),
        ("outbound", "answered", "101", "+79037654321", "+74951112233", made[1][-1]),
        ("internal", "answered", "101", None, None, None),
        ("inbound", "machine_only", None, "+79165550000", "+74951112233", None),
    ]
    assert str(made[0][-1]).startswith("q-600-79161234567-")
    filled.insert(
        calldate="2024-05-13 13:30:00", disposition="NO ANSWER", src="79167770000", dst="101", did="74951112233",
        channel="PJSIP/mtt-00000050", dstchannel="PJSIP/101-00000051", dcontext="from-internal", lastapp="Dial",
        uniqueid="1715596200.90", linkedid="1715596200.90", duration=20,
    )  # fmt: skip
    second = import_records(settings, filled.address)
    assert second.changed == 1
    assert calls(settings)[:4] == made
    assert calls(settings)[4][:4] == ("inbound", "missed", "101", "+79167770000")
    assert import_records(settings, filled.address).changed == 0


def test_a_server_that_lets_nobody_in_is_named_and_nothing_is_kept(
    filled: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPEECHQA_FREEPBX_PASSWORD", "wrong")
    settings = Settings(db=tmp_path / "calls.db")
    summary = import_records(settings, filled.address)
    assert "does not let this user in" in summary.failed[0].reason
    assert calls(settings) == []
    assert b"wrong" not in (tmp_path / "calls.db").read_bytes()


def test_reading_only_the_latest_rows_keeps_the_bad_ones_of_before(
    filled: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPEECHQA_FREEPBX_PASSWORD", PASSWORD)
    settings = Settings(db=tmp_path / "calls.db", timezone="Europe/Moscow")
    filled.insert(calldate="2024-05-13 09:00:00", disposition="", src="", dst="", duration=-5, billsec=0)
    first = import_records(settings, filled.address)
    for since in (datetime(2030, 1, 1), None, datetime(2030, 1, 2)):
        again = import_records(settings, filled.address, options=ReadingOptions(since=since))
        assert [bad.reason for bad in again.bad_rows] == [bad.reason for bad in first.bad_rows]
    assert first.bad == 1
