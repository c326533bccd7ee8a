"""FreeSWITCH's cdr-csv → rows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from speechqa.calls.freeswitch import read_freeswitch
from speechqa.calls.model import BadRow, Row

LOGS = Path(__file__).parent / "logs" / "freeswitch"
A, B, C, D = (f"0b6f3a0e-0d5e-4d64-9a4e-3c7b8f6f000{n}" for n in range(4))


def leg(
    caller: str = "79160000021",
    dialled: str = "1001",
    start: str = "10:00:00",
    end: str = "10:01:00",
    answer: str = "",
    seconds: tuple[int, int] = (60, 0),
    cause: str = "NO_ANSWER",
    uuid: str = A,
    bleg: str = "",
    context: str = "default",
) -> str:
    day = "2024-01-15"
    answered = f"{day} {answer}" if answer else ""
    return (
        f'"{caller}","{caller}","{dialled}","{context}","{day} {start}","{answered}","{day} {end}",'
        f'"{seconds[0]}","{seconds[1]}","{cause}","{uuid}","{bleg}","","PCMA","PCMA"'
    )


def write(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "Master.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> tuple[list[Row], list[BadRow]]:
    entries = list(read_freeswitch(path))
    return [entry[1] for entry in entries if isinstance(entry, tuple)], [e for e in entries if isinstance(e, BadRow)]


@pytest.mark.parametrize(
    ("name", "rows", "calls"),
    [("spreadsheet.csv", 7, 6), ("a_legs.csv", 2, 2), ("both_legs.csv", 6, 3), ("templates.csv", 5, 5)],
)
def test_every_log_is_read_whole_and_its_legs_are_put_together(name: str, rows: int, calls: int) -> None:
    good, bad = read(LOGS / name)
    assert (len(good), bad) == (rows, [])
    assert len({row.linkedid for row in good}) == calls


def test_a_b_leg_that_comes_first_and_names_nobody_belongs_to_the_a_leg_that_names_it() -> None:
    rows, _bad = read(LOGS / "both_legs.csv")
    b, a = rows[:2]
    assert (b.uniqueid, b.linkedid) == ("02132a5c-b9b1-4dbf-b79c-bdf408854867", a.uniqueid)
    assert (a.linkedid, a.dst, b.dst) == (a.uniqueid, "*1003", "1001")


def test_behind_a_queue_the_b_leg_tells_who_answered_and_when() -> None:
    rows, _bad = read(LOGS / "both_legs.csv")
    agent, caller = rows[4:]
    assert (caller.person, caller.answer) == ("0", datetime(2023, 10, 11, 8, 43, 13))
    assert (agent.person, agent.dst, agent.answer) == ("1", "1001", datetime(2023, 10, 11, 8, 43, 18))


def test_an_a_leg_that_names_a_b_leg_without_a_row_was_a_conversation() -> None:
    rows, _bad = read(LOGS / "a_legs.csv")
    assert [(row.disposition, row.person) for row in rows] == [("ANSWERED", "1")] * 2


def test_what_a_spreadsheet_dropped_is_put_back_from_the_lengths() -> None:
    rows, _bad = read(LOGS / "spreadsheet.csv")
    call = rows[4]
    assert (call.src, call.dst, call.duration, call.billsec) == ("1002", "1004", 43, 32)
    assert (call.start, call.answer, call.end) == (
        datetime(2020, 2, 11, 11, 5),
        datetime(2020, 2, 11, 11, 5, 11),
        datetime(2020, 2, 11, 11, 5, 43),
    )
    assert (rows[2].disposition, rows[2].hangup_cause, rows[2].answer) == ("NO ANSWER", "NO_USER_RESPONSE", None)


def test_each_template_has_its_own_order() -> None:
    snom, sql, outbound, voicemail, other = read(LOGS / "templates.csv")[0]
    assert (snom.customer_name, snom.src, snom.dst, snom.direction) == (
        *("Иван Петров", "79160000021", "74950000067", "inbound"),
    )
    assert snom.recording_file == "/rec/2024/call-1.wav"
    assert (sql.src, sql.disposition, sql.accountcode) == ("79160000022", "BUSY", "1002")
    assert (outbound.src, outbound.dst, outbound.clid) == ("1002", "79160000023", '"Anna" <1002>')
    assert (outbound.channel, outbound.dstchannel, outbound.person) == ("sofia/1002", "sofia/external", "1")
    assert (voicemail.disposition, voicemail.lastapp, voicemail.person) == ("ANSWERED", "voicemail", "0")
    assert (other.src, other.disposition, other.hangup_cause) == ("79160000021", "NO ANSWER", "ORIGINATOR_CANCEL")


@pytest.mark.parametrize(
    ("cause", "disposition"),
    [
        ("ORIGINATOR_CANCEL", "NO ANSWER"),
        ("NO_ANSWER", "NO ANSWER"),
        ("USER_BUSY", "BUSY"),
        ("CALL_REJECTED", "BUSY"),
        ("NORMAL_CIRCUIT_CONGESTION", "CONGESTION"),
        ("UNALLOCATED_NUMBER", "FAILED"),
        ("SOMETHING_NEW", "FAILED"),
    ],
)
def test_a_leg_that_was_not_answered_ended_as_its_cause_says(tmp_path: Path, cause: str, disposition: str) -> None:
    rows, bad = read(write(tmp_path, leg(cause=cause)))
    assert (bad, rows[0].disposition, rows[0].hangup_cause) == ([], disposition, cause)


def test_phones_that_rang_in_vain_belong_to_the_caller_who_waited(tmp_path: Path) -> None:
    rows, _bad = read(
        write(
            tmp_path,
            leg(dialled="1001", end="10:00:20", seconds=(20, 0), uuid=A),
            leg(dialled="1002", start="10:00:20", answer="10:00:30", seconds=(40, 30), cause="NORMAL_CLEARING", uuid=B),
            leg(dialled="7495", answer="10:00:00", seconds=(60, 60), cause="NORMAL_CLEARING", uuid=C, bleg=B),
        )
    )
    assert [row.linkedid for row in rows] == [C, C, C]
    assert [row.person for row in rows] == ["", "1", "0"]


def test_a_second_call_of_the_same_caller_stays_its_own_where_no_b_legs_are_logged(tmp_path: Path) -> None:
    rows, _bad = read(
        write(
            tmp_path,
            leg(dialled="1001", start="10:00:10", end="10:00:30", seconds=(20, 0), uuid=A),
            leg(dialled="1002", answer="10:00:05", seconds=(60, 55), cause="NORMAL_CLEARING", uuid=C, bleg=D),
        )
    )
    assert [row.linkedid for row in rows] == [A, C]


def test_one_s_own_people_may_call_a_second_number_during_a_talk(tmp_path: Path) -> None:
    rows, _bad = read(
        write(
            tmp_path,
            leg(caller="101", dialled="1002", start="10:00:30", end="10:00:40", seconds=(10, 0), uuid=A),
            leg(caller="101", answer="10:00:05", seconds=(60, 55), cause="NORMAL_CLEARING", uuid=B),
            leg(caller="101", answer="10:00:05", seconds=(60, 55), cause="NORMAL_CLEARING", uuid=C, bleg=B),
        )
    )
    assert [row.linkedid for row in rows] == [A, C, C]


def test_legs_that_name_each_other_do_not_hang(tmp_path: Path) -> None:
    rows, _bad = read(write(tmp_path, leg(uuid=A, bleg=B), leg(uuid=B, bleg=A), leg(uuid=C, bleg=C)))
    assert len(rows) == 3


def test_legs_far_apart_in_a_long_log_find_each_other_and_memory_stays_flat(tmp_path: Path) -> None:
    others = (leg(caller=f"7916{n:07}", uuid=f"00000000-0000-4000-8000-{n:012}") for n in range(12000))
    lines = [leg(uuid=B, answer="10:00:05", seconds=(60, 55)), *(next(others) for _ in range(3000))]
    lines += [leg(uuid=C, answer="10:00:00", seconds=(60, 60), bleg=B), *others]
    rows, bad = read(write(tmp_path, *lines))
    assert (len(rows), bad) == (12002, [])
    assert (rows[0].linkedid, rows[3001].linkedid) == (C, C)


def test_names_with_quotes_and_those_that_swallow_a_line_do_no_harm(tmp_path: Path) -> None:
    named = leg().replace('"79160000021"', '"Anna "the boss" B."', 1)
    rows, bad = read(write(tmp_path, named, leg().replace('"1001"', '"1001', 1), leg()))
    assert rows[0].clid.startswith('"Anna')
    assert (len(rows), [each.line for each in bad]) == (2, [2])


def test_a_template_that_has_the_number_before_the_name_is_told_by_content(tmp_path: Path) -> None:
    rows, _bad = read(write(tmp_path, leg().replace('"79160000021","79160000021"', '"79160000021","Anna"')))
    assert (rows[0].src, rows[0].clid) == ("79160000021", '"Anna" <79160000021>')


def test_who_hung_up_is_known_where_the_template_says_it(tmp_path: Path) -> None:
    answered = leg(answer="10:00:05", seconds=(60, 55), cause="NORMAL_CLEARING", context="public")
    rows, _bad = read(write(tmp_path, f'{answered},"recv_bye"', f'{answered},"send_bye"', answered))
    assert [row.hangup_by for row in rows] == ["customer", "manager", ""]


@pytest.mark.parametrize("written", ["15.01.2024 10:00", "2024/1/15 10:00", "2024-01-15 10:00"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_spreadsheet_s_dates_and_delimiters_are_read(tmp_path: Path, written: str, delimiter: str) -> None:
    row = leg().replace("2024-01-15 10:00:00", written).replace("2024-01-15 10:01:00", written).replace('"', "")
    rows, bad = read(write(tmp_path, row.replace(",", delimiter)))
    assert (bad, rows[0].start, rows[0].end) == (
        *([], datetime(2024, 1, 15, 10, 0)),
        datetime(2024, 1, 15, 10, 1),
    )


def test_epoch_times_are_utc(tmp_path: Path) -> None:
    rows, _bad = read(write(tmp_path, leg().replace("2024-01-15 10:00:00", "1705312800000000")))
    assert rows[0].start == datetime(2024, 1, 15, 10, tzinfo=UTC)


def test_bad_rows_are_kept_apart_with_line_and_reason(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        leg(),
        leg().replace("2024-01-15 10:00:00", "2024-02-31 10:00:00"),
        leg().replace("2024-01-15 10:00:00", "1/15/2024 10:00"),
        leg(seconds=(5, 60)),
        leg().replace("NO_ANSWER", ""),
        ",".join(reversed(leg().split(","))),
        leg()[:90],
        "",
        leg(),
    )
    entries = list(read_freeswitch(path))
    assert [entry.line for entry in entries if isinstance(entry, BadRow)] == [2, 3, 4, 5, 6, 7]
    assert [entry[0] for entry in entries if isinstance(entry, tuple)] == [1, 9]
