from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_mariadb import PASSWORD, Server, empty_server, filled_server, running_server  # noqa: F401  (fixtures)

from speechqa.calls import freepbx
from speechqa.calls.freepbx import read_freepbx
from speechqa.calls.model import BadRow, Row
from speechqa.calls.server_address import find_password, parse_address
from speechqa.errors import SpeechqaError, UsageError

TEXTS = ("src", "dst", "disposition", "did", "recording_file", "customer_name", "manager_name", "linkedid")


def read(server: Server, since: datetime | None = None) -> list[tuple[int, Row] | BadRow]:
    return list(read_freepbx(server.address, since=since, password=PASSWORD))


def rows(server: Server, since: datetime | None = None) -> list[Row]:
    return [found[1] for found in read(server, since) if not isinstance(found, BadRow)]


def test_every_row_comes_with_what_freepbx_alone_says(filled: Server) -> None:
    found = rows(filled)
    recording = "q-600-79161234567-20240513-100005-1715583605.40.wav"
    linked = "1715583605.40"
    assert sorted(tuple(getattr(row, name) for name in TEXTS) for row in found[:3]) == [
        ("79161234567", "101", "ANSWERED", "", recording, "Иванова", "Петрова Анна", linked),
        ("79161234567", "102", "NO ANSWER", "", "", "Иванова", "", linked),
        ("79161234567", "600", "ANSWERED", "74951112233", recording, "Иванова", "", linked),
    ]
    assert found[0].start == datetime(2024, 5, 13, 10, 0, 5)
    assert (found[0].duration, found[0].billsec, found[0].sequence) == (95, 93, "40")
    assert [type(row) for row in found] == [Row] * 6


def test_the_caller_of_an_outbound_call_is_the_manager_and_the_number_shown_is_the_line(filled: Server) -> None:
    (row,) = (row for row in rows(filled) if row.dst == "89037654321")
    assert (row.manager_name, row.customer_name, row.did) == ("Петрова Анна", "", "74951112233")


def test_nobody_is_a_customer_of_an_internal_call(filled: Server) -> None:
    (row,) = (row for row in rows(filled) if row.src == "101")
    assert (row.manager_name, row.customer_name) == ("Петрова Анна", "")


def test_rows_come_in_the_order_of_calldate_whatever_order_they_were_written_in(server: Server) -> None:
    for minute in (30, 10, 20):
        server.insert(calldate=f"2024-05-13 10:{minute}:00", disposition="ANSWERED", src="101", dst="102")
    assert [row.start.minute for row in rows(server)] == [10, 20, 30]
    assert [found[0] for found in read(server) if not isinstance(found, BadRow)] == [1, 2, 3]


def test_since_reads_again_what_may_have_been_written_late(server: Server) -> None:
    for day, hour in ((1, 0), (13, 1), (13, 12)):
        server.insert(calldate=f"2024-05-{day:02d} {hour:02d}:00:00", disposition="BUSY")
    assert [row.start.day for row in rows(server)] == [1, 13, 13]
    assert [row.start.hour for row in rows(server, datetime(2024, 5, 13, 12))] == [1, 12]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"calldate": "0000-00-00 00:00:00"}, "the start is empty"),
        ({"calldate": "2024-00-00 10:00:00"}, "no possible time: 2024-00-00 10:00:00"),
        ({"duration": 5, "billsec": 900}, "impossible lengths: duration 5 s, billsec 900 s"),
        ({"duration": -3}, "impossible lengths: duration -3 s, billsec 0 s"),
        ({"disposition": "101"}, "unknown disposition: 101"),
    ],
)
def test_a_row_that_makes_no_sense_is_kept_apart_and_the_rest_goes_in(
    filled: Server, wrong: dict[str, Any], reason: str
) -> None:
    filled.insert(**{"calldate": "2024-05-13 10:30:00", "disposition": "ANSWERED", "src": "79990000000", **wrong})
    (bad,) = (found for found in read(filled) if isinstance(found, BadRow))
    assert bad.reason == reason
    assert "79990000000" in bad.text
    assert len(rows(filled)) == 6


@pytest.mark.parametrize(
    ("charset", "written", "read_as"),
    [
        ("latin1", "Иванова".encode(), "Иванова"),  # UTF-8 through a connection that said latin1, the usual case
        ("cp1251", "Иванова".encode("cp1251"), "Иванова"),
        ("latin1", "Иванова".encode()[:-1], "Иванов"),  # cut by bytes
        ("binary", b"\xff\xfe", "яю"),
    ],
)
def test_names_are_read_whatever_character_set_the_table_says(
    server: Server, charset: str, written: bytes, read_as: str
) -> None:
    kind = "varbinary(80)" if charset == "binary" else f"varchar(80) CHARACTER SET {charset}"
    server.run(f"ALTER TABLE asteriskcdrdb.cdr MODIFY cnam {kind}")
    server.insert(calldate="2024-05-13 10:00:00", disposition="BUSY", src="79161234567")
    server.run(f"UPDATE asteriskcdrdb.cdr SET cnam = X'{written.hex()}'")
    assert rows(server)[0].customer_name == read_as


@pytest.mark.parametrize("engine", ["InnoDB", "MyISAM"])
def test_an_older_table_lacks_columns_and_another_has_more(server: Server, engine: str) -> None:
    gone = ("did", "recordingfile", "cnum", "cnam", "outbound_cnum", "outbound_cnam", "dst_cnam", "linkedid")
    server.run(
        "USE asteriskcdrdb",
        *(f"ALTER TABLE cdr DROP COLUMN {name}" for name in (*gone, "peeraccount", "sequence")),
        "ALTER TABLE cdr ADD answer datetime NOT NULL, ADD end datetime NOT NULL, ADD ccompany varchar(80)",
        f"ALTER TABLE cdr ENGINE = {engine}",
    )
    server.insert(calldate="2024-05-13 10:00:00", disposition="NO ANSWER", end="2024-05-13 10:00:30", duration=30)
    (row,) = rows(server)
    assert (row.answer, row.end, row.linkedid, row.recording_file) == (None, datetime(2024, 5, 13, 10, 0, 30), "", "")


def test_nothing_but_reading_reaches_the_server(filled: Server) -> None:
    (before,) = filled.run("CHECKSUM TABLE asteriskcdrdb.cdr")
    filled.run("SET GLOBAL general_log = ON")
    assert len(read(filled)) == 6
    filled.run("SET GLOBAL general_log = OFF")
    logged = filled.log.read_text("utf-8").split("reader@localhost", 1)[1]
    said = [line.split("Query", 1)[1].split() for line in logged.splitlines() if "\tQuery\t" in line.replace(" ", "\t")]
    mine = [words for words in said if words and "general_log" not in words]
    assert {words[0] for words in mine} <= {"SELECT", "SET", "START", "ROLLBACK"}
    assert ["START", "TRANSACTION", "READ", "ONLY"] in mine
    assert filled.run("CHECKSUM TABLE asteriskcdrdb.cdr") == [before]


def test_asterisk_writes_on_while_a_slow_reader_takes_its_rows(server: Server) -> None:
    many = [(f"2024-05-13 10:{number // 1000:02d}:00", "BUSY", "x" * 200) for number in range(60_000)]
    server.run("INSERT INTO asteriskcdrdb.cdr (calldate, disposition, userfield) VALUES (%s, %s, %s)", values=many)
    # A hole in a MyISAM table: without one, rows could be added at its end in any case.
    server.run("DELETE FROM asteriskcdrdb.cdr LIMIT 1")
    reading = read_freepbx(server.address, password=PASSWORD)
    with closing(reading):
        next(reading)
        server.run(
            "SET lock_wait_timeout = 5",
            "INSERT INTO asteriskcdrdb.cdr (calldate, disposition) VALUES ('2024-05-13 09:00:00', 'ANSWERED')",
        )
        assert sum(1 for _row in reading) == 59_998


@given(seconds=st.lists(st.integers(0, 40), max_size=60), page=st.integers(1, 7))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_of_any_size_give_every_row_once(server: Server, seconds: list[int], page: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(freepbx, "_PAGE", page)
        dates = [f"2024-05-13 10:00:{second:02d}" if second else "0000-00-00 00:00:00" for second in seconds]
        server.run("ALTER TABLE asteriskcdrdb.cdr MODIFY calldate datetime", "TRUNCATE asteriskcdrdb.cdr")
        if dates:
            query = "INSERT INTO asteriskcdrdb.cdr (calldate, src, disposition) VALUES (%s, %s, 'BUSY')"
            server.run(query, values=[(date, str(number)) for number, date in enumerate(dates)])
        server.insert(calldate=None, disposition="BUSY")
        found = read(server)
        assert [type(each) is BadRow for each in found].count(True) == dates.count("0000-00-00 00:00:00") + 1
        read_again = sorted((row.start.second, int(row.src)) for row in rows(server))
        assert read_again == sorted((second, number) for number, second in enumerate(seconds) if second)


def test_memory_does_not_grow_with_the_table(server: Server) -> None:
    code = (
        "import resource, sys; from itertools import islice; from speechqa.calls.freepbx import read_freepbx;"
        "rows = read_freepbx(sys.argv[1], password=sys.argv[2]); first = sum(1 for _ in islice(rows, 10_000));"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; count = sum(1 for row in rows);"
        "print(first + count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    many = [(f"2024-05-13 10:{number // 2000:02d}:00", "BUSY", "x" * 250) for number in range(100_000)]
    server.run("INSERT INTO asteriskcdrdb.cdr (calldate, disposition, userfield) VALUES (%s, %s, %s)", values=many)
    told = subprocess.run(
        [sys.executable, "-c", code, server.address, PASSWORD], check=True, capture_output=True, text=True
    ).stdout.split()
    assert int(told[0]) == 100_000
    assert int(told[1]) < 8_000  # KiB; the rows are over 25 MB


def test_the_password_may_stand_in_an_option_file_as_for_mariadbs_own_programs(filled: Server, tmp_path: Path) -> None:
    (tmp_path / ".my.cnf").write_text(f"[client]\nuser = reader\npassword = '{PASSWORD}'\n", "utf-8")
    address = f"mysql:///asteriskcdrdb?socket={filled.socket}"
    assert len(list(read_freepbx(address))) == 6


def test_who_is_not_let_in_is_told_where_the_password_is_looked_for(filled: Server) -> None:
    with pytest.raises(SpeechqaError, match="does not let this user in") as told:
        next(read_freepbx(filled.address, password="wrong"))
    assert told.value.remedy is not None
    assert "SPEECHQA_FREEPBX_PASSWORD" in told.value.remedy
    assert "wrong" not in str(told.value)


def test_a_table_that_is_not_there_and_one_of_another_kind_are_named(server: Server) -> None:
    with pytest.raises(SpeechqaError, match="no table journal"):
        next(read_freepbx(f"{server.address}&table=journal", password=PASSWORD))
    server.run("CREATE TABLE asteriskcdrdb.journal (calldate datetime, src text)")
    with pytest.raises(SpeechqaError, match="lacks the columns billsec, disposition, dst, duration"):
        next(read_freepbx(f"{server.address}&table=journal", password=PASSWORD))


def test_a_server_that_is_not_there_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(SpeechqaError, match="cannot be read"):
        next(read_freepbx(f"mysql://reader@localhost/asteriskcdrdb?socket={tmp_path / 'none.sock'}", password="x"))


def test_without_pymysql_the_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['pymysql'] = None\n"
        "from speechqa.calls.freepbx import read_freepbx\n"
        "from speechqa.errors import SpeechqaError\n"
        "try: next(read_freepbx('mysql://u@h/d'))\n"
        "except SpeechqaError as error: print(error.remedy)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "pip install speechqa[freepbx]"


@pytest.mark.parametrize("text", ["mysql://reader:s3cret@pbx/asteriskcdrdb", "mysql://reader:@pbx/asteriskcdrdb"])
def test_a_password_in_the_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(UsageError, match="history") as told:
        parse_address(text)
    assert "s3cret" not in f"{told.value} {told.value.where} {told.value.remedy}"


@pytest.mark.parametrize(
    "text",
    [
        "mysql://pbx",
        "mysql://pbx/a;b",
        "mysql://pbx:x/cdr",
        "mysql://pbx/cdr?ssl=1",
        "mysql://pbx/a?table=x`y",
        "cdr.db",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_address(text)


def test_an_address_says_all_its_parts() -> None:
    address = parse_address("mysql://reader@pbx.example:3307/asteriskcdrdb?table=old-cdr")
    assert (address.host, address.port, address.user, address.database, address.table) == (
        *("pbx.example", 3307, "reader", "asteriskcdrdb", "old-cdr"),
    )
    assert str(address) == "mysql://reader@pbx.example:3307/asteriskcdrdb"


def test_a_password_file_goes_before_the_environment(tmp_path: Path) -> None:
    plain, options, empty = tmp_path / "password", tmp_path / "my.cnf", tmp_path / "empty"
    plain.write_text("one two\nmore\n", "utf-8")
    options.write_text('[mysqld]\npassword=no\n[client]\npassword="three#"\n', "utf-8")
    empty.write_text("", "utf-8")
    environment = {"SPEECHQA_FREEPBX_PASSWORD": "four"}
    assert find_password(plain, environment) == "one two"
    assert find_password(options, environment) == "three#"
    assert find_password(None, environment) == "four"
    assert find_password(None, {}) is None
    for wrong in (empty, tmp_path / "none"):
        with pytest.raises(UsageError):
            find_password(wrong, environment)
