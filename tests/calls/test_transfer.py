"""Rows → whom the talk was handed to."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from speechqa.calls.dialplan import Dialplan
from speechqa.calls.legs import call_from_rows
from speechqa.calls.model import Call, Row

START = datetime(2024, 1, 15, 10, 15, 30)
TRUNK = "SIP/mtt-0000001a"


def row(after: float, length: float, talk: float, channel: str, dstchannel: str, **others: str) -> Row:
    dst = others.pop("dst", "74951234567")
    disposition = others.pop("disposition", "ANSWERED" if talk else "NO ANSWER")
    values = {"src": "79161234567", "lastapp": "Dial", "linkedid": "1705302930.1", **others}
    return Row(
        dst=dst,
        start=START + timedelta(seconds=after),
        duration=length,
        billsec=talk,
        disposition=disposition,
        channel=channel,
        dstchannel=dstchannel,
        **values,
    )


def made(*rows: Row) -> Call:
    return call_from_rows("1705302930.1", rows, zone=ZoneInfo("UTC"), offset=None, dialplan=Dialplan())


def test_a_blind_transfer_that_was_answered() -> None:
    call = made(row(0, 40, 30, TRUNK, "SIP/101-01ab"), row(40, 50, 45, TRUNK, "SIP/102-01ac", dst="102"))
    assert (call.manager, call.transferred_to, call.talk) == ("101", "102", 75)


def test_a_blind_transfer_that_nobody_took() -> None:
    call = made(row(0, 40, 30, TRUNK, "SIP/101-01ab"), row(40, 20, 0, TRUNK, "SIP/102-01ac", dst="102"))
    assert (call.manager, call.transferred_to, call.talk) == ("101", "102", 30)


def test_an_attended_transfer_by_a_second_call_of_the_first_telephone() -> None:
    call = made(
        row(0, 60, 50, TRUNK, "SIP/101-01ab"),
        row(30, 90, 85, "SIP/101-01ad", "SIP/102-01ac", src="101", dst="102"),
    )
    assert (call.manager, call.transferred_to) == ("101", "102")


def test_an_attended_transfer_whose_talk_has_a_row_of_its_own() -> None:
    call = made(
        row(0, 60, 50, TRUNK, "SIP/101-01ab"),
        row(30, 30, 25, "SIP/101-01ad", "SIP/102-01ac", src="101", dst="102"),
        row(60, 60, 60, TRUNK, "SIP/102-01ac", dst="102"),
    )
    assert (call.manager, call.transferred_to, call.talk) == ("101", "102", 110)


def test_asking_a_colleague_is_no_transfer() -> None:
    call = made(
        row(0, 120, 110, TRUNK, "SIP/101-01ab"),
        row(30, 20, 15, "SIP/101-01ad", "SIP/102-01ac", src="101", dst="102"),
    )
    assert (call.manager, call.transferred_to, call.talk) == ("101", None, 110)


def test_a_transfer_through_a_local_channel_names_the_telephone() -> None:
    call = made(
        row(0, 40, 30, TRUNK, "SIP/101-01ab"),
        row(40, 50, 50, TRUNK, "Local/102@from-internal-xfer-00000001;1", dst="102"),
        row(40, 50, 45, "Local/102@from-internal-xfer-00000001;2", "SIP/102-01ac", dst="102"),
    )
    assert (call.manager, call.transferred_to, call.talk) == ("101", "102", 75)


def test_a_customer_who_was_called_may_be_handed_over_too() -> None:
    call = made(
        row(0, 40, 30, "SIP/101-01ab", TRUNK, src="101", dst="84957654321"),
        row(40, 50, 45, TRUNK, "SIP/102-01ac", src="84957654321", dst="102"),
    )
    assert (call.direction, call.manager, call.customer) == ("outbound", "101", "+74957654321")
    assert (call.transferred_to, call.talk) == ("102", 75)


def test_telephones_rung_together_were_handed_nothing() -> None:
    call = made(
        row(0, 20, 0, TRUNK, "SIP/101-01ab"),
        row(0, 60, 40, TRUNK, "SIP/102-01ac"),
        row(0, 20, 0, TRUNK, "SIP/103-01ad"),
    )
    assert (call.manager, call.transferred_to, call.rung) == ("102", None, ("101", "103", "102"))


def test_the_application_that_says_transferred_names_the_target() -> None:
    call = made(
        row(0, 40, 30, TRUNK, "SIP/101-01ab"),
        row(20, 30, 20, "SIP/101-01ab", "SIP/102-01ac", lastapp="Transferred Call", dst="102"),
    )
    assert call.transferred_to == "102"
