"""Calls in, how many there are of each direction, how many were answered, and their minutes out (S1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speechqa.metrics.telephony import (
    ANSWERED,
    CALLS,
    HUNG_UP_BY_CUSTOMER,
    HUNG_UP_BY_MANAGER,
    MACHINE_ONLY,
    MEAN_TALK,
    MEAN_WAIT,
    MINUTES,
    MISSED,
    MISSED_SHARE,
    TALK,
    TALK_MINUTES,
    TRANSFERRED,
    UNREACHED,
    WITHOUT_RECORD,
)  # fmt: skip
from speechqa.report.grouped import Key, grouped
from speechqa.report.named import NamedReport, Question
from speechqa.report.sheet import Bars, Sheet
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_METRICS = (
    CALLS, ANSWERED, MISSED, UNREACHED, MACHINE_ONLY, MISSED_SHARE, TALK, TALK_MINUTES, MINUTES, MEAN_WAIT, MEAN_TALK,
    TRANSFERRED, HUNG_UP_BY_CUSTOMER, HUNG_UP_BY_MANAGER, WITHOUT_RECORD,
)  # fmt: skip
_HIDDEN = frozenset({"talk", "mean_talk", "transferred", "hung_up_by_customer", "hung_up_by_manager", "without_record",
                     "machine_only", "missed_share", "minutes"})  # fmt: skip
_ORDER = ("inbound", "outbound", "internal", "unknown")


def report_totals(db: Database, question: Question) -> Sheet:
    """One row per direction."""
    from dataclasses import replace

    key = Key("direction", _("direction"), "direction")
    table = grouped(db, question.filters, (key,), _METRICS, hidden=_HIDDEN, total=True)
    table = replace(
        table,
        rows=tuple(sorted(table.rows, key=lambda row: _ORDER.index(row[0]))),
        chart=Bars(("direction",), "calls", _("Calls")),
    )
    nothing = dict.fromkeys((column.key for column in table.columns[1:]), 0)
    by_direction = {row[0]: dict(zip((c.key for c in table.columns[1:]), row[1:], strict=True)) for row in table.rows}
    total = dict(zip((c.key for c in table.columns[1:]), (table.total or ())[1:], strict=False))
    empty = {**nothing, **{c.key: None for c in table.columns if f"{c.key}_numerator" in nothing}}
    json = {
        **{direction: by_direction.get(direction, empty) for direction in ("inbound", "outbound")},
        "all": total or empty,
        **{direction: row for direction, row in by_direction.items() if direction not in ("inbound", "outbound")},
    }
    return Sheet("totals", _("Calls and minutes"), question.filters.period, (table,), json=json)


REPORT = NamedReport(
    "totals", lambda: _("Number of calls and minutes, by direction; answered against missed."), report_totals
)
