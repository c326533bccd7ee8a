"""A file → its format, by content."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from pathlib import Path

import pytest

from speechqa.calls.formats import FORMATS, read, tell_format
from speechqa.calls.model import QueueEvent, Row
from speechqa.errors import SpeechqaError, UsageError
from tests.calls.workbook import write_workbook

LOGS = Path(__file__).parent / "logs"
KNOWN = [
    ("asterisk/forks.csv", "asterisk", 31),
    ("asterisk/custom.csv", "asterisk", 4),
    ("asterisk/gateway.csv", "asterisk", 9),
    ("queue_log/queue_log", "queue_log", 23),
    ("freeswitch/spreadsheet.csv", "freeswitch", 7),
    ("freeswitch/both_legs.csv", "freeswitch", 6),
    ("freeswitch/templates.csv", "freeswitch", 5),
]


@pytest.mark.parametrize(("name", "kind", "rows"), KNOWN)
def test_the_format_is_told_from_the_content_whatever_the_name(tmp_path: Path, name: str, kind: str, rows: int) -> None:
    path = tmp_path / "export.dat"
    shutil.copy(LOGS / name, path)
    assert tell_format(path) == kind
    entries = list(read(path, kind))
    assert len(entries) == rows
    assert all(isinstance(entry, tuple) and isinstance(entry[1], Row | QueueEvent) for entry in entries)


@pytest.mark.parametrize(("name", "kind", "_rows"), KNOWN)
def test_a_rotated_log_is_told_and_read_in_its_gzip(tmp_path: Path, name: str, kind: str, _rows: int) -> None:
    path = tmp_path / "log.1.gz"
    path.write_bytes(gzip.compress((LOGS / name).read_bytes()))
    assert tell_format(path) == kind
    assert list(read(path, kind)) == list(read(LOGS / name, kind))


@pytest.mark.parametrize(("name", "kind", "_rows"), KNOWN)
def test_broken_lines_before_the_first_good_one_do_not_hide_the_format(
    tmp_path: Path, name: str, kind: str, _rows: int
) -> None:
    path = tmp_path / "log"
    path.write_bytes(b'"broken\n\n1,2,3\n\xff\xfe|\n' + (LOGS / name).read_bytes())
    assert tell_format(path) == kind


@pytest.mark.parametrize(("name", "kind", "_rows"), KNOWN)
def test_a_spreadsheet_s_byte_order_mark_and_line_ends_do_not_hide_the_format(
    tmp_path: Path, name: str, kind: str, _rows: int
) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"\xef\xbb\xbf" + (LOGS / name).read_bytes().replace(b"\n", b"\r\n"))
    assert tell_format(path) == kind


def test_a_header_of_asterisk_s_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "cdr.csv"
    path.write_text("calldate,clid,src,dst,duration,billsec,disposition,uniqueid\n", encoding="utf-8")
    assert tell_format(path) == "asterisk"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n\n", "is empty"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "is a recording"),
        (b"ID3\x04\x00" + bytes(40), "is a recording"),
        (b"\x1aE\xdf\xa3\x01\x00\x00", "is a recording"),
        ("day;agent;score\n2024-01-15;Anna;80\n".encode("utf-16"), "is a table that no ready map knows"),
        (bytes(range(256)) * 4, "is not a text"),
        (b"PK\x03\x04" + bytes(60), "not a spreadsheet that can be read"),
        (b"Dear all,\nthe calls of May are attached.\n", "no call log that is known"),
        (b"1,2,3,4\n5,6,7,8\n", "no call log that is known"),
        (b"day,agent,score\n2024-01-15,Anna,80\n", "is a table that no ready map knows"),
    ],
)
def test_what_is_no_call_log_is_refused_with_a_remedy(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "Master.csv"
    path.write_bytes(content)
    with pytest.raises(SpeechqaError, match=said) as caught:
        tell_format(path)
    assert (caught.value.where, bool(caught.value.remedy)) == (str(path), True)


def test_columns_in_a_wrong_order_are_no_known_log(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    lines = (LOGS / "asterisk" / "forks.csv").read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(",".join(reversed(line.split(","))) for line in lines), encoding="utf-8")
    with pytest.raises(SpeechqaError, match="no call log that is known"):
        tell_format(path)


def test_what_the_file_says_reaches_the_terminal_harmless(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    path.write_bytes(b"\x1b]52;c;aGVsbG8=\x07 hello\n" + b"text\n" * 20)
    with pytest.raises(SpeechqaError) as caught:
        tell_format(path)
    assert "\x1b" not in str(caught.value)


def test_a_database_of_something_else_is_no_call_log(tmp_path: Path) -> None:
    path = tmp_path / "project.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE call (id TEXT)")
    database.close()
    with pytest.raises(SpeechqaError, match="without call records of MikoPBX"):
        tell_format(path)


def test_a_missing_file_a_folder_and_an_unknown_format_are_wrong_usage(tmp_path: Path) -> None:
    for path in (tmp_path / "Master.csv", tmp_path):
        with pytest.raises(UsageError):
            tell_format(path)
    with pytest.raises(UsageError, match="excel") as caught:
        read(LOGS / "asterisk" / "forks.csv", "excel")
    assert all(name in str(caught.value) for name in FORMATS)


def test_a_table_without_a_map_is_wrong_usage(tmp_path: Path) -> None:
    pytest.importorskip("speechqa.calls.mapped")
    with pytest.raises(UsageError, match="--map"):
        read(LOGS / "asterisk" / "forks.csv", "mapped")


UIS = ("start_time", "contact_phone_number", "virtual_phone_number", "direction", "talk_duration", "wait_duration")
UIS_CALL = ("2024-01-15 10:15:30", "79161234567", "74951234567", "in", "50", "10")


def test_a_known_export_is_told_on_a_later_worksheet_below_many_rows_and_in_utf_16(tmp_path: Path) -> None:
    above: list[tuple[str | None, ...]] = [("Отчёт",), *[(None,)] * 30]
    book = write_workbook(tmp_path / "a.xlsx", {"О файле": [("Звонки",)], "Звонки": [*above, UIS, UIS_CALL]})
    text = "\n" * 25 + "\n".join(";".join(row) for row in (UIS, UIS_CALL))
    plain, wide = tmp_path / "b.csv", tmp_path / "c.csv"
    plain.write_text(text, encoding="utf-8")
    wide.write_text(text, encoding="utf-16")
    for path in (book, plain, wide):
        assert tell_format(path) == "mapped:uis"
        (entry,) = read(path, "mapped:uis")
        assert isinstance(entry, tuple)
        assert isinstance(entry[1], Row)
        assert entry[1].customer == "79161234567"
