"""A file of call records in, calls in the database out, each joined to its recording where there is one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.calls.model import Call
from speechqa.pipeline.judge import describe, judge_call, stored_cards
from speechqa.pipeline.outcome import Failure, ImportSummary
from speechqa.settings import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database


def import_records(settings: Settings, path: Path) -> ImportSummary:
    """Import call records; calls that were scored before are judged again by what is known of them now.

    The checklists are those of the last ``score`` or ``rescore``, so that records may come before or after it.
    """
    from speechqa.metrics.views import ensure_views
    from speechqa.store.connection import open_store, transaction
    from speechqa.store.settings import remember_settings

    db = open_store(settings.db, timezone=settings.timezone)
    ensure_views(db)
    with transaction(db):
        remember_settings(db, settings)
        summary, touched = take_records(db, settings, path)
        cards = stored_cards(db)
        for call_id in touched:
            judge_call(db, call_id, cards, settings)
    return summary


def take_records(db: Database, settings: Settings, path: Path) -> tuple[ImportSummary, tuple[str, ...]]:
    """Read a file of records into the database; returns also the ids of the calls that are told anything new."""
    from speechqa.calls.asterisk import read_master_csv
    from speechqa.calls.legs import calls_from_rows, zone_disagreement
    from speechqa.store.calls import calls_of_records, save_records
    from speechqa.store.settings import zone_of

    rows, bad_rows = read_master_csv(path)
    zone = zone_of(db)
    records = calls_from_rows(rows, zone, extension_length=settings.extension_length, country=settings.country)
    changed = save_records(db, records, str(path))
    joined = join_open(db, settings)
    touched = {*calls_of_records(db, changed), *joined}
    warning = zone_disagreement(rows, zone)
    summary = ImportSummary(
        rows=len(rows),
        calls=len(records),
        changed=len(changed),
        joined=_with_recording(db, records),
        bad_rows=tuple(Failure(f"{path}:{bad.line}", bad.reason) for bad in bad_rows),
        warnings=(warning,) if warning else (),
    )
    return summary, tuple(sorted(touched))


def join_open(db: Database, settings: Settings) -> tuple[str, ...]:
    """Join recordings without a record and records without a recording; returns the ids of the joined calls.

    A recording waits until it is decoded: its length has a say, and the order of arrival must not.
    """
    from speechqa.calls.join import join
    from speechqa.store.calls import attach, open_sides

    sides, records = open_sides(db)
    recordings = tuple(side for side in sides if side.duration is not None)
    if not recordings or not records:
        return ()
    return tuple(
        attach(db, joined.recording_id, joined.record_id, joined.reason)
        for joined in join(recordings, records, settings.join_tolerance)
    )


def derive_calls(db: Database, call_ids: Iterable[str], settings: Settings) -> None:
    """Write the call rows anew from the facts that stand behind them."""
    for call_id in call_ids:
        describe(db, call_id, settings)


def _with_recording(db: Database, records: tuple[Call, ...]) -> int:
    from speechqa.store.calls import calls_of_records
    from speechqa.store.recordings import recordings_of

    ids = calls_of_records(db, [record.call_id for record in records])
    return sum(bool(recordings_of(db, call_id)) for call_id in ids)
