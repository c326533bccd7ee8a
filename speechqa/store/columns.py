"""Values in, what SQLite can keep out, and back without loss."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from speechqa.calls.model import Call

CALL_COLUMNS = (
    "direction", "manager", "manager_source", "manager_name", "customer", "line", "started_at", "duration", "talk",
    "wait", "wait_row", "disposition", "uniqueid", "linkedid", "has_record",
)  # fmt: skip
"""The fields of a Call but its id, as ``call`` and ``record`` name them."""


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


def call_values(call: Call) -> dict[str, str | float | int | None]:
    """The columns of a Call but its id."""
    return {
        "direction": call.direction,
        "manager": text_value(call.manager),
        "manager_source": call.manager_source,
        "manager_name": text_value(call.manager_name),
        "customer": text_value(call.customer),
        "line": text_value(call.line),
        "started_at": time_value(call.started_at),
        "duration": number_value(call.duration),
        "talk": number_value(call.talk),
        "wait": number_value(call.wait),
        "wait_row": number_value(call.wait_row),
        "disposition": call.disposition,
        "uniqueid": text_value(call.uniqueid),
        "linkedid": text_value(call.linkedid),
        "has_record": int(call.has_record),
    }


def call_from(call_id: str, values: tuple[object, ...]) -> Call:
    """The Call whose CALL_COLUMNS are ``values``."""
    fields: dict[str, object] = dict(zip(CALL_COLUMNS, values, strict=True))
    started_at = fields.pop("started_at")
    has_record = bool(fields.pop("has_record"))
    return Call(
        call_id,
        started_at=time_from(started_at if isinstance(started_at, str) else None),
        has_record=has_record,
        **fields,  # type: ignore[arg-type]
    )
