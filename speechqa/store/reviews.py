"""What a reviewer leaves on a call but verdicts and tags in: notes, marks (best, worst, hold), and that it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speechqa.store.entries import add_entry, durably, take_back

if TYPE_CHECKING:
    from sqlite_utils import Database

BEST, WORST, HOLD = "best", "worst", "hold"


@dataclass(frozen=True, slots=True)
class Note:
    """What a reviewer wrote; ``place`` is where in the recording, s, None for the whole call."""

    note_id: int
    plus: str | None
    minus: str | None
    instead: str | None
    place: float | None
    author: str
    at: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A call marked as the best or worst example, or held from retention."""

    kind: str
    author: str
    at: str
    comment: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """A person is done with a call."""

    author: str
    at: str


def save_note(
    db: Database,
    call_id: str,
    *,
    author: str,
    plus: str | None = None,
    minus: str | None = None,
    instead: str | None = None,
    place: float | None = None,
) -> int:
    """Write a note; returns its id, by which it can be taken back."""
    values = {"call_id": call_id, "plus": plus, "minus": minus, "instead": instead, "place": place}
    with durably(db):
        return add_entry(db, "note", values, author)


def remove_note(db: Database, call_id: str, note_id: int, *, author: str) -> bool:
    """Take a note back; False where this call has no such note."""
    with durably(db):
        return take_back(db, "note", "call_id = :id AND note_id = :n", {"id": call_id, "n": note_id}, author) > 0


def save_mark(db: Database, call_id: str, kind: str, *, author: str, comment: str | None = None) -> bool:
    """Mark a call; False where it was so marked. An example is best or worst: the later word counts."""
    with durably(db):
        values = {"id": call_id, "kind": kind}
        there = db.conn.execute(
            "SELECT 1 FROM mark WHERE call_id = :id AND kind = :kind AND undone_at IS NULL", values
        ).fetchone()
        if there is not None:
            return False
        if kind != HOLD:
            take_back(db, "mark", f"call_id = :id AND kind <> '{HOLD}'", values, author)
        add_entry(db, "mark", {"call_id": call_id, "kind": kind, "comment": comment}, author)
        return True


def remove_mark(db: Database, call_id: str, kind: str, *, author: str) -> bool:
    """Take a mark off; False where the call was not so marked."""
    with durably(db):
        return take_back(db, "mark", "call_id = :id AND kind = :kind", {"id": call_id, "kind": kind}, author) > 0


def save_done(db: Database, call_id: str, *, author: str, content_hash: str | None = None) -> None:
    """A person is done with a call, under this checklist."""
    with durably(db):
        add_entry(db, "review", {"call_id": call_id, "content_hash": content_hash}, author)


def open_again(db: Database, call_id: str, *, author: str) -> bool:
    """The same person is not done with it after all; False where he never was."""
    with durably(db):
        return take_back(db, "review", "call_id = :id AND author = :by", {"id": call_id}, author) > 0


def notes_of(db: Database, call_id: str) -> tuple[Note, ...]:
    """The notes on a call, the earliest first."""
    rows = db.conn.execute(
        """SELECT note_id, plus, minus, instead, place, author, at FROM note
           WHERE call_id = ? AND undone_at IS NULL ORDER BY note_id""",
        [call_id],
    )
    return tuple(Note(*row) for row in rows.fetchall())


def marks_of(db: Database, call_id: str) -> tuple[Mark, ...]:
    """How a call is marked."""
    rows = db.conn.execute(
        """SELECT kind, author, at, comment FROM mark
           WHERE call_id = ? AND undone_at IS NULL ORDER BY at, mark_id""",
        [call_id],
    )
    # Two calls that became one may both have been marked: of best and worst the later counts, as in view call_mark.
    latest = {"example" if row[0] != HOLD else HOLD: Mark(*row) for row in rows.fetchall()}
    return tuple(sorted(latest.values(), key=lambda mark: mark.at))


def done_by(db: Database, call_id: str) -> tuple[Done, ...]:
    """Who is done with a call, the earliest first."""
    rows = db.conn.execute(
        "SELECT author, at FROM review WHERE call_id = ? AND undone_at IS NULL ORDER BY review_id", [call_id]
    )
    return tuple(Done(*row) for row in rows.fetchall())
