"""Inbound calls in, who calls often and who called many times in a row out (S2, S6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from speechqa.metrics.bursts import bursts
from speechqa.report.chosen import chosen
from speechqa.report.named import NamedReport, Option, Question
from speechqa.report.render.figures import number
from speechqa.report.sheet import Column, Members, Sheet, Table
from speechqa.store.settings import zone_of
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

_TOP, _OFTEN, _IN_A_ROW, _MINUTES = 30, 3, 3, 10.0
_ENDS = {"answered": ("answered",), "missed": ("missed", "busy", "failed"), "machine_only": ("machine_only",)}
_COUNTED = {"calls": "1", "answered": "answered", "missed": "missed", "machine_only": "machine_only"}


def report_callers(db: Database, question: Question) -> Sheet:
    """Frequent callers by calls, then runs of calls, newest first."""
    where, values = chosen(question.filters)
    where = f"({where}) AND inbound AND customer IS NOT NULL"
    top = int(question.options["top"] or 0)
    often, in_a_row = (max(2, int(question.options[name] or 0)) for name in ("at-least", "in-a-row"))
    minutes = float(question.options["minutes"] or 0)
    frequent = _frequent(db, where, values, often, top)
    runs, count = _runs(db, where, values, in_a_row, minutes, top)
    warnings: tuple[str, ...] = ()
    if count:
        told = ngettext(
            "{n} time somebody called {calls} times or more within {minutes} min: can callers get through?",
            "{n} times somebody called {calls} times or more within {minutes} min: can callers get through?", count,
        )  # fmt: skip
        warnings = (told.format(n=count, calls=in_a_row, minutes=number(minutes)),)
    return Sheet("callers", _("Callers"), question.filters.period, (frequent, runs), (), warnings)


def _frequent(db: Database, where: str, values: Mapping[str, Any], often: int, top: int) -> Table:
    sums = ", ".join(f"sum({of}) AS {key}" for key, of in _COUNTED.items())
    found = db.conn.execute(
        f"""SELECT f.*, c.customer_name FROM (
              SELECT customer, {sums}, count(DISTINCT local_date) AS days, call_id, max(started_at) AS last_call
              FROM call_fact WHERE {where} GROUP BY customer HAVING count(*) >= :often
            ) f JOIN call c ON c.call_id = f.call_id ORDER BY calls DESC, last_call DESC, f.customer""",
        {**values, "often": often},
    ).fetchall()
    shown = found[:top] if top > 0 else found
    zone = zone_of(db)
    columns = (
        Column("customer", _("number")), Column("name", _("name")), Column("calls", _("calls"), "count"),
        Column("days", _("days"), "count"), Column("answered", _("answered"), "count"),
        Column("missed", _("missed"), "count"), Column("machine_only", _("menu"), "count", False),
        Column("last_call", _("last call"), "moment"),
    )  # fmt: skip
    rows = tuple(
        (customer, name, calls, days, answered, missed, machine, _local(last, zone))
        for customer, calls, answered, missed, machine, days, _call_id, last, name in shown
    )
    title = _("Frequent callers ({n} calls or more)").format(n=often)
    return Table(
        "frequent", columns, rows, title, notes=_more(len(found) - len(shown)),
        members=Members("call_fact", where, values, frozenset({"customer"}),
                        {"customer": "customer", "days": "local_date IS NOT NULL", **_COUNTED}),
        nothing=_("Nobody called so often."),
    )  # fmt: skip


def _runs(
    db: Database, where: str, values: Mapping[str, Any], in_a_row: int, minutes: float, top: int
) -> tuple[Table, int]:
    found: list[tuple[Any, ...]] = []
    calls = db.conn.execute(
        f"""SELECT customer, started_at, call_id, disposition FROM call_fact
            WHERE {where} AND started_at IS NOT NULL ORDER BY customer, started_at, call_id""",
        values,
    )
    for customer, group in groupby(calls, key=lambda call: call[0]):
        own = list(group)
        if len(own) < in_a_row:
            continue
        moments = [datetime.fromisoformat(call[1]).timestamp() for call in own]
        for first, last in bursts(moments, in_a_row, minutes * 60):
            found.append((customer, own[first : last + 1]))
    # Newest first, and of those that began together by number.
    found.sort(key=lambda run: run[0])
    found.sort(key=lambda run: run[1][0][1], reverse=True)
    shown = found[:top] if top > 0 else found
    zone = zone_of(db)
    columns = (
        Column("customer", _("number")),
        Column("begin", _("first call"), "moment"), Column("end", _("last call"), "moment"),
        Column("calls", _("calls"), "count"), Column("answered", _("answered"), "count"),
        Column("missed", _("missed"), "count"), Column("machine_only", _("menu"), "count"),
    )  # fmt: skip
    title = _("Many calls in a row ({n} or more within {minutes} min)").format(n=in_a_row, minutes=number(minutes))
    rows = tuple(
        (customer, _local(run[0][1], zone), _local(run[-1][1], zone), len(run), *_ends(run)) for customer, run in shown
    )
    behind = {
        key: tuple(tuple(call[2] for call in run if call[3] in ends) for _customer, run in shown)
        for key, ends in _ENDS.items()
    }
    ids = tuple(tuple(call[2] for call in run) for _customer, run in shown)
    table = Table(
        "in_a_row", columns, rows, title, notes=_more(len(found) - len(shown)),
        call_ids=ids, call_ids_of={"calls": ids, **behind},
        nothing=_("Nobody called so often in a row."),
    )  # fmt: skip
    return table, len(found)


def _ends(run: list[Any]) -> tuple[int, ...]:
    return tuple(sum(call[3] in ends for call in run) for ends in _ENDS.values())


def _local(text: str | None, zone: Any) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(zone) if text else None


def _more(left: int) -> tuple[str, ...]:
    text = ngettext("And {n} more: --top 0 lists all.", "And {n} more: --top 0 lists all.", left)
    return (text.format(n=left),) if left else ()


REPORT = NamedReport(
    "callers",
    lambda: _("Who calls often, and who called many times in a row (a sign of trouble with the connection)."),
    report_callers,
    (
        Option("at-least", _OFTEN, lambda: _("calls that make a frequent caller")),
        Option("in-a-row", _IN_A_ROW, lambda: _("calls that are many in a row")),
        Option("minutes", _MINUTES, lambda: _("within so many minutes")),
        Option("top", _TOP, lambda: _("so many are listed; 0 for all")),
    ),
)
