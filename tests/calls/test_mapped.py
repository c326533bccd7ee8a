"""A table with a header and its map → rows and calls."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from calls.workbook import Value, write_workbook
from hypothesis import given, settings
from hypothesis import strategies as st

from speechqa.calls.column_map import ColumnMap, parse_map, ready_map
from speechqa.calls.formats import read, tell_format
from speechqa.calls.legs import calls_from_rows
from speechqa.calls.mapped import read_mapped
from speechqa.calls.model import BadRow, Call, Row
from speechqa.errors import SpeechqaError, UsageError

LOGS = Path(__file__).parent / "logs" / "mapped"
DOCS = Path(__file__).parents[2] / "docs" / "call-records.md"
MOSCOW = ZoneInfo("Europe/Moscow")
READY = [
    ("mango.csv", "mango", 6, 5),
    ("uis.csv", "uis", 4, 4),
    ("ringostat.csv", "ringostat", 5, 5),
    ("megafon.csv", "megafon", 4, 4),
    ("megafon_without_header.csv", "megafon", 4, 4),
    ("beeline.csv", "beeline", 4, 4),
]
PLAIN = """
fields:
  start: Дата и время
  direction: Тип
  disposition: Статус
  customer: Клиент
  manager: Добавочный
  wait: Ожидание
  talk: Разговор
"""
HEADER = "Дата и время;Тип;Статус;Клиент;Добавочный;Ожидание;Разговор"
FIRST = "15.01.2024 10:15:30;Входящий;Отвечен;+79161234567;101;00:00:12;00:02:13"
SECOND = "15.01.2024 10:20:00;Входящий;Пропущен;+79031112233;;31;0"


def plain() -> ColumnMap:
    return parse_map(PLAIN, "plain.yaml")


def documented() -> ColumnMap:
    section = DOCS.read_text("utf-8").partition("### Any CSV or XLSX")[2].partition("\n## ")[0]
    return parse_map(re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)[1], "docs.yaml")


def rows_of(path: Path, column_map: ColumnMap) -> tuple[list[Row], list[BadRow]]:
    entries = list(read_mapped(path, column_map))
    good = [entry[1] for entry in entries if isinstance(entry, tuple)]
    return good, [entry for entry in entries if isinstance(entry, BadRow)]


def calls_of(path: Path, column_map: ColumnMap) -> tuple[Call, ...]:
    good, bad = rows_of(path, column_map)
    assert not bad
    return calls_from_rows(good, MOSCOW)


def written(tmp_path: Path, *lines: str, encoding: str = "utf-8", end: str = "\n") -> Path:
    path = tmp_path / "calls.csv"
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return path


@pytest.mark.parametrize(("name", "ready", "rows", "calls"), READY)
def test_an_export_of_a_known_service_is_told_and_read(name: str, ready: str, rows: int, calls: int) -> None:
    assert tell_format(LOGS / name) == f"mapped:{ready}"
    entries = list(read(LOGS / name, f"mapped:{ready}"))
    assert all(isinstance(entry, tuple) for entry in entries)
    assert len(entries) == rows
    assert len(calls_of(LOGS / name, ready_map(ready))) == calls


@pytest.mark.parametrize("name", ["uis", "ringostat", "megafon", "beeline"])
def test_the_same_calls_are_the_same_whoever_exports_them(name: str) -> None:
    answered, missed, outbound, *_rest = calls_of(LOGS / f"{name}.csv", ready_map(name))
    assert answered.started_at == datetime(2024, 1, 15, 7, 15, 30, tzinfo=UTC)
    assert (answered.direction, answered.disposition, answered.talk) == ("inbound", "answered", 133)
    assert (answered.customer, answered.line) == ("+79161234567", "+74951234567")
    assert (missed.direction, missed.disposition, missed.customer) == ("inbound", "missed", "+79031112233")
    assert (outbound.direction, outbound.disposition, outbound.talk) == ("outbound", "answered", 120)
    assert outbound.customer == "+79267654321"
    assert answered.manager
    assert outbound.manager
    if name != "beeline":
        assert (answered.wait, missed.wait, outbound.wait) == (12, 31, 8)
        assert answered.recording_file
        assert answered.uniqueid


def test_legs_with_one_id_are_one_call() -> None:
    call = calls_of(LOGS / "mango.csv", ready_map("mango"))[0]
    assert (call.call_id, call.rung, call.wait, call.talk) == ("NDc4MTQ5", ("102", "101"), 20, 113)
    assert (call.manager, call.transferred_to, call.recording_file) == (
        *("101", None),
        "MToxMDA1NzU5Mzo0ODE6NjI0MzQ2NjU4",
    )


def test_who_hung_up_is_told_by_who_called() -> None:
    calls = calls_of(LOGS / "mango.csv", ready_map("mango"))
    assert [(call.direction, call.hangup_by) for call in calls] == [
        *(("inbound", "customer"), ("inbound", "customer"), ("outbound", "customer"), ("internal", None)),
        ("outbound", None),
    ]
    assert [call.disposition for call in calls] == ["answered", "missed", "answered", "answered", "missed"]


def test_fields_that_were_not_asked_for_at_the_end_may_be_missing(tmp_path: Path) -> None:
    lines = [line.rsplit(";", 2)[0] for line in (LOGS / "mango.csv").read_text("utf-8").splitlines()]
    path = written(tmp_path, *lines)
    assert tell_format(path) == "mapped:mango"
    assert len(rows_of(path, ready_map("mango"))[0]) == 6


def test_call_tracking_brings_source_campaign_and_keyword() -> None:
    call = calls_of(LOGS / "uis.csv", ready_map("uis"))[0]
    assert (call.source, call.campaign, call.keyword) == ("yandex", "Поиск Москва", "купить диван")
    assert (call.manager_name, call.customer_name) == ("Анна Смирнова", "Пётр Иванов")


def test_the_documented_map_reads_what_offices_keep() -> None:
    good, bad = rows_of(LOGS / "own.csv", documented())
    assert [one.line for one in bad] == [10]
    assert "7,91612E+10" in bad[0].reason
    calls = calls_from_rows(good, MOSCOW)
    assert [call.direction for call in calls] == ["inbound", "inbound", "outbound", "outbound", "internal", "inbound"]
    assert [call.disposition for call in calls] == [
        *("answered", "missed", "answered", "busy", "answered", "machine_only")
    ]
    assert [(call.wait, call.talk) for call in calls[:5]] == [(12, 133), (31, 0), (8, 120), (6, 0), (3, 25.4)]
    assert [call.customer for call in calls] == [
        *("+79161234567", "+79031112233", "+79267654321", "+79260001122", None, None)
    ]
    assert {call.line for call in calls if call.direction != "internal"} == {"+74951234567"}
    assert [call.hangup_by for call in calls[:3]] == ["customer", None, "manager"]
    assert (calls[0].customer_name, calls[0].source, calls[2].cost) == ('ООО "Ромашка"', "Яндекс.Директ", 1203.5)
    assert calls[5].started_at == datetime(2024, 1, 16, 6, 5, tzinfo=UTC)
    assert calls[0].started_at == datetime(2024, 1, 15, 7, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_encoding_and_the_delimiter_are_told_by_the_file(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [line.replace(";", delimiter) for line in (HEADER, FIRST, SECOND)]
    good, bad = rows_of(written(tmp_path, *lines, encoding=encoding, end="\r\n"), plain())
    assert (len(good), bad) == (2, [])
    assert good[0].customer == "+79161234567"


def test_another_encoding_is_read_where_the_map_says_it(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, FIRST, encoding="koi8-r")
    assert len(rows_of(path, parse_map(f"encoding: koi8-r{PLAIN}", "a.yaml"))[0]) == 1
    with pytest.raises(SpeechqaError, match="names a column of the map"):
        rows_of(path, plain())
    with pytest.raises(SpeechqaError, match=r"calls\.csv:1: is not a text in utf-8.*'encoding'"):
        rows_of(path, parse_map(f"encoding: utf-8{PLAIN}", "a.yaml"))


def test_a_gzipped_table_and_excel_s_own_first_line_are_read(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv.gz"
    path.write_bytes(gzip.compress("\n".join(("sep=,", *(HEADER, FIRST))).replace(";", ",").encode()))
    assert [entry[0] for entry in read_mapped(path, plain()) if isinstance(entry, tuple)] == [3]


def test_titles_above_and_totals_and_notes_below_are_no_calls(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        *("Отчёт по звонкам", "", "Период: 15.01.2024;;;;;;", ";;;;;;", HEADER, FIRST, "", HEADER, SECOND, ";;;;;;"),
        *("Итого:;;2;;;00:00:43;00:02:13", "Всего звонков: 2", "Сформировано: 16.01.2024 09:00;;;;;;"),
    )
    good, bad = rows_of(path, plain())
    assert (len(good), bad) == (2, [])


def test_a_title_with_a_line_end_in_it_is_one_title(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER.replace("Дата и время", '"Дата\nи время"'), FIRST, SECOND)
    assert [entry[0] for entry in read_mapped(path, plain()) if isinstance(entry, tuple)] == [3, 4]


def test_columns_may_stand_in_any_order_and_have_others_among_them(tmp_path: Path) -> None:
    def turned(line: str) -> str:
        return ";".join(("x", *reversed(line.split(";"))))

    swapped = written(tmp_path, *map(turned, (HEADER, FIRST, SECOND)))
    assert rows_of(swapped, plain()) == rows_of(written(tmp_path, HEADER, FIRST, SECOND), plain())


def test_values_under_the_wrong_titles_are_bad_rows(tmp_path: Path) -> None:
    swapped = ";".join(reversed(FIRST.split(";")))
    good, bad = rows_of(written(tmp_path, HEADER, swapped, SECOND), plain())
    assert (len(good), [one.line for one in bad]) == (1, [2])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (FIRST.replace("15.01.2024", "31.02.2024"), "no possible time: 31.02.2024"),
        (FIRST.replace("15.01.2024 10:15:30", ""), "the start is empty"),
        (FIRST.replace("Входящий", "Летящий"), "unknown direction: Летящий; say what it means under values"),
        (FIRST.replace("Отвечен", "Странно"), "unknown disposition: Странно"),
        (FIRST.replace("00:02:13", "долго"), "no length of time: долго"),
        (FIRST.replace("+79161234567", "7,91612E+10"), "a spreadsheet has cut the number"),
        (FIRST.rsplit(";", 1)[0], "6 columns, not 7"),
        (f"{FIRST};surplus", "8 columns, not 7"),
        (FIRST[:7], "1 columns, not 7"),
        (FIRST.replace("101", '"101'), "unbalanced quotes"),
        (FIRST.replace("00:02:13", "99999999"), "impossible lengths"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_goes_in(tmp_path: Path, line: str, said: str) -> None:
    good, bad = rows_of(written(tmp_path, HEADER, SECOND, line, SECOND, FIRST), plain())
    assert len(good) == 3
    assert [one.line for one in bad] == [3]
    assert said in bad[0].reason
    assert bad[0].text


@pytest.mark.parametrize(("name", "ready", "_rows", "_calls"), READY)
def test_a_damaged_export_gives_bad_rows_and_no_calls_out_of_nothing(
    tmp_path: Path, name: str, ready: str, _rows: int, _calls: int
) -> None:
    raw = (LOGS / name).read_bytes()
    whole = set(rows_of(LOGS / name, ready_map(ready))[0])
    path = tmp_path / name
    path.write_bytes(raw[: len(raw) * 2 // 3])
    good, bad = rows_of(path, ready_map(ready))
    assert len(good) + len(bad) < len(whole) + 1
    assert set(good[:-1]) <= whole
    stamp = rb"170530\d\d\d\d(000)?|2024-?01-?15"
    path.write_bytes(re.sub(stamp, b"2024-13-45", raw))
    if ready == "mango" or name == "megafon_without_header.csv":
        with pytest.raises(SpeechqaError):
            rows_of(path, ready_map(ready))
    else:
        good, bad = rows_of(path, ready_map(ready))
        assert not good
        assert all("no possible time" in one.reason for one in bad)
    path.write_bytes(raw + raw.splitlines()[-1].replace(b",", b',"', 1).replace(b";", b';"', 1) + b"\n")
    good, bad = rows_of(path, ready_map(ready))
    assert (set(good), len(bad)) == (whole, 1)


def test_whichever_two_lengths_are_told_the_third_follows(tmp_path: Path) -> None:
    told = {"duration": "145", "talk": "133", "wait": "12"}
    for left_out in told:
        names = [name for name in told if name != left_out]
        fields = "".join(f"  {name}: {name}\n" for name in names)
        column_map = parse_map(f"fields:\n  start: s\n  customer: c\n  disposition: d\n{fields}", "a.yaml")
        path = written(
            tmp_path,
            ";".join(("s", "c", "d", *names)),
            ";".join(("2024-01-15 10:15:30", "1", "answered", *map(told.get, names))),  # type: ignore[arg-type]
            ";".join(("2024-01-15 11:15:30", "1", "missed", *("0" if name == "talk" else "31" for name in names))),
        )
        answered, missed = rows_of(path, column_map)[0]
        assert (answered.duration, answered.billsec) == (145, 133)
        assert (missed.duration, missed.billsec, missed.disposition) == (31, 0, "NO ANSWER")


def test_lengths_follow_from_times_and_an_empty_answer_is_none(tmp_path: Path) -> None:
    column_map = parse_map("fields: {start: s, answer: a, end: e, customer: c}\n", "a.yaml")
    path = written(
        tmp_path,
        "s;a;e;c",
        *(
            "2024-01-15 10:00:00;2024-01-15 10:00:12;2024-01-15 10:02:25;1",
            "2024-01-15 11:00:00;;2024-01-15 11:00:31;1",
        ),
        "2024-01-15 10:00:00;2024-01-15 09:00:12;2024-01-15 10:02:25;1",
    )
    good, bad = rows_of(path, column_map)
    assert [(row.duration, row.billsec, row.disposition) for row in good] == [
        *((145, 133, "ANSWERED"), (31, 0, "NO ANSWER"))
    ]
    assert "impossible lengths" in bad[0].reason


def test_talk_longer_than_the_whole_is_impossible_but_for_rounding(tmp_path: Path) -> None:
    column_map = parse_map("fields: {start: s, duration: d, talk: t, customer: c}\n", "a.yaml")
    lines = ("s;d;t;c", "2024-01-15 10:00:00;10;11;1", "2024-01-15 10:00:00;10;12;1")
    good, bad = rows_of(written(tmp_path, *lines), column_map)
    assert [(row.duration, row.billsec) for row in good] == [(11, 11)]
    assert [one.line for one in bad] == [3]


def test_a_missing_column_is_named_beside_those_that_are_there(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER.replace("Разговор", "Talk").replace("Ожидание", "Wait"), FIRST)
    with pytest.raises(SpeechqaError, match=r"no column for duration / talk.*разговор, ожидание.*Talk") as caught:
        rows_of(path, plain())
    assert caught.value.where == f"{path}:1"
    assert "Добавочный" in str(caught.value.remedy)


def test_a_table_of_something_else_and_an_empty_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SpeechqaError, match="names a column of the map") as caught:
        rows_of(written(tmp_path, "day;agent;score", "2024-01-15;Anna;80"), plain())
    assert caught.value.remedy
    with pytest.raises(SpeechqaError, match="is empty"):
        rows_of(written(tmp_path, ""), plain())
    with pytest.raises(UsageError, match="no such file"):
        rows_of(tmp_path / "absent.csv", plain())


def test_a_title_that_stands_there_twice_is_refused_only_where_it_is_used(tmp_path: Path) -> None:
    with pytest.raises(SpeechqaError, match="two columns have the title 'Клиент', which should be the customer"):
        rows_of(written(tmp_path, f"{HEADER};Клиент", f"{FIRST};x"), plain())
    assert len(rows_of(written(tmp_path, f"{HEADER};x;x", f"{FIRST};;"), plain())[0]) == 1


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2000), st.binary(max_size=40), st.integers(0, 60))
def test_whatever_happened_to_a_file_there_is_no_traceback(at: int, inserted: bytes, removed: int) -> None:
    raw = (LOGS / "own.csv").read_bytes()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "calls.csv"
        path.write_bytes(raw[:at] + inserted + raw[at + removed :])
        try:
            entries = list(read_mapped(path, documented()))
        except SpeechqaError:
            return
        assert all(isinstance(entry, BadRow) or isinstance(entry[1], Row) for entry in entries)


def sheet(*rows: tuple[Value, ...]) -> list[tuple[Value, ...]]:
    return [tuple(HEADER.split(";")), *rows]


def test_a_workbook_s_dates_lengths_and_numbers_mean_what_they_show(tmp_path: Path) -> None:
    rows = sheet(
        (
            *(datetime(2024, 1, 15, 10, 15, 30), "Входящий", "Отвечен", 79161234567.0, 101.0),
            *(timedelta(seconds=12), timedelta(seconds=133)),
        ),
        ("15.01.2024 10:20:00", "Входящий", "Пропущен", "'+79031112233", None, 31.0, 0.0),
        ("Итого", None, None, None, None, None, timedelta(hours=30)),
    )
    titled: list[tuple[Value, ...]] = [(), ("Отчёт",), (), *rows]
    path = write_workbook(tmp_path / "calls.xlsx", {"Титул": [("Звонки за январь",)], "Звонки": titled})
    entries = list(read_mapped(path, plain()))
    csv = list(read_mapped(written(tmp_path, HEADER, FIRST.replace("+79", "79"), SECOND), plain()))
    assert [entry[1] for entry in entries if isinstance(entry, tuple)] == [
        entry[1] for entry in csv if isinstance(entry, tuple)
    ]
    assert [entry[0] for entry in entries if isinstance(entry, tuple)] == [5, 6]


def test_a_worksheet_is_chosen_by_its_name_where_the_map_says_it(tmp_path: Path) -> None:
    row: tuple[Value, ...] = tuple(FIRST.split(";"))
    path = write_workbook(tmp_path / "calls.xlsx", {"Январь": sheet(row), "Февраль": sheet(row, row)})
    assert len(rows_of(path, parse_map(f"sheet: февраль{PLAIN}", "a.yaml"))[0]) == 2
    with pytest.raises(SpeechqaError, match=r"no worksheet 'Март'.*Январь, Февраль"):
        rows_of(path, parse_map(f"sheet: Март{PLAIN}", "a.yaml"))


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "calls.xlsx", {"Звонки": sheet(tuple(FIRST.split(";")))})
    path.write_bytes(path.read_bytes()[:600])
    with pytest.raises(SpeechqaError, match="not a spreadsheet"):
        rows_of(path, plain())


def test_the_map_s_time_zone_makes_the_times_utc(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, FIRST)
    assert rows_of(path, plain())[0][0].start == datetime(2024, 1, 15, 10, 15, 30)
    zoned = parse_map(f"timezone: Asia/Omsk{PLAIN}", "a.yaml")
    assert rows_of(path, zoned)[0][0].start == datetime(2024, 1, 15, 4, 15, 30, tzinfo=UTC)


def test_who_called_whom_tells_the_direction(tmp_path: Path) -> None:
    column_map = parse_map(
        "fields: {start: s, caller: f, caller_extension: fe, called: t, called_extension: te, talk: d}\n", "a.yaml"
    )
    path = written(
        tmp_path,
        *("s;f;fe;t;te;d", "2024-01-15 10:00:00;79161234567;;74951234567;101;5"),
        *("2024-01-15 11:00:00;;101;79161234567;;5", "2024-01-15 12:00:00;;101;;102;5"),
        "2024-01-15 13:00:00;79161234567;;74951234567;;0",
    )
    told = [(one.direction, one.manager, one.customer, one.disposition) for one in calls_of(path, column_map)]
    assert told == [
        ("inbound", "101", "+79161234567", "answered"),
        ("outbound", "101", "+79161234567", "answered"),
        ("internal", "101", None, "answered"),
        ("inbound", None, "+79161234567", "missed"),
    ]
