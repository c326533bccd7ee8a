"""Calls with what the queue log tells: the caller's true wait, who took the call, who hung up."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from speechqa.calls.dialplan import Dialplan
from speechqa.calls.legs import call_from_rows
from speechqa.calls.model import Call, QueueEvent, Row

MOSCOW = ZoneInfo("Europe/Moscow")
START = datetime(2024, 1, 15, 10, 15, 30)
EPOCH = int(datetime(2024, 1, 15, 7, 15, 30, tzinfo=UTC).timestamp())
KEY = f"{EPOCH}.10"


def queued(length: float = 70, **others: str) -> Row:
    """The caller's row: to it the queue answered at once."""
    values = {
        "src": "79161234567", "dst": "600", "channel": "SIP/mtt-0000001a", "lastapp": "Queue", "lastdata": "600,t,,,30",
        "uniqueid": KEY, "linkedid": KEY, **others,
    }  # fmt: skip
    return Row(start=START, duration=length, billsec=length, disposition="ANSWERED", **values)


def events(*told: tuple[float, str, str, tuple[str, ...]]) -> list[QueueEvent]:
    return [QueueEvent(EPOCH + after, KEY, "600", agent, event, data) for after, agent, event, data in told]


def made(rows: list[Row], told: list[QueueEvent]) -> Call:
    return call_from_rows(KEY, rows, zone=MOSCOW, offset=None, dialplan=Dialplan(), queue_events=told)


ANSWERED = events(
    (2, "", "ENTERQUEUE", ("", "79161234567", "1")),
    (17, "SIP/101", "RINGNOANSWER", ("15000",)),
    (25, "SIP/102", "CONNECT", ("23", f"{EPOCH + 20}.12", "5")),
    (68, "SIP/102", "COMPLETECALLER", ("23", "43", "1")),
)


def test_behind_a_queue_that_had_answered_the_queue_log_has_the_wait_and_the_talk_right() -> None:
    rows = [queued(dstchannel="SIP/102-0000001c")]
    assert (made(rows, []).wait, made(rows, []).talk) == (0, 70)
    call = made(rows, ANSWERED)
    assert (call.disposition, call.manager, call.wait, call.talk) == ("answered", "102", 25, 43)
    assert (call.rung, call.hangup_by, call.queue) == (("101", "102"), "customer", "600")


def test_the_queue_log_tells_who_took_a_call_whose_row_names_nobody() -> None:
    call = made([queued()], ANSWERED)
    assert (call.disposition, call.manager, call.manager_source) == ("answered", "102", "record")


def test_the_order_of_events_changes_nothing() -> None:
    shuffled = list(ANSWERED)
    random.Random(1).shuffle(shuffled)
    assert made([queued()], shuffled) == made([queued()], ANSWERED)


def test_who_completed_the_call_hung_up() -> None:
    told = [*ANSWERED[:-1], *events((68, "SIP/102", "COMPLETEAGENT", ("23", "43", "1")))]
    assert made([queued()], told).hangup_by == "manager"


@pytest.mark.parametrize("event", ["ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "EXITWITHKEY"])
def test_a_queue_left_unanswered_is_missed_though_the_row_says_answered(event: str) -> None:
    told = events((2, "", "ENTERQUEUE", ("", "79161234567")), (60, "", event, ("1", "1", "58")))
    call = made([queued(dstchannel="SIP/102-0000001c")], told)
    assert (call.disposition, call.talk, call.wait) == ("missed", 0, 70)
    assert call.hangup_by == ("customer" if event == "ABANDON" else None)


def test_after_a_queue_was_left_somebody_else_may_answer() -> None:
    told = events((2, "", "ENTERQUEUE", ("", "79161234567")), (30, "", "EXITWITHTIMEOUT", ("1", "1", "28")))
    later = queued(20, lastapp="Dial", lastdata="SIP/105", dstchannel="SIP/105-0000001d")._replace(
        start=START + timedelta(seconds=30), billsec=10
    )
    call = made([queued(30), later], told)
    assert (call.disposition, call.manager, call.wait, call.talk) == ("answered", "105", 40, 10)


def test_a_blind_transfer_is_told_by_the_queue_log() -> None:
    told = [*ANSWERED[:-1], *events((50, "SIP/102", "BLINDTRANSFER", ("105", "from-internal", "23", "25", "1")))]
    call = made([queued(50)], told)
    assert (call.transferred_to, call.talk, call.hangup_by) == ("105", 25, None)


def test_a_member_named_after_a_person_is_that_person_and_the_telephone_is_the_rows() -> None:
    told = [event._replace(agent="Anna") if event.agent == "SIP/102" else event for event in ANSWERED]
    call = made([queued()], told)
    assert (call.manager, call.manager_name) == ("Anna", "Anna")
    agent = Row(
        src="79161234567", dst="102", start=START + timedelta(seconds=20), duration=48, billsec=43,
        disposition="ANSWERED", channel="Local/102@from-queue-00000001;2", dstchannel="SIP/102-0000001c",
        lastapp="Dial", lastdata="SIP/102", uniqueid=f"{EPOCH + 20}.12", linkedid=KEY,
    )  # fmt: skip
    call = made([queued(dstchannel="Local/102@from-queue-00000001;1"), agent], told)
    assert (call.manager, call.manager_name, call.wait, call.talk) == ("102", "Anna", 25, 43)
    assert call.rung == ("101", "102")


def test_who_talked_before_the_queue_keeps_the_call_and_its_wait() -> None:
    reception = queued(20, lastapp="Dial", lastdata="SIP/100", dstchannel="SIP/100-0000001b")._replace(billsec=15)
    told = [event._replace(at=event.at + 20) for event in ANSWERED]
    call = made([reception, queued(70)._replace(start=START + timedelta(seconds=20))], told)
    assert (call.manager, call.wait, call.talk) == ("100", 5, 15 + 43)


def test_clocks_that_do_not_fit_leave_the_wait_in_the_queue() -> None:
    told = [event._replace(at=event.at + 7200) for event in ANSWERED]
    call = made([queued()], told)
    assert (call.wait, call.talk) == (23, 43)


def test_a_call_between_extensions_through_a_queue_has_no_customer_who_hung_up() -> None:
    row = queued(src="105", channel="SIP/105-0000001a")
    call = made([row], ANSWERED)
    assert (call.direction, call.manager, call.wait, call.hangup_by) == ("internal", "105", 25, None)


def test_events_of_members_alone_tell_nothing_of_a_call() -> None:
    told = [QueueEvent(EPOCH, "", "600", "SIP/101", "ADDMEMBER")]
    assert made([queued()], told) == made([queued()], [])
