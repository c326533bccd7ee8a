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
    """
    from speechqa.metrics.views import ensure_views
    from speechqa.store.calls import call_ids
    from speechqa.store.connection import open_store, transaction
    from speechqa.store.settings import get_setting, remember_settings, set_setting, zone_of

    db = open_store(settings.db, timezone=settings.timezone, create=create)
    ensure_views(db)
    with transaction(db):
        remember_settings(db, settings)
        zone = zone_of(db).key
        if get_setting(db, "derived_timezone") != zone:
            # Local times of file names and logs mean other moments in another zone.
            for call_id in call_ids(db):
                describe(db, call_id, settings)
            set_setting(db, "derived_timezone", zone)
    return db


def describe(db: Database, call_id: str, settings: Settings) -> Call:
    """Derive the call's row from the facts that stand behind it, and write it where it changed.

    Returns:
        the call as it is known without its sound: results must not depend on what earlier ones heard.
    """
    from speechqa.recording.model import NameFacts
    from speechqa.store.calls import facts_of, load_call, save_call
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

    introduced = described(introduction_of(db, call_id))
    if load_call(db, call_id) != introduced:
        save_call(db, introduced)
    return described(None)
