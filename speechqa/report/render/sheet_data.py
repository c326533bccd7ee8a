"""A sheet in, JSON or CSV for programs out.

JSON: an array of rows for one table, an object of arrays for several, or what the report itself says. CSV: the rows
under a header; of several tables one below the other, told apart by the first column.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from speechqa.report.render.csv import cell
from speechqa.report.sheet import Sheet, Table


def sheet_json(sheet: Sheet) -> str:
    """The whole output of ``--format json``."""
    value = sheet.json
    if value is None:
        tables = {table.key: rows_of(table) for table in sheet.tables if not table.for_people}
        value = tables if len(tables) > 1 else next(iter(tables.values()))
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    # File names may hold broken bytes, which no encoding can write.
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def sheet_csv(sheet: Sheet) -> str:
    """The whole output of ``--format csv``."""
    tables = [table for table in sheet.tables if not table.for_people]
    several = len(tables) > 1
    header = dict.fromkeys(key for table in tables for key in _keys(table))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*(["table"] if several else []), *header])
    for table in tables:
        for row in rows_of(table):
            writer.writerow([*([table.key] if several else []), *(_cell(row.get(key)) for key in header)])
    return out.getvalue()


def rows_of(table: Table) -> list[Mapping[str, Any]]:
    """The rows with the columns' keys."""
    places = [n for n, column in enumerate(table.columns) if not column.for_people]
    return [dict(zip(_keys(table), (row[n] for n in places), strict=True)) for row in table.rows]


def _keys(table: Table) -> list[str]:
    return [column.key for column in table.columns if not column.for_people]


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return cell("; ".join(_compact(one) for one in value))
    return cell(value)


def _compact(one: Any) -> str:
    """One of several values in a cell: a checkpoint with its pass rate, a measure with plan and fact, or its JSON."""
    if isinstance(one, Mapping) and {"id", "pass_rate"} <= one.keys():
        return f"{one['id']} {one['pass_rate']:.0f}%"
    if isinstance(one, Mapping) and {"measure", "plan", "fact"} <= one.keys():
        figures = ("n/a" if one[key] is None else f"{one[key]:g}" for key in ("plan", "fact"))
        return f"{one['measure']} {'/'.join(figures)}"
    return one if isinstance(one, str) else json.dumps(one, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
