"""Names that rows of different keys may share in, keys that share one out: those may be parts of one call."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from speechqa.calls.links import OF_ID

if TYPE_CHECKING:
    from sqlite_utils import Database

Names = Mapping[tuple[str, str], datetime]
"""By a name and the key of the rows that bear it, when the first of these began."""

_APART = timedelta(days=1)
"""Names of Local channels are used again once the telephone system is started anew."""


def has_links(db: Database) -> bool:
    """Whether any row bears such a name."""
    return db.conn.execute("SELECT 1 FROM row_link LIMIT 1").fetchone() is not None


def save_links(db: Database, names: Names) -> None:
    """Keep who bears which names."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO row_link (name, call_key, start) VALUES (?, ?, ?)",
        [(name, key, start.replace(tzinfo=None).isoformat()) for (name, key), start in names.items()],
    )


def linked_keys(db: Database, names: Names, keys: Iterable[str]) -> set[str]:
    """Keys that share a name with one another: of those that bear one of these names at about the time, and those
    whose bare id is one of ``keys``."""
    wanted: dict[str, list[datetime]] = defaultdict(list)
    for (name, _key), start in names.items():
        wanted[name].append(start.replace(tzinfo=None))
    by_name: dict[str, set[str]] = defaultdict(set)
    for name, key, start in db.conn.execute(
        "SELECT name, call_key, start FROM row_link WHERE name IN (SELECT value FROM json_each(?))",
        [json.dumps(list(wanted))],
    ).fetchall():
        if any(abs(datetime.fromisoformat(start) - near) <= _APART for near in wanted[name]):
            by_name[name].add(key)
    for name, bare, key in db.conn.execute(
        """WITH bare AS (SELECT substr(value, :from) AS id FROM json_each(:names) WHERE value LIKE :prefix
                         UNION SELECT value FROM json_each(:keys))
           SELECT name, id, call_key FROM bare JOIN row_link ON name = :of_id || id
           WHERE EXISTS (SELECT 1 FROM record_row WHERE call_key = id)""",
        {
            "from": len(OF_ID) + 1,
            "names": json.dumps(list(wanted)),
            "prefix": f"{OF_ID}%",
            "keys": json.dumps(list(keys)),
            "of_id": OF_ID,
        },
    ).fetchall():
        by_name[name] |= {bare, key}
    return {key for keys_of_name in by_name.values() if len(keys_of_name) > 1 for key in keys_of_name}
