"""The words and phrases of a recording's customer in, kept; the same of a recording asked for, out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from speechqa.store.connection import transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

Made = tuple[str, int, str]
"""What terms were made of: transcript, the customer's channel, version."""


def terms_made_of(db: Database, recording_id: str) -> Made | None:
    """None where there are none."""
    row = db.conn.execute(
        "SELECT transcript_id, channel, version FROM customer_terms WHERE recording_id = ?", [recording_id]
    ).fetchone()
    return None if row is None else (str(row[0]), int(row[1]), str(row[2]))


def customers_channel(db: Database, recording_id: str) -> tuple[str, int] | None:
    """Transcript and channel of a recording's customer; None where it is not certain who is who."""
    row = db.conn.execute(
        """SELECT transcript_id, 1 - manager_channel FROM conversation
           WHERE recording_id = ? AND role_certain AND manager_channel IS NOT NULL""",
        [recording_id],
    ).fetchone()
    return None if row is None else (str(row[0]), int(row[1]))


def save_terms(db: Database, recording_id: str, made: Made, terms: Iterable[tuple[str, str]]) -> None:
    """Store them instead of the recording's former ones.

    Args:
        terms: lemma and text of each.
    """
    with transaction(db):
        ids = [str(_term_id(db, lemma, text)) for lemma, text in terms]
        db.conn.execute(
            "INSERT OR REPLACE INTO customer_terms (recording_id, transcript_id, channel, version, terms) "
            "VALUES (?, ?, ?, ?, ?)",
            [recording_id, *made, ",".join(ids)],
        )


def forget_terms(db: Database, recording_id: str) -> None:
    """Of a recording of whose parties nobody knows any more who is who."""
    with transaction(db):
        db.conn.execute("DELETE FROM customer_terms WHERE recording_id = ?", [recording_id])


def _term_id(db: Database, lemma: str, text: str) -> int:
    row = db.conn.execute("SELECT term_id FROM term WHERE lemma = ?", [lemma]).fetchone()
    if row is None:
        return int(db.conn.execute("INSERT INTO term (lemma, text) VALUES (?, ?)", [lemma, text]).lastrowid or 0)
    return int(row[0])
