"""Values in, what SQLite can keep out, and back without loss."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from speechqa.calls.model import Call

CALL_COLUMNS = (
    "direction", "manager", "manager_source", "manager_name", "customer", "line", "started_at", "duration", "talk",
    "wait", "wait_row", "disposition", "uniqueid", "linkedid", "rung", "transferred_to", "hangup_by", "hangup_cause",
    "queue", "recording_file", "customer_channel", "customer_name", "source", "campaign", "keyword", "cost",
    "has_record",
)  # fmt: skip
"""The fields of a Call but its id, as ``call`` and ``record`` name them."""

_FIELDS = attrgetter(*CALL_COLUMNS)
_STARTED_AT, _RUNG, _HAS_RECORD = (CALL_COLUMNS.index(name) for name in ("started_at", "rung", "has_record"))
_TEXTS = tuple(
    CALL_COLUMNS.index(name)
    for name in (
        *("manager", "manager_name", "customer", "line", "uniqueid", "linkedid", "transferred_to", "hangup_by"),
        *("hangup_cause", "queue", "recording_file", "customer_name", "source", "campaign", "keyword"),
    )
)
_NUMBERS = tuple(CALL_COLUMNS.index(name) for name in ("duration", "talk", "wait", "wait_row", "cost"))


def now() -> str:
    """The time of a write, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def path_value(path: Path) -> str | bytes:
    """A path for the database: text, or its bytes where they are no UTF-8 (cp1251 names on Linux are common)."""
    raw = os.fsencode(path)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw


def path_from(value: str | bytes) -> Path:
    """The path that ``path_value`` kept."""
    return Path(os.fsdecode(value))


def text_value(text: str | None) -> str | None:
    """Text for the database: half characters (from broken bytes in names) cannot be kept, so they are replaced."""
    return None if text is None else text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def number_value(number: float | None) -> float | None:
    """A plain float: NumPy's other kinds would be kept as blobs."""
    return None if number is None else float(number)


def time_value(time: datetime | None) -> str | None:
    """An aware time in UTC, ISO 8601."""
    return None if time is None else time.astimezone(UTC).isoformat()


def time_from(value: str | None) -> datetime | None:
    """The time that ``time_value`` kept."""
    return None if value is None else datetime.fromisoformat(value)


def call_values(call: Call) -> list[Any]:
    """CALL_COLUMNS of a Call, for the database."""
    values = clean_values(call)
    for at in _TEXTS:
        values[at] = text_value(values[at])
    for at in _NUMBERS:
        values[at] = number_value(values[at])
    return values


def clean_values(call: Call) -> list[Any]:
    """The same of a Call whose texts and numbers are such as the database keeps."""
    values = list(_FIELDS(call))
    started_at = call.started_at
    if started_at is not None:
        values[_STARTED_AT] = started_at.isoformat() if started_at.tzinfo is UTC else time_value(started_at)
    values[_RUNG] = _rung_value(call.rung) if call.rung else None
    values[_HAS_RECORD] = 1 if call.has_record else 0
    return values


@lru_cache(maxsize=4096)
def _rung_value(rung: tuple[str, ...]) -> str:
    return json.dumps([text_value(who) for who in rung], ensure_ascii=False)


def call_from(call_id: str, values: Sequence[Any]) -> Call:
    """The Call whose CALL_COLUMNS are ``values``."""
    fields: dict[str, Any] = dict(zip(CALL_COLUMNS, values, strict=True))
    fields["started_at"] = time_from(fields["started_at"])
    fields["rung"] = tuple(json.loads(fields["rung"])) if fields["rung"] else ()
    fields["has_record"] = bool(fields["has_record"])
    return Call(call_id, **fields)
