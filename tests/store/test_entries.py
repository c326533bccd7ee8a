"""What people say of calls: all of it is kept, and follows when calls become one or come apart."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_store import CHECKLIST, add_call, attach, verdicts

from speechqa.calls.model import Call
from speechqa.metrics.views import ensure_views
from speechqa.store.connection import open_store, transaction
from speechqa.store.entries import TABLES, durably, said_of
from speechqa.store.human_tags import known_tags, remove_tag, save_tag, tags_of_people
from speechqa.store.overrides import lost_overrides, save_override, undo_override, verdicts_of_people
from speechqa.store.records import drop_records, judged_records, save_records
from speechqa.store.reviews import (
    done_by,
    marks_of,
    notes_of,
    open_again,
    remove_mark,
    remove_note,
    save_done,
    save_mark,
    save_note,
)
from tests.store.test_joins import a_record, a_recording, come

RECORD = Call("1730531700.10", "inbound", "101", uniqueid="1730531700.10", has_record=True)


def say_everything(db: Any, call_id: str, author: str = "Анна") -> None:
    save_override(db, call_id, "greeting", "failed", author=author, comment="не то")
    save_tag(db, call_id, "жалоба", author=author)
    save_note(db, call_id, author=author, plus="вежлива", place=12.5)
    save_mark(db, call_id, "best", author=author)
    save_done(db, call_id, author=author)


def told(db: Any, call_id: str) -> dict[str, int]:
    """How much of each kind hangs on a call."""
    return {
        table: db.conn.execute(f"SELECT count(*) FROM {table} WHERE call_id = ?", [call_id]).fetchone()[0]
        for table in TABLES
    }


EVERYTHING = dict.fromkeys(TABLES, 1)


@pytest.fixture
def db(tmp_path: Path) -> Any:
    return open_store(tmp_path / "calls.db", timezone="Europe/Moscow")


def test_every_reviewers_verdict_is_kept_with_who_when_why_under_which_card_and_what_the_machine_said(db: Any) -> None:
    call_id = add_call(db, 1, verdicts())
    for author, verdict in (("Анна", "failed"), ("Борис", "not_applicable")):
        save_override(
            db,
            call_id,
            "greeting",
            verdict,
            author=author,
            comment="слышно на 0:04",
            content_hash=CHECKLIST.content_hash,
            machine_verdict="passed",
        )
    kept = verdicts_of_people(db, call_id)
    assert [(one.author, one.verdict, one.machine_verdict, one.checklist, one.comment) for one in kept] == [
        ("Анна", "failed", "passed", "mri-inbound", "слышно на 0:04"),
        ("Борис", "not_applicable", "passed", "mri-inbound", "слышно на 0:04"),
    ]
    assert all(one.at.endswith("+00:00") for one in kept)


GIVEN = st.lists(
    st.tuples(st.sampled_from(["passed", "failed", "not_applicable", "unheard"]), st.booleans()), max_size=6
)


@given(given_=GIVEN)
def test_the_latest_verdict_that_was_not_taken_back_counts(shared: Any, given_: list[tuple[str, bool]]) -> None:
    db, call_id = shared
    db.conn.execute("DELETE FROM override")
    for verdict, taken_back in given_:
        number = save_override(db, call_id, "greeting", verdict, author="Анна", content_hash=CHECKLIST.content_hash)
        if taken_back:
            undo_override(db, number)
    row = db.conn.execute(
        "SELECT verdict, manual_edit FROM checkpoint_metrics WHERE call_id = ? AND checkpoint_id = 'greeting'",
        [call_id],
    ).fetchone()
    standing = [verdict for verdict, taken_back in given_ if not taken_back]
    assert row == ((standing[-1], 1) if standing else ("passed", 0))
    assert len(verdicts_of_people(db, call_id, undone=True)) == len(given_)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Any:
    db = open_store(tmp_path_factory.mktemp("entries") / "calls.db", timezone="UTC")
    ensure_views(db)
    return db, add_call(db, 1, verdicts())


def test_a_verdict_under_another_card_hides_none_of_this_one(db: Any) -> None:
    ensure_views(db)
    call_id = add_call(db, 1, verdicts())
    save_override(db, call_id, "greeting", "failed", author="Анна", content_hash=CHECKLIST.content_hash)
    db.conn.execute("""INSERT INTO checklist VALUES ('o', 'other', '', '', 'ru', '', '', NULL, NULL, '')""")
    save_override(db, call_id, "greeting", "not_applicable", author="Анна", content_hash="o")
    row = db.conn.execute("SELECT verdict FROM checkpoint_metrics WHERE checkpoint_id = 'greeting'").fetchone()
    assert row == ("failed",)
    assert lost_overrides(db) == ()


def test_what_is_taken_back_is_seen_no_more_and_keeps_its_row(db: Any) -> None:
    call_id = add_call(db, 1, verdicts())
    say_everything(db, call_id)
    (note,) = notes_of(db, call_id)
    assert (note.plus, note.place, note.author) == ("вежлива", 12.5, "Анна")
    assert remove_note(db, call_id, note.note_id, author="Анна")
    assert not remove_note(db, call_id, note.note_id, author="Анна")
    assert remove_tag(db, call_id, "жалоба", author="Борис")
    assert remove_mark(db, call_id, "best", author="Анна")
    assert not open_again(db, call_id, author="Борис")
    assert open_again(db, call_id, author="Анна")
    assert (notes_of(db, call_id), tags_of_people(db, call_id), marks_of(db, call_id), done_by(db, call_id)) == (
        (), (), (), (),
    )  # fmt: skip
    assert told(db, call_id) == EVERYTHING
    assert db.conn.execute("SELECT undone_by FROM human_tag").fetchone() == ("Борис",)


def test_a_tag_is_put_once_by_each_person(db: Any) -> None:
    call_id = add_call(db, 1, verdicts())
    assert [save_tag(db, call_id, "жалоба", author=one) for one in ("Анна", "Анна", "Борис")] == [True, False, True]
    assert [one.author for one in tags_of_people(db, call_id)] == ["Анна", "Борис"]
    assert known_tags(db) == {"жалоба": ()}


def test_an_example_is_best_or_worst_and_may_be_held_besides(db: Any) -> None:
    call_id = add_call(db, 1, verdicts())
    for kind in ("best", "hold", "worst"):
        assert save_mark(db, call_id, kind, author="Анна")
    assert not save_mark(db, call_id, "worst", author="Борис")
    assert {one.kind for one in marks_of(db, call_id)} == {"worst", "hold"}


@pytest.mark.parametrize("of_recording", [True, False])
def test_all_of_it_follows_when_a_record_and_a_recording_become_one_call(db: Any, of_recording: bool) -> None:
    save_records(db, [RECORD])
    own = add_call(db, 1, verdicts())
    say_everything(db, own if of_recording else RECORD.call_id)
    recording_id = db.conn.execute("SELECT recording_id FROM recording").fetchone()[0]
    assert attach(db, recording_id, RECORD.call_id, "number_and_time") == RECORD.call_id
    assert told(db, RECORD.call_id) == EVERYTHING
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []


def test_of_two_calls_that_become_one_nothing_is_lost(db: Any) -> None:
    save_records(db, [RECORD])
    own = add_call(db, 1, verdicts())
    say_everything(db, own)
    say_everything(db, RECORD.call_id, author="Борис")
    save_mark(db, RECORD.call_id, "worst", author="Борис")
    attach(db, db.conn.execute("SELECT recording_id FROM recording").fetchone()[0], RECORD.call_id, "time")
    assert told(db, RECORD.call_id) == {table: 3 if table == "mark" else 2 for table in TABLES}
    assert {one.author for one in done_by(db, RECORD.call_id)} == {"Анна", "Борис"}
    assert [one.kind for one in marks_of(db, RECORD.call_id)] == ["worst"]


def test_all_of_it_follows_the_recording_to_its_new_record(db: Any) -> None:
    come(db, a_record(1, 0), a_recording(1, 30, number="9161112233"))
    say_everything(db, "1794225001.1")
    come(db, a_record(2, 28))
    (call_id,) = db.conn.execute("SELECT call_id FROM recording").fetchone()
    assert call_id != "1794225001.1"
    assert (told(db, call_id), told(db, "1794225001.1")) == (EVERYTHING, dict.fromkeys(TABLES, 0))
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("table", TABLES)
def test_a_call_of_which_a_person_said_anything_stays_though_its_record_goes(db: Any, table: str) -> None:
    save_records(db, [RECORD, Call("other", has_record=True)])
    say_everything(db, RECORD.call_id)
    for other in TABLES:
        if other != table:
            db.conn.execute(f"DELETE FROM {other}")
    assert said_of(db, [RECORD.call_id, "other"]) == {RECORD.call_id}
    assert judged_records(db, [RECORD.call_id, "other"]) == {RECORD.call_id}
    assert drop_records(db, [RECORD.call_id, "other"]) == (RECORD.call_id,)
    assert told(db, RECORD.call_id)[table] == 1


def test_a_persons_word_is_on_the_disk_when_it_is_given_and_other_writing_is_as_quick_as_before(db: Any) -> None:
    def level() -> int:
        return int(db.conn.execute("PRAGMA synchronous").fetchone()[0])

    assert level() == 1
    with durably(db):
        assert level() == 2
    assert level() == 1
    with pytest.raises(sqlite3.IntegrityError), durably(db):
        db.conn.executemany("INSERT INTO setting VALUES ('x', ?)", [("y",), ("z",)])
    assert level() == 1
    assert db.conn.execute("SELECT * FROM setting WHERE key = 'x'").fetchall() == []
    with transaction(db), durably(db):
        assert db.conn.in_transaction


def test_half_characters_and_quotes_are_kept_as_text(db: Any) -> None:
    call_id = add_call(db, 1, verdicts())
    save_note(db, call_id, author="О'Нил", minus="'); DROP TABLE note; --\udc80")
    (kept,) = notes_of(db, call_id)
    assert (kept.author, kept.minus) == ("О'Нил", "'); DROP TABLE note; --\N{REPLACEMENT CHARACTER}" + 2 * "\ufffd")
