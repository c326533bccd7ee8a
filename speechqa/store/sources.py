"""Files and databases that call records come from in; out, what was read of them and what could not be."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.calls.model import BadRow
from speechqa.store.columns import path_value, text_value

if TYPE_CHECKING:
    from sqlite_utils import Database

_ROTATED = re.compile(r"([.-]\d+)?(\.(gz|bz2|xz))?$")


@dataclass(slots=True)
class Source:
    """What is known of a source.

    Attributes:
        place: a path from the root, or an address.
        kind: its format.
        timezone: of its times, where the user said it of this very source.
        family_timezone: the only one that he said of its rotated siblings (``Master.csv.1``), which are the same log.
        offsets: how many calls' ids tell which offset from UTC (s); None: an id that fits no offset.
        fingerprint: of its bytes and of how they were read; None where nothing tells that it is unchanged.
        newest: the latest start of its rows, as written.
        rows: good rows when it was read last.
        kept: rows and queue events in the database that were first read in it.
    """

    source_id: int
    place: str | bytes
    kind: str = ""
    timezone: str | None = None
    offsets: Counter[int | None] = field(default_factory=Counter)
    fingerprint: str | None = None
    newest: str | None = None
    rows: int = 0
    kept: int = 0
    family_timezone: str | None = None

    @property
    def told_timezone(self) -> str | None:
        """What the user said of this log, wherever he said it."""
        return self.timezone or self.family_timezone


def place_of(path: Path) -> str | bytes:
    """A file's place, as ``source`` names it."""
    return path_value(path.absolute())


def find_source(db: Database, place: str | bytes) -> Source:
    """The source at this place, a new one where nothing was read from it yet."""
    found = next((one for one in all_sources(db).values() if one.place == place), None)
    if found is not None:
        return found
    db.conn.execute(
        "INSERT INTO source (place, kind, timezone, offsets, rows, kept) VALUES (?, '', NULL, '{}', 0, 0)", [place]
    )
    return find_source(db, place)


def all_sources(db: Database) -> dict[int, Source]:
    """Every source by its id."""
    rows = db.conn.execute(
        "SELECT source_id, place, kind, timezone, offsets, fingerprint, newest, rows, kept FROM source"
    )
    found = {row[0]: _source(row) for row in rows.fetchall()}
    told: dict[str, set[str]] = {}
    for source in found.values():
        if source.timezone and isinstance(source.place, str):
            told.setdefault(_log_of(source.place), set()).add(source.timezone)
    for source in found.values():
        if told and isinstance(source.place, str):
            timezones = told.get(_log_of(source.place), set())
            source.family_timezone = next(iter(timezones)) if len(timezones) == 1 else None
    return found


def siblings_of(db: Database, source: Source) -> tuple[Source, ...]:
    """Other parts of the same rotated log of which no time zone was said."""
    place = source.place
    if isinstance(place, bytes):
        return ()
    return tuple(
        one
        for one in all_sources(db).values()
        if isinstance(one.place, str)
        and one.place != place
        and not one.timezone
        and _log_of(one.place) == _log_of(place)
    )


def save_source(db: Database, source: Source) -> None:
    """Write what is known of a source now."""
    offsets = {"" if told is None else str(told): count for told, count in sorted(source.offsets.items(), key=str)}
    db.conn.execute(
        """UPDATE source SET kind = ?, timezone = ?, offsets = ?, fingerprint = ?, newest = ?, rows = ?, kept = ?
           WHERE source_id = ?""",
        [
            source.kind, source.timezone, json.dumps(offsets), source.fingerprint, source.newest, source.rows,
            source.kept, source.source_id,
        ],
    )  # fmt: skip


def count_kept(db: Database, source_id: int) -> int:
    """How many rows and queue events are there that were first read in the source."""
    (count,) = db.conn.execute(
        """SELECT (SELECT count(*) FROM record_row WHERE source_id = :id)
                + (SELECT count(*) FROM queue_event WHERE source_id = :id)""",
        {"id": source_id},
    ).fetchone()
    return int(count)


def forget_bad_rows(db: Database, source_id: int) -> None:
    """Before a source is read anew."""
    db.conn.execute("DELETE FROM bad_row WHERE source_id = ?", [source_id])


def save_bad_rows(db: Database, source_id: int, rows: Sequence[BadRow], *, is_part: bool = False) -> None:
    """Keep rows aside that could not be read.

    Args:
        is_part: they are only the latest of a server's table, numbered from 1; those that are kept already stay.
    """
    if is_part and rows:
        there = {bad.text for bad in bad_rows_of(db, source_id)}
        (last,) = db.conn.execute("SELECT max(line) FROM bad_row WHERE source_id = ?", [source_id]).fetchone()
        rows = [row for row in rows if text_value(row.text) not in there]
        rows = [BadRow(line, row.reason, row.text) for line, row in enumerate(rows, (last or 0) + 1)]
    db.conn.executemany(
        "INSERT OR REPLACE INTO bad_row (source_id, line, reason, text) VALUES (?, ?, ?, ?)",
        [(source_id, row.line, text_value(row.reason), text_value(row.text)) for row in rows],
    )


def bad_rows_of(db: Database, source_id: int, most: int = -1) -> tuple[BadRow, ...]:
    """Rows of a source that could not be read, the first ``most`` of them."""
    rows = db.conn.execute(
        "SELECT line, reason, text FROM bad_row WHERE source_id = ? ORDER BY line LIMIT ?", [source_id, most]
    )
    return tuple(BadRow(*row) for row in rows.fetchall())


def _source(row: tuple[object, ...]) -> Source:
    source_id, place, kind, timezone, offsets, *others = row
    told = Counter({int(key) if key else None: count for key, count in json.loads(str(offsets)).items()})
    return Source(source_id, place, kind, timezone, told, *others)  # type: ignore[arg-type]


def _log_of(place: str) -> str:
    """The place of the log that a rotated one is a part of."""
    return _ROTATED.sub("", place)
