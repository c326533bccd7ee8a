"""One source of call records in, its rows and the records made of them in the database out; memory stays flat.

The rows of a call stand near each other in a log: a call is made of its rows as soon as no more of them came for a
while. Calls whose rows come later after all, or from elsewhere, are made anew from the rows that are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from speechqa.calls.model import BadRow, QueueEvent, Row
from speechqa.pipeline.log_clock import LogClock, count_told, log_clock
from speechqa.pipeline.make_calls import Groups, let_go, link_names, make_anew, make_calls, take_over
from speechqa.settings import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.pipeline.make_calls import Made
    from speechqa.store.rows import Kept
    from speechqa.store.sources import Source

Entry = tuple[int, Row] | tuple[int, QueueEvent] | BadRow
"""What a reader yields: a row or a queue event with its line, or a row that could not be read."""

_AT_ONCE = 5000


@dataclass(slots=True)
class Taken:
    """What came of a source.

    Attributes:
        rows: good rows and queue events that were read.
        new_rows: those of them that were not there.
        bad_rows: rows that could not be read.
    """

    rows: int = 0
    new_rows: int = 0
    bad_rows: int = 0


@dataclass(slots=True)
class _Waiting:
    """Rows whose call may have more: those of this block and of the last, keys of calls to be made anew, and keys whose
    rows are a part of another call, with the key of that."""

    young: Groups = field(default_factory=dict)
    old: Groups = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)


def take_source(
    db: Database,
    settings: Settings,
    source: Source,
    read: Callable[[], Iterator[Entry]],
    made: Made,
    advance: Callable[[int], None] = lambda _rows: None,
    *,
    is_part: bool = False,
    is_whole: bool = True,
) -> Taken:
    """Read a source into the database, within a transaction of the caller's.

    Args:
        read: begins to read it, from the start each time.
        made: learns what became of the calls.
        advance: told how many rows were read since it was last called.
        is_part: only its latest rows are read; what is known of the others stays.
        is_whole: nothing is left out, so that its rows tell all there is to know of its clock.
    """
    from speechqa.store.queue_events import keep_events
    from speechqa.store.row_keys import keys_left
    from speechqa.store.rows import keep_rows, keys_of
    from speechqa.store.settings import zone_of
    from speechqa.store.sources import all_sources, forget_bad_rows, save_bad_rows, save_source

    zone, taken, waiting = zone_of(db), Taken(), _Waiting()
    clock_before = log_clock(source, zone) if source.kept else None
    if is_whole:
        source.offsets.clear()
    is_first = not source.offsets
    # Of two sources with the same row, one and the same must have it whichever comes first.
    yielding = frozenset(one.source_id for one in all_sources(db).values() if str(one.place) > str(source.place))
    used: dict[LogClock, list[str]] = {}
    if not is_part:
        forget_bad_rows(db, source.source_id)
    entries = read()
    while block := list(islice(entries, _AT_ONCE)):
        rows, events, bad = _sorted_out(block)
        before = source.kept
        if events:
            waiting.late |= keep_events(db, source, events, yielding)
        kept = keep_rows(db, source, rows, yielding)
        save_bad_rows(db, source.source_id, bad, is_part=is_part)
        _wait(waiting, kept)
        _link(db, waiting, kept)
        # Rows that another source had first tell of this one's clock as well.
        source.offsets.update(count_told(rows if is_first else kept.new))
        _learn_newest(source, rows)
        taken.rows += len(rows) + len(events)
        taken.new_rows += source.kept - before
        taken.bad_rows += len(bad)
        advance(len(block))
        _make(db, settings, waiting.old, log_clock(source, zone), used, made)
        waiting.old, waiting.young = waiting.young, {}
    clock = log_clock(source, zone)
    _make(db, settings, waiting.old, clock, used, made)
    waiting.late |= _correct(db, source, waiting.late, read)
    # The whole log tells its offset better than its beginning did.
    for early, unsure in used.items():
        waiting.late |= set(keys_of(db, source.source_id) if early.by_ids != clock.by_ids else ())
        waiting.late |= set(unsure if early.common != clock.common else ())
    if clock_before is not None and clock_before != clock:
        waiting.late |= set(keys_of(db, source.source_id))
    source.rows = taken.rows
    save_source(db, source)
    left = keys_left(db, list(waiting.moved))
    let_go(db, settings, left, made)
    make_anew(db, settings, waiting.late - set(left), made)
    take_over(db, settings, {key: waiting.moved[key] for key in left}, made)
    return taken


def _sorted_out(block: Sequence[Entry]) -> tuple[list[tuple[str, Row]], list[tuple[int, QueueEvent]], list[BadRow]]:
    from speechqa.calls.legs import call_key

    rows: list[tuple[str, Row]] = []
    events: list[tuple[int, QueueEvent]] = []
    bad: list[BadRow] = []
    for entry in block:
        if isinstance(entry, BadRow):
            bad.append(entry)
            continue
        line, said = entry
        if isinstance(said, Row):
            rows.append((said.linkedid or said.uniqueid or call_key(said), said))
        else:
            events.append((line, said))
    return rows, events, bad


def _wait(waiting: _Waiting, kept: Kept) -> None:
    young, old = waiting.young, waiting.old
    for key, row in kept.new:
        if key in waiting.late:
            continue
        if key in young:
            young[key].append(row)
        elif key in old:
            young[key] = [*old.pop(key), row]
        elif key in kept.known:
            waiting.late.add(key)
        else:
            young[key] = [row]
    waiting.moved |= kept.moved
    for key in (*kept.changed, *kept.moved, *kept.moved.values()):
        young.pop(key, None)
        old.pop(key, None)
        waiting.late.add(key)


def _link(db: Database, waiting: _Waiting, kept: Kept) -> None:
    """Calls that share more than a key are made at the end, when all their rows are there."""
    from speechqa.store.row_links import has_links, linked_keys, save_links

    names = link_names(kept.new)
    if names:
        save_links(db, names)
    elif not has_links(db):
        return
    for key in linked_keys(db, names, {key for key, _row in kept.new}):
        waiting.young.pop(key, None)
        waiting.old.pop(key, None)
        waiting.late.add(key)


def _learn_newest(source: Source, rows: Sequence[tuple[str, Row]]) -> None:
    # A clock that once ran years ahead must not hide all that comes later; no zone is further than a day from UTC.
    latest = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    starts = [row.start.replace(tzinfo=None) if row.start.tzinfo else row.start for _key, row in rows]
    newest = max((start for start in starts if start <= latest), default=None)
    if newest is not None:
        source.newest = max(newest.isoformat(), source.newest or "")


def _make(
    db: Database, settings: Settings, groups: Groups, clock: LogClock, used: dict[LogClock, list[str]], made: Made
) -> None:
    if groups:
        used.setdefault(clock, []).extend(make_calls(db, settings, groups, lambda _key: clock, made))


def _correct(db: Database, source: Source, keys: Iterable[str], read: Callable[[], Iterator[Entry]]) -> set[str]:
    """Take back what a corrected file no longer says; returns the keys of the calls that lost a row."""
    from speechqa.store.row_pack import pack, unpack
    from speechqa.store.rows import drop_rows, rivals

    doubtful = rivals(db, source.source_id, keys)
    if not doubtful:
        return set()
    # A row may have found the key of its call in another source.
    ids = doubtful.keys() | {
        unpack(said, "").uniqueid for groups in doubtful.values() for saids in groups for said in saids
    }
    there: set[str] = set()
    entries = read()
    while block := list(islice(entries, _AT_ONCE)):
        there |= {pack(row)[0] for key, row in _sorted_out(block)[0] if key in ids or row.uniqueid in ids}
    gone = []
    for key, groups in doubtful.items():
        for saids in groups:
            standing = [said for said in saids if said in there]
            # None of them: the log was rotated, which corrects nothing.
            gone += [(key, said) for said in saids if standing and said not in standing]
    drop_rows(db, source, gone)
    return {key for key, _said in gone}
