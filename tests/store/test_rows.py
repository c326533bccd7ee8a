"""A row comes back as it was read, and what two sources say of it does not depend on which came first."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.calls.model import QueueEvent, Row
from speechqa.errors import SpeechqaError
from speechqa.store.connection import open_store
from speechqa.store.queue_events import events_of, keep_events
from speechqa.store.row_pack import pack, pack_all, unpack
from speechqa.store.rows import keep_rows, rows_of
from speechqa.store.sources import Source, count_kept, find_source

START = datetime(2026, 11, 9, 10)
PLAIN = Row("79161112233", "101", START, 70.0, 60.0, "ANSWERED", uniqueid="1.1")

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\t"), max_size=8)
ZONED = st.datetimes(timezones=st.none() | st.timezones())
SECONDS = st.floats(0, 10**7)
ROWS = st.builds(
    Row,
    src=TEXTS, dst=TEXTS, start=ZONED, duration=SECONDS, billsec=SECONDS, disposition=TEXTS,
    answer=st.none() | ZONED, end=st.none() | ZONED,
    **dict.fromkeys(Row._fields[8:], TEXTS),
)  # fmt: skip


@given(rows=st.lists(ROWS, min_size=1, max_size=5))
def test_a_packed_row_comes_back(rows: list[Row]) -> None:
    packed = pack_all(rows)
    assert packed is not None
    for row, said, more in zip(rows, *packed, strict=True):
        back = unpack(said, more)
        # Aware times come back with the offset in place of the zone's name.
        assert [str(value) for value in back] == [str(value) for value in row]
        assert pack(back) == (said, more)


@pytest.mark.parametrize("text", ["a\tb", "\ud800"])
def test_a_text_that_cannot_be_kept_as_it_is_is_kept_cleaned(tmp_path: Path, text: str) -> None:
    db, source = _source(tmp_path)
    kept = keep_rows(db, source, [("k", PLAIN._replace(clid=text)), ("k", PLAIN._replace(src=text))])
    assert len(kept.new) == 2
    ((_key, _source_id, rows),) = rows_of(db, ["k"])
    assert sorted(rows) == sorted(row for _key, row in kept.new)


@pytest.mark.parametrize(
    ("said", "more"),
    [
        ("", ""),
        ("2026-11-09T10:00:00\t70.0", ""),
        ("79161112233\t101\t2026-11-09T10:00:00\t70.0\t60.0\tSIP/1\t\t\t1.1\tANSWERED", ""),
        (pack(PLAIN)[0], "no time"),
        (pack(PLAIN)[0] + "\tmore", ""),
        (pack(PLAIN)[0].replace("70.0", "long"), ""),
        (pack(PLAIN)[0], "\t" * 60),
    ],
)
def test_a_row_of_another_layout_is_an_error_with_a_remedy(said: str, more: str) -> None:
    with pytest.raises(SpeechqaError, match="another version of speechqa") as caught:
        unpack(said, more)
    assert caught.value.remedy


def test_a_row_is_kept_once_and_learns_what_others_say_of_it(tmp_path: Path) -> None:
    tellings = [PLAIN, PLAIN._replace(did="74951234567"), PLAIN._replace(recording_file="a.wav", answer=START)]
    kept_rows = []
    for n, order in enumerate((tellings, tellings[::-1])):
        db, source = _source(tmp_path / str(n))
        new = [len(keep_rows(db, source, [("k", row)]).new) for row in order]
        assert (new, source.kept, count_kept(db, source.source_id)) == ([1, 0, 0], 1, 1)
        kept_rows.append(list(rows_of(db, ["k"])))
    assert kept_rows[0] == kept_rows[1]
    assert kept_rows[0][0][2] == [PLAIN._replace(did="74951234567", recording_file="a.wav", answer=START)]


def test_within_one_block_the_same_holds(tmp_path: Path) -> None:
    db, source = _source(tmp_path)
    kept = keep_rows(db, source, [("k", PLAIN), ("k", PLAIN._replace(did="1")), ("other", PLAIN)])
    assert kept.new == [("k", PLAIN._replace(did="1")), ("other", PLAIN)]
    assert (kept.known, kept.changed) == (set(), set())


def test_queue_events_are_kept_once_in_the_order_of_their_log(tmp_path: Path) -> None:
    db, source = _source(tmp_path)
    events = [
        QueueEvent(5.0, "1.1", "600", agent, "RINGNOANSWER", ("1000", "", "x")) for agent in ("b", "a")
    ]  # fmt: skip
    assert keep_events(db, source, list(enumerate(events))) == {"1.1"}
    assert keep_events(db, source, list(enumerate(events))) == set()
    assert events_of(db, {"1.1": []}) == {"1.1": tuple(events)}
    keep_rows(db, source, [("key", PLAIN)])
    late = QueueEvent(6.0, "1.1", "600", "", "ABANDON", ())
    assert keep_events(db, source, [(9, late)]) == {"key"}


def _source(folder: Path) -> tuple[Any, Source]:
    folder.mkdir(exist_ok=True)
    db = open_store(folder / "calls.db", timezone="UTC")
    return db, find_source(db, "/log")
