"""Files that could not be scored, with the stage and the reason, until they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.store.columns import now, path_from, path_value, text_value
from speechqa.store.connection import transaction

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be scored; ``path`` as the user gave it."""

    path: Path
    sha256: str | None
    stage: str
    reason: str
    at: datetime


def save_failure(db: Database, path: Path, stage: str, reason: str, sha256: str | None = None) -> None:
    """Note that a file failed; what was noted of it before goes."""
    with transaction(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO failure (absolute_path, path, sha256, stage, reason, at) VALUES (?, ?, ?, ?, ?, ?)",
            [path_value(path.absolute()), path_value(path), sha256, stage, text_value(reason), now()],
        )


def clear_failure(db: Database, path: Path) -> None:
    """Forget that a file failed."""
    if db.conn.execute("SELECT 1 FROM failure WHERE absolute_path = ?", [path_value(path.absolute())]).fetchone():
        with transaction(db):
            db.conn.execute("DELETE FROM failure WHERE absolute_path = ?", [path_value(path.absolute())])


def forget_gone(db: Database) -> None:
    """Forget failures of files that are there no longer."""
    gone = [one.path for one in failures(db) if not _is_there(one.path)]
    if gone:
        with transaction(db):
            for path in gone:
                clear_failure(db, path)


def _is_there(path: Path) -> bool:
    # A dialogue is named after its file: turns.csv#17.
    file = path.with_name(path.name.partition("#")[0]) if "#" in path.name.lstrip("#") else path
    if file != path and file.exists():
        return True
    try:
        return path.is_symlink() or path.exists()
    except OSError:
        return False  # A dialogue's name may be longer than a file's.


def failures(db: Database) -> tuple[Failure, ...]:
    """All files that failed and were not scored since, by path."""
    rows = db.conn.execute("SELECT path, sha256, stage, reason, at FROM failure ORDER BY absolute_path").fetchall()
    return tuple(
        Failure(path_from(path), sha256, stage, reason, datetime.fromisoformat(at))
        for path, sha256, stage, reason, at in rows
    )
