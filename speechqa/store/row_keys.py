"""Rows with the keys that they bear by themselves in; out, the keys of their calls, and kept rows that had to move.

The same row may stand in one log with its ``linkedid`` and in another without: it is a part of the linkedid's call,
whichever was read first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from speechqa.calls.model import Row

if TYPE_CHECKING:
    from sqlite_utils import Database


def keys_by_links(
    db: Database,
    keys: Sequence[str],
    rows: Sequence[Row],
    saids: Sequence[str],
    unpack: Callable[[str, str], Row],
) -> tuple[list[str], dict[str, str]]:
    """The keys of the calls of these rows, and by the key that kept rows had till now the one that they have.

    Args:
        saids: what makes each row this row.
        unpack: what is kept of a row in, the row out.
    """
    homes: dict[str, str] = {}
    before: set[str] = set()
    bare: set[str] = set()
    for key, row, said in zip(keys, rows, saids, strict=True):
        if not row.uniqueid:
            continue
        if not row.linkedid:
            bare.add(row.uniqueid)
        elif row.uniqueid != key:
            homes[said] = min(key, homes.get(said, key))
            before.add(row.uniqueid)
    moved = _move(db, homes, before, unpack) if homes else {}
    if not bare:
        return list(keys), moved
    homes = _homes_there(db, bare) | homes
    if not homes:
        return list(keys), moved
    return [
        key if row.linkedid or not row.uniqueid else homes.get(said, key)
        for key, row, said in zip(keys, rows, saids, strict=True)
    ], moved


def keys_left(db: Database, keys: Sequence[str]) -> list[str]:
    """Those of the keys that no row has any more."""
    rows = db.conn.execute(
        "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM record_row WHERE call_key = value)",
        [json.dumps(list(keys))],
    )
    return [str(row[0]) for row in rows.fetchall()]


def _homes_there(db: Database, uniqueids: set[str]) -> dict[str, str]:
    rows = db.conn.execute(
        """SELECT said, min(call_key) FROM json_each(?) JOIN record_row ON record_row.uniqueid = value
           GROUP BY said""",
        [json.dumps(sorted(uniqueids))],
    )
    return dict(rows.fetchall())


def _move(db: Database, homes: dict[str, str], before: set[str], unpack: Callable[[str, str], Row]) -> dict[str, str]:
    there = db.conn.execute(
        "SELECT call_key, said, more FROM record_row WHERE call_key IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(before))],
    ).fetchall()
    moving = [(key, said) for key, said, more in there if said in homes and not unpack(said, more).linkedid]
    db.conn.executemany(
        "UPDATE OR REPLACE record_row SET call_key = ?, uniqueid = ? WHERE call_key = ? AND said = ?",
        [(homes[said], key, key, said) for key, said in moving],
    )
    moved = {key: homes[said] for key, said in moving}
    left = keys_left(db, list(moved)) if moved else []
    db.conn.executemany("DELETE FROM row_link WHERE call_key = ?", [(key,) for key in left])
    return moved
