"""A person's verdict in; it goes before the machine's in every view and never replaces it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speechqa.store.columns import now, text_value
from speechqa.store.connection import transaction

if TYPE_CHECKING:
    from sqlite_utils import Database


def save_override(
    db: Database,
    call_id: str,
    checkpoint_id: str,
    verdict: str,
    *,
    author: str,
    comment: str | None = None,
    content_hash: str | None = None,
) -> None:
    """Store a person's verdict on a checkpoint of a call, in place of an earlier one."""
    with transaction(db):
        db.conn.execute(
            """INSERT OR REPLACE INTO override (call_id, checkpoint_id, verdict, comment, author, at, content_hash)
               VALUES (?, ?, ?, ?, ?, ?, ?)""",
            [call_id, checkpoint_id, verdict, text_value(comment), text_value(author), now(), content_hash],
        )
