"""Sources in, how many calls they tell of out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_OF_SOURCES = """SELECT call_key FROM record_row WHERE source_id IN (SELECT value FROM json_each(:sources))
    UNION SELECT callid FROM queue_event WHERE source_id IN (SELECT value FROM json_each(:sources))"""


def count_records(db: Database) -> int:
    """How many records there are."""
    (count,) = db.conn.execute("SELECT count(*) FROM record").fetchone()
    return int(count)


def count_calls(db: Database, source_ids: Sequence[int]) -> dict[tuple[str, str | None], int]:
    """How many calls have a row or a queue event that was first read in one of the sources, by direction and
    disposition; a call of rows in several of them once."""
    rows = db.conn.execute(
        f"SELECT direction, disposition, count(*) FROM record WHERE record_id IN ({_OF_SOURCES}) GROUP BY 1, 2",
        {"sources": json.dumps(list(source_ids))},
    )
    return {(row[0], row[1]): row[2] for row in rows.fetchall()}


def count_recorded(db: Database, source_ids: Sequence[int]) -> int:
    """How many of them have a recording."""
    (count,) = db.conn.execute(
        """WITH source_ids AS (SELECT value FROM json_each(:sources))
           SELECT count(DISTINCT call_id) FROM recording JOIN record USING (call_id)
           WHERE EXISTS (SELECT 1 FROM record_row WHERE call_key = record_id AND source_id IN source_ids)
              OR EXISTS (SELECT 1 FROM queue_event WHERE callid = record_id AND source_id IN source_ids)""",
        {"sources": json.dumps(list(source_ids))},
    ).fetchone()
    return int(count)


def count_seen_before(db: Database, record_ids: Iterable[str], seen: int) -> int:
    """How many of the records are of calls that were there when so many had been seen."""
    (count,) = db.conn.execute(
        """SELECT count(*) FROM record JOIN call USING (call_id)
           WHERE record_id IN (SELECT value FROM json_each(?)) AND call.seen <= ?""",
        [json.dumps(list(record_ids)), seen],
    ).fetchone()
    return int(count)
