"""What the options of a report say in, the project's database and the calls they choose out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.report.filters import Filters


def open_reports(db: Path | None, config: Path | None) -> Database:
    """The project's database, with the lists of people and lines as they are now.

    What the user set (answer_within, min_calls, …) holds for this report: to look at figures by another rule must not
    change the project's own, by which everybody else's reports go.
    """
    from speechqa.metrics.views import ensure_views
    from speechqa.settings import load_settings
    from speechqa.store.connection import open_store
    from speechqa.store.settings import differing_settings, remember_settings

    settings = load_settings({"db": db}, config)
    database = open_store(settings.db, create=False)
    if settings.names_lists:
        from speechqa.pipeline.directories import judge_unjudged, refresh_directories

        refresh_directories(database, settings)
        judge_unjudged(database, settings)
    if differing_settings(database, settings):
        ensure_views(database)
        # Never committed: it ends with the connection.
        database.conn.execute("BEGIN")
        remember_settings(database, settings)
    return database


def read_filters(database: Database, start: str | None, end: str | None, period: str | None, **chosen: Any) -> Filters:
    """What the options choose; Typer's enumerations become plain text, which SQLite takes."""
    from speechqa.report.filters import Filters
    from speechqa.report.period import read_period

    plain: dict[str, Any] = {
        name: value.value if isinstance(value, StrEnum) else value for name, value in chosen.items()
    }
    return Filters(**plain, period=read_period(database, start, end, period))
