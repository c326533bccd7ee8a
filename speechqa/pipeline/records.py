"""A file of call records in, calls in the database out, each joined to its recording where there is one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.pipeline.judge import Judged, judge_call
from speechqa.pipeline.outcome import Failure, ImportSummary
from speechqa.pipeline.project import describe, open_project
from speechqa.settings import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database


def import_records(settings: Settings, path: Path) -> ImportSummary:
    """Import call records; calls that were scored before are judged again by what is known of them now.

    Each by the checklists and settings it was judged by before, so that records may come before or after scoring.
    """
    db = open_project(settings)
    summary, calls = take_records(db, settings, path)
    for call_id in calls:
        judge_call(db, call_id, settings)
    return summary


def take_records(db: Database, settings: Settings, path: Path) -> tuple[ImportSummary, tuple[str, ...]]:
    """Read a file of records into the database, in one transaction.

    Returns:
        also the ids of its calls that have a recording: those are to be judged, all of them and not only where a
        record is new, because an earlier import may have been cut off in between.
    """
    from speechqa.calls.asterisk import read_master_csv
    from speechqa.calls.legs import calls_from_rows, zone_disagreement
    from speechqa.store.calls import calls_of_records, save_records
    from speechqa.store.connection import transaction
    from speechqa.store.recordings import recordings_of
    from speechqa.store.settings import zone_of

    rows, bad_rows = read_master_csv(path)
    zone = zone_of(db)
    records = calls_from_rows(rows, zone, extension_length=settings.extension_length, country=settings.country)
    with transaction(db):
        changed = save_records(db, records, str(path))
        joined = join_open(db, settings)
        for call_id in {*calls_of_records(db, changed), *joined}:
            describe(db, call_id, settings)
        calls = calls_of_records(db, [record.call_id for record in records])
        recorded = tuple(call_id for call_id in calls if recordings_of(db, call_id))
    warning = zone_disagreement(rows, zone)
    summary = ImportSummary(
        rows=len(rows),
        calls=len(records),
        changed=len(changed),
        joined=len(recorded),
        bad_rows=tuple(Failure(f"{path}:{bad.line}", bad.reason) for bad in bad_rows),
        warnings=(warning,) if warning else (),
    )
    return summary, recorded


def join_open(db: Database, settings: Settings) -> tuple[str, ...]:
    """Join recordings without a record and records without a recording; returns the ids of the joined calls.

    A recording waits until it is decoded, or its text read: its length has a say, and the order of arrival must not.
    """
    from speechqa.calls.join import join
    from speechqa.store.calls import attach, open_sides
    from speechqa.store.recordings import recordings_of

    sides, records = open_sides(db)
    known = {one.recording_id: one for one in recordings_of(db)}
    recordings = tuple(
        # The end of the last word is no length to be compared.
        side if known[side.recording_id].has_sound else replace(side, duration=None)
        for side in sides
        if known[side.recording_id].channels is not None
    )
    if not recordings or not records:
        return ()
    return tuple(
        attach(db, joined.recording_id, joined.record_id, joined.reason)
        for joined in join(recordings, records, settings.join_tolerance)
    )


def judge_joined(db: Database, settings: Settings) -> tuple[Judged, ...]:
    """Join what can be joined by now, and judge those calls again."""
    from speechqa.store.connection import transaction

    with transaction(db):
        return tuple(judged for call_id in join_open(db, settings) for judged in judge_call(db, call_id, settings))
