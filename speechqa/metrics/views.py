"""A database in, the same with the views that define every metric out.

Each metric is defined once, at the grain of one call or of one checkpoint of a call, in the .sql files beside this
one; reports, charts and other programs read the same views.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.store.connection import transaction
from speechqa.store.migrations import statements
from speechqa.store.settings import get_setting, set_setting

if TYPE_CHECKING:
    from sqlite_utils import Database

FILES = ("calls.sql", "review.sql", "conversation.sql", "crm.sql", "money.sql", "call_fact.sql", "missed.sql")
"""In the order in which they build on each other."""


def ensure_views(db: Database) -> None:
    """Create the views, or replace them where their text differs from what this database has."""
    script = "\n".join((Path(__file__).parent / file).read_text(encoding="utf-8") for file in FILES)
    version = hashlib.sha256(script.encode()).hexdigest()
    if get_setting(db, "views") == version:
        return
    with transaction(db):
        for name in _existing(db):
            db.conn.execute(f'DROP VIEW "{name}"')
        for statement in statements(script):
            db.conn.execute(statement)
        set_setting(db, "views", version)


def view_names() -> tuple[str, ...]:
    """Names of all views, in order."""
    scripts = ((Path(__file__).parent / file).read_text(encoding="utf-8") for file in FILES)
    return tuple(name for script in scripts for name in re.findall(r"^CREATE VIEW (\w+)", script, re.MULTILINE))


def _existing(db: Database) -> tuple[str, ...]:
    rows = db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
    # A person's own views stay, but they may stand on ours: SQLite looks names up only when a view is read.
    return tuple(str(row[0]) for row in rows if row[0] in view_names())
