"""Inbound calls in, where callers are lost out: in a menu, in a queue, while it rang, after
a transfer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from speechqa.metrics.lost_callers import left_in_menu, lost_transfers
from speechqa.report.sheet import Column, Table
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_PLACES = ("not_rung", "queue", "ringing", "transfer", "menu", "machine")
_APART = ("menu", "machine")


def places(db: Database, where: str, values: Mapping[str, Any]) -> Table:
    """One row per place that occurs: missed calls (table ``missed_chosen``), and apart those of machines only."""
    words = {
        "not_rung": _("before any telephone rang"),
        "queue": _("in a queue"),
        "ringing": _("while it rang"),
        "transfer": _("after a transfer"),
        "menu": _("in a menu (apart)"),
        "machine": _("at a machine (apart)"),
    }
    ids: dict[str, list[str]] = defaultdict(list)
    waits: dict[str, list[float]] = defaultdict(list)
    uncalled: dict[str, list[str]] = defaultdict(list)
    waited: dict[str, list[str]] = defaultdict(list)
    for place, call_id, wait, nobody_called in db.conn.execute(
        "SELECT lost_at, call_id, abandoned_wait, nobody_called FROM missed_chosen ORDER BY started_at, call_id"
    ):
        ids[place].append(call_id)
        uncalled[place] += [call_id] if nobody_called else []
        if wait is not None:
            waited[place].append(call_id)
            waits[place].append(wait)
    ids["transfer"] += _handed_to_nobody(db, where, values)
    machines = db.conn.execute(
        f"""SELECT call_id, duration FROM call_fact
            WHERE inbound AND machine_only AND ({where}) ORDER BY started_at, call_id""",
        values,
    ).fetchall()
    menus = left_in_menu(db, [call_id for call_id, _duration in machines])
    for call_id, duration in machines:
        place = "menu" if call_id in menus else "machine"
        ids[place].append(call_id)
        if duration is not None:
            waited[place].append(call_id)
            waits[place].append(duration)
    lost = sum(len(ids[place]) for place in _PLACES if place not in _APART)
    there = [place for place in _PLACES if ids[place]]
    rows = tuple(
        (
            place, words[place], len(ids[place]), None if place in _APART else 100.0 * len(ids[place]) / lost,
            sum(waits[place]) / len(waits[place]) if waits[place] else None,
            None if place in _APART else len(uncalled[place]),
        )
        for place in there
    )  # fmt: skip
    columns = (
        Column("place", _("where"), shown=False), Column("title", _("where"), for_people=True),
        Column("calls", _("calls"), "count"), Column("share", "%", "percent"),
        Column("mean_abandon", _("gave up after"), "seconds"), Column("nobody_called", _("no call back"), "count"),
    )  # fmt: skip
    notes = []
    if any(place in there for place in _APART):
        notes.append(
            _("Whom only a menu, an announcement or an answering machine answered may have got what he wanted: apart.")
        )
    if "transfer" in there:
        notes.append(_("After a transfer: a person answered, and the one he handed the caller to did not."))
    called = {"calls": ids, "share": ids, "mean_wait": waited, "nobody_called": uncalled}
    return Table(
        "places", columns, rows, _("Where callers are lost"), notes=tuple(notes),
        call_ids=tuple(tuple(ids[place]) for place in there),
        call_ids_of={key: tuple(tuple(own[place]) for place in there) for key, own in called.items()},
    )  # fmt: skip


def _handed_to_nobody(db: Database, where: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    handed = db.conn.execute(
        f"""SELECT call_id, transferred_to FROM call_fact
            WHERE inbound AND answered AND transferred AND ({where}) ORDER BY started_at, call_id""",
        values,
    ).fetchall()
    return lost_transfers(db, dict(handed))
