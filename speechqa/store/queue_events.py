"""Queue events in, kept each once; out, those of a call, by whichever id of its rows they name it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from speechqa.calls.model import QueueEvent, Row
from speechqa.store.columns import text_value
from speechqa.store.row_pack import plain

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.store.sources import Source


def keep_events(
    db: Database,
    source: Source,
    events: Sequence[tuple[int, QueueEvent]],
    yielding: frozenset[int] = frozenset(),
) -> set[str]:
    """Keep queue events, each with its line, that are not kept yet.

    Args:
        yielding: as of ``keep_rows``; the line is that of the source which has the event.

    Returns:
        the keys of the calls that those belong to; where there are no rows of one, its callid.
    """
    values = [
        (
            *(text_value(event.callid), event.at, text_value(event.queue), text_value(event.agent)),
            *(text_value(event.event), "\t".join(plain(each) for each in event.data), source.source_id, line),
        )
        for line, event in events
    ]
    yielded = _take_events(db, source, values, yielding) if yielding else 0
    before = db.conn.total_changes
    db.conn.executemany(
        "INSERT OR IGNORE INTO queue_event (callid, at, queue, agent, event, data, source_id, line) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    )
    source.kept += db.conn.total_changes - before
    if db.conn.total_changes == before and not yielded:
        return set()
    rows = db.conn.execute(
        """WITH named AS (SELECT DISTINCT value FROM json_each(?)),
                of_rows AS (SELECT value, call_key FROM named JOIN record_row ON record_row.uniqueid = value)
           SELECT call_key FROM of_rows
           UNION SELECT value FROM named WHERE value NOT IN (SELECT value FROM of_rows)""",
        [json.dumps([text_value(event.callid) for _line, event in events])],
    )
    return {str(row[0]) for row in rows.fetchall()}


def drop_events(db: Database, source: Source, events: Iterable[QueueEvent]) -> None:
    """Take events back that the source's file no longer says like this."""
    before = db.conn.total_changes
    db.conn.executemany(
        """DELETE FROM queue_event WHERE callid = ? AND at = ? AND queue = ? AND agent = ? AND event = ? AND data = ?
           AND source_id = ?""",
        (
            (
                *(text_value(event.callid), event.at, text_value(event.queue), text_value(event.agent)),
                *(text_value(event.event), "\t".join(plain(each) for each in event.data), source.source_id),
            )
            for event in events
        ),
    )
    source.kept -= db.conn.total_changes - before


def events_of(db: Database, rows_by_key: dict[str, list[Row]]) -> dict[str, tuple[QueueEvent, ...]]:
    """The queue events of calls, by key; only of those that have any."""
    keys_by_id: dict[str, set[str]] = defaultdict(set)
    for key, rows in rows_by_key.items():
        keys_by_id[key].add(key)
        for row in rows:
            if row.uniqueid:
                keys_by_id[row.uniqueid].add(key)
    found: dict[str, list[QueueEvent]] = defaultdict(list)
    for callid, at, queue, agent, event, data in db.conn.execute(
        """SELECT callid, at, queue, agent, event, data FROM queue_event
           WHERE callid IN (SELECT value FROM json_each(?)) ORDER BY at, line, event, agent, queue, data""",
        [json.dumps(list(keys_by_id))],
    ).fetchall():
        for key in keys_by_id[callid]:
            found[key].append(QueueEvent(at, callid, queue, agent, event, tuple(data.split("\t")) if data else ()))
    return {key: tuple(events) for key, events in found.items()}


def has_events(db: Database) -> bool:
    """Whether any queue_log was read."""
    return db.conn.execute("SELECT 1 FROM queue_event LIMIT 1").fetchone() is not None


def _take_events(db: Database, source: Source, values: Sequence[tuple[Any, ...]], yielding: frozenset[int]) -> int:
    """Take events from the sources that give them up; returns how many."""
    identity = "callid = ? AND at = ? AND queue = ? AND agent = ? AND event = ? AND data = ?"
    taken = 0
    for *said, source_id, line in values:
        row = db.conn.execute(f"SELECT source_id FROM queue_event WHERE {identity}", said).fetchone()
        if row is not None and row[0] in yielding:
            db.conn.execute(
                f"UPDATE queue_event SET source_id = ?, line = ? WHERE {identity}", [source_id, line, *said]
            )
            db.conn.execute("UPDATE source SET kept = kept - 1 WHERE source_id = ?", [row[0]])
            taken += 1
    source.kept += taken
    return taken
