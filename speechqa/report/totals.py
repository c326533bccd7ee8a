"""Calls in, how many there are of each direction, how many were answered, and their minutes out (S1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from speechqa.metrics.telephony import (
    ANSWERED,
    CALLS,
    HANGUP_KNOWN,
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
from speechqa.report.sheet import Bars, Sheet, Table
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

_METRICS = (
    CALLS, ANSWERED, MISSED, UNREACHED, MACHINE_ONLY, MISSED_SHARE, TALK, TALK_MINUTES, MINUTES, MEAN_WAIT, MEAN_TALK,
    TRANSFERRED, HUNG_UP_BY_CUSTOMER, HUNG_UP_BY_MANAGER, WITHOUT_RECORD, HANGUP_KNOWN,
)  # fmt: skip
_HIDDEN = frozenset({"talk", "mean_talk", "transferred", "hung_up_by_customer", "hung_up_by_manager", "without_record",
                     "machine_only", "missed_share", "minutes"})  # fmt: skip
_ORDER = ("inbound", "outbound", "internal", "unknown")


def report_totals(db: Database, question: Question) -> Sheet:
    """One row per direction."""
    key = Key("direction", _("direction"), "direction", "code")
    table = _known_only(grouped(db, question.filters, (key,), _METRICS, hidden=_HIDDEN, total=True))
    table = replace(
        table,
        rows=tuple(sorted(table.rows, key=lambda row: _ORDER.index(row[0]))),
        chart=Bars(("direction",), "calls", _("Calls")),
    )
    nothing = dict.fromkeys((column.key for column in table.columns[1:]), 0)
    by_direction = {row[0]: dict(zip((c.key for c in table.columns[1:]), row[1:], strict=True)) for row in table.rows}
    total = dict(zip((c.key for c in table.columns[1:]), (table.total or ())[1:], strict=False))
    empty = {**nothing, **{c.key: None for c in table.columns if f"{c.key}_numerator" in nothing}}
    json: dict[str, Any] = {
        **{direction: by_direction.get(direction, empty) for direction in ("inbound", "outbound")},
        "all": total or empty,
        **{direction: row for direction, row in by_direction.items() if direction not in ("inbound", "outbound")},
    }
    ends = _ends(db, question)
    if ends.rows:
        names = [column.key for column in ends.columns]
        json["hangup"] = [dict(zip(names, row, strict=True)) for row in ends.rows]
    tables = (table, ends) if ends.rows else (table,)
    return Sheet("totals", _("Calls and minutes"), question.filters.period, tables, _notes(total), json=json)


def _known_only(table: Table) -> Table:
    """Who hung up is not known, and not nobody, where no call says it."""
    keys = [column.key for column in table.columns]
    places = {keys.index(metric.id) for metric in (HUNG_UP_BY_CUSTOMER, HUNG_UP_BY_MANAGER)}
    known = keys.index(HANGUP_KNOWN.id)

    def told(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(None if n in places and not row[known] else value for n, value in enumerate(row) if n != known)

    columns = tuple(column for column in table.columns if column.key != HANGUP_KNOWN.id)
    total = None if table.total is None else told(table.total)
    return replace(table, columns=columns, rows=tuple(told(row) for row in table.rows), total=total)


def _ends(db: Database, question: Question) -> Table:
    keys = (Key("hangup_by", _("who hung up"), "hangup_by"), Key("hangup_cause", _("cause"), "hangup_cause"))
    table = grouped(db, question.filters, keys, (CALLS, ANSWERED), where="hangup_known OR hangup_cause IS NOT NULL",
                    key="hangup")  # fmt: skip
    return replace(table, rows=tuple(sorted(table.rows, key=lambda row: -row[2])), title=_("How calls ended"))


def _notes(total: dict[str, Any]) -> tuple[str, ...]:
    notes = []
    if total.get("calls") and total["hung_up_by_customer"] is None:
        notes.append(_("Who hung up is not known: no source of these calls says it."))
    without = total.get("without_record", 0)
    if without:
        notes.append(
            ngettext(
                "{n} call has no call record: it is neither in answered nor in talk.",
                "{n} calls have no call record: they are neither in answered nor in talk.",
                without,
            ).format(n=without)
        )
    return tuple(notes)


REPORT = NamedReport(
    "totals", lambda: _("Number of calls and minutes, by direction; answered against missed."), report_totals
)
