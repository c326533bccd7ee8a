"""Records may come before, with or after the recordings: the rows at the end are the same."""

from __future__ import annotations

import itertools
from datetime import timedelta
from pathlib import Path

import pytest

from speechqa.pipeline import import_records
from speechqa.pipeline.project import open_project
from speechqa.pipeline.sources import ReadingOptions
from tests.pipeline.conftest import (
    CRITICAL,
    GOOD,
    PURPOSE,
    Desk,
    at,
    by_file,
    dump,
    freepbx,
    query,
    row,
    three,
    three_rows,
    uniqueid,
)


def test_records_before_with_or_after_scoring_end_in_identical_rows(desk: Desk) -> None:
    three(desk)
    before, together, after = _three_ways(desk, desk.log(*three_rows()))
    assert by_file(before) == by_file(together)
    assert by_file(before) == by_file(after)


def test_where_names_carry_the_pbx_id_even_the_ids_are_the_same(desk: Desk) -> None:
    three(desk)[2].unlink()
    before, together, after = _three_ways(desk, desk.log(*three_rows()[:2]))
    assert before == together == after
    assert [one["call_id"] for one in before["call"]] == [uniqueid(10), uniqueid(11)]
    assert {one["join_reason"] for one in before["recording"]} == {"uniqueid"}


def test_a_late_record_that_changes_the_direction_changes_the_checklist(desk: Desk) -> None:
    path = three(desk)[2]
    desk.score(arguments=[str(path)])
    assert _results(desk) == [(None, "no_checklist")]
    import_records(desk.settings(), desk.log(*three_rows()))
    assert _results(desk) == [("outbound", None)]
    assert query(desk.root / "calls.db", "SELECT join_reason FROM recording") == [("time",)]
    calls = query(desk.root / "calls.db", "SELECT direction, manager, talk, wait FROM call WHERE talk = 20")
    assert calls == [("outbound", "103", 20.0, 5.0)]
    assert len(desk.stub.heard) == 1


def test_the_record_that_comes_later_is_believed_over_the_name(desk: Desk) -> None:
    desk.put(f"external-101-79161112233-{freepbx(10)}.wav", GOOD)
    desk.score()
    assert _results(desk) == [("inbound", None)]
    other_way = row("79161112233", "101", at(10), wait=3, talk=20, uniqueid=uniqueid(10), outbound=True)
    import_records(desk.settings(), desk.log(other_way))
    assert _results(desk) == [("outbound", None)]


def test_a_recording_much_shorter_than_its_record_is_told_when_the_record_comes(desk: Desk) -> None:
    three(desk)
    desk.score()
    told = "SELECT name, value FROM health JOIN recording USING (recording_id) WHERE code = 'length_mismatch'"
    assert query(desk.root / "calls.db", told) == []
    import_records(desk.settings(), desk.log(*three_rows()))
    assert query(desk.root / "calls.db", told) == [(f"external-102-79261112244-{freepbx(11)}.wav", -19.0)]


def test_a_corrected_record_takes_the_finding_back(desk: Desk) -> None:
    three(desk)
    desk.score(records=desk.log(*three_rows()))
    corrected = row("79261112244", "102", at(11), wait=7, talk=21, uniqueid=uniqueid(11))
    import_records(desk.settings(), desk.log(corrected))
    assert query(desk.root / "calls.db", "SELECT * FROM health WHERE code = 'length_mismatch'") == []


def test_importing_the_same_records_twice_changes_nothing(desk: Desk) -> None:
    three(desk)
    records = desk.log(*three_rows())
    desk.score(records=records)
    before = dump(desk.root / "calls.db", history=True)
    summary = import_records(desk.settings(), records)
    assert (summary.rows, summary.calls, summary.changed, summary.joined) == (3, 3, 0, 3)
    assert dump(desk.root / "calls.db", history=True) == before


def test_records_alone_make_calls_without_results(desk: Desk) -> None:
    summary = import_records(desk.settings(), desk.log(*three_rows(), "nonsense\n"))
    assert (summary.calls, summary.changed, summary.joined) == (3, 3, 0)
    assert [one.reason for one in summary.bad_rows] == ["1 columns, not 16-21"]
    rows = query(desk.root / "calls.db", "SELECT direction, manager, has_record FROM call ORDER BY manager")
    assert rows == [("inbound", "101", 1), ("inbound", "102", 1), ("outbound", "103", 1)]
    assert query(desk.root / "calls.db", "SELECT * FROM result") == []


def test_clocks_that_differ_by_some_seconds_join_in_either_order(desk: Desk) -> None:
    """A name's clock is 20 s ahead of the log's: the same length tells that it is the same call."""
    desk.put("2026_11_09_12_00_25.wav", PURPOSE, seconds=20)
    before, together, after = _three_ways(desk, desk.log(three_rows()[2]))
    assert [one["join_reason"] for one in after["recording"]] == ["time"]
    assert by_file(before) == by_file(after)
    assert by_file(together) == by_file(after)


def test_a_recording_of_another_length_is_not_joined_by_its_time_in_either_order(desk: Desk) -> None:
    desk.put("2026_11_09_12_00_05.wav", PURPOSE, seconds=45)
    before, together, after = _three_ways(desk, desk.log(three_rows()[2]))
    assert [one["join_reason"] for one in after["recording"]] == [None]
    assert by_file(before) == by_file(after)
    assert by_file(together) == by_file(after)


@pytest.mark.parametrize("pitches", [(300, 400), (400, 300)])
def test_of_two_recordings_the_nearer_one_joins_in_either_order(desk: Desk, pitches: tuple[int, int]) -> None:
    """Two phones of one manager recorded at nearly the same time; one record."""
    desk.put("2026_11_09_12_00_06.wav", PURPOSE, seconds=20, pitch=pitches[0])
    desk.put("2026_11_09_12_00_35.wav", GOOD, seconds=20, pitch=pitches[1])
    before, together, after = _three_ways(desk, desk.log(three_rows()[2]))
    joined = [(one["name"], one["join_reason"]) for one in after["recording"]]
    assert sorted(joined) == [("2026_11_09_12_00_06.wav", "time"), ("2026_11_09_12_00_35.wav", None)]
    assert by_file(before) == by_file(after)
    assert by_file(together) == by_file(after)


def test_number_and_time_join_in_either_order(desk: Desk) -> None:
    """A name without the PBX's id that tells who called; two calls of that number within the tolerance."""
    started = at(15) + timedelta(seconds=4)
    desk.put(f"in-101-79161112233-{started:%Y%m%d-%H%M%S}.wav", GOOD, seconds=22)
    rows = [
        row("79161112233", "101", at(15), wait=4, talk=22, uniqueid=uniqueid(15)),
        row("79161112233", "101", at(15) - timedelta(seconds=50), wait=1, talk=12, uniqueid="1794225550.7"),
    ]
    before, together, after = _three_ways(desk, desk.log(*rows))
    assert [one["join_reason"] for one in after["recording"]] == ["number_and_time"]
    assert by_file(before) == by_file(after)
    assert by_file(together) == by_file(after)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::3])
def test_a_better_candidate_on_another_night_ends_as_if_all_had_come_at_once(
    desk: Desk, order: tuple[int, ...]
) -> None:
    """Two recordings and two records of one customer within the tolerance; results follow their recordings."""
    started = at(15)
    paths = [
        desk.put(
            f"in-101-79161112233-{started + timedelta(seconds=after):%Y%m%d-%H%M%S}.wav", turns, seconds=22, pitch=p
        )
        for after, turns, p in ((34, GOOD, 300.0), (5, CRITICAL, 400.0))
    ]
    logs = [
        desk.log(row("79161112233", "101", started + timedelta(seconds=after), wait=4, talk=22, uniqueid=id_), name=id_)
        for after, id_ in ((0, "1794225600.1"), (29, "1794225629.2"))
    ]
    steps = [
        *(lambda db, path=path: desk.score(db, arguments=[str(path)]) for path in paths),
        *(lambda db, log=log: import_records(desk.settings(db), log) for log in logs),
    ]
    for n in order:
        steps[n]("nights.db")
    desk.score("once.db", records=logs)
    nights, once = (by_file(dump(desk.root / name)) for name in ("nights.db", "once.db"))
    assert {one["join_reason"] for one in once["recording"]} == {"number_and_time"}
    assert len(once["result"]) == 2
    assert nights == once


def test_a_queue_log_before_or_after_scoring_ends_in_identical_rows(desk: Desk) -> None:
    three(desk)
    log, begun = desk.log(*three_rows()), int(at(10).timestamp())
    queue = desk.log(
        f"{begun}|{uniqueid(10)}|600|NONE|ENTERQUEUE||79161112233|1\n",
        f"{begun + 9}|{uniqueid(10)}|600|SIP/101|CONNECT|9|{uniqueid(10)}|4\n",
        f"{begun + 27}|{uniqueid(10)}|600|SIP/101|COMPLETECALLER|9|18|1\n",
        name="queue_log",
    )
    dumps = []
    for n, order in enumerate(itertools.permutations(("log", "queue", "score"))):
        name = f"{n}.db"
        for step in order:
            if step == "score":
                desk.score(name)
            else:
                import_records(desk.settings(name), log if step == "log" else queue)
        dumps.append(by_file(dump(desk.root / name)))
    assert all(one == dumps[0] for one in dumps)
    facts = query(desk.root / "0.db", "SELECT queue, hangup_by FROM call WHERE uniqueid = ?", uniqueid(10))
    assert facts == [("600", "customer")]


def test_halves_of_a_log_before_and_after_scoring_end_in_identical_rows(desk: Desk) -> None:
    three(desk)
    halves = [desk.log(*three_rows()[:1], name="a.csv"), desk.log(*three_rows()[1:], name="b.csv")]
    dumps = []
    for n, (first, last) in enumerate((halves, halves[::-1])):
        import_records(desk.settings(f"{n}.db"), first)
        desk.score(f"{n}.db")
        import_records(desk.settings(f"{n}.db"), last)
        dumps.append(by_file(dump(desk.root / f"{n}.db")))
    desk.score("2.db", records=halves)
    dumps.append(by_file(dump(desk.root / "2.db")))
    assert dumps[0] == dumps[1] == dumps[2]


def test_a_corrected_time_zone_joins_what_it_brings_together(desk: Desk) -> None:
    desk.put("2026_11_09_12_00_05.wav", PURPOSE, seconds=20)
    wrong = desk.settings().model_copy(update={"timezone": "Asia/Omsk"})
    options = ReadingOptions(timezone="Europe/Moscow")
    import_records(wrong, desk.log(three_rows()[2]), options=options)
    desk.score(settings=wrong)
    assert query(desk.root / "calls.db", "SELECT join_reason FROM recording") == [(None,)]
    open_project(desk.settings())
    assert query(desk.root / "calls.db", "SELECT join_reason FROM recording") == [("time",)]
    assert _results(desk) == [("outbound", None)]
    open_project(wrong)
    assert query(desk.root / "calls.db", "SELECT join_reason FROM recording") == [(None,)]
    assert query(desk.root / "calls.db", "SELECT count(*), count(DISTINCT has_record) FROM call") == [(2, 2)]


def _three_ways(desk: Desk, records: Path) -> tuple[dict, dict, dict]:  # type: ignore[type-arg]
    import_records(desk.settings("before.db"), records)
    desk.score("before.db")
    desk.score("together.db", records=records)
    desk.score("after.db")
    import_records(desk.settings("after.db"), records)
    before, together, after = (dump(desk.root / f"{way}.db") for way in ("before", "together", "after"))
    return before, together, after


def _results(desk: Desk) -> list[tuple[str | None, str | None]]:
    return query(
        desk.root / "calls.db",
        "SELECT checklist, not_scored FROM result LEFT JOIN checklist USING (content_hash) WHERE current = 1",
    )
