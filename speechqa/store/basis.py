"""What a recording was last judged by, in and out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speechqa.store.connection import transaction

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Basis:
    """Checklists (by content hash) and settings; ``forced`` where the only checklist judges every call.

    ``similarity`` is 0-100, ``min_talk`` in seconds, ``manager_channel`` is auto, left or right.
    """

    content_hashes: tuple[str, ...]
    forced: bool
    similarity: float
    manager_channel: str
    min_talk: float


def save_basis(db: Database, recording_id: str, basis: Basis) -> None:
    """Remember what the recording is judged by from now on."""
    if load_basis(db, recording_id) == basis:
        return
    with transaction(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO basis VALUES (?, ?, ?, ?, ?, ?)",
            [
                recording_id,
                " ".join(basis.content_hashes),
                int(basis.forced),
                float(basis.similarity),
                basis.manager_channel,
                float(basis.min_talk),
            ],
        )


def load_basis(db: Database, recording_id: str) -> Basis | None:
    """What the recording was judged by last; None where it never was."""
    row = db.conn.execute(
        "SELECT content_hashes, forced, similarity, manager_channel, min_talk FROM basis WHERE recording_id = ?",
        [recording_id],
    ).fetchone()
    return None if row is None else Basis(tuple(row[0].split()), bool(row[1]), *row[2:])


def calls_by_checklists(db: Database, call_ids: Iterable[str]) -> dict[tuple[tuple[str, ...], bool], list[str]]:
    """Those of the calls that were judged, by the checklists (content hashes, ``forced``) that judged them."""
    rows = db.conn.execute(
        """SELECT DISTINCT content_hashes, forced, call_id FROM json_each(?)
           JOIN recording ON call_id = value JOIN basis USING (recording_id)""",
        [json.dumps(list(call_ids))],
    )
    found: dict[tuple[tuple[str, ...], bool], list[str]] = defaultdict(list)
    for content_hashes, forced, call_id in rows.fetchall():
        found[tuple(content_hashes.split()), bool(forced)].append(str(call_id))
    return found
