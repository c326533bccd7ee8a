"""queue_log → events."""

from __future__ import annotations

from pathlib import Path

import pytest

from speechqa.calls.model import BadRow, QueueEvent
from speechqa.calls.queue_log import read_queue_log
from speechqa.errors import UsageError

LOG = Path(__file__).parent / "logs" / "queue_log" / "queue_log"


def write(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "queue_log"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> tuple[list[QueueEvent], list[BadRow]]:
    entries = list(read_queue_log(path))
    return [entry[1] for entry in entries if isinstance(entry, tuple)], [e for e in entries if isinstance(e, BadRow)]


def test_all_events_of_a_log_are_kept_in_their_order() -> None:
    events, bad = read(LOG)
    assert (len(events), bad) == (23, [])
    assert [event.event for event in events if event.callid == "1266833925.10"] == [
        *("ENTERQUEUE", "RINGNOANSWER", "CONNECT", "COMPLETECALLER"),
    ]
    assert events[9] == QueueEvent(
        1266833933, "1266833925.10", "9000", "Local/2004@from-internal/n", "CONNECT", ("8", "1266833933.27", "2")
    )


def test_nobody_has_no_name() -> None:
    events, _bad = read(LOG)
    assert (events[0].callid, events[0].queue, events[0].agent) == ("", "", "")
    assert events[3].agent == ""


def test_empty_fields_before_the_last_said_one_stay_and_those_after_it_go(tmp_path: Path) -> None:
    events, _bad = read(write(tmp_path, "1266833905|1266833905.2|9000|NONE|ENTERQUEUE||7916|||"))
    assert events[0].data == ("", "7916")


def test_more_than_five_further_fields_are_the_fifth(tmp_path: Path) -> None:
    events, _bad = read(write(tmp_path, "1266833905|1266833905.2|9000|NONE|INFO|a|b|c|d|e|f"))
    assert events[0].data == ("a", "b", "c", "d", "e|f")


def test_bad_lines_are_kept_apart_with_line_and_reason(tmp_path: Path) -> None:
    good = "1266833905|1266833905.2|9000|NONE|ENTERQUEUE||7916|1"
    path = write(
        tmp_path,
        good,
        "1266833905|1266833905.2|9000",
        good.replace("1266833905|", "yesterday|", 1),
        good.replace("1266833905|", "12668339050000|", 1),
        good.replace("ENTERQUEUE", ""),
        "",
        "9000|NONE|1266833905|1266833905.2|ENTERQUEUE",
        good[:20],
        good,
    )
    entries = list(read_queue_log(path))
    assert [entry.line for entry in entries if isinstance(entry, BadRow)] == [2, 3, 4, 5, 7, 8]
    assert [entry[0] for entry in entries if isinstance(entry, tuple)] == [1, 9]
    assert all(entry.reason and entry.text for entry in entries if isinstance(entry, BadRow))


def test_a_byte_order_mark_other_line_ends_and_cp1251_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    path.write_bytes("1266833905|1266833905.2|9000|Агент Анна|CONNECT|6|1266833911.7|5\r\n".encode("utf-8-sig"))
    assert [event.agent for event in read(path)[0]] == ["Агент Анна"]
    path.write_bytes("1266833905|1266833905.2|9000|Агент Анна|CONNECT|6|1266833911.7|5\r\n".encode("cp1251"))
    assert [event.agent for event in read(path)[0]] == ["Агент Анна"]


def test_dates_of_a_dumped_table_are_moved_to_utc_by_the_ids_of_the_calls(tmp_path: Path) -> None:
    # As a database shows its table queue_log; the clock is at UTC+3.
    events, bad = read(
        write(
            tmp_path,
            "            time            |    callid    | queuename | agent |   event    | data1 | data2 | data3",
            " 2010-02-22 13:18:00        | NONE         | NONE      | NONE  | QUEUESTART |       |       |      ",
            " 2010-02-22 13:18:25.896208 | 1266833905.2 | 9000      | NONE  | ENTERQUEUE |       | 7916  | 1    ",
            " 2010-02-22 13:18:31        | 1266833905.2 | 9000      | 2004  | CONNECT    | 6     | 1.7   | 5    ",
        )
    )
    assert bad == []
    assert [event.at for event in events] == [1266833880, pytest.approx(1266833905.896208), 1266833911]


def test_a_date_that_nothing_moves_to_utc_is_bad(tmp_path: Path) -> None:
    events, bad = read(write(tmp_path, "2010-02-22 13:18:00|NONE|NONE|NONE|QUEUESTART|"))
    assert (events, len(bad)) == ([], 1)


def test_a_missing_log_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="queue_log"):
        list(read_queue_log(tmp_path / "queue_log"))
