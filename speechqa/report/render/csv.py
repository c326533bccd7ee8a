"""A report in, CSV out: UTF-8, commas, a header of English keys; no cell that a spreadsheet or terminal obeys."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from speechqa.report.call import CallReport, CheckpointRow
from speechqa.report.calls import CallRow
from speechqa.report.failures import FailureRow, FailuresReport
from speechqa.report.render.json import Report, row_value
from speechqa.texts import sanitise

_FORMULA = ("=", "+", "-", "@")
_ROWS = {FailuresReport: FailureRow}


def csv_text(report: Report) -> str:
    """The whole output of ``--format csv``; a call in full gives its checkpoints."""
    if isinstance(report, CallReport):
        return _table(CheckpointRow, (row_value(row) for row in report.checkpoints))
    row_type = next((row for kind, row in _ROWS.items() if isinstance(report, kind)), CallRow)
    return _table(row_type, (row_value(row) for row in report.rows))


def cell(value: object) -> str:
    """One value as it stands in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return _harmless(sanitise(str(value)))


def _table(row_type: type, rows: Iterable[Mapping[str, Any]]) -> str:
    names = [field.name for field in fields(row_type) if field.name != "thresholds"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    flat = [_flat(row) for row in rows]
    header = list(dict.fromkeys(key for row in [_flat(dict.fromkeys(names)), *flat] for key in row))
    writer.writerow(header)
    for row in flat:
        writer.writerow([cell(row.get(key)) for key in header])
    return out.getvalue()


def _flat(row: Mapping[str, Any]) -> dict[str, object]:
    flat: dict[str, object] = {}
    later: dict[str, object] = {}
    for key, value in row.items():
        if key in ("nearest", "trigger"):
            flat |= {f"{key}_{part}": (value or {}).get(part) for part in ("quote", "start", "similarity")}
            # Columns that came later stand last, for whoever counts columns.
            later |= {f"{key}_{part}": (value or {}).get(part) for part in ("threshold", "turn")}
        elif key == "tags":
            flat[key] = "; ".join(one["id"] for one in value or ())
        elif isinstance(value, Sequence) and not isinstance(value, str):
            flat[key] = "; ".join(map(str, value))
        else:
            flat[key] = value
    return flat | later


def _harmless(text: str) -> str:
    # Some spreadsheets pass over leading spaces.
    if not text.lstrip().startswith(_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text
