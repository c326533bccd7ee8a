"""What a CRM exported in, kept: each item once, by its kind and id, as it was said last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from speechqa.calls.crm import CrmItem
from speechqa.store.columns import number_value, text_value, time_value
from speechqa.store.connection import transaction
from speechqa.store.settings import zone_of

if TYPE_CHECKING:
    from sqlite_utils import Database

_COLUMNS = (
    *(
        "kind",
        "crm_id",
        "at",
        "at_written",
        "whole_day",
        "call",
        "customer",
        "manager",
        "source",
        "campaign",
        "status",
        "stage",
    ),
    *("lost_reason", "spam", "amount", "closed_at", "closed_written", "title"),
)


def save_crm(db: Database, items: Sequence[CrmItem], spam_reasons: Sequence[str], origin: str) -> tuple[int, int]:
    """Store items; a file that says the same as before changes nothing.

    Args:
        spam_reasons: what the reason or the stage of an item that was no customer holds, in small letters.

    Returns:
        how many are new, and how many say something else than before.
    """
    zone = zone_of(db)
    new = changed = 0
    columns = ", ".join(_COLUMNS)
    marks = ", ".join("?" * (len(_COLUMNS) + 1))
    with transaction(db):
        # Of an item that stands in the file twice, what stands last is meant.
        for values in {(item.kind, item.crm_id): _values(item, spam_reasons, zone) for item in items}.values():
            stored = db.conn.execute(
                f"SELECT {columns} FROM crm_item WHERE kind = ? AND crm_id = ?", values[:2]
            ).fetchone()
            if stored == values:
                continue
            new, changed = (new + 1, changed) if stored is None else (new, changed + 1)
            db.conn.execute(
                f"INSERT OR REPLACE INTO crm_item ({columns}, origin) VALUES ({marks})", (*values, text_value(origin))
            )
    return new, changed


def refresh_crm(db: Database, zone: ZoneInfo) -> None:
    """Tell the times of all items anew, after the project's time zone changed."""
    rows = db.conn.execute("SELECT kind, crm_id, at_written, closed_written FROM crm_item").fetchall()
    db.conn.executemany(
        "UPDATE crm_item SET at = ?, closed_at = ? WHERE kind = ? AND crm_id = ?",
        [(_utc(at, zone), _utc(closed, zone), kind, crm_id) for kind, crm_id, at, closed in rows],
    )


def _values(item: CrmItem, spam_reasons: Sequence[str], zone: ZoneInfo) -> tuple[str | float | int | None, ...]:
    said = f"{item.stage or ''} {item.lost_reason or ''}".casefold()
    closed = item.closed_at.isoformat() if item.closed_at else None
    derived: dict[str, str | float | int | None] = {
        "at": _utc(item.at.isoformat(), zone),
        "at_written": item.at.isoformat(),
        "whole_day": int(item.whole_day),
        "spam": int(any(reason in said for reason in spam_reasons)),
        "amount": number_value(item.amount),
        "closed_at": _utc(closed, zone),
        "closed_written": closed,
    }
    return tuple(derived[name] if name in derived else text_value(getattr(item, name)) for name in _COLUMNS)


def _utc(written: str | None, zone: ZoneInfo) -> str | None:
    if written is None:
        return None
    moment = datetime.fromisoformat(written)
    return time_value(moment if moment.tzinfo is not None else moment.replace(tzinfo=zone))
