"""What a CRM exported in, kept: each item once, by its kind and id, as it was said last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from speechqa.calls.crm import CrmItem
from speechqa.store.columns import number_value, text_value, time_value
from speechqa.store.connection import transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

_COLUMNS = (
    *("kind", "crm_id", "at", "whole_day", "call", "customer", "manager", "source", "campaign", "status", "stage"),
    *("lost_reason", "spam", "amount", "closed_at", "title"),
)


def save_crm(db: Database, items: Sequence[CrmItem], spam_reasons: Sequence[str], origin: str) -> tuple[int, int]:
    """Store items; a file that says the same as before changes nothing.

    Args:
        spam_reasons: what the reason or the stage of an item that was no customer holds, in small letters.

    Returns:
        how many are new, and how many say something else than before.
    """
    new = changed = 0
    columns = ", ".join(_COLUMNS)
    marks = ", ".join("?" * (len(_COLUMNS) + 1))
    with transaction(db):
        # Of an item that stands in the file twice, what stands last is meant.
        for values in {(item.kind, item.crm_id): _values(item, spam_reasons) for item in items}.values():
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


def _values(item: CrmItem, spam_reasons: Sequence[str]) -> tuple[str | float | int | None, ...]:
    said = f"{item.stage or ''} {item.lost_reason or ''}".casefold()
    texts = {
        name: text_value(getattr(item, name))
        for name in _COLUMNS
        if name not in {"at", "whole_day", "spam", "amount", "closed_at"}
    }
    others: dict[str, str | float | int | None] = {
        "at": time_value(item.at),
        "whole_day": int(item.whole_day),
        "spam": int(any(reason in said for reason in spam_reasons)),
        "amount": number_value(item.amount),
        "closed_at": time_value(item.closed_at),
    }
    values = texts | others
    return tuple(values[name] for name in _COLUMNS)
