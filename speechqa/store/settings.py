"""What belongs to the project rather than to one run: time zone and thresholds, in the ``setting`` table."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from speechqa.checklist.model import Thresholds
from speechqa.settings import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database

_OF_THE_PROJECT = ("green", "yellow", "min_calls")


def get_setting(db: Database, key: str) -> str | None:
    """A setting's value; its default where nobody set it."""
    row = db.conn.execute("SELECT value FROM setting WHERE key = ?", [key]).fetchone()
    if row is not None:
        return str(row[0])
    return str(Settings.model_fields[key].default) if key in _OF_THE_PROJECT else None


def thresholds_of(db: Database) -> Thresholds:
    """The project's thresholds of lights: results and reports must go by the same."""
    green, yellow = (float(get_setting(db, key) or 0) for key in ("green", "yellow"))
    return Thresholds(green, yellow)


def set_setting(db: Database, key: str, value: str) -> None:
    """Store a setting."""
    db.conn.execute("INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                    [key, value])  # fmt: skip


def remember_settings(db: Database, settings: Settings) -> None:
    """Store what the user set explicitly of the settings that views and reports need (thresholds, least calls)."""
    for key in _OF_THE_PROJECT:
        value = str(getattr(settings, key))
        if key in settings.model_fields_set and get_setting(db, key) != value:
            set_setting(db, key, value)


def zone_of(db: Database) -> ZoneInfo:
    """The project's time zone."""
    return ZoneInfo(get_setting(db, "timezone") or "UTC")


def local_columns(started_at: datetime | None, zone: ZoneInfo) -> tuple[str | None, int | None, int | None]:
    """``local_date``, ``local_hour`` and ``local_weekday`` (1 is Monday) of an aware time."""
    if started_at is None:
        return None, None, None
    local = started_at.astimezone(zone)
    return local.date().isoformat(), local.hour, local.isoweekday()


def refresh_local_columns(db: Database, zone: ZoneInfo) -> None:
    """Compute the local columns of all calls again, after the time zone changed."""
    dated = db.conn.execute("SELECT call_id, started_at FROM call WHERE started_at IS NOT NULL").fetchall()
    db.conn.executemany(
        "UPDATE call SET local_date = ?, local_hour = ?, local_weekday = ? WHERE call_id = ?",
        [(*local_columns(datetime.fromisoformat(started_at), zone), call_id) for call_id, started_at in dated],
    )
