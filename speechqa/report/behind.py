"""A sheet and one of its figures in, the calls behind it out: every number leads to calls."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from speechqa.errors import UsageError
from speechqa.report.render.figures import moment
from speechqa.report.render.words import code_word
from speechqa.report.sheet import Column, Sheet, Table
from speechqa.store.settings import zone_of
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_SHOWN = ("started_at", "direction", "manager", "customer", "line", "disposition", "wait", "talk", "score", "light")
_WHOSE = ("name", "who", "title")
"""Columns that say in words whose or which a row is."""


def calls_behind(db: Database, sheet: Sheet, rows: Sequence[str] = (), column: str | None = None) -> Sheet:
    """The same report with the calls in place of the figures: one table, a row per call and row of the report.

    Args:
        rows: values that the row must have, such as a line's number or title; all rows where none is given.
        column: a figure's key: only calls that add something to it.

    Raises:
        UsageError: no table has such a row or column, or the column's figures are not of calls.
    """
    having = [table for table in sheet.tables if column is None or any(one.key == column for one in table.columns)]
    if not having:
        keys = dict.fromkeys(one.key for table in sheet.tables for one in table.columns if one.shown)
        raise UsageError(
            _("the report has no figure {column!r}").format(column=column), "--figure",
            _("There are: {known}.").format(known=", ".join(keys)),
        )  # fmt: skip
    chosen = [(table, [n for n in range(len(table.rows)) if _fits(table, n, rows)]) for table in having]
    if rows and not any(places for _table, places in chosen):
        raise UsageError(
            _("the report has no row {row!r}").format(row=" ".join(rows)), "--row",
            _("Rows are named by what stands in their first columns."),
        )  # fmt: skip
    # Only a table that has the row can say what is behind its figure.
    there = [(table, places) for table, places in chosen if places or not rows]
    told = [(table, places) for table, places in there if column is None or _has_calls(table, column)]
    if not told:
        raise UsageError(
            _("the figure {column!r} has no calls of its own").format(column=column), "--figure",
            _("Without --figure all calls of the row are listed."),
        )  # fmt: skip
    found: dict[str, str] = {}
    for table, places in told:
        for call_id, label in _ids(db, table, places, column):
            found.setdefault(call_id, label)
    return replace(sheet, tables=(_listed(db, found),), json=None, notes=())


def _fits(table: Table, n: int, wanted: Sequence[str]) -> bool:
    words = {
        word.casefold()
        for column, value in zip(table.columns, table.rows[n], strict=True)
        if _names(table, column)
        for word in _words(value, column)
    }
    return all(one.casefold() in words for one in wanted)


def _names(table: Table, column: Column) -> bool:
    """Whether the column says what a row is about: a figure that equals a row's name is not meant."""
    first = column.key == table.columns[0].key
    return first or column.key in _keys(table) or column.kind in ("text", "code", "date", "moment")


def _words(value: Any, column: Column) -> tuple[str, ...]:
    if value is None or isinstance(value, bool | list | tuple):
        return ()
    if column.kind == "code":
        return str(value), code_word(str(value))
    return (str(value), moment(value)) if isinstance(value, datetime) else (str(value),)


def _has_calls(table: Table, column: str) -> bool:
    known = set(table.call_ids_of) if table.members is None else set(table.members.expressions)
    return column in known or (_is_of_row(table, column) and (table.members or table.call_ids) is not None)


def _is_of_row(table: Table, column: str) -> bool:
    """Behind what names a row, and is no figure, are all its calls."""
    if column in _keys(table) or column in (table.columns[0].key, *_WHOSE):
        return True
    return any(one.key == column and one.kind in ("code", "date", "moment") for one in table.columns)


def _ids(db: Database, table: Table, chosen: Sequence[int], column: str | None) -> list[tuple[str, str]]:
    if table.call_ids is not None:
        ids = table.call_ids_of.get(column or "", table.call_ids)
        return [(call_id, _label(table, n)) for n in chosen for call_id in ids[n]]
    if table.members is None:
        return []
    members = table.members
    keys = [one for one in table.columns if one.key in members.expressions and one.key in _keys(table)]
    counted = "1" if column is None or _is_of_row(table, column) else members.expressions[column]
    found: list[tuple[str, str]] = []
    for n in chosen:
        row = dict(zip((one.key for one in table.columns), table.rows[n], strict=True))
        same = " AND ".join(f"({members.expressions[one.key]}) IS :key_{one.key}" for one in keys) or "1"
        values = {**members.values, **{f"key_{one.key}": row[one.key] for one in keys}}
        statement = f"""SELECT call_id FROM {members.view}
            WHERE {members.where} AND {same} AND coalesce({counted}, 0) <> 0 ORDER BY started_at, call_id"""
        found += [(str(one[0]), _label(table, n)) for one in db.conn.execute(statement, values)]
    return found


def _keys(table: Table) -> frozenset[str]:
    return table.members.keys if table.members else frozenset()


def _label(table: Table, n: int) -> str:
    keys = _keys(table) or {table.columns[0].key}
    return " ".join(
        str(value)
        for column, value in zip(table.columns, table.rows[n], strict=True)
        if column.key in keys and value is not None
    )


def _listed(db: Database, found: dict[str, str]) -> Table:
    zone = zone_of(db)
    rows = db.conn.execute(
        f"""SELECT call_id, {", ".join(_SHOWN)} FROM call_quality
            WHERE call_id IN (SELECT value FROM json_each(?)) ORDER BY started_at NULLS LAST, call_id""",
        [json.dumps(list(found))],
    ).fetchall()
    columns = (
        Column("row", _("row"), shown=len(set(found.values())) > 1), Column("call_id", _("call")),
        Column("started_at", _("started"), "moment"), Column("direction", _("direction"), "code"),
        Column("manager", _("manager")), Column("customer", _("customer")), Column("line", _("line"), shown=False),
        Column("disposition", _("answer"), "code"), Column("wait", _("wait"), "seconds"),
        Column("talk", _("talk"), "seconds"),
        Column("score", _("score"), "score"), Column("light", _("light"), "light", shown=False),
    )  # fmt: skip
    listed = tuple(
        (found[row[0]], row[0], datetime.fromisoformat(row[1]).astimezone(zone) if row[1] else None, *row[2:])
        for row in rows
    )
    return Table("calls", columns, listed)
