"""The schema's history: one numbered .sql file per step, applied in order and never edited after a release."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

SET_NAME = "speechqa"


def migrations() -> Migrations:
    """All steps, as sqlite-utils runs them."""
    from sqlite_utils import Migrations

    steps = Migrations(SET_NAME)
    for file in sorted(Path(__file__).parent.glob("*.sql")):
        steps(name=file.stem)(_step(file))
    return steps


def step_names() -> tuple[str, ...]:
    """Names of all steps this version knows, in order."""
    return tuple(file.stem for file in sorted(Path(__file__).parent.glob("*.sql")))


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one, because executescript would commit the transaction around it."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    if statement.strip():
        yield statement.strip()


def _step(file: Path) -> Any:
    def run(db: Database) -> None:
        for statement in statements(file.read_text(encoding="utf-8")):
            db.conn.execute(statement)

    return run
