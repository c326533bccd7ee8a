"""A connection in; out, the same with functions of ours for its SQL: what SQLite cannot tell by itself."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from speechqa.calls.people import name_key


def add_functions(connection: sqlite3.Connection) -> None:
    """``minute_of_day(time, zone)``: of a time in ISO 8601; ``name_key(name)``: by which names are compared."""
    connection.create_function("minute_of_day", 2, _minute_of_day, deterministic=True)
    connection.create_function("name_key", 1, _name_key, deterministic=True)


def _minute_of_day(time: str | None, zone: str) -> int | None:
    if time is None:
        return None
    there = datetime.fromisoformat(time).astimezone(_zone(zone))
    return there.hour * 60 + there.minute


def _name_key(name: str | None) -> str | None:
    return None if name is None else name_key(name)


@lru_cache(maxsize=8)
def _zone(key: str) -> ZoneInfo:
    return ZoneInfo(key)
