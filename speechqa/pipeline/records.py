"""Sources of call records in, calls in the database out, each joined to its recording where there is one."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from speechqa.calls.model import BadRow
from speechqa.errors import SpeechqaError, UsageError
from speechqa.pipeline.directories import judge_unjudged
from speechqa.pipeline.intake import Taken, take_source
from speechqa.pipeline.joining import join_open
from speechqa.pipeline.log_clock import disagreement
from speechqa.pipeline.make_calls import Made, make_anew, refresh_records
from speechqa.pipeline.outcome import CallCount, Failure, ImportProgress, ImportSummary, SilentImport, SourceSummary
from speechqa.pipeline.project import describe, open_project
from speechqa.pipeline.sources import Named, ReadingOptions, kind_of, named_sources, reader, reading_of, zone_read_in
from speechqa.settings import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.store.sources import Source

BAD_ROWS_SHOWN = 20
_RECORDS = "records"


def import_records(
    settings: Settings,
    *sources: Path | str,
    options: ReadingOptions | None = None,
    progress: ImportProgress | None = None,
) -> ImportSummary:
    """Import call records; calls that were scored before are judged again by what is known of them now.

    Each by the checklists and settings it was judged by before, so that records may come before or after scoring.

    Args:
        sources: files, folders of logs, addresses of database servers.

    Raises:
        UsageError: there is no such file.
    """
    named = named_sources(sources, options)
    db = open_project(settings)
    summary = take_records(db, settings, named, options, progress)
    judge_unjudged(db, settings)
    return summary


def take_records(
    db: Database,
    settings: Settings,
    sources: Sequence[Named],
    options: ReadingOptions | None = None,
    progress: ImportProgress | None = None,
) -> ImportSummary:
    """Read sources into the database, each in one transaction; one that fails leaves the others alone.

    The calls that are to be judged by what is known of them now are marked so.
    """
    from speechqa.store.connection import transaction
    from speechqa.store.identity import last_seen
    from speechqa.store.record_counts import count_calls, count_recorded, count_records
    from speechqa.store.settings import get_setting, set_setting

    shown = progress or SilentImport()
    summaries: dict[int, SourceSummary] = {}
    all_made: list[Made] = []
    failed: list[Failure] = []
    with transaction(db):
        refresh_records(db, settings)
    is_lossless = get_setting(db, _RECORDS) == str(count_records(db))
    seen = last_seen(db)
    for named in sources:
        shown.start(named.text)
        try:
            with _without_collector(), transaction(db):
                source_id, summary, made = _take(db, settings, named, options or ReadingOptions(), shown, is_lossless)
                set_setting(db, _RECORDS, str(count_records(db)))
            summaries[source_id] = summary
            all_made.append(made)
        except UsageError:
            raise
        except SpeechqaError as error:
            failed.append(Failure(named.text, str(error).removeprefix(f"{error.where}: ")))
        finally:
            shown.done()
    told = tuple(summaries.values())
    is_one = len(told) == 1
    return ImportSummary(
        rows=sum(one.rows for one in told),
        counts=told[0].counts if is_one else _counts(count_calls(db, list(summaries))),
        changed=_told_anew(db, all_made, seen),
        joined=told[0].joined if is_one else count_recorded(db, list(summaries)),
        bad_rows=tuple(bad for one in told for bad in one.bad_rows),
        warnings=tuple(f"{one.source}: {warning}" for one in told for warning in one.warnings),
        sources=told,
        failed=tuple(failed),
    )


def _take(
    db: Database,
    settings: Settings,
    named: Named,
    options: ReadingOptions,
    progress: ImportProgress,
    is_lossless: bool,
) -> tuple[int, SourceSummary, Made]:
    """Read one source; returns its id and what came of it."""
    from speechqa.store.identity import last_seen
    from speechqa.store.record_counts import count_calls, count_recorded
    from speechqa.store.records import mark_unjudged
    from speechqa.store.rows import keys_of, lost_keys
    from speechqa.store.settings import zone_of
    from speechqa.store.sources import bad_rows_of, count_kept, find_source, save_source, siblings_of

    kind = kind_of(named, options)
    source = find_source(db, named.place)
    moved = options.timezone is not None and options.timezone != source.timezone
    source.timezone = options.timezone or source.timezone
    told, others = source.told_timezone, siblings_of(db, source)
    kept, reading = count_kept(db, source.source_id), reading_of(named, kind, options, told)
    is_known = source.fingerprint == reading and kept == source.kept
    made, taken, seen = Made(), Taken(source.rows), last_seen(db)
    if is_known and named.path is not None:
        if not is_lossless:
            make_anew(db, settings, lost_keys(db, source.source_id), made)
    else:
        before = source.fingerprint
        source.kind, source.fingerprint, source.kept = kind, reading, kept
        if kind == "queue_log" and before:
            _forget_other_times(db, source, named, zone_read_in(before), zone_read_in(reading))
        # A server's table is only added to: what was read is not asked for again.
        last = datetime.fromisoformat(source.newest) if is_known and source.newest else None
        first = options.since or last
        told_zone = ZoneInfo(told) if told else None
        read = reader(named, kind, options, first, told_zone=told_zone, project_zone=zone_of(db))
        is_part = named.path is None and first is not None
        taken = take_source(db, settings, source, read, made, progress.advance, is_part=is_part, is_whole=first is None)
    save_source(db, source)
    if moved:
        # Its rotated parts follow it where nothing was said of them.
        make_anew(db, settings, [key for one in (source, *others) for key in keys_of(db, one.source_id)], made)
    joined = join_open(db, settings)
    for call_id in joined:
        describe(db, call_id, settings)
    mark_unjudged(db, joined)
    # What was made just now is all of a source that is wholly new.
    is_new = not kept and taken.rows == taken.new_rows and not made.changed
    warning = disagreement(source, zone_of(db))
    bad_rows = bad_rows_of(db, source.source_id)
    summary = SourceSummary(
        source=named.text,
        kind=kind,
        unchanged=is_known and named.path is not None,
        rows=taken.rows,
        new_rows=taken.new_rows,
        counts=_counts(made.new if is_new else count_calls(db, [source.source_id])),
        changed=_told_anew(db, [made], seen),
        joined=count_recorded(db, [source.source_id]),
        bad=len(bad_rows),
        bad_rows=tuple(Failure(f"{named.text}:{bad.line}", bad.reason) for bad in bad_rows[:BAD_ROWS_SHOWN]),
        warnings=(warning,) if warning else (),
    )
    return source.source_id, summary, made


def _told_anew(db: Database, all_made: Sequence[Made], seen: int) -> int:
    """How many calls are new or say something else than when so many had been seen, each once."""
    from speechqa.store.record_counts import count_seen_before

    new = sum(made.new.total() for made in all_made)
    changed = {one for made in all_made for one in made.changed}.difference(*(made.beside for made in all_made))
    return new + (count_seen_before(db, changed, seen) if changed else 0)


def _forget_other_times(
    db: Database, source: Source, named: Named, before: ZoneInfo | None, now: ZoneInfo | None
) -> None:
    """Events of a queue_log whose zone the user corrected must not stand at both times."""
    from speechqa.calls.queue_log import read_queue_log
    from speechqa.store.queue_events import drop_events

    if named.path is not None and str(before) != str(now):
        entries = read_queue_log(named.path, before)
        drop_events(db, source, (entry[1] for entry in entries if not isinstance(entry, BadRow)))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Rows and calls are many and refer to nothing: looking for rings among them takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _counts(calls: Mapping[tuple[str, str | None], int]) -> tuple[CallCount, ...]:
    return tuple(CallCount(*kind, count) for kind, count in sorted(calls.items(), key=str))
