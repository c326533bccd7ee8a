"""What records and recordings lack, told from a database that was filled by the pipeline itself."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from speechqa.pipeline import import_records
from speechqa.report.doctor_cdr import CdrCheck, check_cdr
from speechqa.report.period import Period, read_period
from speechqa.report.render.doctor import problem_words, write_check
from speechqa.store.connection import open_store
from speechqa.texts import set_language
from tests.pipeline.conftest import GOOD, Desk, at, row, three, three_rows, uniqueid
from tests.pipeline.conftest import desk as desk

HEADER = (
    "calldate,src,dst,dcontext,clid,channel,dstchannel,lastapp,duration,billsec,disposition,uniqueid,recordingfile\n"
)


def named_row(hour: int, file: str, *, minute: int = 0, talk: int = 40) -> str:
    started = at(hour).replace(minute=minute)
    uniqueid_ = f"{int(started.timestamp())}.{hour}{minute}"
    return (
        f"{started:%Y-%m-%d %H:%M:%S},79161112233,101,from-trunk,,SIP/mtt-trunk-01,SIP/101-02,Dial,"
        f"{talk + 4},{talk},ANSWERED,{uniqueid_},{file}\n"
    )


def looked(desk: Desk, *, period: Period | None = None, folders: tuple[Path, ...] = ()) -> CdrCheck:
    return check_cdr(open_store(desk.root / "calls.db"), period, min_talk=5, folders=folders)


def files(check: CdrCheck, problem: str) -> list[str]:
    return [Path(one.file).name if one.file else one.call_id for one in check.problems[problem]]


def written(check: CdrCheck, output: str = "table", **options: Any) -> str:
    out = io.StringIO()
    write_check(check, output, stream=out, width=80, **options)
    return out.getvalue()


def test_where_all_fits_nothing_is_wrong(desk: Desk) -> None:
    three(desk)
    desk.score(records=desk.log(*three_rows()))
    check = looked(desk)
    assert {problem: len(found) for problem, found in check.problems.items() if found} == {}
    assert (check.calls, check.with_record, check.answered, check.recordings, check.heard, check.mono) == (
        3, 3, 3, 3, 3, 0,
    )  # fmt: skip
    assert check.joins == {"uniqueid": 2, "recording_file": 0, "number_and_time": 0, "time": 1, "none": 0}
    assert check.advice == ()
    assert "Records and recordings fit together." in written(check)


def test_calls_and_recordings_without_their_other_half_are_named(desk: Desk) -> None:
    paths = three(desk)
    desk.score(arguments=[str(paths[0]), str(paths[2])])
    import_records(desk.settings(), desk.log(*three_rows()[:2]))
    check = looked(desk)
    assert files(check, "answered_without_recording") == [uniqueid(11)]
    assert files(check, "recording_without_record") == ["2026_11_09_12_00_05.wav"]


def test_a_call_of_little_talk_or_within_the_house_lacks_no_recording(desk: Desk) -> None:
    short = row("79161112233", "101", at(10), wait=5, talk=4, uniqueid=uniqueid(10))
    inside = row("101", "102", at(11), wait=5, talk=40, uniqueid=uniqueid(11)).replace("from-trunk", "from-internal")
    import_records(
        desk.settings(), desk.log(short, inside.replace("SIP/mtt-trunk", "SIP/101").replace("74951234567", "102"))
    )
    check = looked(desk)
    assert check.calls == 2
    assert check.problems["answered_without_recording"] == ()


def test_a_recording_that_lies_nowhere_is_gone_one_that_is_there_was_never_scored(desk: Desk) -> None:
    there = desk.put("2026/11/09/in-101-79161112233-20261109-100000.wav", GOOD, seconds=40)
    desk.put("2026/11/09/in-101-79161112233-20261109-110000.wav", GOOD, seconds=40, pitch=400)
    log = desk.log(
        HEADER,
        named_row(10, there.name),
        named_row(11, "in-101-79161112233-20261109-110000.wav"),
        named_row(12, "in-101-79161112233-20261109-120000.wav"),
    )
    desk.score(arguments=[str(there)], records=log)
    check = looked(desk)
    assert check.joins["recording_file"] == 1
    assert files(check, "recording_not_scored") == ["in-101-79161112233-20261109-110000.wav"]
    assert files(check, "recording_gone") == ["in-101-79161112233-20261109-120000.wav"]
    assert "the telephone system has deleted it" in written(check)


def test_where_no_recording_was_ever_seen_none_is_said_to_be_gone(desk: Desk) -> None:
    import_records(desk.settings(), desk.log(HEADER, named_row(10, "in-101-20261109-100000.wav")))
    assert files(looked(desk), "answered_without_recording") == ["in-101-20261109-100000.wav"]
    assert files(looked(desk, folders=(desk.root,)), "recording_gone") == ["in-101-20261109-100000.wav"]


def test_calls_that_claim_one_recording_are_named_together(desk: Desk) -> None:
    log = desk.log(HEADER, named_row(10, "q-20261109-1000.wav"), named_row(10, "q-20261109-1000.wav", minute=5))
    import_records(desk.settings(), log)
    (claim,) = looked(desk).problems["several_calls_claim_recording"]
    assert len(claim.calls) == 2
    assert claim.file == "q-20261109-1000.wav"


def test_of_calls_that_claim_one_recording_the_best_one_has_it_and_the_other_is_not_said_to_be_deleted(
    desk: Desk,
) -> None:
    there = desk.put("q-100-20261109.wav", GOOD, seconds=40)
    log = desk.log(HEADER, named_row(10, there.name, talk=70), named_row(10, there.name, minute=5, talk=40))
    desk.score(arguments=[str(there)], records=log)
    check = looked(desk)
    (claim,) = check.problems["several_calls_claim_recording"]
    assert (len(claim.calls), claim.owner, claim.reason) == (2, claim.calls[1], "length")
    assert check.joins["recording_file"] == check.recorded == 1
    assert [one for one in ("recording_gone", "recording_not_scored", "answered_without_recording")
            if check.problems[one]] == []  # fmt: skip
    assert "the length fits" in " ".join(written(check).split())


def test_a_recording_that_several_calls_fit_alike_is_none_ones_and_all_of_them_are_named(desk: Desk) -> None:
    there = desk.put("q-100-20261109.wav", GOOD, seconds=40)
    log = desk.log(HEADER, named_row(10, there.name), named_row(10, there.name, minute=5))
    desk.score(arguments=[str(there)], records=log)
    check = looked(desk)
    (claim,) = check.problems["several_calls_claim_recording"]
    assert (claim.owner, claim.reason, len(claim.calls)) == (None, "alike", 2)
    assert files(check, "recording_gone") == files(check, "recording_not_scored") == []
    assert "none has it: several fit alike" in " ".join(written(check).split())


def test_two_recordings_of_one_call_are_both_named(desk: Desk) -> None:
    name = f"external-101-79161112233-20261109-100000-{uniqueid(10)}"
    desk.put(f"{name}.wav", GOOD, seconds=22)
    desk.put(f"copy/{name}.wav", GOOD, seconds=21)
    desk.score(records=desk.log(*three_rows()[:1]))
    assert files(looked(desk), "several_recordings") == [f"{name}.wav", f"{name}.wav"]


def test_a_period_leaves_the_other_days_out(desk: Desk) -> None:
    import_records(desk.settings(), desk.log(*three_rows()))
    db = open_store(desk.root / "calls.db")
    assert looked(desk, period=read_period(db, "2026-11-10")).calls == 0
    assert looked(desk, period=read_period(db, "2026-11-09", "2026-11-09")).calls == 3


@pytest.mark.parametrize(
    ("log", "words"),
    [
        (three_rows()[0], "MixMonitor(NAME.wav,r(NAME-r.wav)t(NAME-t.wav))"),
        (None, "one party on each channel"),
    ],
)
def test_mono_recordings_bring_the_way_to_two_channels_on_this_system(desk: Desk, log: str | None, words: str) -> None:
    desk.put("2026_11_09_12_00_05.wav", GOOD)
    desk.score()
    if log:
        import_records(desk.settings(), desk.log(log))
    db = open_store(desk.root / "calls.db")
    db.conn.execute("UPDATE recording SET channels = 1")
    check = looked(desk)
    assert (check.mono, check.heard) == (1, 1)
    assert words in " ".join(check.advice)


def test_bad_rows_and_a_wrong_clock_are_told_by_source(desk: Desk) -> None:
    import_records(desk.settings(), desk.log(*three_rows(), "nonsense\n"))
    (source,) = looked(desk).sources
    assert (source.kind, source.rows, [bad.line for bad in source.bad]) == ("asterisk", 3, [4])
    utc = desk.settings("utc.db").model_copy(update={"timezone": "UTC"})
    import_records(utc, desk.log(*three_rows()))
    (source,) = check_cdr(open_store(desk.root / "utc.db")).sources
    assert source.warning is not None
    assert "UTC+03:00" in source.warning


def test_lists_are_cut_in_the_table_and_whole_elsewhere(desk: Desk) -> None:
    import_records(desk.settings(), desk.log(*three_rows()))
    check = looked(desk)
    table = written(check, limit=1)
    assert "and 2 more" in table
    assert table.count("+79161112233") + table.count("+79261112244") + table.count("+79371112255") == 1
    told = json.loads(written(check, "json"))
    assert told["problems"]["answered_without_recording"]["count"] == 3
    assert len(told["problems"]["answered_without_recording"]["calls"]) == 3
    rows = list(csv.DictReader(io.StringIO(written(check, "csv"))))
    assert [one["problem"] for one in rows] == ["answered_without_recording"] * 3


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_table_fits_eighty_columns(desk: Desk, language: str) -> None:
    log = desk.log(
        HEADER, *(named_row(hour, f"in-101-79161112233-20261109-{hour}0000-{hour}.wav") for hour in (10, 11))
    )
    three(desk)
    desk.score(records=[log, desk.log(three_rows()[0], "nonsense\n", name="b.csv")])
    set_language(language)
    try:
        assert all(len(line) <= 80 for line in written(looked(desk)).splitlines())
        assert all(problem_words(problem) for problem in looked(desk).problems)
    finally:
        set_language("en")
