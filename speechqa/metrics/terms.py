"""Chosen calls in, how many of them and of their customers used which term out, by whatever group of calls.

Terms lie as numbers in one text per recording, and are counted here rather than in SQL: millions of them in tenths of a
second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sqlite_utils import Database

Group = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class HeardCalls:
    """Calls with a customer whose words are known. ``terms`` are those of all calls one after another, of the nth call
    ``sizes[n]`` of them; ``customers`` number the calls' customers, a call without a number has one of its own."""

    call_ids: tuple[str, ...]
    recording_ids: tuple[str, ...]
    groups: tuple[Group, ...]
    customers: NDArray[np.int64]
    terms: NDArray[np.int64]
    sizes: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TermCount:
    """Of one group of calls; ``last`` is the place in ``HeardCalls`` of the latest call that has it."""

    term_id: int
    calls: int
    customers: int
    last: int


def kept_terms(db: Database) -> dict[str, str]:
    """The terms of every recording's customer, as they are kept: to read all is faster than to look many up."""
    return dict(db.conn.execute("SELECT recording_id, terms FROM customer_terms").fetchall())


def heard_calls(
    db: Database, kept: Mapping[str, str], where: str, values: Mapping[str, Any], by: Collection[str] = ()
) -> HeardCalls:
    """The calls that fit, in order of time.

    Args:
        where: a condition on the columns of ``call_fact``, with ``values`` for its parameters.
        by: columns of ``call_fact`` that make a group.
    """
    import numpy as np

    columns = "".join(f", f.{column}" for column in by)
    rows = db.conn.execute(
        f"""SELECT f.call_id, r.recording_id, f.customer{columns}
            FROM (SELECT * FROM call_fact WHERE {where}) f
            CROSS JOIN call_result r ON r.call_id = f.call_id
            ORDER BY f.started_at NULLS LAST, f.call_id""",
        dict(values),
    ).fetchall()
    rows = [row for row in rows if row[1] in kept]
    texts = [kept[row[1]] for row in rows]
    numbers: dict[str, int] = {}
    customers = [numbers.setdefault(row[2] or f"call {row[0]}", len(numbers)) for row in rows]
    return HeardCalls(
        tuple(row[0] for row in rows),
        tuple(row[1] for row in rows),
        tuple(row[3:] for row in rows),
        np.array(customers, dtype=np.int64),
        _ids(texts),
        np.array([text.count(",") + 1 if text else 0 for text in texts], dtype=np.int64),
    )


def term_counts(
    heard: HeardCalls, known: Callable[[Group], NDArray[np.int64]], most: int, *, least: int = 2
) -> dict[Group, list[TermCount]]:
    """By group the terms that most calls have, at most ``most``, and only those of ``least`` customers or more.

    Args:
        known: terms of a group that are not to be counted.
    """
    import numpy as np

    call_of = np.repeat(np.arange(len(heard.sizes)), heard.sizes)
    places: dict[Group, list[int]] = defaultdict(list)
    for n, group in enumerate(heard.groups):
        places[group].append(n)
    found = {}
    for group, own in places.items():
        is_own = np.zeros(len(heard.sizes), dtype=bool)
        is_own[own] = True
        chosen = is_own[call_of]
        terms, calls = heard.terms[chosen], call_of[chosen]
        found[group] = _most(terms, calls, heard.customers, known(group), most, least)
    return found


def terms_before(db: Database, kept: Mapping[str, str], first_day: str) -> NDArray[np.int64] | None:
    """The terms that earlier calls have; None where no call before that day has any."""
    import numpy as np

    rows = db.conn.execute(
        """SELECT g.recording_id FROM (SELECT call_id FROM call WHERE local_date >= ?) c
           CROSS JOIN recording g ON g.call_id = c.call_id""",
        [first_day],
    ).fetchall()
    later = {row[0] for row in rows}
    before = [terms for recording_id, terms in kept.items() if recording_id not in later]
    if not before:
        return None
    seen: NDArray[np.int64] = np.flatnonzero(np.bincount(_ids(before)))
    return seen


def _most(
    terms: NDArray[np.int64],
    calls: NDArray[np.int64],
    customers: NDArray[np.int64],
    known: NDArray[np.int64],
    most: int,
    least: int,
) -> list[TermCount]:
    import numpy as np

    counted = np.bincount(terms)
    counted[known[known < len(counted)]] = 0
    found: list[TermCount] = []
    # Of equally common ones the one that came up first in the database, so that the same calls give the same list.
    for term in np.argsort(-counted, kind="stable"):
        if len(found) == most or counted[term] < least:
            break
        own = calls[terms == term]
        people = len(np.unique(customers[own]))
        if people >= least:
            found.append(TermCount(int(term), int(counted[term]), people, int(own[-1])))
    return found


def _ids(texts: list[str]) -> NDArray[np.int64]:
    import numpy as np

    joined = ",".join(filter(None, texts))
    return np.fromstring(joined, dtype=np.int64, sep=",") if joined else np.zeros(0, dtype=np.int64)
