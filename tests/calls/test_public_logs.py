"""Logs found in public, each call as a person who reads its rows would count it (see logs/public/README.md)."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from speechqa.calls.asterisk import read_master_csv
from speechqa.calls.dialplan import Dialplan
from speechqa.calls.legs import calls_from_rows
from speechqa.calls.model import Call, Row
from speechqa.calls.queue_log import read_queue_log

LOGS = Path(__file__).parent / "logs" / "public"
UTC = ZoneInfo("UTC")


class Reading(NamedTuple):
    """What a person reads of one call."""

    pattern: str
    direction: str
    manager: str | None
    customer: str | None
    disposition: str
    wait: float
    talk: float
    rung: tuple[str, ...] = ()
    transferred_to: str | None = None


class Log(NamedTuple):
    """A file, what its owner's settings would say, and its calls in the order of their start."""

    file: str
    dialplan: Dialplan
    readings: tuple[Reading, ...]


LOGS_READ = (
    Log(
        "gsm-gateway.csv",
        Dialplan(country="UA"),
        (
            Reading("between extensions", "internal", "501", None, "answered", 2, 9, ("500",)),
            Reading(
                "in by a named trunk to a named device", "inbound", "sip5", "+380938117874", "answered", 4, 7, ("sip5",)
            ),
            Reading("out, nobody answered", "outbound", "555", "+380503116225", "missed", 10, 0),
            Reading("out, busy", "outbound", "555", "+380503919326", "busy", 18, 0),
            Reading("out, failed", "outbound", "555", "+380503919326", "failed", 5, 0),
            Reading("between extensions, busy", "internal", "500", None, "busy", 18, 0, ("501",)),
            Reading("out, dialled without a plus", "outbound", "900", "+380503413622", "answered", 24, 22),
            Reading(
                "in, answered and hung up at once", "inbound", "sip4", "+380503413622", "answered", 2, 0, ("sip4",)
            ),
        ),
    ),
    Log(
        "queue-and-parking.csv",
        Dialplan(country="UA", trunks=("t_express",)),
        (
            Reading("in from another exchange's extension", "inbound", "201", "1003", "missed", 5, 0, ("201",)),
            Reading("out, failed, ended by Hangup", "outbound", "201", "3039118", "failed", 0, 0),
            Reading("out, a number without its area", "outbound", "201", "3039118", "answered", 1, 4),
            Reading("old Asterisk's queue in one row", "inbound", "201", "1003", "answered", 4, 17, ("201",)),
            Reading("a parked caller is fetched", "internal", "201", None, "answered", 0, 15),
            Reading("an empty parking place: a message", "internal", "201", None, "machine_only", 3, 0),
            Reading("an empty parking place: ParkedCall", "internal", "201", None, "machine_only", 5, 0),
            Reading("answered, then a script at hangup", "inbound", "201", "1003", "answered", 2, 17, ("201",)),
        ),
    ),
    Log(
        "voicemail.csv",
        Dialplan(country="FR"),
        (
            Reading("a telephone was busy, then the mailbox", "internal", "6020", None, "missed", 10, 0, ("6000",)),
            Reading("between extensions, 16 s of ringing", "internal", "6000", None, "answered", 16, 14, ("6020",)),
            Reading("one's own mailbox", "internal", "6021", None, "machine_only", 31, 0),
            Reading("the mailbox, then Goto", "internal", "6021", None, "missed", 25, 0, ("6000",)),
            Reading("a conference", "internal", "6020", None, "answered", 0, 4),
            Reading("straight to the mailbox", "internal", "6020", None, "machine_only", 3, 0),
        ),
    ),
    Log(
        "queue-agents-only.csv",
        Dialplan(country="PH"),
        (
            Reading(
                "a queue's member rung, a colleague picked up",
                "inbound",
                "3007",
                "027116901",
                "answered",
                0,
                100,
                ("3001", "3007"),
            ),
            Reading("between extensions", "internal", "9764", None, "answered", 2, 52, ("3001",)),
            Reading("a queue's member did not answer", "inbound", "3001", "025111312", "missed", 69, 0, ("3001",)),
            Reading(
                "only the half of a Local channel that rings the member",
                "inbound",
                "3001",
                "027811732",
                "answered",
                8,
                91,
                ("3001",),
            ),
        ),
    ),
    Log(
        "line-card.csv",
        Dialplan(country="BR"),
        (
            Reading("out, refused by a message", "outbound", "6108", "00313732118000", "machine_only", 5, 0),
            Reading("out by a line card, failed", "outbound", "6111", "035119540", "failed", 2, 0),
            Reading("to another exchange, busy", "internal", "6108", None, "busy", 4, 0, ("4376",)),
            Reading("out by a line card", "outbound", "6111", "030119500", "answered", 15, 68),
            Reading("out, showing the company's number", "outbound", "6111", "035119540", "failed", 3, 0),
            Reading("to another exchange", "internal", "6109", None, "answered", 6, 30, ("4272",)),
            Reading("in by a line card", "inbound", "6108", "+553134115794", "answered", 4, 14, ("6108",)),
            Reading("another telephone picked up", "internal", "288", None, "answered", 41, 20, ("6110", "6108")),
            Reading("in at night, ended by Hangup", "inbound", "6125", "3197112577", "missed", 59, 0, ("6125",)),
        ),
    ),
    Log(
        "unreachable-telephone.csv",
        Dialplan(country="FR"),
        (
            Reading("answered by the dialplan first", "internal", "11", None, "answered", 0, 12, ("14",)),
            Reading("NO ANSWER with billsec", "internal", "12", None, "missed", 6, 0, ("14",)),
            Reading("nobody, then a telephone that is not there", "internal", "12", None, "missed", 28, 0, ("14",)),
            Reading("ANSWERED by Dial that reached nobody", "internal", "14", None, "missed", 2, 0),
            Reading("a spoken message", "internal", "14", None, "machine_only", 3, 0),
        ),
    ),
    Log(
        "local-channels-without-linkedid.csv",
        Dialplan(country="RU"),
        (
            Reading("out through a Local channel", "outbound", "2889", "09243810431", "answered", 19, 183),
            Reading(
                "a menu, then a group through a Local channel",
                "inbound",
                "2910",
                "+79996817840",
                "answered",
                9,
                50,
                ("2998", "2910"),
            ),
            Reading("from another exchange", "internal", "3711", None, "missed", 28, 0, ("1110",)),
            Reading(
                "out through a Local channel, its far end a row of its own",
                "outbound",
                "2863",
                "09083218557",
                "answered",
                10,
                16,
            ),
            Reading("between extensions", "internal", "1111", None, "missed", 12, 0, ("1314",)),
        ),
    ),
    Log(
        "follow-me.csv",
        Dialplan(country="BR"),
        (
            Reading(
                "between extensions, both channels with a row", "internal", "3601", None, "answered", 5, 25, ("7000",)
            ),
            Reading(
                "follow-me, answered on the mobile",
                "inbound",
                "7000",
                "+5583991319559",
                "answered",
                17,
                2,
                ("7000", "0988511072"),
            ),
            Reading(
                "follow-me, ANSWERED for 0 s by a Local channel",
                "internal",
                "3602",
                None,
                "missed",
                23,
                0,
                ("7000", "0988511072"),
            ),
            Reading("out, nobody answered", "outbound", "7000", "+551133114444", "missed", 30, 0),
        ),
    ),
    Log(
        "queue-no-answer-with-billsec.csv",
        Dialplan(country="US"),
        (
            Reading(
                "a queue's member rung twice, billsec in NO ANSWER",
                "inbound",
                "1202",
                "+13052910233",
                "missed",
                5,
                0,
                ("1202",),
            ),
        ),
    ),
    Log(
        "gsm-dongle.csv",
        Dialplan(country="UA"),
        (
            Reading("out by a GSM stick", "outbound", "8016", "+380636115521", "answered", 12, 83),
            Reading("a queue gave up", "inbound", "8006", "+380997117356", "missed", 15, 0, ("8006",)),
        ),
    ),
    Log(
        "voice-menu.csv",
        Dialplan(country="FR"),
        (
            Reading("a voice menu", "internal", "6000", None, "machine_only", 4, 0),
            Reading("ANSWERED by Hangup", "internal", "6005", None, "machine_only", 11, 0),
        ),
    ),
    Log(
        "analogue-lines.csv",
        Dialplan(country="FR"),
        (
            Reading("in by an analogue line, no ids", "inbound", None, "+33123411234", "missed", 92, 0, ("1",)),
            Reading(
                "in by an analogue line to an analogue telephone",
                "inbound",
                "1",
                "+33123411234",
                "answered",
                19,
                753,
                ("1",),
            ),
        ),
    ),
    Log(
        "short-numbers-over-a-trunk.csv",
        Dialplan(country="CN", trunks=("sip0",)),
        (
            Reading("out, the trunk named by the settings", "outbound", "8001", "7001", "answered", 10, 11),
            Reading("out, busy", "outbound", "8001", "8002", "busy", 0, 0),
            Reading("in, the trunk named by the settings", "inbound", "8001", "7001", "answered", 6, 654, ("8001",)),
        ),
    ),
    Log(
        "queue-and-transfer.csv",
        Dialplan(country="US"),
        (
            Reading(
                "a queue, then a transfer",
                "inbound",
                "1001",
                "+15551234005",
                "answered",
                11,
                267,
                ("1001", "1002"),
                "1002",
            ),
            Reading(
                "a queue, its member by a Local channel",
                "inbound",
                "1001",
                "+15551234001",
                "answered",
                8,
                39,
                ("1001",),
            ),
            Reading("a queue, given up", "inbound", None, "+15551234002", "missed", 34, 0),
        ),
    ),
    Log(
        "programmed-by-stasis.csv",
        Dialplan(country="CH"),
        (
            Reading("a program failed", "inbound", None, "+41315115679", "failed", 3, 0),
            Reading("a line that a program called", "inbound", None, "+41315115679", "missed", 3, 0),
            Reading("ANSWERED by a program", "inbound", None, "+41315115679", "machine_only", 3, 0),
        ),
    ),
    Log("ussd-message.csv", Dialplan(country="UA"), ()),
    Log(
        "queue_log",
        Dialplan(country="GB"),
        (
            Reading(
                "ring all, the caller hung up",
                "inbound",
                "2004",
                "+441773511776",
                "answered",
                2,
                4,
                ("2001", "2008", "2010", "2007", "2006", "2002", "2009", "2005", "2004"),
            ),
            Reading("the agent hung up", "inbound", "2004", "+441773511776", "answered", 36, 8, ("2004",)),
            Reading("a hidden caller gave up", "inbound", "2001", None, "missed", 13, 0, ("2001",)),
        ),
    ),
)


def calls_of(log: Log) -> tuple[Call, ...]:
    if log.file == "queue_log":
        events = [one[1] for one in read_queue_log(LOGS / log.file) if isinstance(one, tuple)]
        return calls_from_rows([], UTC, dialplan=log.dialplan, queue_events=events)
    return calls_from_rows(rows_of(log.file), UTC, dialplan=log.dialplan)


def rows_of(file: str) -> list[Row]:
    read = list(read_master_csv(LOGS / file))
    assert all(isinstance(one, tuple) for one in read)
    return [one[1] for one in read if isinstance(one, tuple)]


CASES = [
    pytest.param(log, place, reading, id=f"{log.file}: {reading.pattern}")
    for log in LOGS_READ
    for place, reading in enumerate(log.readings)
]


@pytest.mark.parametrize(("log", "place", "reading"), CASES)
def test_a_call_of_a_public_log_is_counted_as_a_person_reads_it(log: Log, place: int, reading: Reading) -> None:
    call = calls_of(log)[place]
    read = (call.direction, call.manager, call.customer, call.disposition, call.wait, call.talk, call.rung)
    assert (*read, call.transferred_to) == tuple(reading)[1:]


@pytest.mark.parametrize("log", LOGS_READ, ids=lambda log: log.file)
def test_a_public_log_has_as_many_calls_as_a_person_counts(log: Log) -> None:
    assert len(calls_of(log)) == len(log.readings)


def test_every_public_log_is_read() -> None:
    assert {log.file for log in LOGS_READ} == {path.name for path in LOGS.iterdir()} - {"README.md"}
