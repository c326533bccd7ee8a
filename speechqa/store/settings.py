"""What belongs to the project rather than to one run: time zone and thresholds, in the ``setting`` table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from speechqa.checklist.model import Thresholds
from speechqa.settings import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database

LocalColumns = tuple[str | None, int | None, int | None]
_OF_THE_PROJECT = (
    "green",
    "yellow",
    "min_calls",
    "crm_window",
    "event_after",
    "country",
    "billing_step",
    "answer_within",
    "service_level",
    "service_formula",
    "short_abandon",
    "call_back_within",
    "lines_owned",
    "silence",
    "interruption",
    "monologue_pause",
    "back_channel",
    "listen_quota",
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_QUARTER = 900


def get_setting(db: Database, key: str) -> str | None:
    """A setting's value; its default where nobody set it."""
    row = db.conn.execute("SELECT value FROM setting WHERE key = ?", [key]).fetchone()
    if row is not None:
        return str(row[0])
    default = Settings.model_fields[key].default if key in _OF_THE_PROJECT else None
    return None if default is None else str(default)


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
    for key, value in differing_settings(db, settings).items():
        set_setting(db, key, value)


def differing_settings(db: Database, settings: Settings) -> dict[str, str]:
    """Those of them that the user set explicitly, and otherwise than they are stored."""
    explicit = {key: str(getattr(settings, key)) for key in _OF_THE_PROJECT if key in settings.model_fields_set}
    return {key: value for key, value in explicit.items() if get_setting(db, key) != value}


def zone_of(db: Database) -> ZoneInfo:
    """The project's time zone."""
    return ZoneInfo(get_setting(db, "timezone") or "UTC")


def local_columns(started_at: datetime | None, zone: ZoneInfo) -> LocalColumns:
    """``local_date``, ``local_hour`` and ``local_weekday`` (1 is Monday) of an aware time."""
    return local_clock(zone)(started_at)


@lru_cache(maxsize=8)
def local_clock(zone: ZoneInfo) -> Callable[[datetime | None], LocalColumns]:
    """``local_columns`` of one zone, fast enough for millions of times."""

    @lru_cache(maxsize=100_000)
    def of_quarter(quarter: int) -> LocalColumns | None:
        begin, end = (
            datetime.fromtimestamp(quarter * _QUARTER + second, UTC).astimezone(zone) for second in (0, _QUARTER - 1)
        )
        # Nearly all zones change at quarters of an hour, and all their offsets are multiples of one.
        if begin.utcoffset() != end.utcoffset() or (begin.date(), begin.hour) != (end.date(), end.hour):
            return None
        return begin.date().isoformat(), begin.hour, begin.isoweekday()

    def local(started_at: datetime | None) -> LocalColumns:
        if started_at is None:
            return None, None, None
        try:
            known = of_quarter(int((started_at - _EPOCH).total_seconds() // _QUARTER))
        except (OverflowError, ValueError):
            known = None
        if known is not None:
            return known
        there = started_at.astimezone(zone)
        return there.date().isoformat(), there.hour, there.isoweekday()

    return local


def refresh_local_columns(db: Database, zone: ZoneInfo) -> None:
    """Compute the local columns of all calls again, after the time zone changed."""
    local = local_clock(zone)
    dated = db.conn.execute("SELECT call_id, started_at FROM call WHERE started_at IS NOT NULL").fetchall()
    db.conn.executemany(
        "UPDATE call SET local_date = ?, local_hour = ?, local_weekday = ? WHERE call_id = ?",
        [(*local(datetime.fromisoformat(started_at)), call_id) for call_id, started_at in dated],
    )
