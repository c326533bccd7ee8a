"""The missed calls chosen in, the callers whom nobody has called back to this day out, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from speechqa.report.sheet import Column, Table
from speechqa.store.settings import zone_of
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

# Of the columns beside max(), SQLite takes those of the row that has it: the caller's last missed call.
_WAITING = """
    SELECT last.customer, c.customer_name, last.started_at, last.line, last.line_title, last.times, last.call_ids
    FROM (
      SELECT customer, call_id, max(started_at) AS started_at, line, line_title, count(*) AS times,
        json_group_array(call_id) AS call_ids
      FROM missed_chosen WHERE customer IS NOT NULL GROUP BY customer
    ) last
    JOIN call c ON c.call_id = last.call_id
    WHERE NOT EXISTS (
      SELECT 1 FROM call o WHERE o.customer = last.customer AND o.started_at > last.started_at
        AND (o.direction = 'outbound' OR (o.direction = 'inbound' AND o.disposition = 'answered'))
    )
    ORDER BY last.started_at DESC, last.customer"""


def callers_to_call(db: Database, top: int) -> tuple[Table, int]:
    """The first ``top`` of them (all for 0), and how many there are.

    Unlike the states, which go by a deadline, a late call back ends the waiting.
    """
    import json

    found = db.conn.execute(_WAITING).fetchall()
    shown = found[:top] if top > 0 else found
    zone = zone_of(db)
    columns = (
        Column("customer", _("number")), Column("customer_name", _("name")),
        Column("last_call", _("last call"), "moment"),
        Column("line", _("line"), shown=False), Column("title", _("line")), Column("times", _("times called"), "count"),
    )  # fmt: skip
    rows = tuple(
        (customer, name, datetime.fromisoformat(at).astimezone(zone), line, title, times)
        for customer, name, at, line, title, times, _ids in shown
    )
    left = len(found) - len(shown)
    more = ngettext("And {n} more caller: --top 0 lists all.", "And {n} more callers: --top 0 lists all.", left)
    ids = tuple(tuple(json.loads(one[6])) for one in shown)
    table = Table(
        "to_call", columns, rows, _("Still without a call back"), notes=(more.format(n=left),) if left else (),
        call_ids=ids, call_ids_of={"times": ids}, nothing=_("Nobody waits for a call back."),
    )  # fmt: skip
    return table, len(found)
