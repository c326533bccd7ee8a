"""Master.csv → rows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from speechqa.calls.asterisk import read_master_csv
from speechqa.errors import UsageError

BASE = (
    '"","79161234567","74951234567","from-trunk","""Иван"" <79161234567>","SIP/mtt-0000001a","SIP/101-0000001b","Dial",'
    '"SIP/101,30","2024-01-15 10:15:30","2024-01-15 10:15:40","2024-01-15 10:16:30",60,50,"ANSWERED","DOCUMENTATION"'
)


def write(tmp_path: Path, *lines: str | bytes) -> Path:
    path = tmp_path / "Master.csv"
    path.write_bytes(b"\n".join(line.encode() if isinstance(line, str) else line for line in lines) + b"\n")
    return path


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ("", ("", "", "")),
        (',"1705300530.123"', ("1705300530.123", "", "")),
        (',"pbx-1705300530.123"', ("pbx-1705300530.123", "", "")),
        (',"a note"', ("", "a note", "")),
        (',"1705300530.123","a note"', ("1705300530.123", "a note", "")),
        (',"","1705300530.1","7"', ("", "", "1705300530.1")),
        (',"1705300530.123","","1705300530.1","7"', ("1705300530.123", "", "1705300530.1")),
        (',"a note","","1705300530.1","7"', ("", "a note", "1705300530.1")),
        (',"1705300530.123","a note","","1705300530.1","7"', ("1705300530.123", "a note", "1705300530.1")),
    ],
)
def test_what_the_optional_columns_are_is_told_by_number_and_content(
    tmp_path: Path, extra: str, expected: tuple[str, str, str]
) -> None:
    rows, bad = read_master_csv(write(tmp_path, BASE + extra))
    assert bad == ()
    assert (rows[0].uniqueid, rows[0].userfield, rows[0].linkedid) == expected
    assert rows[0].start == datetime(2024, 1, 15, 10, 15, 30)
    assert (rows[0].duration, rows[0].billsec, rows[0].clid) == (60, 50, '"Иван" <79161234567>')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_names_are_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "Master.csv"
    path.write_bytes((BASE + "\r\n").encode(encoding))
    rows, bad = read_master_csv(path)
    assert (rows[0].clid, rows[0].amaflags, bad) == ('"Иван" <79161234567>', "DOCUMENTATION", ())


def test_a_name_cut_within_a_character_keeps_its_row_and_the_other_letters(tmp_path: Path) -> None:
    broken = BASE.encode().replace("Иван".encode(), "Иван".encode()[:-1])
    rows, bad = read_master_csv(write(tmp_path, broken, BASE))
    assert bad == ()
    assert rows[0].clid.startswith('"Ива\N{REPLACEMENT CHARACTER}"')
    assert rows[1].clid.startswith('"Иван"')


def test_bad_rows_are_kept_apart_with_line_and_reason_and_the_rest_goes_in(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        BASE,
        "a,b,c",
        BASE.replace("2024-01-15 10:15:30", "2024-02-31 10:15:30"),
        BASE.replace('""Иван""', '"Иван""'),
        "",
        BASE.replace('"ANSWERED"', '"PERHAPS"'),
        BASE.replace(",60,50,", ",50,60,"),
        BASE.replace(",60,50,", ",x,60,"),
        BASE,
    )
    rows, bad = read_master_csv(path)
    assert [row.line for row in rows] == [1, 9]
    assert [row.line for row in bad] == [2, 3, 4, 6, 7, 8]
    assert all(row.reason and row.file == str(path) for row in bad)


def test_a_line_end_within_a_field_is_part_of_it(tmp_path: Path) -> None:
    rows, bad = read_master_csv(write(tmp_path, BASE.replace("Иван", "Иван\nПетров"), BASE))
    assert bad == ()
    assert [row.clid.split(" <")[0] for row in rows] == ['"Иван\nПетров"', '"Иван"']


def test_a_missing_log_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Master\.csv"):
        read_master_csv(tmp_path / "Master.csv")
