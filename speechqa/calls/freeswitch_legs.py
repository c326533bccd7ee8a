"""FreeSWITCH's rows in, one leg each; out, the same rows, those of one call under the uuid of its first leg.

A b-leg's row comes before its a-leg's and does not name it; the a-leg's names the b-leg that was talked to. So rows are
held back until what may belong to them has come by: enough for the calls of hours, and flat memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from speechqa.calls.model import BadRow, Row

_HELD = 4000
_REMEMBERED = 4 * _HELD
_LONGEST_EXTENSION = 5
_SHORTEST_CALLER = 3
_SECOND = timedelta(seconds=1)


class Leg(NamedTuple):
    """A row and what is needed to find its call.

    Attributes:
        bleg: uuid of the leg it was connected to; empty where the row does not say it.
        exact: its times have seconds.
    """

    row: Row
    bleg: str
    exact: bool


def linked(legs: Iterator[tuple[int, Leg] | BadRow]) -> Iterator[tuple[int, Row] | BadRow]:
    """The rows in the same order, linkedid and person filled in."""
    held: deque[tuple[int, Leg] | BadRow] = deque()
    known = _Known()
    for one in legs:
        held.append(one)
        if not isinstance(one, BadRow):
            _note(one[1], known)
        if len(held) > _HELD:
            yield _released(held, known)
    while held:
        yield _released(held, known)


@dataclass(slots=True)
class _Known:
    """What has come by.

    Attributes:
        parents: whose leg a leg is, by uuid.
        answered: whether a leg was answered.
        callers: the held legs of each caller, in their order.
        has_blegs: a row of a b-leg was among them.
    """

    parents: dict[str, str] = field(default_factory=dict)
    answered: dict[str, bool] = field(default_factory=dict)
    callers: dict[str, deque[Row]] = field(default_factory=dict)
    has_blegs: bool = False


def _note(leg: Leg, known: _Known) -> None:
    row = leg.row
    if leg.bleg and leg.bleg != row.uniqueid:
        known.parents.setdefault(leg.bleg, row.uniqueid)
    known.answered[row.uniqueid] = row.disposition == "ANSWERED"
    known.callers.setdefault(row.src, deque()).append(row)
    known.has_blegs = known.has_blegs or leg.bleg in known.answered or row.uniqueid in known.parents
    for memory in (known.parents, known.answered):
        if len(memory) > _REMEMBERED:
            del memory[next(iter(memory))]


def _released(held: deque[tuple[int, Leg] | BadRow], known: _Known) -> tuple[int, Row] | BadRow:
    one = held.popleft()
    if isinstance(one, BadRow):
        return one
    line, leg = one
    row, uuid = leg.row, leg.row.uniqueid
    later = known.callers[row.src]
    later.popleft()
    if not later:
        del known.callers[row.src]
    if row.disposition != "ANSWERED" and not leg.bleg and uuid not in known.parents and known.has_blegs:
        caller = _waiting_caller(leg, later, known) if leg.exact else None
        if caller is not None:
            known.parents[uuid] = caller
    person = row.person
    if row.disposition == "ANSWERED":
        if uuid in known.parents:
            person = "1"
        elif known.answered.get(leg.bleg):
            # The b-leg's own row tells who answered and when; a queue or menu may have answered this one before.
            person = "0"
    return line, row._replace(linkedid=_root(uuid, known.parents), person=person)


def _root(uuid: str, parents: dict[str, str]) -> str:
    seen = {uuid}
    while uuid in parents and parents[uuid] not in seen:
        uuid = parents[uuid]
        seen.add(uuid)
    return uuid


def _waiting_caller(leg: Leg, later: Iterable[Row], known: _Known) -> str | None:
    """The leg of the caller for whom a phone rang in vain: no row names the legs that nobody answered.

    Only a leg of the same caller that was there all the while and is written later.
    """
    row = leg.row
    if len(row.src) < _SHORTEST_CALLER or not row.src.lstrip("+").isdecimal():
        return None
    for other in later:
        if other.uniqueid == row.uniqueid or other.uniqueid in known.parents:
            continue
        if other.start <= row.start and _end(row) <= _until(other) + _SECOND:
            return other.uniqueid
    return None


def _until(row: Row) -> datetime:
    """How long a caller can have been ringing: one's own people have a second line for a second call."""
    is_own = len(row.src) <= _LONGEST_EXTENSION
    return row.start + timedelta(seconds=row.duration - row.billsec) if is_own else _end(row)


def _end(row: Row) -> datetime:
    return row.start + timedelta(seconds=row.duration)
