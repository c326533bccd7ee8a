"""Opening, creating and refusing databases."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from speechqa.calls.model import Call
from speechqa.errors import SpeechqaError
from speechqa.store.calls import load_call, save_call
from speechqa.store.connection import open_store, transaction
from speechqa.store.records import save_records
from speechqa.store.settings import get_setting


def test_a_new_database_is_readable_by_its_owner_only_with_its_journals(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        db = open_store(tmp_path / "calls.db")
        save_records(db, [Call("a")])
    finally:
        os.umask(before)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert set(modes) == {"calls.db", "calls.db-wal", "calls.db-shm"}
    assert set(modes.values()) == {0o600}


def test_an_empty_file_and_a_database_open_to_others_become_the_owners_only(tmp_path: Path) -> None:
    file = tmp_path / "calls.db"
    file.touch(0o644)
    open_store(file).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    db = open_store(file)
    save_records(db, [Call("a")])
    for one in tmp_path.iterdir():
        one.chmod(0o664)
    open_store(file)
    assert {one.name: stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()} == {
        "calls.db": 0o600, "calls.db-wal": 0o600, "calls.db-shm": 0o600,
    }  # fmt: skip


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    open_store(tmp_path / "calls.db", timezone="Europe/Moscow").close()
    before = (tmp_path / "calls.db").read_bytes()
    open_store(tmp_path / "calls.db").close()
    assert (tmp_path / "calls.db").read_bytes() == before


def test_a_missing_database_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(SpeechqaError, match=r"none\.db: there is no such database\. Run speechqa score first"):
        open_store(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("these are notes, not calls\n" * 100)
    with pytest.raises(SpeechqaError, match="this file is not a database"):
        open_store(file)
    assert file.read_text() == "these are notes, not calls\n" * 100


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "crm.db") as other:
        other.execute("CREATE TABLE deal (id)")
    (tmp_path / "crm.db").chmod(0o644)
    with pytest.raises(SpeechqaError, match="belongs to another program"):
        open_store(tmp_path / "crm.db")
    assert stat.S_IMODE((tmp_path / "crm.db").stat().st_mode) == 0o644
    with sqlite3.connect(tmp_path / "crm.db") as other:
        assert [row[0] for row in other.execute("SELECT name FROM sqlite_master")] == ["deal"]


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    db.conn.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('speechqa', '9999', '')")
    db.close()
    with pytest.raises(SpeechqaError, match="newer version of speechqa"):
        open_store(tmp_path / "calls.db")


def test_a_folder_that_is_missing_is_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(SpeechqaError, match="cannot be opened"):
        open_store(tmp_path / "no" / "calls.db")


def test_foreign_keys_hold(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    with pytest.raises(sqlite3.IntegrityError):
        db.conn.execute("INSERT INTO alias (alias, call_id) VALUES ('a', 'nobody')")


def test_a_transaction_is_all_or_nothing_and_a_nested_one_is_part_of_it(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")

    def write_and_fail() -> None:
        with transaction(db):
            save_records(db, [Call("a")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert db.conn.execute("SELECT count(*) FROM call").fetchone() == (0,)


def test_a_full_disk_is_no_traceback_and_nothing_is_half_written(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    pages = db.conn.execute("PRAGMA page_count").fetchone()[0]
    db.conn.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(SpeechqaError, match=r"cannot be written: .*full\. Check the disk's free space"):
        save_records(db, [Call(f"{n}") for n in range(1000)])
    assert db.conn.execute("SELECT count(*) FROM record").fetchone() == (0,)


def test_wrong_sql_is_a_bug_and_stays_one(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    with pytest.raises(sqlite3.OperationalError, match="no such table"), transaction(db):
        db.conn.execute("SELECT * FROM nowhere")


def test_two_processes_write_without_losing_anything(tmp_path: Path) -> None:
    open_store(tmp_path / "calls.db")
    code = (
        "import sys; from speechqa.calls.model import Call; from speechqa.store.records import save_records\n"
        "from speechqa.store.connection import open_store\n"
        "db = open_store(sys.argv[1])\n"
        "for n in range(50): save_records(db, [Call(f'{sys.argv[2]}-{n}')])\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "calls.db"), name]) for name in "ab"]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert open_store(tmp_path / "calls.db").conn.execute("SELECT count(*) FROM call").fetchone() == (100,)


def test_a_changed_time_zone_moves_the_local_columns_and_an_unnamed_one_stays(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="Europe/Moscow")
    save_records(db, [Call("a")])
    save_call(db, Call("a", started_at=datetime(2026, 11, 1, 22, 30, tzinfo=UTC)))
    columns = "SELECT local_date, local_hour, local_weekday FROM call"
    assert db.conn.execute(columns).fetchone() == ("2026-11-02", 1, 1)
    db.close()
    assert open_store(tmp_path / "calls.db").conn.execute(columns).fetchone() == ("2026-11-02", 1, 1)
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    assert db.conn.execute(columns).fetchone() == ("2026-11-01", 22, 7)
    assert get_setting(db, "timezone") == "UTC"
    assert load_call(db, "a").started_at == datetime(2026, 11, 1, 22, 30, tzinfo=UTC)


def test_what_is_no_regular_file_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o644)
    mode = pipe.stat().st_mode
    with pytest.raises(SpeechqaError, match="not a regular file"):
        open_store(pipe)
    assert pipe.stat().st_mode == mode


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE other (a)")
    connection.commit()
    connection.close()
    path.chmod(0o644)
    before = path.read_bytes(), path.stat().st_mode
    with pytest.raises(SpeechqaError, match="belongs to another program"):
        open_store(path)
    assert (path.read_bytes(), path.stat().st_mode) == before
