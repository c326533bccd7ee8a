"""The short way for calls of one row says what all the rules say."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from speechqa.calls.dialplan import Dialplan
from speechqa.calls.legs import call_by_rules
from speechqa.calls.model import Row
from speechqa.calls.one_row import call_of_one

ZONE = ZoneInfo("Europe/Moscow")
NUMBERS = st.sampled_from(
    ["101", "102", "9", "79161234567", "84951234567", "4951234567", "+442071838750", "anonymous", "", "s", "12345"]
)
CHANNELS = st.sampled_from(
    [
        *["SIP/101-0000001a", "PJSIP/102-0000001b", "SIP/mtt-main-0000001c"] * 6,
        *(
            "SIP/101-0000001a",
            "PJSIP/102-0000001b",
            "SIP/mtt-main-0000001c",
            "SIP/74951234567-0000001d",
            "SIP/anna-01ab",
        ),
        *("DAHDI/i1/84951234567-3", "Local/103@from-queue-00000001;1", "Local/103@from-queue-00000001;2", "Agent/1001"),
        *("IAX2/288-12345", "PJSIP/288-0000001f", "", "Zap/1-1", "nonsense"),
    ]
)
TARGETS = st.sampled_from(
    [
        *["SIP/101,30", "PJSIP/102/sip:102@192.0.2.1:5060,,Ttr", ""] * 6,
        *("SIP/101,30", "SIP/mtt/84951234567,300,Tt", "PJSIP/84951234567@mtt", "SIP/288/4376,90", "SIP/101&SIP/102,20"),
        *("", "SIP/288/84951234567", "DAHDI/g0/84951234567", "PJSIP/101/sip:101@192.0.2.1:5060,,Ttr", "600,t,,"),
    ]
)
TOLD = st.sampled_from(["", "x"])


def seldom(*said: str) -> st.SearchStrategy[str]:
    return st.sampled_from([*[""] * 40, *said])


SHAPES = st.sampled_from(
    [
        {},
        {"channel": "SIP/mtt-main-01ab", "dstchannel": "SIP/101-01ac", "lastdata": "SIP/101,30", "src": "79161234567"},
        {"channel": "SIP/mtt-main-01ab", "dstchannel": "SIP/101-01ac", "lastdata": "SIP/101", "dcontext": "from-trunk"},
        {"channel": "SIP/101-01ab", "dstchannel": "SIP/mtt-01ac", "lastdata": "SIP/mtt/84951234567", "src": "101"},
        {
            "channel": "SIP/101-01ab",
            "dstchannel": "IAX2/mtt-12345",
            "lastdata": "IAX2/mtt/4951234567",
            "dst": "4951234567",
        },
        {"channel": "SIP/101-01ab", "dstchannel": "PJSIP/102-01ac", "lastdata": "PJSIP/102/sip:102@192.0.2.1:5060"},
    ]
)
ANY_ROWS = st.builds(
    Row,
    src=NUMBERS,
    dst=NUMBERS,
    start=st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)),
    duration=st.sampled_from([60.0, 30.5]),
    billsec=st.sampled_from([0.0, 10.0, 30.5]),
    disposition=st.sampled_from(["ANSWERED", "ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION"]),
    dcontext=st.sampled_from(["", "from-internal", "from-trunk", "sales"]),
    clid=st.sampled_from(["", '"Anna" <79161234567>', '"79161234567" <79161234567>', '"Unknown" <x>', "101"]),
    channel=CHANNELS,
    dstchannel=CHANNELS,
    lastapp=st.sampled_from([*["Dial"] * 12, "Queue", "Hangup", ""]),
    lastdata=TARGETS,
    uniqueid=st.sampled_from(["", "1705300530.1", "pbx-1705300530.1"]),
    userfield=seldom("a.wav"),
    direction=seldom("inbound"),
    manager=seldom("x"),
    manager_name=TOLD,
    customer_name=TOLD,
    did=st.sampled_from(["", "", "84957654321"]),
    person=seldom("1", "0"),
    hangup_by=st.sampled_from(["", "customer"]),
    hangup_cause=TOLD,
    recording_file=TOLD,
    caller_channel=seldom("1"),
    source=TOLD,
    cost=seldom("1.5"),
)
PLAIN = dict.fromkeys(("direction", "manager", "person", "caller_channel", "cost", "userfield"), "") | {
    "lastapp": "Dial"
}
ROWS = st.builds(
    lambda row, shape, plain: row._replace(**shape, **plain), ANY_ROWS, SHAPES, st.sampled_from([{}, PLAIN])
)
DIALPLANS = st.sampled_from(
    [Dialplan(), Dialplan(trunks=("288",)), Dialplan(extension_length=3), Dialplan(inbound_contexts=("sales",))]
)


@settings(max_examples=1000)
@given(ROWS, DIALPLANS, st.sampled_from([None, timedelta(hours=3)]))
def test_the_short_way_says_what_the_rules_say(row: Row, dialplan: Dialplan, offset: timedelta | None) -> None:
    short = call_of_one("key", row, ZONE, offset, dialplan)
    assert short is None or short == call_by_rules("key", [row], ZONE, offset, dialplan)


def test_the_short_way_takes_the_commonest_calls() -> None:
    start = datetime(2024, 1, 15, 10)
    common = {"start": start, "duration": 60.0, "billsec": 50.0, "disposition": "ANSWERED", "lastapp": "Dial"}
    inbound = Row(src="79161234567", dst="74951234567", channel="SIP/mtt-01ab", dstchannel="SIP/101-01ac", **common)  # type: ignore[arg-type]
    outbound = Row(src="101", dst="84951234567", channel="SIP/101-01ab", dstchannel="SIP/mtt-01ac", **common)  # type: ignore[arg-type]
    for row in (inbound, outbound):
        assert call_of_one("key", row, ZONE, None, Dialplan()) is not None


@given(st.lists(ROWS, min_size=2, max_size=5), st.randoms(use_true_random=False), DIALPLANS)
def test_whatever_rows_a_call_has_their_order_changes_nothing(
    rows: list[Row], mixed: Random, dialplan: Dialplan
) -> None:
    other = list(rows)
    mixed.shuffle(other)
    call = call_by_rules("key", rows, ZONE, None, dialplan)
    assert call == call_by_rules("key", other, ZONE, None, dialplan)
    assert call.talk is not None
    assert call.duration is not None
    assert 0 <= call.talk <= call.duration
    assert (call.disposition == "answered") == (call.wait_row is not None)
