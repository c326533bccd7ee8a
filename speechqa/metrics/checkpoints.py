"""Chosen calls in; out, how often each checkpoint was passed and failed in them, by whatever column of the calls.

Of a call one number tells all that passed, a bit each: to add up those is many times faster than to add up verdicts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speechqa.store.results import BITS

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class PassCount:
    """``by`` are the values of the columns asked for; people's verdicts count before the machine's."""

    by: tuple[Any, ...]
    content_hash: str
    checkpoint_id: str
    passed: int
    failed: int


def pass_counts(
    db: Database, where: str, values: Mapping[str, Any], by: Sequence[str] = (), *, source: str = "call_quality"
) -> list[PassCount]:
    """Per version of a checklist, in the order of its checkpoints; those that neither passed nor failed are left out.

    Args:
        where: a condition on the columns of ``source``, with ``values`` for its parameters.
        by: columns or expressions of ``source`` (``call_quality``, ``call_metrics``, or a table made of one).
    """
    checkpoints: dict[str, list[str]] = defaultdict(list)
    for content_hash, id_ in db.conn.execute("SELECT content_hash, id FROM checkpoint ORDER BY content_hash, ordinal"):
        checkpoints[content_hash].append(id_)
    widest = min(BITS, max(map(len, checkpoints.values()), default=0))
    sums = "".join(f", total(passed_bits >> {n} & 1), total(failed_bits >> {n} & 1)" for n in range(widest))
    columns = "".join(f"{column}, " for column in by)
    places = ", ".join(str(n + 1) for n in range(len(by) + 1))
    rows = db.conn.execute(
        f"""SELECT {columns}content_hash{sums} FROM {source}
            WHERE passed_bits IS NOT NULL AND ({where}) GROUP BY {places}""",
        dict(values),
    ).fetchall()
    found = []
    for row in rows:
        own, content_hash, counts = row[: len(by)], row[len(by)], row[len(by) + 1 :]
        for n, id_ in enumerate(checkpoints[content_hash][:BITS]):
            passed, failed = int(counts[2 * n]), int(counts[2 * n + 1])
            if passed + failed:
                found.append(PassCount(tuple(own), content_hash, id_, passed, failed))
    beyond = sum(len(ids) > BITS for ids in checkpoints.values())
    return found + (_beyond(db, where, values, by, source) if beyond else [])


def _beyond(db: Database, where: str, values: Mapping[str, Any], by: Sequence[str], source: str) -> list[PassCount]:
    """Of checkpoints that have no bit."""
    columns = "".join(f"{column} AS by_{n}, " for n, column in enumerate(by))
    names = "".join(f"by_{n}, " for n in range(len(by)))
    rows = db.conn.execute(
        f"""SELECT {names}m.content_hash, m.checkpoint_id, total(m.passed), total(m.failed)
            FROM (SELECT {columns}call_id AS chosen_id FROM {source} WHERE passed_bits IS NOT NULL AND ({where}))
            CROSS JOIN checkpoint_metrics m ON m.call_id = chosen_id
            WHERE m.ordinal >= {BITS} GROUP BY {names}m.content_hash, m.checkpoint_id""",
        dict(values),
    ).fetchall()
    return [
        PassCount(tuple(row[:-4]), row[-4], row[-3], int(row[-2]), int(row[-1])) for row in rows if row[-2] + row[-1]
    ]
