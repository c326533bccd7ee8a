"""Which source of a fact is believed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from speechqa.calls.describe import describe_call
from speechqa.calls.model import Call
from speechqa.recording.model import NameFacts

NAME = NameFacts("freepbx", datetime(2024, 1, 15, 10, 15, 30), "102", "inbound", "89161234567", "1705300530.1")
RECORD = Call(
    "x", "outbound", "101", "record", None, "+74950000000", "mtt", datetime(2024, 1, 15, 7, 0, tzinfo=UTC),
    60, 50, 10, 10, "answered", "1.1", "1.1", True,
)  # fmt: skip


def described(**given: Any) -> Call:
    values: dict[str, Any] = {
        "name": NameFacts(), "folder": None, "manager_option": None, "record": None, "introduction": None,
        "audio_duration": 33.0, "zone": ZoneInfo("Europe/Moscow"), "extension_length": 5, "country": "RU", **given,
    }  # fmt: skip
    return describe_call("c1", **values)


def test_the_record_wins_over_everything_and_the_id_stays() -> None:
    call = described(name=NAME, record=RECORD, manager_option="x", folder="y", introduction="Анна")
    assert (call.call_id, call.direction, call.manager, call.manager_source) == ("c1", "outbound", "101", "record")
    assert (call.customer, call.started_at, call.duration, call.has_record) == (
        "+74950000000", RECORD.started_at, 60, True,
    )  # fmt: skip
    assert call.manager_name == "Анна"


def test_without_a_record_the_name_gives_the_facts_and_the_audio_the_length() -> None:
    call = described(name=NAME)
    assert call == Call(
        "c1", "inbound", "102", "name", None, "+79161234567", None, datetime(2024, 1, 15, 7, 15, 30, tzinfo=UTC), 33.0,
        uniqueid="1705300530.1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"manager_option": " Иванов ", "folder": "Петров", "introduction": "Анна"}, ("Иванов", "option")),
        ({"folder": "Петров", "introduction": "Анна"}, ("Петров", "folder")),
        ({"introduction": "Анна"}, ("Анна", "introduction")),
        ({"folder": "  "}, (None, None)),
    ],
)
def test_the_manager_comes_from_the_best_source_and_the_source_is_told(
    given: dict[str, str], expected: tuple[str | None, str | None]
) -> None:
    call = described(**given)
    assert (call.manager, call.manager_source) == expected


def test_an_extension_is_no_customer_and_an_invalid_number_stays_as_written() -> None:
    assert described(name=NameFacts(number="101")).customer is None
    assert described(name=NameFacts(number="70000000")).customer == "70000000"
