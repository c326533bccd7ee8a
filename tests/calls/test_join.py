"""Recordings and records find each other."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.calls.join import Joined, JoinRecord, JoinSide, best_claim, join
from speechqa.calls.model import Call
from speechqa.recording.model import NameFacts

ZONE = ZoneInfo("Europe/Moscow")
LOCAL = datetime(2024, 1, 15, 10, 15, 30)
UTC_START = datetime(2024, 1, 15, 7, 15, 30, tzinfo=UTC)


def side(key: str, after: float = 0, duration: float | None = 50, **name: str) -> JoinSide:
    return JoinSide(key, NameFacts(started_at=LOCAL + timedelta(seconds=after), **name), duration, ZONE)  # type: ignore[arg-type]


def record(key: str, after: float = 0, **others: object) -> JoinRecord:
    values: dict[str, object] = {
        "direction": "inbound", "customer": "+79161234567", "manager": "101", "talk": 50.0, "wait": 10.0,
        "duration": 60.0, **others,
    }  # fmt: skip
    call = Call(key, started_at=UTC_START + timedelta(seconds=after), has_record=True, **values)  # type: ignore[arg-type]
    return JoinRecord(key, call)


def test_an_id_joins_whatever_the_times_say() -> None:
    pairs = join(
        [side("a", 9000, uniqueid="1705300530.1"), side("b", 9000, uniqueid="pbx-1705300531.1")],
        [record("x", uniqueid="1705300530.2", linkedid="1705300530.1"), record("y", uniqueid="1705300531.1")],
        60,
    )
    assert pairs == (Joined("a", "x", "uniqueid"), Joined("b", "y", "uniqueid"))


def test_ids_of_two_systems_are_not_one() -> None:
    assert join([side("a", 9000, uniqueid="one-1705300530.1")], [record("x", uniqueid="two-1705300530.1")], 60) == ()


def test_all_recordings_that_bear_a_calls_id_are_that_calls() -> None:
    sides = [side("a", 0, 20, uniqueid="1.1"), side("b", 0, 49, uniqueid="1.1")]
    pairs = join(sides, [record("x", uniqueid="1.1"), record("y", 5)], 60)
    assert pairs == (Joined("a", "x", "uniqueid"), Joined("b", "x", "uniqueid"))


def test_an_id_that_any_row_of_the_call_bears_joins() -> None:
    of_transfer = replace(record("x", uniqueid="1705300530.1"), ids=frozenset(["1705300590.7"]))
    assert join([side("a", 60, uniqueid="1705300590.7")], [of_transfer], 60) == (Joined("a", "x", "uniqueid"),)


@pytest.mark.parametrize(
    ("named", "lies"),
    [
        ("out-101-20240115-101530-1705300530.1.wav", "/mnt/copy/out-101-20240115-101530-1705300530.1.wav"),
        ("out-101-20240115-101530-1705300530.1.wav", "/mnt/copy/out-101-20240115-101530-1705300530.1.MP3"),
        ("2024/01/15/out-101-20240115-101530-1705300530.1", "/mnt/out-101-20240115-101530-1705300530.1.wav"),
        ("/var/lib/freeswitch/recordings/talk.wav", "/var/lib/freeswitch/recordings/talk.wav"),
    ],
)
def test_the_recording_that_a_record_names_is_its_own_whatever_the_times_say(named: str, lies: str) -> None:
    found = JoinSide("a", NameFacts(), None, ZONE, (lies,), is_heard=False)
    assert join([found], [record("x", recording_file=named)], 60) == (Joined("a", "x", "recording_file"),)


def test_a_name_that_any_call_may_have_is_no_reason() -> None:
    found = JoinSide("a", NameFacts(), None, ZONE, ("/mnt/copy/talk.wav",))
    assert join([found], [record("x", recording_file="/var/lib/talk.wav")], 60) == ()


def test_of_several_calls_that_claim_a_recording_the_one_that_knows_its_place_or_is_nearest_has_it() -> None:
    there = JoinSide("a", NameFacts(started_at=LOCAL), 50, ZONE, ("/mon/2024/01/15/q-100-123456.wav",))
    claims = [
        record("x", recording_file="2024/01/14/q-100-123456.wav"),
        record("y", 500, recording_file="2024/01/15/q-100-123456.wav"),
    ]
    assert join([there], claims, 60) == (Joined("a", "y", "recording_file"),)
    claims = [record("x", 5, recording_file="q-100-123456.wav"), record("y", 500, recording_file="q-100-123456.wav")]
    assert join([there], claims, 60) == (Joined("a", "x", "recording_file"),)
    claims = [record("x", 5, recording_file="q-100-123456.wav"), record("y", 5, recording_file="q-100-123456.wav")]
    assert join([there], claims, 60) == ()


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"customer": "+79160000000"}, "number"),
        ({"manager": "102"}, "number"),
        ({"direction": "outbound"}, "number"),
        ({"talk": 300.0, "duration": 310.0}, "length"),
    ],
)
def test_of_claims_that_no_time_tells_apart_the_number_and_then_the_length_decide(
    other: dict[str, object], why: str
) -> None:
    name = NameFacts(number="79161234567", manager="101", direction="inbound")
    there = JoinSide("a", name, 50, ZONE, ("/mon/q-100-123456.wav",))
    claims = [
        record("x", 5, recording_file="q-100-123456.wav", **other),
        record("y", 500, recording_file="q-100-123456.wav"),
    ]
    assert join([there], claims, 60) == (Joined("a", "y", "recording_file"),)
    best, reason = best_claim(there, claims)
    assert (best and best.record_id, reason) == ("y", why)


def test_a_call_that_has_a_recording_gets_no_other_by_a_guess() -> None:
    taken = replace(record("x", recording_file="q-100-123456.wav"), is_taken=True)
    assert join([side("a", number="79161234567")], [taken], 60) == ()
    named = JoinSide("a", NameFacts(), 50, ZONE, ("/mon/q-100-123456.wav",))
    assert join([named], [taken], 60) == (Joined("a", "x", "recording_file"),)


def test_a_recording_that_nobody_heard_yet_waits_for_its_length() -> None:
    assert join([replace(side("a", number="79161234567"), is_heard=False)], [record("x")], 60) == ()


def test_the_number_is_compared_by_its_last_ten_digits_and_the_time_with_start_or_answer() -> None:
    records = [record("early"), record("late", 3600, wait=200.0)]
    pairs = join([side("a", 3, number="89161234567"), side("b", 3805, number="9161234567")], records, 60)
    assert pairs == (Joined("a", "early", "number_and_time"), Joined("b", "late", "number_and_time"))


def test_what_both_know_must_agree() -> None:
    assert join([side("a", number="79160000000")], [record("x")], 60) == ()
    assert join([side("a", number="79161234567", manager="102")], [record("x")], 60) == ()
    assert join([side("a", number="79161234567", direction="outbound")], [record("x")], 60) == ()
    assert join([side("a", 80, number="79161234567")], [record("x")], 60) == ()


def test_two_records_equally_near_leave_the_recording_alone() -> None:
    assert join([side("a", 30, number="79161234567")], [record("x", 20, wait=0.0), record("y", 40, wait=0.0)], 60) == ()


def test_the_length_decides_between_two_calls_of_one_customer() -> None:
    records = [record("x", 20, talk=5.0, duration=5.0, wait=0.0), record("y", 40, wait=0.0)]
    assert join([side("a", 30, number="79161234567")], records, 60) == (Joined("a", "y", "number_and_time"),)


def test_time_alone_joins_only_one_candidate_of_the_same_length() -> None:
    assert join([side("a", 5)], [record("x"), record("y", 9000)], 60) == (Joined("a", "x", "time"),)
    assert join([side("a", 5)], [record("x"), record("y", 20)], 60) == ()
    assert join([side("a", 5, duration=500)], [record("x")], 60) == ()


def test_a_name_that_says_nothing_joins_nothing() -> None:
    assert join([JoinSide("a", NameFacts(), 50, ZONE)], [record("x")], 60) == ()


@given(st.lists(st.integers(0, 300), max_size=12), st.lists(st.integers(0, 300), max_size=12), st.randoms())
def test_pairs_are_one_to_one_and_independent_of_the_order(
    sides_at: list[int], records_at: list[int], rng: random.Random
) -> None:
    sides = [side(f"r{n}", at, number="79161234567") for n, at in enumerate(sides_at)]
    records = [record(f"c{n}", at) for n, at in enumerate(records_at)]
    pairs = join(sides, records, 60)
    assert len({pair.recording_id for pair in pairs}) == len({pair.record_id for pair in pairs}) == len(pairs)
    rng.shuffle(sides)
    rng.shuffle(records)
    assert join(sides, records, 60) == pairs
