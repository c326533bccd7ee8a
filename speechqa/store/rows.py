"""Rows of call logs and queue events in, kept each once; out, all rows of a call, whatever files they came from.

What makes two rows one is what every format says (when, who, by which channels, how long, how it ended), so that the
same log from a file and from a database is kept once, with all that either says.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from speechqa.calls.model import QueueEvent, Row
from speechqa.store.columns import text_value
from speechqa.store.row_keys import keys_by_links

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.store.sources import Source

Keyed = tuple[str, Row]
"""A row with the id of the call that it is a part of."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of rows: those that are new, as they will be read back; keys of the calls that had rows before, and
    of those among whose rows one says something else than before; and keys that rows had before they turned out to be
    a part of another call, with the key of that."""

    new: list[Keyed]
    known: set[str]
    changed: set[str]
    moved: dict[str, str] = field(default_factory=dict)


_AT_ONCE = 2000
_SAYING = ("src", "dst", "channel", "dstchannel", "lastapp", "uniqueid", "disposition")
_NOT_TEXT = ("start", "answer", "end", "duration", "billsec")
_OTHERS = tuple(name for name in Row._fields if name not in {*_SAYING, *_NOT_TEXT})
_saying = itemgetter(*map(Row._fields.index, _SAYING))
_others = itemgetter(*map(Row._fields.index, _OTHERS))
_SAID_TABS = len(_SAYING) + 2
_MORE_TABS = len(_OTHERS) + 1
# Where each field of a Row lies in the list of said's, then more's, fields.
_PLACES = itemgetter(*map(("start", "duration", "billsec", *_SAYING, "answer", "end", *_OTHERS).index, Row._fields))
_START, _DURATION, _BILLSEC, _ANSWER, _END = (
    Row._fields.index(name) for name in ("start", "duration", "billsec", "answer", "end")
)


def keep_rows(db: Database, source: Source, rows: Sequence[Keyed], yielding: frozenset[int] = frozenset()) -> Kept:
    """Keep rows that are not kept yet; those that are learn what this source says beside.

    Args:
        yielding: sources that give a row up to this one where both have it, whichever was read first.
    """
    if not rows:
        return Kept([], set(), set())
    keys, read = zip(*rows, strict=True)
    packed = pack_all(read)
    if packed is None:
        read = tuple(map(_cleaned, read))
        packed = pack_all(read) or ([], [])
    calls, moved = keys_by_links(db, keys, read, packed[0], unpack)
    identities = list(zip(calls, packed[0], strict=True))
    there = _rows_there(db, set(calls))
    new = dict(zip(identities, zip(packed[1], read, strict=True), strict=True))
    changed: set[str] = set()
    if there or len(new) < len(rows):
        new = {}
        for identity, more, row in zip(identities, packed[1], read, strict=True):
            known = there.get(identity)
            if known is not None:
                if known[0] != more or known[1] in yielding:
                    there[identity] = _enrich(db, source, identity, more, known, yielding)
                    if there[identity] != known:
                        changed.add(identity[0])
            elif identity not in new:
                new[identity] = (more, row)
            elif new[identity][0] != more:
                merged = _merged(new[identity][0], more)
                new[identity] = (merged, unpack(identity[1], merged))
    source_id = source.source_id
    db.conn.executemany(
        "INSERT INTO record_row (call_key, said, more, source_id, uniqueid) VALUES (?, ?, ?, ?, ?)",
        [
            (key, said, more, source_id, None if row.uniqueid == key else row.uniqueid)
            for (key, said), (more, row) in new.items()
        ],
    )
    source.kept += len(new)
    return Kept(
        [(key, row) for (key, _said), (_more, row) in new.items()], {key for key, _said in there}, changed, moved
    )


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
            *(text_value(event.event), "\t".join(_plain(each) for each in event.data), source.source_id, line),
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
                *(text_value(event.event), "\t".join(_plain(each) for each in event.data), source.source_id),
            )
            for event in events
        ),
    )
    source.kept -= db.conn.total_changes - before


def rows_of(db: Database, keys: Iterable[str]) -> Iterator[tuple[str, int, list[Row]]]:
    """Of each call that has any, its key, the source of its first row, and its rows."""
    remaining = iter(sorted(set(keys)))
    while some := list(islice(remaining, _AT_ONCE)):
        found = db.conn.execute(
            """SELECT call_key, said, more, source_id FROM record_row
               WHERE call_key IN (SELECT value FROM json_each(?)) ORDER BY call_key, said""",
            [json.dumps(some)],
        ).fetchall()
        for key, group in groupby(found, key=itemgetter(0)):
            rows = list(group)
            yield key, rows[0][3], [unpack(said, more) for _key, said, more, _source in rows]


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


def keys_of(db: Database, source_id: int) -> tuple[str, ...]:
    """Keys of all calls that have a row of the source."""
    rows = db.conn.execute("SELECT DISTINCT call_key FROM record_row WHERE source_id = ?", [source_id])
    return tuple(str(row[0]) for row in rows.fetchall())


def key_pages(db: Database) -> Iterator[tuple[str, ...]]:
    """Keys of all calls that have a row or a queue event, some at a time."""
    for table, column in (("record_row", "call_key"), ("queue_event", "callid")):
        last = ""
        while True:
            rows = db.conn.execute(
                f"SELECT DISTINCT {column} FROM {table} WHERE {column} > ? ORDER BY 1 LIMIT {_AT_ONCE}", [last]
            ).fetchall()
            if not rows:
                break
            last = rows[-1][0]
            yield tuple(str(row[0]) for row in rows)


def lost_keys(db: Database, source_id: int) -> tuple[str, ...]:
    """Keys of calls whose rows are there and whose record is not."""
    rows = db.conn.execute(
        """SELECT DISTINCT call_key FROM record_row WHERE source_id = ?
           AND NOT EXISTS (SELECT 1 FROM record WHERE record_id = call_key)""",
        [source_id],
    )
    return tuple(str(row[0]) for row in rows.fetchall())


def rivals(db: Database, source_id: int, keys: Iterable[str]) -> dict[str, list[list[str]]]:
    """Groups of rows of one source that bear the same ids, channels and start and yet say different things, by key.

    Its file was corrected, and only the file tells which of them still stand in it.
    """
    found: dict[str, list[list[str]]] = {}
    remaining = iter(sorted(set(keys)))
    while some := list(islice(remaining, _AT_ONCE)):
        rows = db.conn.execute(
            """SELECT call_key, said, more FROM record_row
               WHERE call_key IN (SELECT value FROM json_each(?)) AND source_id = ? ORDER BY call_key""",
            [json.dumps(some), source_id],
        ).fetchall()
        for key, group in groupby(rows, key=itemgetter(0)):
            named: dict[tuple[Any, ...], list[str]] = defaultdict(list)
            for _key, said, more in group:
                row = unpack(said, more)
                named[row.start, row.uniqueid, row.sequence, row.channel, row.dstchannel].append(said)
            several = [saids for saids in named.values() if len(saids) > 1]
            if several:
                found[key] = several
    return found


def drop_rows(db: Database, source: Source, identities: Sequence[tuple[str, str]]) -> None:
    """Take rows back (key, and what ``pack`` says first) that their source no longer has."""
    db.conn.executemany("DELETE FROM record_row WHERE call_key = ? AND said = ?", identities)
    source.kept -= len(identities)


def pack(row: Row) -> tuple[str, str]:
    """What makes a row this row, and what else it says."""
    packed = pack_all([row]) or pack_all([_cleaned(row)]) or ([""], [""])
    return packed[0][0], packed[1][0]


def pack_all(rows: Sequence[Row]) -> tuple[list[str], list[str]] | None:
    """What makes each row this row, and what else each says; None where a text in them cannot be kept as it is."""
    # Column by column: a row at a time takes twice as long.
    columns = list(zip(*rows, strict=True))
    said = list(
        map(
            "\t".join,
            zip(
                map(datetime.isoformat, columns[_START]),
                map(repr, map(float, columns[_DURATION])),
                map(repr, map(float, columns[_BILLSEC])),
                *_saying(columns),
                strict=True,
            ),
        )
    )
    more = list(
        map("\t".join, zip(*(_time_texts(columns[at]) for at in (_ANSWER, _END)), *_others(columns), strict=True))
    )
    texts = "".join(said), "".join(more)
    if texts[0].count("\t") != len(rows) * _SAID_TABS or texts[1].count("\t") != len(rows) * _MORE_TABS:
        return None
    if not all(map(_can_be_kept, texts)):
        return None
    return said, [text.rstrip("\t") for text in more]


def unpack(said: str, more: str) -> Row:
    """The row that was packed."""
    fields: list[Any] = said.split("\t")
    fields += more.split("\t")
    fields += [""] * (_SAID_TABS + _MORE_TABS + 2 - len(fields))
    values = list(_PLACES(fields))
    values[_START] = datetime.fromisoformat(values[_START])
    values[_ANSWER] = datetime.fromisoformat(values[_ANSWER]) if values[_ANSWER] else None
    values[_END] = datetime.fromisoformat(values[_END]) if values[_END] else None
    values[_DURATION] = float(values[_DURATION])
    values[_BILLSEC] = float(values[_BILLSEC])
    return Row._make(values)


def _time_texts(times: Sequence[datetime | None]) -> list[str]:
    return [time.isoformat() if time else "" for time in times]


def _rows_there(db: Database, keys: set[str]) -> dict[tuple[str, str], tuple[str, int]]:
    rows = db.conn.execute(
        """SELECT call_key, said, more, source_id FROM record_row
           WHERE call_key IN (SELECT value FROM json_each(?))""",
        [json.dumps(list(keys))],
    )
    return {(key, said): (more, source_id) for key, said, more, source_id in rows.fetchall()}


def _enrich(
    db: Database,
    source: Source,
    identity: tuple[str, str],
    more: str,
    known: tuple[str, int],
    yielding: frozenset[int],
) -> tuple[str, int]:
    """What both sources say of a row, and which of them it belongs to."""
    merged, owner = _merged(known[0], more), known[1]
    if owner in yielding:
        db.conn.execute("UPDATE source SET kept = kept - 1 WHERE source_id = ?", [owner])
        source.kept += 1
        owner = source.source_id
    if (merged, owner) != known:
        db.conn.execute(
            "UPDATE record_row SET more = ?, source_id = ? WHERE call_key = ? AND said = ?", [merged, owner, *identity]
        )
    return merged, owner


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


def _merged(one: str, other: str) -> str:
    """Field by field what either says; the same whichever came first."""
    fields = [one.split("\t"), other.split("\t")]
    for each in fields:
        each += [""] * (_MORE_TABS + 1 - len(each))
    return "\t".join(map(max, *fields)).rstrip("\t")


def _can_be_kept(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _cleaned(row: Row) -> Row:
    return Row._make(_plain(value) if isinstance(value, str) else value for value in row)


def _plain(text: str) -> str:
    return (text_value(text) or "").replace("\t", " ")
