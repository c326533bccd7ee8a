"""Rows may come in any order, in any number of files, once or twice: the records at the end are those of all rows."""

from __future__ import annotations

import gzip
import random
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from speechqa.calls.asterisk import header_of
from speechqa.calls.formats import read, tell_format
from speechqa.calls.legs import calls_from_rows
from speechqa.calls.model import Call, QueueEvent, Row
from speechqa.errors import SpeechqaError
from speechqa.pipeline import ImportSummary, ReadingOptions, import_records, intake, make_calls
from speechqa.settings import Settings
from speechqa.store.columns import CALL_COLUMNS, call_from
from speechqa.store.connection import open_store
from speechqa.store.records import save_records
from tests.pipeline.conftest import dump, query
from tools.call_log import write_log

LOGS = Path(__file__).parents[1] / "calls" / "logs"
PUBLIC = LOGS / "public"
ZONE = "Europe/Moscow"


def take(db: Path, *sources: Path | str, timezone: str = ZONE, **options: Any) -> ImportSummary:
    return import_records(Settings(db=db, timezone=timezone), *sources, options=ReadingOptions(**options))


def records(db: Path) -> list[Call]:
    rows = query(db, f"SELECT record_id, {', '.join(CALL_COLUMNS)} FROM record ORDER BY record_id")
    return [call_from(row[0], row[1:]) for row in rows]


def whole(*paths: Path) -> list[Call]:
    """What all rows and queue events together make, by the one function that sees all of them at once."""
    entries = [entry[1] for path in paths for entry in read(path, tell_format(path)) if isinstance(entry, tuple)]
    rows = [entry for entry in entries if isinstance(entry, Row)]
    events = [entry for entry in entries if isinstance(entry, QueueEvent)]
    return sorted(calls_from_rows(rows, ZoneInfo(ZONE), queue_events=events), key=lambda call: call.call_id)


def logs() -> list[Path]:
    kinds = ("asterisk", "freepbx", "freeswitch", "public")
    return sorted(path for kind in kinds for path in (LOGS / kind).glob("*.csv"))


@pytest.mark.parametrize("log", [*logs(), PUBLIC / "queue_log"], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_database_has_the_calls_that_all_rows_together_make(tmp_path: Path, log: Path) -> None:
    summary = take(tmp_path / "calls.db", log)
    assert records(tmp_path / "calls.db") == whole(log)
    assert summary.calls == len(whole(log))


def test_a_call_of_rows_in_two_files_counts_once_in_the_totals(tmp_path: Path) -> None:
    old, new = tmp_path / "Master.csv.1", tmp_path / "Master.csv"
    write_log(tmp_path / "whole.csv", 60)
    lines = (tmp_path / "whole.csv").read_text("utf-8").splitlines(keepends=True)
    # Cut between two rows of one call.
    cut = next(n for n in range(20, 40) if lines[n].split(",")[-2] == lines[n - 1].split(",")[-2])
    old.write_text("".join(lines[:cut]), encoding="utf-8")
    new.write_text("".join(lines[cut:]), encoding="utf-8")
    expected = take(tmp_path / "whole.db", tmp_path / "whole.csv")
    summary = take(tmp_path / "calls.db", old, new)
    assert (summary.calls, summary.changed, summary.counts) == (expected.calls, expected.calls, expected.counts)
    assert sum(one.calls for one in summary.sources) == expected.calls + 1
    again = take(tmp_path / "calls.db", old, new)
    assert (again.calls, again.changed, again.counts) == (expected.calls, 0, expected.counts)


@pytest.mark.parametrize("log", logs(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_two_halves_in_either_order_end_in_the_same_rows(tmp_path: Path, log: Path) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    kind = tell_format(log)
    head = lines[:1] if header_of(lines[0].decode().strip().split(",")) else []
    rows = lines[len(head) :]
    for cut in {1, len(rows) // 2, len(rows) - 1} - {0, len(rows)}:
        folder = tmp_path / str(cut)
        folder.mkdir()
        halves = [folder / "one.csv", folder / "other.csv"]
        for half, part in zip(halves, (rows[:cut], rows[cut:]), strict=True):
            half.write_bytes(b"".join([*head, *part]))
        take(folder / "there.db", *halves, kind=kind)
        take(folder / "back.db", *halves[::-1], kind=kind)
        assert dump(folder / "there.db", but=["call_id"]) == dump(folder / "back.db", but=["call_id"])
        take(folder / "there.db", *halves, kind=kind)
        assert dump(folder / "there.db", but=["call_id"]) == dump(folder / "back.db", but=["call_id"])
        if kind == "asterisk":
            # Of FreeSWITCH's legs a half alone does not tell which are one call.
            assert _undated(records(folder / "there.db")) == _undated(whole(log))


def _undated(calls: Sequence[Call]) -> list[str]:
    return [repr([getattr(call, name) for name in CALL_COLUMNS if name != "started_at"]) for call in calls]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "Master.csv"
    write_log(path, 3000)
    return path


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_AT_ONCE", 7)
    monkeypatch.setattr(make_calls, "_AT_ONCE", 5)


@pytest.mark.usefixtures("small_blocks")
def test_calls_that_straddle_blocks_are_whole(tmp_path: Path, office: Path) -> None:
    take(tmp_path / "calls.db", office)
    assert records(tmp_path / "calls.db") == whole(office)


@pytest.mark.usefixtures("small_blocks")
def test_rows_in_any_order_make_the_same_calls(tmp_path: Path, office: Path) -> None:
    lines = office.read_text(encoding="utf-8").splitlines(keepends=True)[:600]
    straight, shuffled = tmp_path / "straight.csv", tmp_path / "shuffled.csv"
    straight.write_text("".join(lines), encoding="utf-8")
    random.Random(1).shuffle(lines)
    shuffled.write_text("".join(lines), encoding="utf-8")
    for log in (straight, shuffled):
        take(tmp_path / f"{log.stem}.db", log)
    assert records(tmp_path / "shuffled.db") == records(tmp_path / "straight.db") == whole(straight)
    assert dump(tmp_path / "shuffled.db") == dump(tmp_path / "straight.db")


def test_in_bulk_and_one_by_one_end_in_identical_rows(tmp_path: Path, office: Path) -> None:
    take(tmp_path / "bulk.db", office)
    single = open_store(tmp_path / "single.db", timezone=ZONE)
    order = [row[0] for row in query(tmp_path / "bulk.db", "SELECT call_id FROM call ORDER BY seen")]
    by_id = {call.call_id: call for call in whole(office)}
    saved = save_records(single, [by_id[call_id] for call_id in order], in_bulk=False)
    settings = Settings(db=tmp_path / "single.db", timezone=ZONE)
    for call_id in saved.to_describe:
        make_calls.describe(single, call_id, settings)
    single.conn.close()
    assert dump(tmp_path / "single.db") == dump(tmp_path / "bulk.db")
    seen = "SELECT call_id, seen FROM call ORDER BY seen"
    assert query(tmp_path / "single.db", seen) == query(tmp_path / "bulk.db", seen)


def test_an_unchanged_file_is_not_read_again_and_what_was_lost_of_it_comes_back(tmp_path: Path, office: Path) -> None:
    db = tmp_path / "calls.db"
    first = take(db, office)
    before = dump(db)
    again = take(db, office)
    assert (again.sources[0].unchanged, again.rows, again.changed, again.calls) == (True, first.rows, 0, first.calls)
    assert again.sources[0].counts == first.sources[0].counts
    for loss in ("DELETE FROM record WHERE rowid % 10 = 0", "DELETE FROM record_row WHERE call_key LIKE '%7'"):
        store = open_store(db)
        store.conn.execute(loss)
        store.conn.close()
        take(db, office)
        assert dump(db) == before


def test_a_longer_version_of_a_file_adds_what_is_new(tmp_path: Path, office: Path) -> None:
    lines = office.read_text(encoding="utf-8").splitlines(keepends=True)
    log, db = tmp_path / "Master.csv", tmp_path / "calls.db"
    for end in (1000, 1003, 2000):
        log.write_text("".join(lines[:end]), encoding="utf-8")
        summary = take(db, log)
    assert (summary.rows, summary.sources[0].new_rows) == (2000, 997)
    take(tmp_path / "at_once.db", log)
    assert dump(db) == dump(tmp_path / "at_once.db")


def test_a_rotated_log_whose_call_stands_in_two_files_is_one_call(tmp_path: Path) -> None:
    lines = (LOGS / "asterisk" / "forks.csv").read_bytes().splitlines(keepends=True)
    log, rotated, db = tmp_path / "Master.csv", tmp_path / "Master.csv.1.gz", tmp_path / "calls.db"
    for cut in (6, 9):
        log.write_bytes(b"".join(lines[:cut]))
        take(db, log)
        rotated.write_bytes(gzip.compress(b"".join(lines[:cut])))
        log.write_bytes(b"".join(lines[cut:]))
        take(db, tmp_path)
        assert records(db) == whole(LOGS / "asterisk" / "forks.csv")


def test_a_mended_row_goes_in_and_is_bad_no_longer(tmp_path: Path) -> None:
    lines = (LOGS / "asterisk" / "forks.csv").read_bytes().splitlines(keepends=True)
    log, db = tmp_path / "Master.csv", tmp_path / "calls.db"
    log.write_bytes(b"".join([*lines[:4], b"nonsense\n", *lines[5:]]))
    broken = take(db, log)
    assert (broken.bad, broken.bad_rows[0].path) == (1, f"{log}:5")
    assert query(db, "SELECT line, text FROM bad_row") == [(5, "nonsense")]
    log.write_bytes(b"".join(lines))
    assert take(db, log).bad == 0
    assert query(db, "SELECT * FROM bad_row") == []
    assert records(db) == whole(log)


def test_a_corrected_row_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    row = ",79161112233,74951234567,from-trunk,x,SIP/t-1,SIP/101-2,Dial,x,{times},{end},DOCUMENTATION,1794208530.1,\n"
    times = "2026-11-09 10:15:30,2026-11-09 10:15:40,2026-11-09 10:16:40"
    log, db = tmp_path / "Master.csv", tmp_path / "calls.db"
    log.write_text(row.format(times=times, end="70,60,ANSWERED"), encoding="utf-8")
    take(db, log)
    log.write_text(row.format(times=times, end="50,40,ANSWERED"), encoding="utf-8")
    take(db, log)
    assert query(db, "SELECT talk FROM call") == [(40.0,)]
    assert query(db, "SELECT count(*) FROM record_row") == [(1,)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_queue_log_may_come_before_or_after_the_records(tmp_path: Path, order: tuple[int, int]) -> None:
    sources = (tmp_path / "Master.csv", tmp_path / "queue_log")
    times = "2026-11-09 10:15:30,2026-11-09 10:15:30,2026-11-09 10:16:40"
    ids = "1794208530.7,,,1794208530.1,9"
    sources[0].write_text(
        f",79161112233,600,from-trunk,x,SIP/t-1,SIP/101-2,Queue,600,{times},70,70,ANSWERED,DOCUMENTATION,{ids}\n",
        encoding="utf-8",
    )
    sources[1].write_text(
        "1794208530|1794208530.7|600|NONE|ENTERQUEUE||79161112233|1\n"
        "1794208550|1794208530.7|600|SIP/101|CONNECT|20|1794208540.9|4\n"
        "1794208600|1794208530.7|600|SIP/101|COMPLETECALLER|20|50|1\n",
        encoding="utf-8",
    )
    take(tmp_path / "calls.db", sources[order[0]])
    take(tmp_path / "calls.db", sources[order[1]])
    assert records(tmp_path / "calls.db") == whole(*sources)
    (found,) = query(tmp_path / "calls.db", "SELECT manager, wait, talk, hangup_by, queue FROM call")
    assert found == ("101", 20.0, 50.0, "customer", "600")


def test_the_same_rows_from_two_sources_are_one_row_that_says_what_both_say(tmp_path: Path) -> None:
    start = "2026-11-09 10:15:30"
    plain, table = tmp_path / "Master.csv", tmp_path / "cdr.csv"
    plain.write_text(
        f",79161112233,101,from-trunk,x,SIP/t-1,SIP/101-2,Dial,x,{start},{start},2026-11-09 10:16:40,70,70,"
        "ANSWERED,DOCUMENTATION,1794208530.1,\n",
        encoding="utf-8",
    )
    table.write_text(
        "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,"
        "uniqueid,did,recordingfile\n"
        f"{start},x,79161112233,101,from-trunk,SIP/t-1,SIP/101-2,Dial,x,70,70,ANSWERED,1794208530.1,74951234567,a.wav\n",
        encoding="utf-8",
    )
    dumps = []
    for n, order in enumerate(([plain, table], [table, plain])):
        take(tmp_path / f"{n}.db", *order)
        dumps.append(
            [dump(tmp_path / f"{n}.db"), query(tmp_path / f"{n}.db", "SELECT call_key, said, more FROM record_row")]
        )
    assert dumps[0] == dumps[1]
    assert len(dumps[0][1]) == 1
    assert query(tmp_path / "0.db", "SELECT line, recording_file FROM call") == [("+74951234567", "a.wav")]


def test_a_source_that_cannot_be_used_leaves_the_others_alone(tmp_path: Path, office: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"\x00\x01\x02" * 100)
    summary = take(tmp_path / "calls.db", broken, office)
    assert [failure.path for failure in summary.failed] == [str(broken)]
    assert len(records(tmp_path / "calls.db")) == summary.calls > 0
    assert query(tmp_path / "calls.db", "SELECT count(*) FROM source") == [(1,)]


def test_a_folder_without_a_log_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear all,\n", encoding="utf-8")
    with pytest.raises(SpeechqaError, match="no call log in this folder"):
        take(tmp_path / "calls.db", tmp_path)


PLAIN = ",79161112233,74951234567,from-trunk,x,SIP/t-1,SIP/101-2,Dial,x,{times},70,60,ANSWERED,DOCUMENTATION{ids}\n"
TIMES = "2026-11-09 10:15:30,2026-11-09 10:15:40,2026-11-09 10:16:40"
STARTED = "SELECT started_at, local_hour FROM call"


def test_the_zone_told_once_is_remembered_for_the_log_and_its_rotated_parts(tmp_path: Path) -> None:
    log, db = tmp_path / "Master.csv", tmp_path / "calls.db"
    log.write_text(PLAIN.format(times=TIMES, ids=""), encoding="utf-8")
    take(db, log)
    assert query(db, STARTED) == [("2026-11-09T07:15:30+00:00", 10)]
    import_records(Settings(db=db), log, options=ReadingOptions(timezone="Asia/Yekaterinburg"))
    assert query(db, STARTED) == [("2026-11-09T05:15:30+00:00", 8)]
    rotated = tmp_path / "Master.csv.1"
    rotated.write_text(PLAIN.format(times=TIMES.replace("-11-09", "-11-08"), ids=""), encoding="utf-8")
    take(db, rotated, log)
    assert query(db, STARTED + " ORDER BY 1") == [("2026-11-08T05:15:30+00:00", 8), ("2026-11-09T05:15:30+00:00", 8)]


def test_another_time_zone_of_the_project_moves_only_what_nothing_else_dates(tmp_path: Path) -> None:
    db = tmp_path / "calls.db"
    dated, undated = tmp_path / "dated.csv", tmp_path / "undated.csv"
    dated.write_text(PLAIN.format(times=TIMES, ids=",1794208530.1,"), encoding="utf-8")
    undated.write_text(PLAIN.format(times=TIMES, ids=""), encoding="utf-8")
    take(db, dated, undated)
    assert query(db, STARTED) == [("2026-11-09T07:15:30+00:00", 10)] * 2
    take(db, timezone="Asia/Yekaterinburg")
    assert sorted(query(db, STARTED)) == [("2026-11-09T05:15:30+00:00", 10), ("2026-11-09T07:15:30+00:00", 12)]
    anew = tmp_path / "anew.db"
    take(anew, dated, undated, timezone="Asia/Yekaterinburg")
    assert dump(db) == dump(anew)


@pytest.mark.parametrize(
    ("told", "warns"), [(None, "the log's own is used"), ("Asia/Tokyo", "--log-timezone is used"), (ZONE, None)]
)
def test_a_zone_that_the_ids_contradict_is_told_each_time(tmp_path: Path, told: str | None, warns: str | None) -> None:
    log = tmp_path / "Master.csv"
    log.write_text(PLAIN.format(times=TIMES, ids=",1794208530.1,"), encoding="utf-8")
    for _again in range(2):
        summary = import_records(
            Settings(db=tmp_path / "calls.db", timezone="Europe/London"), log, options=ReadingOptions(timezone=told)
        )
        assert len(summary.warnings) == (warns is not None)
        assert warns is None or warns in summary.warnings[0]


def test_other_settings_make_calls_anew(tmp_path: Path) -> None:
    log, db = tmp_path / "Master.csv", tmp_path / "calls.db"
    log.write_text(PLAIN.format(times=TIMES, ids="").replace("79161112233", "12345"), encoding="utf-8")
    take(db, log)
    before = dump(db)
    for path in (db, tmp_path / "anew.db"):
        import_records(Settings(db=path, timezone=ZONE, extension_length=3), log)
    assert dump(db) == dump(tmp_path / "anew.db") != before


def test_older_rows_are_left_out_where_the_user_says_so(tmp_path: Path, office: Path) -> None:
    everything = take(tmp_path / "all.db", office)
    recent = take(tmp_path / "recent.db", office, since=datetime(2026, 1, 12, 12))
    assert 0 < recent.rows < everything.rows
    assert take(tmp_path / "recent.db", office).sources[0].new_rows == everything.rows - recent.rows
    assert dump(tmp_path / "recent.db") == dump(tmp_path / "all.db")
