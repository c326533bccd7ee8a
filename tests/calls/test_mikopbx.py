from __future__ import annotations

import csv
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from speechqa.calls.formats import read, tell_format
from speechqa.calls.join import JoinRecord, JoinSide, join
from speechqa.calls.legs import calls_from_rows
from speechqa.calls.mikopbx import is_mikopbx, read_mikopbx
from speechqa.calls.model import BadRow, Row
from speechqa.errors import SpeechqaError, UsageError
from speechqa.recording.names import tag_facts

LOGS = Path(__file__).parent / "logs" / "mikopbx"


def written(path: Path, *more: dict[str, object], wal: bool = False, rows: bool = True) -> Path:
    """A database in MikoPBX's form with the fixture's rows and more."""
    with closing(sqlite3.connect(path)) as database:
        if wal:
            database.execute("PRAGMA journal_mode = WAL")
        database.executescript((LOGS / "cdr_general.sql").read_text("utf-8"))
        with (LOGS / "rows.csv").open(encoding="utf-8", newline="") as file:
            for row in [*(csv.DictReader(file) if rows else ()), *more]:
                add(database, **row)
        database.commit()
    return path


def add(database: sqlite3.Connection, **columns: object) -> None:
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    database.execute(f"INSERT INTO cdr_general ({names}) VALUES ({marks})", tuple(columns.values()))


PLAIN = {
    "start": "2024-05-13 19:00:00.000", "src_num": "79160000000", "dst_num": "201", "disposition": "NOANSWER",
    "duration": 5, "billsec": 0, "UNIQUEID": "mikopbx-1715616000.99_aaaaaa", "linkedid": "mikopbx-1715616000.99",
}  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return written(tmp_path / "cdr.db")


def rows(path: Path) -> list[Row]:
    return [found[1] for found in read_mikopbx(path) if not isinstance(found, BadRow)]


def of_call(path: Path, number: int) -> list[Row]:
    return [row for row in rows(path) if row.linkedid.endswith(f".{number}")]


def state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_row_comes_with_its_id_and_its_milliseconds(database: Path) -> None:
    found = list(read_mikopbx(database))
    assert [each[0] for each in found if not isinstance(each, BadRow)] == list(range(1, 18))
    answered = rows(database)[3]
    assert answered.start == datetime(2024, 5, 13, 10, 0, 10, 40_000)
    assert answered.answer == datetime(2024, 5, 13, 10, 0, 21, 200_000)
    assert answered.end == datetime(2024, 5, 13, 10, 2, 0, 900_000)
    assert (answered.duration, answered.billsec) == (110, 99)


def test_menu_and_queue_are_machines_and_the_one_who_answered_is_a_person(database: Path) -> None:
    told = [(row.lastapp, row.person, row.queue, row.disposition, row.dstchannel) for row in of_call(database, 1)]
    assert told == [
        ("IVR", "0", "", "ANSWERED", ""),
        ("Queue", "0", "2001", "NO ANSWER", ""),
        ("Dial", "", "", "NO ANSWER", "PJSIP/202-00000003"),
        ("Dial", "1", "", "ANSWERED", "PJSIP/201-00000002"),  # a browser's telephone is the extension's
    ]


def test_inbound_rows_say_the_number_called_the_names_and_the_callers_channel(database: Path) -> None:
    row = of_call(database, 1)[3]
    assert (row.direction, row.did, row.customer_name, row.manager_name) == (
        *("inbound", "74951112233", "Иванова", "Петрова Анна"),
    )
    assert row.caller_channel == "0"
    assert row.recording_file.endswith("/2024/05/13/10/mikopbx-1715583610.2_pO0iU9.webm")


def test_outbound_rows_have_the_manager_for_a_caller_and_a_mono_recording_no_channel(database: Path) -> None:
    (row,) = of_call(database, 10)
    assert (row.direction, row.customer_name, row.manager_name, row.caller_channel) == (
        *("", "ООО Ромашка", "Петрова Анна", ""),
    )


def test_a_talk_handed_over_says_to_whom_whoever_of_the_two_called(database: Path) -> None:
    assert [(row.src, row.dst, row.transferred_to) for row in of_call(database, 20)] == [
        ("79165550000", "201", ""),
        ("201", "203", ""),
        ("79165550000", "203", "203"),
    ]
    # The manager who called out handed over; nothing was recorded, so that a dash stands for the recording.
    assert [(row.src, row.dst, row.transferred_to, row.recording_file) for row in of_call(database, 30)] == [
        ("201", "89037654321", "", ""),
        ("201", "203", "", ""),
        ("203", "89037654321", "203", ""),
    ]


def test_the_consultation_of_a_transfer_is_not_inbound_though_it_bears_the_number_called(database: Path) -> None:
    assert [row.direction for row in of_call(database, 20)] == ["inbound", "", "inbound"]


@pytest.mark.parametrize(
    ("number", "disposition", "person", "app"),
    [
        (40, "ANSWERED", "0", "IVR"),  # nobody but a menu
        (50, "NO ANSWER", "", "Dial"),
        (60, "BUSY", "", "Dial"),
        (70, "FAILED", "", "Dial"),
        (80, "ANSWERED", "0", "VoiceMail"),
        (90, "ANSWERED", "", "MeetMe"),
    ],
)
def test_how_a_call_ended_is_said_in_asterisks_words(
    database: Path, number: int, disposition: str, person: str, app: str
) -> None:
    (row,) = of_call(database, number)
    assert (row.disposition, row.person, row.lastapp) == (disposition, person, app)


def test_rows_of_one_call_are_one_call_as_a_person_would_count_it(database: Path) -> None:
    found = {call.linkedid: call for call in calls_from_rows(rows(database), ZoneInfo("UTC"))}
    told = {
        (call.linkedid or "").rpartition(".")[2]: (call.direction, call.disposition, call.manager, call.customer)
        for call in found.values()
    }
    assert told == {
        "1": ("inbound", "answered", "201", "+79161234567"),
        "10": ("outbound", "answered", "201", "+79037654321"),
        "20": ("inbound", "answered", "201", "+79165550000"),
        "30": ("outbound", "answered", "201", "+79037654321"),
        "40": ("inbound", "machine_only", None, "+79167770000"),
        "50": ("inbound", "missed", None, "+79168880000"),
        "60": ("internal", "busy", "201", None),
        "70": ("outbound", "failed", "201", "+79037654321"),
        "80": ("inbound", "machine_only", None, "+79169990000"),
        "90": ("internal", "answered", "201", None),
    }
    queued, handed = found["mikopbx-1715583600.1"], found["mikopbx-1715590800.20"]
    assert (queued.wait, queued.talk, queued.queue, queued.line) == (pytest.approx(20.92), 99, "2001", "+74951112233")
    assert (queued.rung, queued.customer_channel) == (("201", "202"), 0)
    assert handed.transferred_to == "203"
    assert found["mikopbx-1715594400.30"].transferred_to == "203"


def test_the_ids_tell_the_telephone_systems_clock_whatever_the_project_says(database: Path) -> None:
    (call,) = (call for call in calls_from_rows(rows(database), ZoneInfo("UTC")) if call.queue)
    assert call.started_at == datetime(2024, 5, 13, 7, 0, 0, 120_000, tzinfo=UTC)
    assert [row.uniqueid for row in of_call(database, 1)] == [
        "mikopbx-1715583600.1",
        "mikopbx-1715583600.1",
        "mikopbx-1715583610.4_zX1cV2",
        "mikopbx-1715583610.2_pO0iU9",
    ]


def test_a_recording_finds_its_call_by_its_tags_whichever_row_it_is_of(database: Path) -> None:
    found = calls_from_rows(rows(database), ZoneInfo("UTC"))
    facts = tag_facts({"CALL_LINKEDID": "mikopbx-1715583600.1", "CALL_UNIQUEID": "mikopbx-1715583610.2_pO0iU9"})
    assert facts is not None
    records = [JoinRecord(call.call_id, call) for call in found]
    (joined,) = join([JoinSide("recording", facts, 100.0, ZoneInfo("UTC"))], records, 120)
    assert (joined.record_id, joined.reason) == ("mikopbx-1715583600.1", "uniqueid")


def test_a_later_row_of_the_callers_own_channel_does_not_tell_the_clock(tmp_path: Path) -> None:
    later = {**PLAIN, "start": "2024-05-13 19:05:00.000", "UNIQUEID": "mikopbx-1715616000.99_bbbbbb"}
    found = rows(written(tmp_path / "cdr.db", PLAIN, later, rows=False))
    assert [row.uniqueid for row in found] == ["mikopbx-1715616000.99", "mikopbx-1715616000.99_bbbbbb"]


def test_an_older_database_lacks_the_names_and_the_callers_channel(database: Path) -> None:
    with closing(sqlite3.connect(database)) as old:
        for name in ("src_name", "dst_name", "rec_src_channel", "dtmf_digits"):
            old.execute(f"ALTER TABLE cdr_general DROP COLUMN {name}")
        old.commit()
    row = of_call(database, 1)[3]
    assert (row.customer_name, row.manager_name, row.caller_channel, row.person) == ("", "", "", "1")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"start": ""}, "the start is empty"),
        ({"start": None}, "the start is empty"),
        ({"start": "2024-02-30 10:00:00.000"}, "no possible time: 2024-02-30 10:00:00.000"),
        ({"endtime": "soon"}, "no possible time: soon"),
        ({"billsec": 99}, "impossible lengths: duration 5 s, billsec 99 s"),
        ({"duration": "five"}, "no number of seconds: five, 0"),
        ({"disposition": ""}, "unknown disposition: "),
        ({"disposition": "201", "dst_num": "ANSWERED", "billsec": 3}, "unknown disposition: 201"),  # columns swapped
    ],
)
def test_a_row_that_makes_no_sense_is_kept_apart_and_the_rest_goes_in(
    tmp_path: Path, wrong: dict[str, object], reason: str
) -> None:
    path = written(tmp_path / "cdr.db", {**PLAIN, **wrong}, PLAIN)
    (bad,) = (found for found in read_mikopbx(path) if isinstance(found, BadRow))
    assert (bad.line, bad.reason) == (18, reason)
    assert len(rows(path)) == 18


def test_a_name_in_another_encoding_spoils_no_row(tmp_path: Path) -> None:
    path = written(tmp_path / "cdr.db", rows=False)
    with closing(sqlite3.connect(path)) as database:
        add(database, **PLAIN)
        database.execute("UPDATE cdr_general SET src_name = CAST(X'C8E2E0EDEEE2E0' AS TEXT)")
        database.commit()
    assert rows(path)[0].src == "79160000000"


def test_a_database_cut_off_is_refused_as_a_whole(database: Path) -> None:
    with database.open("r+b") as file:
        file.truncate(database.stat().st_size // 2)
    with pytest.raises(SpeechqaError, match="the database is damaged") as told:
        next(read_mikopbx(database))
    assert ".recover" in (told.value.remedy or "")


def test_a_database_with_a_damaged_page_gives_what_stands_before_it_and_says_so(tmp_path: Path) -> None:
    path = written(tmp_path / "cdr.db", *[{**PLAIN, "verbose_call_id": "x" * 500}] * 2000)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(b"\xff" * 4096)
    found = list(read_mikopbx(path))
    assert isinstance(found[-1], BadRow)
    assert "damaged from here on" in found[-1].reason
    assert found[-1].line == len(found)
    assert 500 < len(found) < 2000


def test_a_database_cut_off_anywhere_is_an_error_with_a_remedy_or_a_bad_row(database: Path, tmp_path: Path) -> None:
    whole, cut = database.read_bytes(), tmp_path / "cut.db"
    for size in (20, 99, 100, 512, *range(1000, len(whole), 3001)):
        cut.write_bytes(whole[:size])
        for kind in (None, "mikopbx"):
            found: list[object] = []
            with suppress(SpeechqaError):
                found = list(read(cut, kind or tell_format(cut)))
            assert not found or any(isinstance(one, BadRow) for one in found)


def test_a_database_with_any_byte_changed_is_never_a_traceback(database: Path, tmp_path: Path) -> None:
    whole, broken, chance = database.read_bytes(), tmp_path / "broken.db", random.Random(1)
    for _n in range(150):
        content = bytearray(whole)
        for _byte in range(chance.choice((1, 5, 50))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        broken.write_bytes(content)
        for kind in (None, "mikopbx"):
            with suppress(SpeechqaError):
                list(read(broken, kind or tell_format(broken)))


def test_a_length_that_was_never_written_makes_a_bad_row(tmp_path: Path) -> None:
    path = written(
        tmp_path / "cdr.db",
        PLAIN | {"duration": None},
        PLAIN | {"disposition": "ANSWERED", "billsec": None},
        PLAIN | {"duration": None, "billsec": None, "start": None},
        PLAIN | {"billsec": None},
        rows=False,
    )
    found = list(read_mikopbx(path))
    assert [isinstance(one, BadRow) and one.reason for one in found] == ["the length is empty"] * 3 + [False]
    assert [one.line for one in found if isinstance(one, BadRow)] == [1, 2, 3]


def test_a_copy_of_the_table_without_its_ids_is_read_by_the_order_of_its_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "cdr.db")
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE copied AS SELECT NULL AS id, * FROM cdr_general")
        database.execute("DROP TABLE cdr_general")
        database.execute("ALTER TABLE copied RENAME TO cdr_general")
        database.commit()
    assert [one[0] for one in read_mikopbx(path) if not isinstance(one, BadRow)] == list(range(1, 18))


def test_nothing_is_written_to_a_database_that_nobody_has_open(tmp_path: Path) -> None:
    (tmp_path / "wal").mkdir()
    (tmp_path / "plain").mkdir()
    for path in (written(tmp_path / "wal" / "cdr.db", wal=True), written(tmp_path / "plain" / "cdr-1A2B.db")):
        before = state(path.parent)
        assert len(rows(path)) == 17
        assert state(path.parent) == before


def test_what_a_running_telephone_system_has_just_written_is_read_and_it_writes_on(tmp_path: Path) -> None:
    path = written(tmp_path / "cdr.db", wal=True)
    with closing(sqlite3.connect(path)) as live:
        add(live, **PLAIN)
        live.commit()
        before = {name: data for name, data in state(tmp_path).items() if not name.endswith("-shm")}
        reading = read_mikopbx(path)
        next(reading)
        add(live, **PLAIN)
        live.commit()
        assert sum(1 for _row in reading) == 17
        assert path.read_bytes() == before["cdr.db"]
        assert (tmp_path / "cdr.db-wal").read_bytes().startswith(before["cdr.db-wal"])
    assert len(rows(path)) == 19


def test_a_copy_taken_with_its_wal_file_is_read_whole_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "copy").mkdir()
    path = written(tmp_path / "live" / "cdr.db", wal=True)
    with closing(sqlite3.connect(path)) as live:
        add(live, **PLAIN)
        live.commit()
        for ending in ("", "-wal"):
            shutil.copy(f"{path}{ending}", tmp_path / "copy")
    before = state(tmp_path / "copy")
    assert len(rows(tmp_path / "copy" / "cdr.db")) == 18
    assert state(tmp_path / "copy") == before


def test_a_name_with_marks_that_mean_something_in_an_address_is_just_a_name(tmp_path: Path) -> None:
    assert len(rows(written(tmp_path / "cdr %41?mode=rw#1.db"))) == 17


def test_what_is_no_call_log_of_mikopbx_is_named(tmp_path: Path) -> None:
    other, text = tmp_path / "mikopbx.db", tmp_path / "cdr.csv"
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE m_Users (id INTEGER)")
        database.commit()
    text.write_text("start;answer\n", "utf-8")
    with pytest.raises(SpeechqaError, match="there is no table cdr_general"):
        next(read_mikopbx(other))
    with pytest.raises(SpeechqaError, match="not an SQLite database"):
        next(read_mikopbx(text))
    with pytest.raises(UsageError):
        next(read_mikopbx(tmp_path / "none.db"))
    assert [is_mikopbx(path) for path in (other, text, tmp_path / "none.db", tmp_path)] == [False] * 4
    assert is_mikopbx(written(tmp_path / "cdr.db"))


def test_memory_does_not_grow_with_the_table(tmp_path: Path) -> None:
    path = written(tmp_path / "cdr.db", *[{**PLAIN, "verbose_call_id": "x" * 250}] * 60_000)
    code = (
        "import resource, sys; from itertools import islice; from pathlib import Path;"
        "from speechqa.calls.mikopbx import read_mikopbx;"
        "rows = read_mikopbx(Path(sys.argv[1])); first = sum(1 for _ in islice(rows, 10_000));"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; count = sum(1 for row in rows);"
        "print(first + count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    told = subprocess.run([sys.executable, "-c", code, path], check=True, capture_output=True, text=True).stdout.split()
    assert int(told[0]) == 60_017
    assert int(told[1]) < 8_000  # KiB
