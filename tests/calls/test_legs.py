"""Rows → calls: who called, who answered, how long one waited and talked."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from speechqa.calls.legs import calls_from_rows, zone_disagreement
from speechqa.calls.model import Call, Row

MOSCOW = ZoneInfo("Europe/Moscow")
START = datetime(2024, 1, 15, 10, 15, 30)
EPOCH = int(datetime(2024, 1, 15, 7, 15, 30, tzinfo=UTC).timestamp())


def row(after: float = 0, length: float = 60, talk: float = 50, disposition: str = "ANSWERED", **others: str) -> Row:
    values: dict[str, str] = {"src": "79161234567", "dst": "74951234567", "lastapp": "Dial", **others}
    return Row(
        start=START + timedelta(seconds=after),
        duration=length,
        billsec=talk,
        disposition=disposition,
        **values,  # type: ignore[arg-type]
    )


def calls(*rows: Row, zone: ZoneInfo = MOSCOW) -> tuple[Call, ...]:
    return calls_from_rows(rows, zone, extension_length=5, country="RU")


def test_an_inbound_call_of_one_row_has_all_its_facts() -> None:
    (call,) = calls(
        row(
            channel="SIP/mtt-main-0000001a",
            dstchannel="SIP/101-0000001b",
            uniqueid=f"{EPOCH}.10",
            linkedid=f"{EPOCH}.10",
        )
    )
    assert call == Call(
        call_id=f"{EPOCH}.10",
        direction="inbound",
        manager="101",
        manager_source="record",
        customer="+79161234567",
        line="+74951234567",
        started_at=datetime(2024, 1, 15, 7, 15, 30, tzinfo=UTC),
        duration=60,
        talk=50,
        wait=10,
        wait_row=10,
        disposition="answered",
        uniqueid=f"{EPOCH}.10",
        linkedid=f"{EPOCH}.10",
        has_record=True,
    )


def test_an_outbound_call_is_the_calling_extensions_and_its_line_is_the_caller_id_or_the_trunk() -> None:
    rows = {"channel": "PJSIP/102-0000001a", "dstchannel": "PJSIP/mtt-main-0000001b", "dst": "84951234567"}
    (call,) = calls(row(src="102", **rows))
    assert (call.direction, call.manager, call.customer, call.line) == ("outbound", "102", "+74951234567", "mtt-main")
    (call,) = calls(row(src="74950000000", **rows))
    assert (call.direction, call.manager, call.line) == ("outbound", "102", "+74950000000")


def test_the_number_dialled_is_found_in_the_dial_when_the_row_ends_in_s() -> None:
    (call,) = calls(
        row(
            src="102", dst="s", channel="SIP/102-01ab", dstchannel="SIP/mtt-01ac", lastdata="SIP/mtt/84951234567,300,Tt"
        )
    )
    assert (call.direction, call.customer) == ("outbound", "+74951234567")


def test_a_call_between_extensions_is_internal_and_has_no_customer() -> None:
    (call,) = calls(row(src="101", dst="102", channel="SIP/101-0000001a", dstchannel="SIP/102-0000001b"))
    assert (call.direction, call.manager, call.customer, call.line) == ("internal", "101", None, None)


def test_a_device_with_a_name_is_no_trunk_when_its_caller_is_an_extension() -> None:
    (call,) = calls(row(src="101", dst="84951234567", channel="SIP/anna-0000001a", dstchannel="SIP/mtt-0000001b"))
    assert (call.direction, call.manager) == ("outbound", "101")


def test_a_fork_to_two_phones_is_one_call_whose_wait_ends_at_the_answer() -> None:
    """The answered phone's row begins at its answer, so its own duration - billsec is 0."""
    one = {"channel": "SIP/mtt-0000001a", "linkedid": f"pbx-{EPOCH}.5"}
    (call,) = calls(
        row(0, 18, 0, "NO ANSWER", dstchannel="SIP/101-0000001b", uniqueid=f"pbx-{EPOCH}.5", **one),
        row(18, 42, 42, dstchannel="SIP/102-0000001c", uniqueid=f"pbx-{EPOCH}.7", **one),
    )
    assert (call.manager, call.wait, call.wait_row, call.talk, call.duration) == ("102", 18, 0, 42, 60)
    assert call.disposition == "answered"


def test_a_queue_with_local_channels_counts_the_talk_once_and_names_the_agent() -> None:
    link = {"linkedid": f"{EPOCH}.1"}
    queue = row(
        0, 70, 70, dst="600", channel="SIP/mtt-0000001a", dstchannel="Local/103@from-queue-00000001;1",
        lastapp="Queue", uniqueid=f"{EPOCH}.1", **link,
    )  # fmt: skip
    agent = row(
        5, 65, 50, dst="103", channel="Local/103@from-queue-00000001;2", dstchannel="SIP/103-0000001c",
        uniqueid=f"{EPOCH}.3", **link,
    )  # fmt: skip
    (call,) = calls(queue, agent)
    assert (call.manager, call.wait, call.talk, call.line) == ("103", 20, 50, "mtt")
    (call,) = calls(queue)
    assert call.manager == "103"


def test_a_transfer_adds_its_talk_and_stays_with_who_answered_first() -> None:
    link = {"linkedid": f"{EPOCH}.1", "channel": "SIP/mtt-0000001a"}
    (call,) = calls(
        row(0, 40, 30, dstchannel="SIP/101-0000001b", uniqueid=f"{EPOCH}.1", **link),
        row(40, 50, 45, dstchannel="SIP/102-0000001c", uniqueid=f"{EPOCH}.1", **link),
    )
    assert (call.manager, call.talk, call.wait, call.duration) == ("101", 75, 10, 90)


@pytest.mark.parametrize("app", ["Hangup", "Playback", "BackGround", "IVR", "VoiceMail"])
def test_answered_by_a_machine_is_not_answered_by_a_person(app: str) -> None:
    (call,) = calls(row(lastapp=app, channel="SIP/mtt-0000001a"))
    assert (call.disposition, call.manager, call.talk) == ("machine_only", None, 0)


def test_a_menu_and_then_a_phone_that_nobody_took_is_missed() -> None:
    link = {"linkedid": f"{EPOCH}.1", "uniqueid": f"{EPOCH}.1", "channel": "SIP/mtt-0000001a"}
    (call,) = calls(
        row(0, 10, 10, lastapp="BackGround", **link), row(10, 20, 0, "NO ANSWER", dstchannel="SIP/101-01ab", **link)
    )
    assert call.disposition == "missed"


def test_waiting_in_a_queue_that_nobody_took_is_missed() -> None:
    (call,) = calls(row(lastapp="Queue", channel="SIP/mtt-0000001a", dst="600"))
    assert call.disposition == "missed"


def test_no_answer_with_billsec_is_not_an_answer() -> None:
    (call,) = calls(row(0, 30, 25, "NO ANSWER", channel="SIP/mtt-01ab", dstchannel="SIP/101-01ab"))
    assert (call.disposition, call.talk, call.wait, call.wait_row) == ("missed", 0, 30, None)


@pytest.mark.parametrize(
    ("written", "said"), [("BUSY", "busy"), ("FAILED", "failed"), ("CONGESTION", "failed"), ("NO ANSWER", "missed")]
)
def test_dispositions_have_one_name_each(written: str, said: str) -> None:
    (call,) = calls(row(0, 10, 0, written, channel="SIP/mtt-01ab", dstchannel="SIP/101-01ab"))
    assert call.disposition == said


def test_rows_without_an_id_are_calls_of_their_own_with_a_name_that_stays() -> None:
    one, two = row(), row(5)
    first = calls(one, two)
    assert len(first) == 2
    assert [call.call_id for call in calls(two)] == [first[1].call_id]


def test_the_order_of_rows_and_rows_given_twice_change_nothing() -> None:
    rows = [
        row(n * 7, 30, 20, channel="SIP/mtt-01ab", dstchannel=f"SIP/10{n % 3}-01ab", linkedid=f"{EPOCH}.{n // 2}")
        for n in range(8)
    ]
    expected = calls(*rows)
    random.Random(1).shuffle(rows)
    assert calls(*rows, *rows[:3]) == expected


def test_the_epoch_in_the_id_tells_the_logs_zone() -> None:
    """A log kept in UTC on a machine whose project is in Moscow."""
    rows = [
        row(n, uniqueid=f"pbx-{EPOCH + n + 3 * 3600}.{n}", channel="SIP/mtt-01ab", dstchannel="SIP/101-01ab")
        for n in range(4)
    ]
    found = calls(*rows)
    assert found[0].started_at == datetime(2024, 1, 15, 10, 15, 30, tzinfo=UTC)
    warning = zone_disagreement(rows, MOSCOW)
    assert warning is not None
    assert "UTC+00:00" in warning
    assert "UTC+03:00" in warning
    assert zone_disagreement(rows, ZoneInfo("UTC")) is None


def test_ids_that_fit_no_zone_leave_the_time_as_written() -> None:
    rows = [row(n * 60, uniqueid=f"1700000{n}11.{n}") for n in range(4)]
    assert calls(*rows)[0].started_at == datetime(2024, 1, 15, 7, 15, 30, tzinfo=UTC)
    assert zone_disagreement(rows, MOSCOW) is None


def test_a_zone_with_summer_time_is_followed_by_the_epochs() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    moments = [datetime(2024, 1, 15, 9, tzinfo=UTC), datetime(2024, 7, 15, 9, tzinfo=UTC)]
    rows = [
        Row(moment.astimezone(berlin).replace(tzinfo=None).isoformat(), "", moment.astimezone(berlin).replace(tzinfo=None), 9, 5, "ANSWERED", uniqueid=f"{int(moment.timestamp())}.1")  # noqa: E501
        for moment in moments
    ]  # fmt: skip
    assert [call.started_at for call in calls(*rows, zone=berlin)] == moments
    assert zone_disagreement(rows, berlin) is None
