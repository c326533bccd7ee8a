"""Copies, rotated logs, and what the user says of sources: none of it loses a row or moves a call."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from speechqa.errors import SpeechqaError, UsageError
from speechqa.pipeline import ReadingOptions, import_records
from speechqa.pipeline.project import open_project
from speechqa.settings import Settings
from tests.pipeline.conftest import dump, query
from tests.pipeline.test_intake import PLAIN, STARTED, TIMES, take

WITH_ID = PLAIN.format(times=TIMES, ids=",1794208530.1,")
UNDATED = PLAIN.format(times=TIMES, ids="")
QUEUE = "2026-11-09 10:00:00|abc|600|NONE|ENTERQUEUE||79161234567|1\n2026-11-09 10:00:30|abc|600|NONE|ABANDON|1|1|30\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("order", [("a", "z"), ("z", "a")])
def test_a_copy_of_a_log_at_another_path_moves_no_call(tmp_path: Path, order: tuple[str, str]) -> None:
    db = tmp_path / "calls.db"
    for folder in order:
        take(db, write(tmp_path / folder / "Master.csv", WITH_ID), timezone="UTC")
        assert query(db, STARTED) == [("2026-11-09T07:15:30+00:00", 7)]


def test_a_rotated_log_takes_none_of_two_rows_of_one_start_with_it(tmp_path: Path) -> None:
    db = tmp_path / "calls.db"
    twin = WITH_ID.replace(",70,60,", ",50,40,")
    later = WITH_ID.replace("10:15", "10:17").replace("10:16", "10:18")
    log = write(tmp_path / "Master.csv", WITH_ID + twin)
    take(db, log)
    take(db, write(log, later))
    assert query(db, "SELECT count(*) FROM record_row") == [(3,)]


@pytest.mark.parametrize("order", [("Master.csv", "Master.csv.1"), ("Master.csv.1", "Master.csv")])
def test_the_zone_said_of_one_part_of_a_rotated_log_holds_for_the_others(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    write(tmp_path / "Master.csv", UNDATED)
    write(tmp_path / "Master.csv.1", UNDATED.replace("-11-09", "-11-08"))
    db = tmp_path / "calls.db"
    for name in order:
        said = "Asia/Yekaterinburg" if name == "Master.csv" else None
        import_records(Settings(db=db, timezone="UTC"), tmp_path / name, options=ReadingOptions(timezone=said))
    moments = [("2026-11-08T05:15:30+00:00",), ("2026-11-09T05:15:30+00:00",)]
    assert query(db, "SELECT started_at FROM call ORDER BY 1") == moments
    import_records(Settings(db=db), tmp_path / "Master.csv", options=ReadingOptions(timezone="Europe/Moscow"))
    moments = [("2026-11-08T07:15:30+00:00",), ("2026-11-09T07:15:30+00:00",)]
    assert query(db, "SELECT started_at FROM call ORDER BY 1") == moments


def test_other_contexts_take_effect_as_soon_as_the_project_is_opened(tmp_path: Path) -> None:
    row = WITH_ID.replace("from-trunk", "x").replace("SIP/t-1", "SIP/102-1")
    log = write(tmp_path / "Master.csv", row.replace("79161112233", "102").replace("74951234567", "101"))
    db, direction = tmp_path / "calls.db", "SELECT direction FROM call"
    import_records(Settings(db=db, timezone="UTC"), log)
    assert query(db, direction) == [("internal",)]
    told = ("x",)
    open_project(Settings(db=db, timezone="UTC", inbound_contexts=told))
    assert query(db, direction) == [("inbound",)]
    import_records(Settings(db=tmp_path / "anew.db", timezone="UTC", inbound_contexts=told), log)
    assert dump(db) == dump(tmp_path / "anew.db")


def test_a_folder_is_searched_for_what_the_map_or_the_format_fits(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    write(folder / "calls.csv", "Когда;Кто;Сколько\n01.02.2026 10:00:00;79161234567;30\n")
    write(folder / "notes.txt", "Dear all,\n")
    fields = write(tmp_path / "map.yaml", "fields:\n  start: Когда\n  caller: Кто\n  duration: Сколько\n")
    summary = take(tmp_path / "calls.db", folder, map=fields)
    assert (summary.rows, summary.bad, summary.failed) == (1, 0, ())
    with pytest.raises(UsageError):
        take(tmp_path / "calls.db", folder, map=write(tmp_path / "bad.yaml", "fields: 5\n"))
    with pytest.raises(SpeechqaError, match="no call log in this folder"):
        take(tmp_path / "calls.db", folder, kind="asterisk")
    write(folder / "Master.csv", WITH_ID)
    assert take(tmp_path / "other.db", folder, kind="asterisk").rows == 1


def test_dates_of_a_queue_log_are_in_the_zone_that_the_user_says(tmp_path: Path) -> None:
    log, db = write(tmp_path / "queue_log", QUEUE), tmp_path / "calls.db"
    assert take(db, log).bad == 2
    for zone, hour in (("Europe/Moscow", "07"), ("Asia/Yekaterinburg", "05")):
        summary = import_records(Settings(db=db), log, options=ReadingOptions(timezone=zone))
        assert (summary.rows, summary.bad) == (2, 0)
        assert query(db, "SELECT started_at FROM call") == [(f"2026-11-09T{hour}:00:00+00:00",)]
        assert query(db, "SELECT count(*) FROM queue_event") == [(2,)]
    assert take(db, log).sources[0].unchanged


def test_since_leaves_queue_events_out_as_well(tmp_path: Path) -> None:
    log = write(tmp_path / "queue_log", QUEUE)
    options = ReadingOptions(timezone="Europe/Moscow", since=datetime(2026, 11, 9, 10, 0, 10))
    assert import_records(Settings(db=tmp_path / "calls.db", timezone="UTC"), log, options=options).rows == 1


def test_since_is_a_time_of_the_projects_zone_for_rows_that_say_their_own(tmp_path: Path) -> None:
    times = (
        "start;caller;duration\n2026-01-31T22:30:00+00:00;79161234567;30\n2026-01-31T20:30:00+00:00;79161234568;30\n"
    )
    fields = write(tmp_path / "map.yaml", "fields:\n  start: start\n  caller: caller\n  duration: duration\n")
    summary = take(tmp_path / "calls.db", write(tmp_path / "calls.csv", times), map=fields, since=datetime(2026, 2, 1))
    assert (summary.rows, summary.bad) == (1, 0)


def test_a_row_dated_ahead_of_now_is_not_the_newest(tmp_path: Path) -> None:
    ahead = (datetime.now() + timedelta(days=900)).strftime("%Y-%m-%d")
    log = write(
        tmp_path / "Master.csv", UNDATED.replace("2026-11-09", "2020-11-09") + UNDATED.replace("2026-11-09", ahead)
    )
    take(tmp_path / "calls.db", log)
    assert query(tmp_path / "calls.db", "SELECT newest FROM source") == [("2020-11-09T10:15:30",)]


WRITINGS = ("+7 (916) 123-45-67", "89161234567", "79161234567")


@pytest.mark.parametrize("ids", ["", "id-1"])
def test_a_number_that_a_later_export_writes_in_another_way_makes_no_call_twice(tmp_path: Path, ids: str) -> None:
    table = "Начало;Клиент;Менеджер;Разговор;Ожидание;Тип;ID\n09.11.2026 10:15:30;{};101;60;10;входящий;" + ids + "\n"
    names = ("start: Начало", "customer: Клиент", "manager: Менеджер", "talk: Разговор", "wait: Ожидание")
    more = ("direction: Тип", "call_id: ID")
    columns = write(tmp_path / "map.yaml", "fields:\n" + "".join(f"  {one}\n" for one in (*names, *more)))
    files = [write(tmp_path / f"{n}.csv", table.format(number)) for n, number in enumerate(WRITINGS)]
    twice = write(tmp_path / "twice.csv", table.format(WRITINGS[0]) + table.format(WRITINGS[1]).splitlines()[1] + "\n")
    dumps = []
    orders = (files, files[::-1], [files[1], files[2], files[0]], [twice, files[2]], [files[2], twice])
    for n, order in enumerate(orders):
        db = tmp_path / f"{n}.db"
        for file in order:
            take(db, file, map=columns)
        assert query(db, "SELECT customer, talk FROM record") == [("+79161234567", 60)]
        assert query(db, "SELECT sum(kept) FROM source") == [(1,)]
        take(db, *order, map=columns)
        dumps.append((dump(db), query(db, "SELECT call_key, said, more FROM record_row")))
    assert dumps[1:] == dumps[:-1]
