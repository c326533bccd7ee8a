"""The same rows with a linkedid in one log and without it in another, and events of one second: one call, whichever
came first."""

from __future__ import annotations

from pathlib import Path

import pytest

from speechqa.store.connection import open_store
from speechqa.store.overrides import save_override
from tests.pipeline.conftest import query
from tests.pipeline.test_intake import records, take, whole


def _legs(columns: int) -> str:
    """Two legs of one call, with or without the columns that ``newcdrcolumns`` adds."""
    legs = (
        ("1794208530.1", "SIP/t-1,SIP/101-2", "2026-11-09 10:15:30", "20,0,NO ANSWER", "5"),
        ("1794208535.9", "SIP/101-2,SIP/102-3", "2026-11-09 10:15:35", "40,30,ANSWERED", "7"),
    )
    return "".join(
        f",79161112233,101,from-trunk,x,{channels},Dial,x,{start},,,{end},DOCUMENTATION,{uniqueid},"
        + (f",,1794208530.1,{sequence}\n" if columns > 18 else "\n")
        for uniqueid, channels, start, end, sequence in legs
    )


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0), (1, 0, 0)])
@pytest.mark.parametrize("with_queue", [False, True])
def test_the_same_call_with_and_without_its_linkedid_is_one_call(
    tmp_path: Path, order: tuple[int, ...], with_queue: bool
) -> None:
    logs = (tmp_path / "plain.csv", tmp_path / "with_linkedid.csv")
    queue_log = tmp_path / "queue_log"
    queue_log.write_text(
        "1794208535|1794208535.9|600|NONE|ENTERQUEUE||79161112233|1\n"
        "1794208540|1794208535.9|600|SIP/102|CONNECT|5|1794208540.9|4\n"
        "1794208570|1794208535.9|600|SIP/102|COMPLETECALLER|5|30|1\n",
        encoding="utf-8",
    )
    for log, columns in zip(logs, (18, 21), strict=True):
        log.write_text(_legs(columns), encoding="utf-8")
    queue = [queue_log] if with_queue else []
    take(tmp_path / "whole.db", logs[1], *queue)
    for n, sources in enumerate(([*queue, *(logs[n] for n in order)], [*(logs[n] for n in order), *queue])):
        for source in sources:
            take(tmp_path / f"{n}.db", source)
        assert records(tmp_path / f"{n}.db") == records(tmp_path / "whole.db") == whole(logs[1], *queue)
        assert query(tmp_path / f"{n}.db", "SELECT count(*) FROM call") == [(1,)]
        # A call that a queue_log told of first keeps the id that it got by that.
        names = () if with_queue else ("SELECT call_id FROM call", "SELECT alias, call_id FROM alias ORDER BY alias")
        for rows in ("SELECT call_key, said, more, uniqueid FROM record_row", "SELECT * FROM row_link", *names):
            assert query(tmp_path / f"{n}.db", rows) == query(tmp_path / "whole.db", rows)
        assert query(tmp_path / f"{n}.db", "SELECT kept FROM source WHERE place LIKE '%plain.csv'") == [(2,)]


def test_what_people_said_of_a_call_stays_when_it_is_a_part_of_another(tmp_path: Path) -> None:
    logs = (tmp_path / "plain.csv", tmp_path / "with_linkedid.csv")
    for log, columns in zip(logs, (18, 21), strict=True):
        log.write_text(_legs(columns), encoding="utf-8")
    take(tmp_path / "calls.db", logs[0])
    save_override(open_store(tmp_path / "calls.db"), "1794208535.9", "greeting", "passed", author="Anna")
    take(tmp_path / "calls.db", logs[1])
    assert query(tmp_path / "calls.db", "SELECT call_id, verdict FROM override") == [("1794208530.1", "passed")]
    assert records(tmp_path / "calls.db") == whole(logs[1])


def test_rows_that_still_stand_in_a_log_stay_though_another_log_named_their_call(tmp_path: Path) -> None:
    log, other, db = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "calls.db"
    for path, columns in ((log, 18), (other, 21)):
        legs = _legs(columns)
        path.write_text(legs + legs.splitlines(keepends=True)[1].replace("40,30", "50,40"), encoding="utf-8")
    take(db, log, other)
    log.write_text(log.read_text() + _legs(18).replace("40,30", "60,50"), encoding="utf-8")
    other.write_text(other.read_text() + _legs(21).replace("40,30", "60,50"), encoding="utf-8")
    take(db, log, other)
    assert records(db) == whole(other)
    assert query(db, "SELECT DISTINCT call_key FROM record_row") == [("1794208530.1",)]
    assert query(db, "SELECT count(*) FROM record_row") == [(4,)]


def test_events_of_one_second_stand_in_the_same_order_whichever_file_came_first(tmp_path: Path) -> None:
    logs = (tmp_path / "queue_log.1", tmp_path / "queue_log.2")
    ring = "1794208540|1794208530.7|600|SIP/{}|RINGNOANSWER|1000\n"
    end = "1794208560|1794208530.7|600|NONE|ABANDON|1|1|30\n"
    begin = "1794208530|1794208530.7|600|NONE|ENTERQUEUE||79161112233|1\n"
    logs[0].write_text(begin + ring.format(101) + ring.format(102) + end, encoding="utf-8")
    logs[1].write_text(ring.format(102) + end, encoding="utf-8")
    dumps = []
    for n, order in enumerate((logs, logs[::-1])):
        for log in order:
            take(tmp_path / f"{n}.db", log)
        events = query(
            tmp_path / f"{n}.db", "SELECT callid, at, agent, line, place FROM queue_event JOIN source USING (source_id)"
        )
        dumps.append(
            [
                records(tmp_path / f"{n}.db"),
                events,
                query(tmp_path / f"{n}.db", "SELECT place, kept FROM source ORDER BY 1"),
            ]
        )
    assert dumps[0] == dumps[1]
    assert dumps[0][0][0].rung == ("101", "102")
