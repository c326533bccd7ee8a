"""What a CRM exported in, kept: each item once, by its kind and id, as it was said last."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from speechqa.calls.crm import CrmItem
from speechqa.settings import Settings
from speechqa.store.columns import number_value, text_value, time_value
from speechqa.store.connection import transaction
from speechqa.store.settings import get_setting, set_setting, zone_of

if TYPE_CHECKING:
    from sqlite_utils import Database

_SPAM = "crm_spam"
"""The setting of the database by which items were judged: reasons in small letters, a JSON array."""

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


def save_crm(db: Database, items: Sequence[CrmItem], origin: str) -> tuple[int, int]:
    """Store items; a file that says the same as before changes nothing.

    Returns:
        how many are new, and how many say something else than before.
    """
    zone, spam_reasons = zone_of(db), json.loads(get_setting(db, _SPAM) or "[]")
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


def judge_spam(db: Database, settings: Settings) -> None:
    """Tell anew which items were no customers, where the user set other reasons than before.

    A command that sets none, from elsewhere, leaves what was set.
    """
    reasons = json.dumps([reason.casefold() for reason in settings.spam_reasons])
    before = get_setting(db, _SPAM)
    if before == reasons or (before is not None and "spam_reasons" not in settings.model_fields_set):
        return
    set_setting(db, _SPAM, reasons)
    rows = db.conn.execute("SELECT kind, crm_id, stage, lost_reason FROM crm_item").fetchall()
    db.conn.executemany(
        "UPDATE crm_item SET spam = ? WHERE kind = ? AND crm_id = ?",
        [(_is_spam(stage, reason, json.loads(reasons)), kind, crm_id) for kind, crm_id, stage, reason in rows],
    )


def refresh_crm(db: Database, zone: ZoneInfo) -> None:
    """Tell the times of all items anew, after the project's time zone changed."""
    rows = db.conn.execute("SELECT kind, crm_id, at_written, closed_written FROM crm_item").fetchall()
    db.conn.executemany(
        "UPDATE crm_item SET at = ?, closed_at = ? WHERE kind = ? AND crm_id = ?",
        [(_utc(at, zone), _utc(closed, zone), kind, crm_id) for kind, crm_id, at, closed in rows],
    )


def _values(item: CrmItem, spam_reasons: Sequence[str], zone: ZoneInfo) -> tuple[str | float | int | None, ...]:
    closed = item.closed_at.isoformat() if item.closed_at else None
    derived: dict[str, str | float | int | None] = {
        "at": _utc(item.at.isoformat(), zone),
        "at_written": item.at.isoformat(),
        "whole_day": int(item.whole_day),
        "spam": _is_spam(item.stage, item.lost_reason, spam_reasons),
        "amount": number_value(item.amount),
        "closed_at": _utc(closed, zone),
        "closed_written": closed,
    }
    return tuple(derived[name] if name in derived else text_value(getattr(item, name)) for name in _COLUMNS)


def _is_spam(stage: str | None, lost_reason: str | None, spam_reasons: Sequence[str]) -> int:
    said = f"{stage or ''} {lost_reason or ''}".casefold()
    return int(any(reason in said for reason in spam_reasons))


def _utc(written: str | None, zone: ZoneInfo) -> str | None:
    if written is None:
        return None
    moment = datetime.fromisoformat(written)
    return time_value(moment if moment.tzinfo is not None else moment.replace(tzinfo=zone))
