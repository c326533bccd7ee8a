"""Settings in, the project's database out: opened, its views current, its calls told in the project's time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speechqa.calls.describe import describe_call
from speechqa.calls.model import Call
from speechqa.settings import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database


def open_project(settings: Settings, *, create: bool = True) -> Database:
    """Open ``settings.db`` and bring up to date what depends on settings that belong to the whole project.

    Raises:
        SpeechqaError: there is no database (and ``create`` is false), or it cannot be used.
        UsageError: a list that the settings name (people, lines...) cannot be understood.
    """
    from speechqa.metrics.views import ensure_views
    from speechqa.pipeline.directories import judge_unjudged, refresh_directories
    from speechqa.pipeline.joining import join_open
    from speechqa.pipeline.make_calls import refresh_records
    from speechqa.store.calls import recorded_calls
    from speechqa.store.connection import open_store, transaction
    from speechqa.store.crm import judge_spam, refresh_crm
    from speechqa.store.records import mark_unjudged
    from speechqa.store.settings import get_setting, remember_settings, set_setting, zone_of

    db = open_store(settings.db, timezone=settings.timezone, create=create)
    ensure_views(db)
    with transaction(db):
        remember_settings(db, settings)
        judge_spam(db, settings)
        zone = zone_of(db).key
        moved = get_setting(db, "derived_timezone") != zone
        remade = refresh_records(db, settings)
        if moved:
            # Local times of file names and logs mean other moments in another zone.
            refresh_crm(db, zone_of(db))
        if moved or remade:
            joined = join_open(db, settings)
            mark_unjudged(db, joined)
            for call_id in dict.fromkeys((*(recorded_calls(db) if moved else ()), *joined)):
                describe(db, call_id, settings)
        if moved:
            set_setting(db, "derived_timezone", zone)
        refresh_directories(db, settings, anew=moved)
    judge_unjudged(db, settings)
    return db


def describe(db: Database, call_id: str, settings: Settings) -> Call:
    """Derive the call's row from the facts that stand behind it, and write it where it changed.

    Returns:
        the call as it is known without its sound: results must not depend on what earlier ones heard.
    """
    from speechqa.recording.model import NameFacts
    from speechqa.store.calls import facts_of
    from speechqa.store.directories import save_described, with_directories
    from speechqa.store.results import introduction_of
    from speechqa.store.settings import zone_of

    recording, record = facts_of(db, call_id)

    def described(introduction: str | None) -> Call:
        return describe_call(
            call_id,
            recording.name if recording else NameFacts(),
            folder=recording.folder if recording else None,
            manager_option=recording.manager_option if recording else None,
            record=record,
            introduction=introduction,
            audio_duration=recording.duration if recording else None,
            zone=zone_of(db),
            extension_length=settings.extension_length,
            country=settings.country,
        )

    save_described(db, described(introduction_of(db, call_id)))
    return with_directories(db, described(None))
