"""A path in, a connection to the project's database out: created or brought up to date, never anybody else's file.

All writing happens within ``transaction``: one BEGIN IMMEDIATE around everything that belongs together.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from speechqa.errors import SpeechqaError
from speechqa.settings import Settings
from speechqa.store.functions import add_functions
from speechqa.store.migrations import SET_NAME, migrations, step_names
from speechqa.store.settings import get_setting, refresh_local_columns, set_setting, zone_of
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

BUSY_TIMEOUT_MS = 30_000
_MODE = 0o600
_CACHE_KIB = 65536
"""An import of call records writes to all indexes at once; the default of 2 MiB would write each page many times."""


def open_store(path: Path | str, *, timezone: str | None = None, create: bool = True) -> Database:
    """Open the project's database.

    Args:
        timezone: the user's explicit setting; None keeps the database's own (the system's for a new one).
        create: make a new database where there is none.

    Raises:
        SpeechqaError: there is none, it is no database, somebody else's, or made by a newer version.
    """
    from sqlite_utils import Database

    file = Path(path)
    if file.exists() and not file.is_file():
        raise SpeechqaError(_("not a regular file"), str(file), _("Name another file with --db."))
    new = not file.exists() or file.stat().st_size == 0
    if new and not create:
        raise SpeechqaError(
            _("there is no such database"), str(file), _("Run speechqa score first, or name another one with --db.")
        )
    try:
        if new:
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, _MODE))
            _close_to_others(file)
        connection = sqlite3.connect(file, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise _unopened(file, error) from None
    db = Database(connection, recursive_triggers=False, execute_plugins=False)
    try:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys = ON")
        _check_ours(db, file)
        _close_to_others(file)
        _configure(connection)
        add_functions(connection)
        if set(step_names()) - _applied(db):
            with transaction(db):
                migrations().apply(db)
                connection.execute(f"PRAGMA user_version = {len(step_names())}")
        _settle_timezone(db, timezone)
    except (sqlite3.Error, SpeechqaError) as error:
        connection.close()
        if isinstance(error, SpeechqaError):
            raise
        raise _unopened(file, error) from None
    return db


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All or nothing; within another transaction it is part of that one."""
    connection: sqlite3.Connection = db.conn
    if connection.in_transaction:
        yield
        return
    with _writing_errors():
        # A plain BEGIN would read first and fail at once when another process writes in between.
        connection.execute("BEGIN IMMEDIATE")
    try:
        with _writing_errors():
            yield
            connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def _configure(connection: sqlite3.Connection) -> None:
    # Not every disk can do it (network shares, read-only media): the default journal is slower and as safe.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")


def _check_ours(db: Database, file: Path) -> None:
    tables = {row[0] for row in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    applied = _applied(db)
    if tables - {"_sqlite_migrations"} and not applied:
        raise SpeechqaError(_("this database belongs to another program"), str(file), _("Name another file with --db."))
    if applied - set(step_names()):
        raise SpeechqaError(
            _("this database was made by a newer version of speechqa"), str(file), _("Upgrade speechqa.")
        )


def _close_to_others(file: Path) -> None:
    """Make the database readable by its owner only, with its journals; somebody else's file stays as it is."""
    for path in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        with suppress(OSError):
            if path.stat().st_mode & 0o077:
                path.chmod(_MODE)


def _applied(db: Database) -> set[str]:
    try:
        rows = db.conn.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", [SET_NAME]).fetchall()
    except sqlite3.OperationalError:
        return set()
    return {str(row[0]) for row in rows}


def _settle_timezone(db: Database, timezone: str | None) -> None:
    stored = get_setting(db, "timezone")
    wanted = timezone or stored or Settings().zone.key
    if wanted == stored:
        return
    with transaction(db):
        set_setting(db, "timezone", ZoneInfo(wanted).key)
        refresh_local_columns(db, zone_of(db))


@contextmanager
def _writing_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR:
            # Wrong SQL: a bug, and none of the user's business to mend.
            raise
        busy = "locked" in str(error) or "busy" in str(error)
        remedy = (
            _("Another program is writing to it: try again when it is done.")
            if busy
            else _("Check the disk's free space and the file's permissions.")
        )
        raise SpeechqaError(_("the database cannot be written: {error}").format(error=error), None, remedy) from None


def _unopened(file: Path, error: Exception) -> SpeechqaError:
    if isinstance(error, sqlite3.DatabaseError) and "not a database" in str(error):
        return SpeechqaError(_("this file is not a database"), str(file), _("Name another file with --db."))
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return SpeechqaError(
        _("the database cannot be opened: {error}").format(error=reason),
        str(file),
        _("Check that the folder exists and that you may write to it."),
    )
