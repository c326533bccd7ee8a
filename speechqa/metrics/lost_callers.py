"""A database and calls in, those out whose rows tell that the caller was lost though somebody or something answered.

Such a call is not among the missed ones: a person answered its beginning and handed it to one who did not answer, or
a menu had answered.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from speechqa.store.row_pack import unpack

if TYPE_CHECKING:
    from sqlite_utils import Database

_MENUS = frozenset(("background", "backgrounddetect", "read", "waitexten", "ivr", "play_and_get_digits", "directory"))
"""What asks a caller to press or to say something; others only tell something, or record it."""

_ROWS = """SELECT record.call_id, said, more FROM record JOIN record_row ON call_key = record_id
    WHERE record.call_id IN (SELECT value FROM json_each(?))"""


def lost_transfers(db: Database, handed_to: Mapping[str, str]) -> tuple[str, ...]:
    """Ids of the calls whose rows show that the transfer was not answered.

    Args:
        handed_to: by call id, whom the talk was handed to. Where no row is of that one, nothing is known.
    """
    answered: dict[str, list[bool]] = defaultdict(list)
    for call_id, said, more in db.conn.execute(_ROWS, [json.dumps(list(handed_to))]):
        row = unpack(said, more)
        if _is_of(handed_to[call_id], row.dst, row.dstchannel):
            answered[call_id].append(row.disposition == "ANSWERED" and row.billsec > 0)
    return tuple(call_id for call_id in handed_to if call_id in answered and not any(answered[call_id]))


def left_in_menu(db: Database, call_ids: Sequence[str]) -> frozenset[str]:
    """Ids of those of the calls, which no person answered, that had come to a menu."""
    return frozenset(
        str(call_id)
        for call_id, said, more in db.conn.execute(_ROWS, [json.dumps(list(call_ids))])
        if unpack(said, more).lastapp.lower() in _MENUS
    )


def _is_of(who: str, dst: str, dstchannel: str) -> bool:
    bare = who.lstrip("+")
    if dstchannel:
        return any(f"/{one}{mark}" in dstchannel for one in (who, bare) for mark in "-@") or dst in (who, bare)
    return dst in (who, bare)
