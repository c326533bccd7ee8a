"""Rows of call logs in, kept each once; out, all rows of a call, whatever files they came from.

What makes two rows one is what every format says (when, who, by which channels, how long, how it ended), so that the
same log from a file and from a database is kept once, with all that either says.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from speechqa.calls.model import Row
from speechqa.store.row_keys import keys_by_links
from speechqa.store.row_pack import alike, cleaned, merged, pack_all, unpack

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
_channel = itemgetter(Row._fields.index("channel"))


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
        read = tuple(map(cleaned, read))
        packed = pack_all(read) or ([], [])
    calls, moved = keys_by_links(db, keys, read, packed[0], unpack)
    saids, there = packed[0], _rows_there(db, set(calls))
    changed: set[str] = set()
    if not all(map(_channel, read)):
        saids, read = _as_kept(db, calls, saids, packed[1], read, there, changed)
    identities = list(zip(calls, saids, strict=True))
    new = dict(zip(identities, zip(packed[1], read, strict=True), strict=True))
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
                both = merged(new[identity][0], more)
                new[identity] = (both, unpack(identity[1], both))
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


def _rows_there(db: Database, keys: set[str]) -> dict[tuple[str, str], tuple[str, int]]:
    rows = db.conn.execute(
        """SELECT call_key, said, more, source_id FROM record_row
           WHERE call_key IN (SELECT value FROM json_each(?))""",
        [json.dumps(list(keys))],
    )
    return {(key, said): (more, source_id) for key, said, more, source_id in rows.fetchall()}


def _as_kept(
    db: Database,
    calls: Sequence[str],
    saids: Sequence[str],
    mores: Sequence[str],
    rows: Sequence[Row],
    there: dict[tuple[str, str], tuple[str, int]],
    changed: set[str],
) -> tuple[list[str], tuple[Row, ...]]:
    """The rows as they are kept, where tables of other telephone systems write their numbers now this way, now that.

    Of several ways the least is kept, so that the order of imports leaves no trace.
    """
    known = {(key, alike(said)): said for key, said in there}
    for key, said in zip(calls, saids, strict=True):
        place = key, alike(said)
        before = known.setdefault(place, said)
        if said < before:
            known[place] = said
            if (key, before) in there:
                db.conn.execute(
                    "UPDATE OR REPLACE record_row SET said = ? WHERE call_key = ? AND said = ?", [said, key, before]
                )
                there[key, said] = there.pop((key, before))
                changed.add(key)
    kept = [known[key, alike(said)] for key, said in zip(calls, saids, strict=True)]
    return kept, tuple(
        row if now == said else unpack(now, more) for now, said, more, row in zip(kept, saids, mores, rows, strict=True)
    )


def _enrich(
    db: Database,
    source: Source,
    identity: tuple[str, str],
    more: str,
    known: tuple[str, int],
    yielding: frozenset[int],
) -> tuple[str, int]:
    """What both sources say of a row, and which of them it belongs to."""
    both, owner = merged(known[0], more), known[1]
    if owner in yielding:
        db.conn.execute("UPDATE source SET kept = kept - 1 WHERE source_id = ?", [owner])
        source.kept += 1
        owner = source.source_id
    if (both, owner) != known:
        db.conn.execute(
            "UPDATE record_row SET more = ?, source_id = ? WHERE call_key = ? AND said = ?", [both, owner, *identity]
        )
    return both, owner
