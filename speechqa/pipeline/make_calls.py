"""All rows of calls in, their records and calls in the database out, each call described by all that is known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from speechqa.calls.dialplan import Dialplan
from speechqa.calls.model import Call, Row
from speechqa.pipeline.log_clock import LogClock, log_clock, told_by_call
from speechqa.pipeline.project import describe
from speechqa.settings import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database

Groups = dict[str, list[Row]]
"""Rows by the key of their call."""

_AT_ONCE = 5000
_MADE_BY = "records_made_by"
_OF_DIALPLAN = ("inbound_contexts", "outbound_contexts", "internal_contexts", "trunks")


@dataclass(slots=True)
class Made:
    """What became of calls.

    Attributes:
        new: how many are new, by direction and disposition.
        beside: ids of those of them that concern calls that were known otherwise, by a recording say.
        changed: ids of records that say something else than before.
    """

    new: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    beside: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)


def make_calls(
    db: Database, settings: Settings, groups: Groups, clock_of: Callable[[str], LogClock], made: Made
) -> list[str]:
    """Make calls of rows; returns the keys of those whose offset no id tells, though ids are believed."""
    from speechqa.calls.legs import call_from_rows, is_call
    from speechqa.store.queue_events import events_of, has_events

    events = events_of(db, groups) if has_events(db) else {}
    dialplan = dialplan_of(settings)
    calls, nobodys, unsure = [], [], []
    absorbed: dict[str, str] = {}
    for key, rows in groups.items():
        if not is_call(rows):
            nobodys.append(key)
            continue
        clock = clock_of(key)
        offset = clock.common
        if clock.by_ids:
            told = told_by_call(key, rows)
            if told is None:
                unsure.append(key)
            else:
                offset = told
        of_queue = events.get(key, ())
        # A queue_log that came earlier made calls of its own.
        absorbed |= {event.callid: key for event in of_queue if event.callid != key}
        zone, apart = clock.zone, None if offset is None else timedelta(seconds=offset)
        calls.append(call_from_rows(key, rows, zone=zone, offset=apart, dialplan=dialplan, queue_events=of_queue))
    _save(db, settings, calls, nobodys, absorbed, made)
    return unsure


def make_anew(db: Database, settings: Settings, keys: Iterable[str], made: Made) -> None:
    """Make calls of the rows and queue events that are kept, whatever was made of them before."""
    from speechqa.store.settings import zone_of
    from speechqa.store.sources import all_sources

    zone = zone_of(db)
    clocks = {source_id: log_clock(source, zone) for source_id, source in all_sources(db).items()}
    remaining = sorted(set(keys))
    done: set[str] = set()
    for begin in range(0, len(remaining), _AT_ONCE):
        wanted = [key for key in remaining[begin : begin + _AT_ONCE] if key not in done]
        groups, sources = _with_linked(db, wanted)
        # Of keys that others are linked to, all are done at once.
        done |= groups.keys() - set(wanted)
        _make_linked(db, settings, groups, lambda key, sources=sources: clocks[sources[key]], made)  # type: ignore[misc]
        _make_queued(db, settings, [key for key in wanted if key not in groups], made)


def let_go(db: Database, settings: Settings, keys: Sequence[str], made: Made) -> None:
    """Let records go that have no rows any more, those that people judged excepted."""
    from speechqa.store.records import judged_records

    judged = judged_records(db, keys)
    _save(db, settings, (), [key for key in keys if key not in judged], {}, made)


def take_over(db: Database, settings: Settings, moved: Mapping[str, str], made: Made) -> None:
    """Let calls without rows that people judged become the calls that their rows are a part of."""
    from speechqa.store.records import judged_records

    judged = judged_records(db, moved)
    _save(db, settings, (), (), {key: moved[key] for key in judged}, made)


def refresh_records(db: Database, settings: Settings) -> bool:
    """Make all calls anew of their rows where the settings, or the code, that made them are others now.

    Returns:
        whether they were.
    """
    from speechqa.pipeline.sources import calls_version
    from speechqa.store.rows import key_pages
    from speechqa.store.settings import get_setting, set_setting, zone_of

    made_by = f"{calls_version()} {zone_of(db).key} {dialplan_of(settings)}"
    before = get_setting(db, _MADE_BY)
    if before == made_by:
        return False
    if before is not None:
        for keys in key_pages(db):
            make_anew(db, settings, keys, Made())
    set_setting(db, _MADE_BY, made_by)
    return before is not None


def link_names(rows: Iterable[tuple[str, Row]]) -> dict[tuple[str, str], datetime]:
    """Names that may tell of rows with different keys that they are one call, with the key and the first start.

    What ``calls.links`` looks at: without a linkedid a Local channel's two halves, and an id with a system's name.
    """
    from speechqa.calls.links import OF_ID, bare_id, local_names

    names: dict[tuple[str, str], datetime] = {}
    for key, row in rows:
        for name in () if row.linkedid else local_names(row):
            names.setdefault((name, key), row.start)
        if "-" in key and (bare := bare_id(key)) != key:
            names.setdefault((OF_ID + bare, key), row.start)
    return names


def dialplan_of(settings: Settings) -> Dialplan:
    """What the settings say of it."""
    return Dialplan(
        extension_length=settings.extension_length,
        country=settings.country,
        **{name: getattr(settings, name) for name in _OF_DIALPLAN},
    )


def _with_linked(db: Database, keys: Sequence[str]) -> tuple[Groups, dict[str, int]]:
    """The rows of these calls and of all that may be a part of them, and the source of each call's first row."""
    from speechqa.store.row_links import has_links, linked_keys
    from speechqa.store.rows import rows_of

    groups: Groups = {}
    sources: dict[str, int] = {}
    found = set(keys)
    while found:
        read = [(key, source_id, rows) for key, source_id, rows in rows_of(db, found)]
        groups |= {key: rows for key, _source_id, rows in read}
        sources |= {key: source_id for key, source_id, _rows in read}
        if not has_links(db):
            break
        names = link_names((key, row) for key, _source_id, rows in read for row in rows)
        found = linked_keys(db, names, found) - groups.keys()
    return groups, sources


def _make_linked(
    db: Database, settings: Settings, groups: Groups, clock_of: Callable[[str], LogClock], made: Made
) -> None:
    from speechqa.calls.links import main_keys

    main = main_keys(groups)
    joined: Groups = {}
    for key, rows in groups.items():
        joined.setdefault(main.get(key, key), []).extend(rows)
    make_calls(db, settings, joined, clock_of, made)
    _save(db, settings, (), (), main, made)


def _make_queued(db: Database, settings: Settings, callids: Sequence[str], made: Made) -> None:
    """Make calls of what a queue_log alone tells of."""
    from speechqa.calls.queue_story import story_of
    from speechqa.calls.queued import call_of_story
    from speechqa.store.queue_events import events_of

    dialplan = dialplan_of(settings)
    events = events_of(db, {callid: [] for callid in callids})
    stories = {callid: story_of(of_call, dialplan) for callid, of_call in events.items()}
    calls = [call_of_story(callid, story, dialplan) for callid, story in stories.items() if story is not None]
    _save(db, settings, calls, (), {}, made)


def _save(
    db: Database,
    settings: Settings,
    calls: Sequence[Call],
    nobodys: Sequence[str],
    absorbed: Mapping[str, str],
    made: Made,
) -> None:
    from speechqa.store.columns import clean_values
    from speechqa.store.directories import apply_directories
    from speechqa.store.records import absorb, drop_records, mark_unjudged, save_records

    saved = save_records(db, calls, values_of=clean_values)
    apply_directories(db, saved.written)
    others = absorb(db, absorbed) if absorbed else ()
    left = drop_records(db, nobodys) if nobodys else ()
    to_describe = dict.fromkeys((*saved.to_describe, *others, *left))
    for call_id in to_describe:
        describe(db, call_id, settings)
    mark_unjudged(db, to_describe)
    new = set(saved.new)
    made.new.update((call.direction, call.disposition) for call in calls if call.call_id in new)
    made.beside |= new.difference(saved.written)
    made.changed.update(saved.changed)
