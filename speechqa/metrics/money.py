"""A period in, what advertising cost in it out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

Advertising = tuple[str, str | None]
"""A source and a campaign of it; None is what was spent on the source as a whole."""


def spend_of(db: Database, first: date | None = None, last: date | None = None) -> dict[Advertising, float]:
    """Amounts by source and campaign from the first to the last day, both included; None is an open end.

    A row for several days is shared out evenly among them, as in view ``spend_day``, which it equals without counting
    every day.
    """
    rows = db.conn.execute(
        """
        WITH part AS (
          SELECT
            source, campaign, amount,
            julianday(min(last_day, :last)) - julianday(max(first_day, :first)) + 1 AS within,
            julianday(last_day) - julianday(first_day) + 1 AS whole
          FROM spend WHERE first_day <= :last AND last_day >= :first
        )
        SELECT source, campaign, total(amount * within / whole) FROM part GROUP BY source, campaign
        """,
        {"first": (first or date.min).isoformat(), "last": (last or date.max).isoformat()},
    ).fetchall()
    return {(source, campaign): amount for source, campaign, amount in rows}
