"""Rows → calls: who called, who answered, how long one waited and talked."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from speechqa.calls.dialplan import Dialplan
from speechqa.calls.legs import call_from_rows, calls_from_rows, is_call
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
        rung=("101",),
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


OWN = {"channel": "Local/84951234567@from-internal-01;1", "dstchannel": "SIP/101-01ab", "src": "101"}
OUT = {"channel": "Local/84951234567@from-internal-01;2", "dstchannel": "SIP/mtt-01ac", "src": "101"}
SUMMARY = {"channel": "SIP/101-01ab", "lastapp": "Queue", "lastdata": "600", "src": "101", "dst": "84951234567"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        # Click to call: the caller's own telephone answered, the number was busy.
        ([(OWN, "ANSWERED", 5), (OUT, "BUSY", 0)], "busy"),
        ([(OWN, "ANSWERED", 5), (OUT, "NO ANSWER", 0)], "missed"),
        ([(OWN, "ANSWERED", 5), (OUT, "CONGESTION", 0)], "failed"),
        # A row that only sums the call up, as queues and diallers write it.
        ([({**OUT, "channel": "SIP/101-01ab"}, "BUSY", 0), (SUMMARY, "ANSWERED", 5)], "busy"),
        ([(SUMMARY, "NO ANSWER", 0), ({**OUT, "channel": "SIP/101-01ab"}, "BUSY", 0)], "busy"),
    ],
)
def test_how_an_outbound_call_ended_is_how_the_called_end_did(
    rows: list[tuple[dict[str, str], str, float]], said: str
) -> None:
    ids = {"dcontext": "from-internal", "linkedid": f"{EPOCH}.1", "dst": "84951234567"}
    made = [row(n, 10, talk, disposition, **{**ids, **told}) for n, (told, disposition, talk) in enumerate(rows)]
    (call,) = calls(*made)
    assert (call.direction, call.disposition) == ("outbound", said)


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


def test_ids_that_fit_no_zone_leave_the_time_as_written() -> None:
    rows = [row(n * 60, uniqueid=f"1700000{n}11.{n}") for n in range(4)]
    assert calls(*rows)[0].started_at == datetime(2024, 1, 15, 7, 15, 30, tzinfo=UTC)


def test_a_zone_with_summer_time_is_followed_by_the_epochs() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    moments = [datetime(2024, 1, 15, 9, tzinfo=UTC), datetime(2024, 7, 15, 9, tzinfo=UTC)]
    rows = [
        Row(moment.astimezone(berlin).replace(tzinfo=None).isoformat(), "", moment.astimezone(berlin).replace(tzinfo=None), 9, 5, "ANSWERED", uniqueid=f"{int(moment.timestamp())}.1")  # noqa: E501
        for moment in moments
    ]  # fmt: skip
    assert [call.started_at for call in calls(*rows, zone=berlin)] == moments


def one(*rows: Row, dialplan: Dialplan | None = None) -> Call:
    return call_from_rows("key", rows, zone=MOSCOW, offset=None, dialplan=dialplan or Dialplan())


def test_what_the_telephone_system_says_goes_before_what_rows_suggest() -> None:
    call = one(
        row(
            src="x", dst="y", lastapp="", direction="outbound", manager="anna", manager_name="Anna",
            customer="84951234567", customer_name="Firma", did="84957654321", queue="sales", person="1",
            hangup_by="manager", hangup_cause="NORMAL_CLEARING", transferred_to="105", recording_file="a.mp3",
            caller_channel="0", source="ads", campaign="may", keyword="mri", cost="1.5",
        )
    )  # fmt: skip
    assert (call.direction, call.manager, call.manager_name, call.customer) == (
        "outbound",
        "anna",
        "Anna",
        "+74951234567",
    )
    assert (call.customer_name, call.line, call.queue, call.disposition) == (
        "Firma",
        "+74957654321",
        "sales",
        "answered",
    )
    assert (call.hangup_by, call.hangup_cause, call.transferred_to) == ("manager", "NORMAL_CLEARING", "105")
    assert (call.recording_file, call.customer_channel) == ("a.mp3", 1)
    assert (call.source, call.campaign, call.keyword, call.cost) == ("ads", "may", "mri", 1.5)


def test_a_row_that_a_machine_answered_by_the_systems_own_word_is_no_persons() -> None:
    assert one(row(channel="SIP/mtt-01ab", dstchannel="SIP/101-01ac", person="0")).disposition == "missed"
    assert one(row(lastapp="IVR", channel="SIP/mtt-01ab", person="1")).disposition == "answered"


def test_settings_say_the_direction_by_context_or_trunk() -> None:
    rows = row(src="1003", dst="201", channel="SIP/express-01ab", dstchannel="SIP/201-01ac", dcontext="shop-in")
    assert one(rows).direction == "internal"
    for plan in (Dialplan(trunks=("express",)), Dialplan(inbound_contexts=("shop-*",))):
        assert one(rows, dialplan=plan).direction == "inbound"
    assert one(rows, dialplan=Dialplan(outbound_contexts=("shop-in",))).direction == "outbound"


def test_click_to_call_rings_the_managers_telephone_first_and_is_the_managers_call_out() -> None:
    key = {"linkedid": f"{EPOCH}.1"}
    own = row(
        0, 60, 55, src="84951234567", dst="101", channel="Local/101@from-internal-00000001;2", uniqueid=f"{EPOCH}.2",
        dstchannel="SIP/101-0000001b", lastdata="SIP/101", **key,
    )  # fmt: skip
    out = row(
        5, 55, 40, src="84951234567", dst="84951234567", channel="Local/101@from-internal-00000001;1",
        dstchannel="SIP/mtt-0000001c", lastdata="SIP/mtt/84951234567", uniqueid=f"{EPOCH}.1", **key,
    )  # fmt: skip
    call = one(own, out)
    assert (call.direction, call.manager, call.customer, call.line) == ("outbound", "101", "+74951234567", "mtt")
    assert (call.disposition, call.wait, call.talk) == ("answered", 20, 40)
    call = one(own, out._replace(disposition="NO ANSWER", billsec=0))
    assert (call.direction, call.disposition, call.talk) == ("outbound", "missed", 0)


def test_a_call_that_the_system_made_from_the_telephones_own_channel_is_the_managers() -> None:
    call = one(row(src="84951234567", dst="84951234567", channel="PJSIP/101-0000001a", dstchannel="PJSIP/mtt-0000001b"))
    assert (call.direction, call.manager, call.customer) == ("outbound", "101", "+74951234567")


def test_a_call_that_a_colleague_picked_up_is_the_colleagues() -> None:
    call = one(row(channel="SIP/mtt-01ab", dst="101", dstchannel="SIP/102-01ac", lastdata="SIP/101,30"))
    assert (call.manager, call.rung) == ("102", ("101", "102"))


def test_five_telephones_named_in_one_row_were_all_rung() -> None:
    call = one(row(channel="SIP/mtt-01ab", dstchannel="SIP/103-01ac", lastdata="SIP/101&SIP/102&SIP/103&SIP/104,30"))
    assert (call.manager, call.rung) == ("103", ("101", "102", "103", "104"))


def test_a_fax_is_no_person() -> None:
    assert one(row(channel="SIP/mtt-01ab", lastapp="ReceiveFAX")).disposition == "machine_only"


@pytest.mark.parametrize("hidden", ["", "anonymous", "Anonymous", "unknown", "Restricted"])
def test_a_hidden_caller_is_nobody_and_the_call_is_counted(hidden: str) -> None:
    call = one(row(src=hidden, channel="SIP/mtt-01ab", dstchannel="SIP/101-01ac", lastdata="SIP/101"))
    assert (call.direction, call.manager, call.customer) == ("inbound", "101", None)


@pytest.mark.parametrize(
    "broken", ["7916", "+7916123", "79161234567890123", "sip:79161234567@host", "\ufffd\ufffd123456"]
)
def test_a_broken_caller_stays_what_it_is(broken: str) -> None:
    call = one(row(src=broken, channel="SIP/mtt-01ab", dstchannel="SIP/101-01ac", dcontext="from-trunk"))
    assert (call.direction, call.customer) == ("inbound", None if broken == "7916" else broken)


@pytest.mark.parametrize(
    ("clid", "name"),
    [
        ('"Ромашка" <79161234567>', "Ромашка"),
        ('"Ром\ufffd" <79161234567>', "Ром\ufffd"),
        ('"79161234567" <79161234567>', None),
        ('"" <79161234567>', None),
        ("79161234567", None),
        ('"Anonymous" <anonymous>', None),
    ],
)
def test_the_callers_name_is_shown_where_there_is_one(clid: str, name: str | None) -> None:
    assert one(row(channel="SIP/mtt-01ab", dstchannel="SIP/101-01ac", clid=clid)).customer_name == name


@pytest.mark.parametrize(
    "others",
    [
        {"recording_file": "a.wav"},
        {"userfield": "a.wav"},
        {"userfield": "audio:a.wav"},
        {"lastapp": "MixMonitor", "lastdata": "a.wav,b"},
    ],
)
def test_the_recording_is_named_in_one_of_three_places(others: dict[str, str]) -> None:
    assert one(row(channel="SIP/mtt-01ab", dstchannel="SIP/101-01ac", **others)).recording_file == "a.wav"
    assert one(row(channel="SIP/mtt-01ab", userfield="VIP")).recording_file is None


def test_whose_channel_of_the_recording_is_the_customers_follows_who_called() -> None:
    both = {"caller_channel": "0"}
    assert one(row(channel="SIP/mtt-01ab", dstchannel="SIP/101-01ac", **both)).customer_channel == 0
    assert one(row(src="101", channel="SIP/101-01ab", dstchannel="SIP/mtt-01ac", **both)).customer_channel == 1
    assert (
        one(row(src="101", dst="102", channel="SIP/101-01ab", dstchannel="SIP/102-01ac", **both)).customer_channel
        is None
    )


def test_times_with_a_zone_are_what_they_say() -> None:
    told = row(channel="SIP/mtt-01ab", dstchannel="SIP/101-01ac")
    aware = told._replace(start=told.start.replace(tzinfo=UTC))
    assert one(aware).started_at == aware.start
    assert one(aware, aware._replace(dstchannel="SIP/102-01ad", disposition="NO ANSWER")).started_at == aware.start


def test_dial_that_reached_no_telephone_was_answered_by_nobody() -> None:
    call = one(row(channel="SIP/mtt-01ab", lastdata="SIP/17,10"))
    assert (call.disposition, call.talk, call.rung) == ("missed", 0, ())


def test_costs_of_the_rows_are_added_and_what_is_no_cost_is_left_out() -> None:
    assert one(row(cost="1,5"), row(5, cost="0.5"), row(6, cost="free")).cost == 2


def test_a_far_end_and_a_message_are_nobodys_calls() -> None:
    assert not is_call([row(lastapp="AppDial", lastdata="(Outgoing Line)", channel="SIP/mtt-01ab", talk=0)])
    assert not is_call([row(0, 0, 0, "NO ANSWER", src="", channel="Local/ussd@in-00000010;2", lastapp="")])
    assert is_call([row(channel="SIP/mtt-01ab")])
