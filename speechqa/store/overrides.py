"""A person's verdict in; it goes before the machine's in every view and replaces neither that nor another person's.

Of all verdicts on a checkpoint the latest counts; taken back, the one before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speechqa.store.columns import now
from speechqa.store.entries import add_entry, durably

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class PersonVerdict:
    """A verdict that a person gave, and the machine's as it was then.

    ``checklist`` is the id of the checklist seen then, None for any; ``undone_at`` is when it was taken back.
    """

    override_id: int
    call_id: str
    checkpoint_id: str
    verdict: str
    machine_verdict: str | None
    author: str
    at: str
    comment: str | None
    checklist: str | None
    undone_at: str | None = None


@dataclass(frozen=True, slots=True)
class LostOverride:
    """A person's verdict that no longer applies, and why: ``gone`` (the checklist has that checkpoint no more),
    ``other_checklist`` (another one judges the call now) or ``not_scored``."""

    call_id: str
    checkpoint_id: str
    verdict: str
    author: str
    at: str
    checklist: str | None
    reason: str


_COLUMNS = """override_id, call_id, checkpoint_id, verdict, machine_verdict, author, at, comment,
              (SELECT k.checklist FROM checklist k WHERE k.content_hash = override.content_hash), undone_at"""


def save_override(
    db: Database,
    call_id: str,
    checkpoint_id: str,
    verdict: str,
    *,
    author: str,
    comment: str | None = None,
    content_hash: str | None = None,
    machine_verdict: str | None = None,
) -> int:
    """Store a person's verdict on a checkpoint of a call, beside those before; returns its id."""
    values = {
        "call_id": call_id, "checkpoint_id": checkpoint_id, "verdict": verdict, "comment": comment,
        "content_hash": content_hash, "machine_verdict": machine_verdict,
    }  # fmt: skip
    with durably(db):
        return add_entry(db, "override", values, author)


def undo_override(db: Database, override_id: int) -> None:
    """Take a verdict back; its row stays."""
    with durably(db):
        db.conn.execute(
            "UPDATE override SET undone_at = ? WHERE override_id = ? AND undone_at IS NULL", [now(), override_id]
        )


def verdicts_of_people(db: Database, call_id: str, *, undone: bool = False) -> tuple[PersonVerdict, ...]:
    """All that people gave on a call, the earliest first; those taken back only where asked for."""
    rows = db.conn.execute(
        f"""SELECT {_COLUMNS} FROM override WHERE call_id = ? AND (? OR undone_at IS NULL)
            ORDER BY at, override_id""",
        [call_id, undone],
    )
    return tuple(PersonVerdict(*row) for row in rows.fetchall())


def lost_overrides(db: Database) -> tuple[LostOverride, ...]:
    """All that no longer apply, by view ``lost_override``."""
    rows = db.conn.execute(
        """SELECT call_id, checkpoint_id, verdict, author, at, checklist, reason FROM lost_override
           ORDER BY call_id, checkpoint_id, at"""
    )
    return tuple(LostOverride(*row) for row in rows.fetchall())
