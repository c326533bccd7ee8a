"""What came into the database in; recordings and records that belong together joined, and judged as one, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speechqa.pipeline.judge import Judged, judge_call
from speechqa.settings import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database


def join_open(db: Database, settings: Settings) -> tuple[str, ...]:
    """Join recordings and records anew as far as what came since has a say in it.

    Returns:
        ids of the calls that are others by it: those are to be described and judged again.
    """
    from speechqa.calls.join import join
    from speechqa.store.joins import apply_joins, open_sides

    found = open_sides(db, settings.join_tolerance)
    joined = join(list(found.recordings.values()), list(found.records.values()), settings.join_tolerance)
    return apply_joins(db, found, joined)


def judge_joined(db: Database, settings: Settings) -> tuple[Judged, ...]:
    """Join what can be joined by now, and judge those calls again."""
    from speechqa.store.connection import transaction
    from speechqa.store.records import forget_unjudged

    judged: list[Judged] = []
    with transaction(db):
        for call_id in join_open(db, settings):
            judged += judge_call(db, call_id, settings)
            forget_unjudged(db, call_id)
    return tuple(judged)
