"""Master.csv → rows."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.calls.asterisk import read_master_csv
from speechqa.calls.model import BadRow, Row
from speechqa.errors import SpeechqaError, UsageError

LOGS = Path(__file__).parent / "logs" / "asterisk"
BASE = (
    '"","79161234567","74951234567","from-trunk","""Иван"" <79161234567>","SIP/mtt-0000001a","SIP/101-0000001b","Dial",'
    '"SIP/101,30","2024-01-15 10:15:30","2024-01-15 10:15:40","2024-01-15 10:16:30",60,50,"ANSWERED","DOCUMENTATION"'
)
CUSTOM = (
    '"""Иван"" <79161234567>","79161234567","74951234567","from-trunk","SIP/mtt-0000001a","SIP/101-0000001b","Dial",'
    '"SIP/101,30","2024-01-15 10:15:30","2024-01-15 10:15:40","2024-01-15 10:16:30","60","50","ANSWERED",'
    '"DOCUMENTATION","sales"'
)


def write(tmp_path: Path, *lines: str | bytes) -> Path:
    path = tmp_path / "Master.csv"
    path.write_bytes(b"\n".join(line.encode() if isinstance(line, str) else line for line in lines) + b"\n")
    return path


def read(path: Path) -> tuple[list[Row], list[BadRow]]:
    entries = list(read_master_csv(path))
    return [entry[1] for entry in entries if isinstance(entry, tuple)], [e for e in entries if isinstance(e, BadRow)]


def lines(path: Path) -> tuple[list[int], list[int]]:
    entries = list(read_master_csv(path))
    return [entry[0] for entry in entries if isinstance(entry, tuple)], [
        entry.line for entry in entries if isinstance(entry, BadRow)
    ]


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
    rows, bad = read(write(tmp_path, BASE + extra))
    assert bad == []
    assert (rows[0].uniqueid, rows[0].userfield, rows[0].linkedid) == expected
    assert (rows[0].start, rows[0].answer) == (datetime(2024, 1, 15, 10, 15, 30), datetime(2024, 1, 15, 10, 15, 40))
    assert (rows[0].duration, rows[0].billsec, rows[0].clid) == (60, 50, '"Иван" <79161234567>')


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ("", ("", "", "", "")),
        (',"1705300530.123"', ("1705300530.123", "", "", "")),
        (',"1705300530.123","a note"', ("1705300530.123", "a note", "", "")),
        (',"1705300530.123","a note",7', ("1705300530.123", "a note", "", "7")),
        (',"1705300530.123","a note","1705300530.1",7', ("1705300530.123", "a note", "1705300530.1", "7")),
    ],
)
def test_the_order_of_cdr_custom_is_told_by_where_the_disposition_stands(
    tmp_path: Path, extra: str, expected: tuple[str, str, str, str]
) -> None:
    custom, bad = read(write(tmp_path, CUSTOM + extra))
    plain, _bad = read(write(tmp_path, BASE))
    assert bad == []
    assert (custom[0].uniqueid, custom[0].userfield, custom[0].linkedid, custom[0].sequence) == expected
    assert custom[0]._replace(uniqueid="", userfield="", linkedid="", sequence="") == plain[0]._replace(
        accountcode="sales"
    )


@pytest.mark.parametrize(("name", "rows"), [("forks.csv", 31), ("custom.csv", 4), ("gateway.csv", 9)])
def test_logs_that_others_published_are_read_whole(name: str, rows: int) -> None:
    good, bad = read(LOGS / name)
    assert (len(good), bad) == (rows, [])
    assert all(row.uniqueid and row.src and row.channel for row in good)


def test_a_forked_call_keeps_its_linkedid_and_its_empty_answer() -> None:
    rows, _bad = read(LOGS / "forks.csv")
    fork = [row for row in rows if row.linkedid == "1706407446.50"]
    assert [row.sequence for row in fork] == ["42", "40", "47", "48", "50"]
    assert [row.answer is None for row in fork] == [False, False, True, True, False]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_names_are_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "Master.csv"
    path.write_bytes((BASE + "\r\n").encode(encoding))
    rows, bad = read(path)
    assert (rows[0].clid, rows[0].amaflags, bad) == ('"Иван" <79161234567>', "DOCUMENTATION", [])


def test_a_log_whose_encoding_was_changed_half_way_is_read_by_each_line_s_own(tmp_path: Path) -> None:
    rows, bad = read(write(tmp_path, BASE.encode("cp1251"), BASE, BASE.encode("cp1251")))
    assert ({row.clid for row in rows}, bad) == ({'"Иван" <79161234567>'}, [])


def test_a_name_cut_within_a_character_keeps_its_row_and_the_other_letters(tmp_path: Path) -> None:
    broken = BASE.encode().replace("Иван".encode(), "Иван".encode()[:-1])
    rows, bad = read(write(tmp_path, broken, BASE))
    assert bad == []
    assert rows[0].clid.startswith('"Ива\N{REPLACEMENT CHARACTER}"')
    assert rows[1].clid.startswith('"Иван"')


def test_bad_rows_are_kept_apart_with_line_reason_and_text_and_the_rest_goes_in(tmp_path: Path) -> None:
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
        BASE.replace('"2024-01-15 10:15:30"', '""'),
        BASE.replace(",60,50,", ",nan,1,"),
        BASE,
    )
    assert lines(path) == ([1, 11], [2, 3, 4, 6, 7, 8, 9, 10])
    _rows, bad = read(path)
    assert all(row.reason and row.text for row in bad)
    assert [row.reason for row in bad[:2]] == ["3 columns, not 16-21", "no possible time: 2024-02-31 10:15:30"]


def test_a_stray_quote_swallows_nothing_wherever_it_stands(tmp_path: Path) -> None:
    stray = BASE.replace('"from-trunk"', '"from-trunk')
    assert lines(write(tmp_path, *[BASE] * 400, stray, *[BASE] * 400)) == (
        [*range(1, 401), *range(402, 802)],
        [401],
    )
    assert lines(write(tmp_path, stray, stray, BASE, stray)) == ([3], [1, 2, 4])


def test_columns_in_a_wrong_order_make_bad_rows_not_wrong_calls(tmp_path: Path) -> None:
    swapped = ",".join(reversed(BASE.split(",")))
    rows, bad = read(write(tmp_path, swapped, BASE.replace('"2024-01-15 10:15:30",', "")))
    assert (rows, len(bad)) == ([], 2)


def test_a_line_end_within_a_field_is_part_of_it(tmp_path: Path) -> None:
    path = write(tmp_path, BASE.replace("Иван", "Иван\nПетров"), BASE, BASE.replace("Иван", "Иван\r\n\nПетров"), BASE)
    rows, bad = read(path)
    assert bad == []
    assert rows[0].clid.split(" <")[0] == '"Иван\nПетров"'
    assert [row.clid.split(" <")[0] for row in rows[1::2]] == ['"Иван"', '"Иван"']
    assert lines(path)[0] == [1, 3, 4, 7]


def test_a_record_of_two_lines_is_whole_though_blocks_of_the_file_part_it(tmp_path: Path) -> None:
    two = BASE.replace("Иван", "Иван\nПетров")
    rows, bad = read(write(tmp_path, *[two] * 1000))
    assert (len(rows), bad) == (1000, [])
    assert {row.clid for row in rows} == {'"Иван\nПетров" <79161234567>'}


def test_a_log_without_a_last_line_end_loses_nothing_and_a_cut_line_is_bad(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    path.write_text(f"{BASE}\n{BASE}", encoding="utf-8")
    assert lines(path) == ([1, 2], [])
    path.write_text(f"{BASE}\n{BASE[:150]}", encoding="utf-8")
    assert lines(path) == ([1], [2])


def test_the_header_of_the_file_s_own_columns_is_no_row_wherever_it_stands(tmp_path: Path) -> None:
    header = (
        "accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,"
        "duration,billsec,disposition,amaflags"
    )
    assert lines(write(tmp_path, header, BASE, f"# {header}", BASE)) == ([2, 4], [])


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_dump_of_freepbx_s_table_says_in_its_header_what_is_where(tmp_path: Path, delimiter: str) -> None:
    header = (
        "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,"
        "accountcode,uniqueid,userfield,did,recordingfile,cnum,cnam,linkedid"
    )
    row = (
        '2024-01-15 10:15:30,"""Иван"" <79161234567>",79161234567,600,ext-queues,SIP/mtt-1a,SIP/101-1b,Queue,600,60,50,'
        "ANSWERED,3,,1705300530.1,,74951234567,q-600-1.wav,79161234567,Иван,1705300530.0"
    )
    rows, bad = read(write(tmp_path, header.replace(",", delimiter), row.replace(",", delimiter)))
    assert bad == []
    assert (rows[0].start, rows[0].answer) == (datetime(2024, 1, 15, 10, 15, 30), None)
    assert (rows[0].did, rows[0].recording_file, rows[0].linkedid) == ("74951234567", "q-600-1.wav", "1705300530.0")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2024-01-15 10:15:30.250000", datetime(2024, 1, 15, 10, 15, 30, 250000)),
        ("1705313730", datetime(2024, 1, 15, 10, 15, 30, tzinfo=UTC)),
        ("1705313730.250000", datetime(2024, 1, 15, 10, 15, 30, 250000, tzinfo=UTC)),
        ("2024-01-15T10:15:30+0000", datetime(2024, 1, 15, 10, 15, 30, tzinfo=UTC)),
    ],
)
def test_times_are_read_as_cdr_custom_can_write_them(tmp_path: Path, written: str, read_as: datetime) -> None:
    rows, bad = read(write(tmp_path, CUSTOM.replace("2024-01-15 10:15:30", written)))
    assert (bad, rows[0].start) == ([], read_as)


def test_an_answer_of_zeros_is_none(tmp_path: Path) -> None:
    rows, bad = read(write(tmp_path, BASE.replace("2024-01-15 10:15:40", "0000-00-00 00:00:00")))
    assert (bad, rows[0].answer) == ([], None)


def test_a_talk_rounded_up_beyond_the_whole_is_as_long_as_the_whole(tmp_path: Path) -> None:
    rows, bad = read(write(tmp_path, BASE.replace(",60,50,", ",60,61,"), BASE.replace(",60,50,", ",1.5,1.25,")))
    assert (bad, [(row.duration, row.billsec) for row in rows]) == ([], [(60, 60), (1.5, 1.25)])


def test_spaces_before_the_quotes_or_within_them_do_not_matter(tmp_path: Path) -> None:
    rows, bad = read(write(tmp_path, BASE.replace(",", ", "), BASE.replace('"ANSWERED"', '" ANSWERED "')))
    assert (bad, [row.disposition for row in rows]) == ([], ["ANSWERED", "ANSWERED"])


def test_a_rotated_log_is_read_in_its_gzip_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv.1.gz"
    path.write_bytes(gzip.compress(f"{BASE}\n".encode() * 3))
    assert lines(path) == ([1, 2, 3], [])
    distinct = "".join(f"{BASE.replace('79161234567', f'7916{n * 7919 % 10**7:07}')}\n" for n in range(5000))
    whole = gzip.compress(distinct.encode())
    path.write_bytes(whole[: len(whole) * 9 // 10])
    good, bad = lines(path)
    assert 4000 < len(good) < 5000
    assert bad[-1] == len(good) + len(bad)


def test_a_gzip_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speechqa.calls.lines._SMALL", 1 << 20)
    path = tmp_path / "Master.csv.1.gz"
    path.write_bytes(gzip.compress(b"\n" * (1 << 24)))
    with pytest.raises(SpeechqaError, match="unpacks to more than"):
        list(read_master_csv(path))


def test_a_line_without_end_is_one_bad_row(tmp_path: Path) -> None:
    good, bad = lines(write(tmp_path, BASE, b"x" * (1 << 20), BASE))
    assert (good, bad) == ([1, 3], [2])


def test_a_missing_log_and_a_folder_are_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Master\.csv"):
        list(read_master_csv(tmp_path / "Master.csv"))
    with pytest.raises(UsageError, match="is a folder"):
        list(read_master_csv(tmp_path))


_text = st.text(st.characters(exclude_characters="\x00\r\n", exclude_categories=["Cs"]), max_size=12).map(str.strip)


@given(st.lists(st.lists(_text, min_size=9, max_size=9), min_size=1, max_size=8))
def test_whatever_texts_a_well_formed_log_holds_come_out_again(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("log") / "Master.csv"
    written = io.StringIO()
    after = ["2024-01-15 10:15:30", "", "", "5", "0", "NO ANSWER", "DOCUMENTATION"]
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        # A name before the first, so that no text passes for a header.
        ["code", *each[1:], *after]
        for each in texts
    )
    path.write_text(written.getvalue(), encoding="utf-8", newline="")
    rows, bad = read(path)
    assert bad == []
    assert [
        ["code", row.src, row.dst, row.dcontext, row.clid, row.channel, row.dstchannel, row.lastapp, row.lastdata]
        for row in rows
    ] == [["code", *each[1:]] for each in texts]
