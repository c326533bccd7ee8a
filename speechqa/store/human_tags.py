"""A person's tag on a call in; kept apart from those that checklists' rules put on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speechqa.store.entries import add_entry, durably, take_back

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class HumanTag:
    """A tag that a person put on a call."""

    tag: str
    author: str
    at: str


def save_tag(db: Database, call_id: str, tag: str, *, author: str) -> bool:
    """Put a tag on a call; False where the same person put it there before."""
    with durably(db):
        there = db.conn.execute(
            "SELECT 1 FROM human_tag WHERE call_id = ? AND tag = ? AND author = ? AND undone_at IS NULL",
            [call_id, tag, author],
        ).fetchone()
        if there is None:
            add_entry(db, "human_tag", {"call_id": call_id, "tag": tag}, author)
        return there is None


def remove_tag(db: Database, call_id: str, tag: str, *, author: str) -> bool:
    """Take a tag off a call, whoever put it there; False where no person did."""
    with durably(db):
        return take_back(db, "human_tag", "call_id = :id AND tag = :tag", {"id": call_id, "tag": tag}, author) > 0


def tags_of_people(db: Database, call_id: str) -> tuple[HumanTag, ...]:
    """The tags that people put on a call, the earliest first."""
    rows = db.conn.execute(
        "SELECT tag, author, at FROM human_tag WHERE call_id = ? AND undone_at IS NULL ORDER BY human_tag_id",
        [call_id],
    )
    return tuple(HumanTag(*row) for row in rows.fetchall())


def known_tags(db: Database) -> dict[str, tuple[str, ...]]:
    """Every tag of a checklist that judges anything now, or that a person uses, with its titles."""
    rows = db.conn.execute(
        """SELECT t.id, t.title_ru, t.title_en FROM checklist_tag t
           WHERE t.content_hash IN (SELECT content_hash FROM result WHERE current = 1)
           UNION ALL SELECT DISTINCT tag, NULL, NULL FROM human_tag WHERE undone_at IS NULL"""
    )
    found: dict[str, tuple[str, ...]] = {}
    for tag, *titles in rows.fetchall():
        found[tag] = tuple(dict.fromkeys((*found.get(tag, ()), *filter(None, titles))))
    return found
