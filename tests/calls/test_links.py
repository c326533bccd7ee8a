"""Rows that no id joins, though they are one call."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from speechqa.calls.legs import calls_from_rows
from speechqa.calls.model import Row

START = datetime(2024, 1, 15, 10, 15, 30)


def row(after: float, uniqueid: str, channel: str, dstchannel: str, **others: str) -> Row:
    values = {"src": "79161234567", "dst": "600", "lastapp": "Queue", **others}
    return Row(
        start=START + timedelta(seconds=after),
        duration=60 - after,
        billsec=60 - after,
        disposition="ANSWERED",
        channel=channel,
        dstchannel=dstchannel,
        uniqueid=uniqueid,
        **values,
    )


def test_both_halves_of_a_local_channel_are_one_call_without_linkedid() -> None:
    caller = row(0, "1705302930.1", "SIP/mtt-0000001a", "Local/103@from-queue-00000001;1")
    agent = row(20, "1705302935.3", "Local/103@from-queue-00000001;2", "SIP/103-0000001c", lastapp="Dial", dst="103")
    (call,) = calls_from_rows([agent, caller], ZoneInfo("UTC"))
    assert (call.call_id, call.direction, call.manager, call.wait) == ("1705302930.1", "inbound", "103", 20)
    assert call.talk == 40


def test_a_name_used_again_on_another_day_joins_nothing() -> None:
    caller = row(0, "1705302930.1", "SIP/mtt-0000001a", "Local/103@from-queue-00000001;1")
    other = row(0, "1705402930.1", "SIP/mtt-0000001a", "Local/103@from-queue-00000001;1")
    later = other._replace(start=START + timedelta(seconds=100000))
    assert len(calls_from_rows([caller, later], ZoneInfo("UTC"))) == 2


def test_an_id_with_the_systems_name_and_without_is_one_call() -> None:
    one = row(0, "pbx-1705302930.1", "SIP/mtt-0000001a", "SIP/101-0000001b", lastapp="Dial")
    other = row(20, "1705302930.1", "SIP/mtt-0000001a", "SIP/102-0000001c", lastapp="Dial")
    assert len(calls_from_rows([one, other], ZoneInfo("UTC"))) == 1


def test_two_systems_with_the_same_number_of_a_call_have_two_calls() -> None:
    one = row(0, "msk-1705302930.1", "SIP/mtt-0000001a", "SIP/101-0000001b", lastapp="Dial")
    other = row(0, "spb-1705302930.1", "SIP/mtt-0000001a", "SIP/102-0000001c", lastapp="Dial")
    assert len(calls_from_rows([one, other], ZoneInfo("UTC"))) == 2
