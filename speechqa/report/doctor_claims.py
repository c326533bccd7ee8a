"""Calls whose records name one recording in; out, which of them has it, and what decided."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speechqa.calls.join import best_claim, file_keys

if TYPE_CHECKING:
    from sqlite_utils import Database

_FILE = "substr(recording_file, length(rtrim(recording_file, replace(recording_file, '/', ''))) + 1)"


@dataclass(frozen=True, slots=True)
class Claims:
    """Calls that claim one recording.

    Attributes:
        file: as the first call's record names it.
        calls: all of them, in order of their ids.
        owner: the call that has the recording; None where none has it.
        reason: why it has it: ``uniqueid``, ``number_and_time`` or ``time`` where that joined them, else one of
            ``calls.join.CLAIM_REASONS``; ``alike`` where the recording is known and several fit it alike.
        is_known: the recording was scored.
    """

    file: str
    calls: tuple[str, ...]
    owner: str | None = None
    reason: str | None = None
    is_known: bool = False


def several_claims(db: Database) -> tuple[Claims, ...]:
    """Every recording that more than one call claims."""
    rows = db.conn.execute(
        f"""WITH named AS (SELECT {_FILE} AS file, recording_file, call_id, record_id FROM record
                           WHERE recording_file IS NOT NULL AND recording_file <> '')
            SELECT recording_file, call_id FROM named
            WHERE file IN (SELECT file FROM named GROUP BY file HAVING count(DISTINCT call_id) > 1)
            ORDER BY call_id, record_id"""
    ).fetchall()
    by_key: dict[str, dict[str, str]] = defaultdict(dict)
    for file, call_id in rows:
        for key in file_keys([file]):
            by_key[key].setdefault(call_id, file)
    several = {key: calls for key, calls in by_key.items() if len(calls) > 1}
    known = _known(db, several) if several else {}
    return tuple(
        Claims(next(iter(calls.values())), tuple(calls), *known.get(key, (None, None)), is_known=key in known)
        for key, calls in several.items()
    )


def _known(db: Database, several: dict[str, dict[str, str]]) -> dict[str, tuple[str | None, str | None]]:
    """Of the recordings that are in the database, the call that has each, and why."""
    from speechqa.store.columns import path_from

    rows = db.conn.execute(
        """SELECT absolute_path, call_id, coalesce(own_call_id, call_id), join_reason FROM recording
           WHERE replaced_by IS NULL ORDER BY duration DESC NULLS LAST, recording_id"""
    ).fetchall()
    found: dict[str, tuple[str | None, str | None]] = {}
    for path, call_id, own, reason in rows:
        for key in file_keys([str(path_from(path))]) & several.keys() - found.keys():
            claims = several[key]
            if call_id not in claims:
                found[key] = None, _why(db, own, claims) or "alike"
            else:
                found[key] = call_id, _why(db, own, claims) if reason in {"recording_file", None} else reason
    return found


def _why(db: Database, own: str, claims: Iterable[str]) -> str | None:
    from speechqa.store.join_sides import records_of, sides_of

    parts = db.conn.execute(
        """SELECT DISTINCT coalesce(own_call_id, call_id) FROM record
           WHERE call_id IN (SELECT value FROM json_each(?))""",
        [json.dumps(list(claims))],
    ).fetchall()
    side = sides_of(db, [own], without_record=False).get(own)
    keys = file_keys(side.files) if side else set()
    records = [one for one in records_of(db, [row[0] for row in parts]).values()
               if file_keys([one.call.recording_file]) & keys]  # fmt: skip
    return best_claim(side, records)[1] if side and records else None
