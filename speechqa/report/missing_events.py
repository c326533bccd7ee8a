"""Calls and a CRM's items in; out, longer calls without an event and new customers' calls without a request (S1)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from speechqa.report.chosen import chosen
from speechqa.report.named import NamedReport, Question
from speechqa.report.period import Period
from speechqa.report.render.figures import number
from speechqa.report.sheet import Column, Sheet, Table
from speechqa.store.settings import get_setting, zone_of
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

_PRINTED = 50
"""Calls of a list that are printed; JSON and CSV have all."""

_LENGTH = "coalesce(talked, CASE WHEN without_record THEN duration END)"
_LONG = f"external AND {_LENGTH} > :longer"
_NEW = "inbound AND EXISTS (SELECT 1 FROM customer_first n WHERE n.call_row = call_fact.call_row)"
_NAMED = """SELECT call FROM crm_item WHERE kind = 'request'
  UNION ALL SELECT a.call_id FROM crm_item i JOIN alias a ON a.alias = i.call WHERE i.kind = 'request'
  UNION ALL SELECT g.call_id FROM crm_item i JOIN recording g ON g.name = i.call WHERE i.kind = 'request'"""
_WITH = {
    # To ask for those that have a call would look each one's call up twice.
    "event": "call_id IN (SELECT coalesce(call_id, '') FROM crm_call WHERE kind = 'event' AND {within})",
    # A request that belongs to the customer's next call was written down all the same.
    "request": f"""call_id IN (SELECT call FROM ({_NAMED}) WHERE call IS NOT NULL) OR EXISTS (
        SELECT 1 FROM crm_item i
        WHERE i.kind = 'request' AND i.customer = call_fact.customer
          AND julianday(i.at) + i.whole_day >= julianday(started_at) - :window
          AND julianday(i.at) <= julianday(started_at) + coalesce(duration, 0.0) / 86400.0 + :window
      )""",
}
_ASKED = {"event": _LONG, "request": _NEW}
_COLUMNS = ("call_id", "started_at", "direction", "manager", "manager_name", "customer", "line")


@dataclass(frozen=True, slots=True)
class _Call:
    """``cells`` are the values of ``_COLUMNS`` and the talk."""

    cells: tuple[Any, ...]
    missing: bool

    @property
    def manager(self) -> str | None:
        return self.cells[3]  # type: ignore[no-any-return]


def report_missing_events(db: Database, question: Question) -> Sheet:
    """A row per manager, then the two lists, the latest call first; nothing is said to miss where no CRM was read."""
    longer = float(get_setting(db, "event_after") or 0)
    unread = {kind: _unread(db, kind, question) for kind in _WITH}
    calls = {kind: _calls(db, question, kind, longer, bool(unread[kind])) for kind in _WITH}
    tables = [_managers(calls, unread)]
    titles = {
        "event": _("Calls over {n} s without an event in the CRM").format(n=number(longer)),
        "request": _("Calls from new customers without a request"),
    }
    for kind, own in titles.items():
        missing = [call.cells for call in calls[kind] if call.missing]
        tables += _listed(db, f"without_{kind}", own, missing, unread[kind])
    warnings = tuple(text for text in unread.values() if text)
    return Sheet(
        "missing-events", _("What is missing in the CRM"), question.filters.period, tuple(tables), (), warnings
    )


def _unread(db: Database, kind: str, question: Question) -> str:
    """Why nothing can be said; empty where something can."""
    first, last = db.conn.execute("SELECT min(at), max(at) FROM crm_item WHERE kind = ?", [kind]).fetchone()
    if first is None:
        told = {
            "event": _("n/a: no events were imported from the CRM; speechqa crm import FILE --kind event brings them."),
            "request": _(
                "n/a: no requests were imported from the CRM; speechqa crm import FILE --kind request brings them."
            ),
        }
        return told[kind]
    period = question.filters.period
    outside = (period.start is not None and last[:10] < period.start.isoformat()) or (
        period.end is not None and first[:10] > period.end.isoformat()
    )
    if not outside:
        return ""
    told = {
        "event": _("n/a: the CRM's events were imported from {first} to {last} only, none of this period."),
        "request": _("n/a: the CRM's requests were imported from {first} to {last} only, none of this period."),
    }
    return told[kind].format(first=first[:10], last=last[:10])


def _calls(db: Database, question: Question, kind: str, longer: float, unread: bool) -> list[_Call]:
    where, asked = chosen(question.filters)
    window = float(get_setting(db, "crm_window") or 0) / 86400.0
    within, days = _within(question.filters.period, window)
    recorded = "1" if unread else _WITH[kind].format(within=within)
    values = {**asked, "longer": longer, "window": window, **days}
    rows = db.conn.execute(
        f"""SELECT {", ".join(_COLUMNS)}, {_LENGTH}, NOT ({recorded}) FROM call_fact WHERE ({where}) AND {_ASKED[kind]}
            ORDER BY started_at DESC NULLS LAST, call_id""",
        values,
    ).fetchall()
    return [_Call(row[:-1], bool(row[-1])) for row in rows]


def _within(period: Period, window: float) -> tuple[str, dict[str, Any]]:
    """Which items can belong to calls of the period, so that no other's call is looked for; those that name theirs may
    have been written at any time later."""
    if period.start is None or period.end is None:
        return "1", {}
    reach = timedelta(days=window + 2)
    day_ends = {"early": (period.start - reach).isoformat(), "late": (period.end + reach).isoformat()}
    named = "crm_id IN (SELECT crm_id FROM crm_item WHERE kind = 'event' AND call IS NOT NULL AND at > :late)"
    return f"(at BETWEEN :early AND :late OR (at > :late AND {named}))", day_ends


def _managers(calls: dict[str, list[_Call]], unread: dict[str, str]) -> Table:
    names: dict[str | None, Counter[str]] = defaultdict(Counter)
    own: dict[str | None, dict[str, list[_Call]]] = defaultdict(lambda: {kind: [] for kind in calls})
    for kind, several in calls.items():
        for call in several:
            own[call.manager][kind].append(call)
            if call.cells[4]:
                names[call.manager][call.cells[4]] += 1
    name_of = {manager: max(sorted(found), key=found.__getitem__) for manager, found in names.items()}
    rows, ids = [], []
    ids_of: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for manager in sorted(own, key=lambda one: (one is None, name_of.get(one) or one or "")):
        figures = [figure for kind in calls for figure in _figures(own[manager][kind], bool(unread[kind]))]
        rows.append((manager, name_of.get(manager), name_of.get(manager) or manager or _("unknown"), *figures))
        ids.append(tuple(call.cells[0] for kind in calls for call in own[manager][kind] if call.missing))
        for kind, asked in (("event", "long"), ("request", "from_new")):
            missing = tuple(call.cells[0] for call in own[manager][kind] if call.missing)
            ids_of[asked].append(tuple(call.cells[0] for call in own[manager][kind]))
            ids_of[f"without_{kind}"].append(missing)
            ids_of[f"without_{kind}_share"].append(missing)
    total = (None, None, None, *(figure for kind in calls for figure in _figures(calls[kind], bool(unread[kind]))))
    columns = (
        Column("manager", _("manager"), shown=False), Column("name", _("name"), shown=False),
        Column("who", _("manager"), for_people=True),
        Column("long", _("long calls"), "count"), Column("without_event", _("without an event"), "count"),
        Column("without_event_share", _("share"), "percent"),
        Column("from_new", _("calls from new customers"), "count"),
        Column("without_request", _("without a request"), "count"),
        Column("without_request_share", _("share"), "percent"),
    )  # fmt: skip
    return Table("managers", columns, tuple(rows), total=total if rows else None, call_ids=tuple(ids),
                 call_ids_of=ids_of)  # fmt: skip


def _figures(calls: list[_Call], unread: bool) -> tuple[Any, ...]:
    if unread:
        return len(calls), None, None
    missing = sum(call.missing for call in calls)
    return len(calls), missing, 100.0 * missing / len(calls) if calls else None


def _listed(db: Database, key: str, title: str, calls: list[tuple[Any, ...]], unread: str) -> tuple[Table, ...]:
    zone = zone_of(db)
    rows = tuple(
        (row[0], datetime.fromisoformat(row[1]).astimezone(zone) if row[1] else None, *row[2:5],
         row[4] or row[3] or "–", *row[5:])
        for row in calls
    )  # fmt: skip
    columns = (
        Column("call_id", _("call")), Column("started_at", _("started"), "moment"),
        Column("direction", _("direction"), "code", False), Column("manager", _("manager"), shown=False),
        Column("name", _("name"), shown=False), Column("who", _("manager"), for_people=True),
        Column("customer", _("customer")), Column("line", _("line"), shown=False),
        Column("talk", _("talk"), "seconds"),
    )  # fmt: skip
    ids = tuple((row[0],) for row in rows)
    nothing = unread or _("None.")
    if len(rows) <= _PRINTED:
        return (Table(key, columns, rows, title, call_ids=ids, call_ids_of={"talk": ids}, nothing=nothing),)
    left = len(rows) - _PRINTED
    more = ngettext("{n} more: --format csv lists all.", "{n} more: --format csv lists all.", left).format(n=left)
    shown = replace(
        Table(f"{key}_printed", columns, rows[:_PRINTED], title, call_ids=ids[:_PRINTED]),
        notes=(more,),
        for_people=True,
    )
    return Table(key, columns, rows, call_ids=ids, call_ids_of={"talk": ids}, blocks=(("", ()),)), shown


REPORT = NamedReport(
    "missing-events",
    lambda: _("Longer calls without an event in the CRM, and calls from new customers without a request."),
    report_missing_events,
)
