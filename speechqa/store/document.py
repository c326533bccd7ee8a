"""A database in, docs/schema.md out: the comments live in the schema itself, where ``.schema`` shows them too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_INTRODUCTION = """\
<!-- Made from the database by speechqa.store.document: change speechqa/store/migrations, then run make docs. -->
# The database

One SQLite file (`--db`, by default `calls.db`), made and brought up to date by every command that opens it, readable
by its owner only. `PRAGMA user_version` is the schema's version; a file made by a newer version is refused.
Within a call times are seconds; outside it ISO 8601 in UTC, with `local_*` columns in the project's time zone
(`setting`, key `timezone`).

## Facts and what is derived from them

Facts are stored as they came: `recording` (bytes, and what the name states), `record` (call detail records),
`transcript`, and what people said (`override`, `human_tag`, `note`, `mark`, `review`). The `call` row is derived from
the facts that belong to the call, each time one of them changes, so that importing records before or after scoring ends
in the same rows.

**A call known from audio alone** gets the PBX's id from its file's name, or `r-` and ten digits (more where those are
another's) of the recording's id. When its record arrives later, the two become one: the id given first stays for ever,
the other becomes an `alias`, and recordings, results and what people said follow. Every command takes an alias where it
takes an id.

**Joined by what may turn out otherwise** (an id without its system's name, the file that a record names, number and
time), the two stay apart underneath: `own_call_id` keeps what each belongs to by itself, so that a better partner that
comes later finds them. A recording that gets its own call back takes results and what people said along.

**The same bytes** under names that state different facts are different calls that share a transcript; the same bytes
under the same facts are one recording, whose path follows the file when it moves.

**Other bytes at the same path** (the file grew, or another was written to its name) are a new recording of the same
call; the one before is kept, with `replaced_by`, and counts no longer, until its bytes turn up again.

**A result** belongs to a recording; one of its results is current. A call with several recordings shows the result of
its longest scored one. A call whose tags put it into the group `non_target` or `junk` has a result with the group as
the reason why it is not scored: roles, outcome and tags, no verdicts.

## Tables
"""


def schema_markdown(db: Database) -> str:
    """The text of docs/schema.md."""
    parts = [_INTRODUCTION]
    for name, sql in _tables(db):
        comments = column_comments(sql)
        foreign = {
            row[3]: f"`{row[2]}.{row[4] or row[3]}`" for row in db.conn.execute(f'PRAGMA foreign_key_list("{name}")')
        }
        parts.append(f"### {name}\n\n{table_comment(sql)}\n")
        lines = ["| column | type | | meaning |", "|---|---|---|---|"]
        for _cid, column, kind, not_null, _default, key in db.conn.execute(f'PRAGMA table_info("{name}")'):
            marks = ["key"] if key else []
            marks += ["required"] if not_null and not key else []
            marks += [f"→ {foreign[column]}"] if column in foreign else []
            lines.append(f"| {column} | {kind} | {', '.join(marks)} | {comments.get(column, '')} |")
        parts.append("\n".join(lines) + "\n")
        indexes = db.conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name",
            [name],
        )
        described = [f"`{row[0]}` ({_index_columns(db, row[0])})" for row in indexes]
        if described:
            parts.append(f"Indexes: {', '.join(described)}.\n")
    return "\n".join(parts)


def table_comment(sql: str) -> str:
    """The sentence at the head of a CREATE TABLE."""
    return " ".join(re.findall(r"^  -- (.*)$", sql, re.MULTILINE))


def column_comments(sql: str) -> dict[str, str]:
    """The comments behind the columns of a CREATE TABLE."""
    found = re.findall(r'^  "?(\w+)"? [A-Z].*?-- (.*)$', sql, re.MULTILINE)
    return {column: comment.strip() for column, comment in found}


def _tables(db: Database) -> list[tuple[str, str]]:
    rows = db.conn.execute(
        """SELECT name, sql FROM sqlite_master
           WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_sqlite%' ESCAPE '\\' ORDER BY rowid"""
    )
    return [(str(row[0]), str(row[1])) for row in rows]


def _index_columns(db: Database, index: str) -> str:
    return ", ".join(str(row[2] or "computed") for row in db.conn.execute(f'PRAGMA index_info("{index}")'))
