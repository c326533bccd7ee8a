"""What file names say."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.errors import UsageError
from speechqa.recording.model import NameFacts
from speechqa.recording.names import parse_name

LOCAL = datetime(2024, 1, 15, 10, 15, 30)
EPOCH = int(datetime(2024, 1, 15, 7, 15, 30, tzinfo=UTC).timestamp())
TAIL = f"20240115-101530-{EPOCH}.123"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("out-74951234567-101", ("outbound", "101", "74951234567")),
        ("in-74951234567-101", ("inbound", "101", "74951234567")),
        ("in-101-74951234567", ("inbound", "101", "74951234567")),
        ("external-101-74951234567", ("inbound", "101", "74951234567")),
        ("exten-101-+74951234567", ("inbound", "101", "+74951234567")),
        ("force-84951234567-101", ("outbound", "101", "84951234567")),
        ("ondemand-101-84951234567", ("inbound", "101", "84951234567")),
        ("internal-102-101", ("internal", "101", None)),
        ("exten-102-101", ("internal", "101", None)),
        ("q-600-74951234567", ("inbound", None, "74951234567")),
        ("rg-600-unknown", ("inbound", None, None)),
        ("group-600-74951234567", ("inbound", None, "74951234567")),
        ("out-unknown-101", ("outbound", "101", None)),
        ("out-8-495-123-45-67-101", ("outbound", "101", "84951234567")),
        ("in-101-8-495-123-45-67", ("inbound", "101", "84951234567")),
        ("in-74950000000-74951234567", ("inbound", None, "74951234567")),
    ],
)
def test_freepbx_names_are_read_from_the_right(head: str, expected: tuple[str, str | None, str | None]) -> None:
    facts = parse_name(Path(f"{head}-{TAIL}.wav"))
    assert (facts.direction, facts.manager, facts.number) == expected
    assert (facts.pattern, facts.uniqueid) == ("freepbx", f"{EPOCH}.123")
    assert facts.started_at == datetime(2024, 1, 15, 7, 15, 30, tzinfo=UTC)


def test_the_id_may_begin_with_the_systems_name() -> None:
    facts = parse_name(Path("out-74951234567-101-20240128-083820-name-1706420300.5.wav"))
    assert facts.uniqueid == "name-1706420300.5"
    assert facts.started_at == datetime(2024, 1, 28, 5, 38, 20, tzinfo=UTC)


def test_an_epoch_that_cannot_be_that_local_time_is_not_believed() -> None:
    facts = parse_name(Path("out-74951234567-101-20240115-101530-1705300530.123.wav"))
    assert (facts.started_at, facts.uniqueid) == (LOCAL, "1705300530.123")


def test_without_an_id_the_time_is_local() -> None:
    assert parse_name(Path("in-101-74951234567-20240115-101530.mp3")).started_at == LOCAL


@pytest.mark.parametrize(
    ("name", "moment", "manager", "direction"),
    [
        ("2014_03_17_10_18_29_123", datetime(2014, 3, 17, 10, 18, 29), "123", "unknown"),
        ("2014_04_16_10_28_11_0F6_(В)", datetime(2014, 4, 16, 10, 28, 11), None, "inbound"),
        ("2014_04_16_10_28_11_0F6_(И)", datetime(2014, 4, 16, 10, 28, 11), None, "outbound"),
        ("2014_04_16_10_28_11_0F6_(B)", datetime(2014, 4, 16, 10, 28, 11), None, "inbound"),
        ("2014_04_16_10_28_11_123_(И)", datetime(2014, 4, 16, 10, 28, 11), "123", "outbound"),
        ("2014_03_16_17_39_32", datetime(2014, 3, 16, 17, 39, 32), None, "unknown"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("suffix", ["", ".wav", ".MP3"])
def test_names_of_dates_tell_time_and_where_they_can_extension_and_direction(
    name: str, moment: datetime, manager: str | None, direction: str, form: str, suffix: str
) -> None:
    path = Path(unicodedata.normalize(form, name) + suffix)  # type: ignore[arg-type]
    assert parse_name(path) == NameFacts("date_time", moment, manager, direction)


@pytest.mark.parametrize(
    "name",
    ["2014_13_16_17_39_32", "2014_02_30_17_39_32", "out-74951234567-101-20241315-101530-1705300530.1", "x", ".wav"],
)
def test_impossible_dates_and_other_names_say_nothing(name: str) -> None:
    assert parse_name(Path(f"{name}.wav")) == NameFacts()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mikopbx-1715583600.1_aB3dE6", ("unknown", None, None, "mikopbx-1715583600.1")),
        ("mikopbx-1715583600.1_aB3dE6_in", ("unknown", None, None, "mikopbx-1715583600.1")),
        ("pickup_mikopbx-1715583600.1_aB3dE6", ("unknown", None, None, "mikopbx-1715583600.1")),
        (
            "transfer_79161234567_203_mikopbx-1715583600.1",
            ("inbound", "203", "79161234567", "mikopbx-1715583600.1"),
        ),
        # Ten random letters without a mark before them: where they begin is not to be told.
        ("mikopbx-1715583600.1aB3dE6xY9z", ("unknown", None, None, None)),
    ],
)
def test_names_of_mikopbx_are_ids(name: str, expected: tuple[str, str | None, str | None, str | None]) -> None:
    found = parse_name(Path(f"{name}.webm"))
    assert (found.direction, found.manager, found.number, found.uniqueid) == expected
    assert found.started_at == datetime(2024, 5, 13, 7, 0, tzinfo=UTC)


def test_patterns_of_the_settings_come_first() -> None:
    pattern = r"(?P<manager>\w+) (?P<day>\d\d)\.(?P<month>\d\d)\.(?P<year>\d{4}) (?P<direction>вх|исх) (?P<number>\d+)"
    facts = parse_name(Path("Анна 15.01.2024 исх 74951234567.mp3"), (pattern,))
    assert facts == NameFacts(pattern, datetime(2024, 1, 15), "Анна", "outbound", "74951234567")
    assert parse_name(Path("Анна 32.01.2024 исх 74951234567.mp3"), (pattern,)) == NameFacts()


@pytest.mark.parametrize("pattern", ["(?P<manager>", "(?P<boss>.*)", "no group"])
def test_a_bad_pattern_is_wrong_usage_and_is_named(pattern: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_name(Path("x.wav"), (pattern,))
    assert pattern in str(error.value)


@given(st.text(max_size=60).filter(lambda name: "/" not in name and "\0" not in name and name not in {"", ".", ".."}))
def test_no_name_breaks_the_parser(name: str) -> None:
    parse_name(Path(name))


@pytest.mark.parametrize(
    ("name", "uniqueid"),
    [
        ("1794381509.184.wav", "1794381509.184"),
        ("1794381509.184-stereo.wav", "1794381509.184"),
        ("1794381509.184-in.wav", "1794381509.184"),
        ("sales-1794381509.184-r.wav", "1794381509.184"),
        ("8495123456.1.wav", None),
        ("20261111-101829.5.wav", None),
    ],
)
def test_a_name_that_is_the_id_alone_is_known_by_it(name: str, uniqueid: str | None) -> None:
    facts = parse_name(Path(name))
    assert facts.uniqueid == uniqueid
    assert facts.started_at == (datetime(2026, 11, 11, 7, 18, 29, tzinfo=UTC) if uniqueid else None)
