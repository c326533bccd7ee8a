"""A CSV or a spreadsheet as people keep it in; tables of texts with the numbers of their rows out.

``table`` reads it, as it reads a telephone system's exports; a small list is taken as a whole. What a file does not say
(which delimiter, which worksheet) is left open: each reading of it is one table, and whoever knows the columns wanted
chooses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from speechqa.calls.lines import fields_of
from speechqa.calls.percent_cells import as_percent, percent_cells
from speechqa.calls.table import Table, tables_of
from speechqa.errors import SpeechqaError, UsageError
from speechqa.texts import _

HEADER_WITHIN = 20
"""Rows in which the header must come: people write a title above it."""

_MAX_BYTES = 50_000_000
_Header = TypeVar("_Header")


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``number`` counts from 1, as the program shows it that the file comes from."""

    number: int
    cells: tuple[str, ...]


def read_tables(path: Path) -> tuple[tuple[Row, ...], ...]:
    """Each way to read the file, without empty rows.

    Raises:
        UsageError: it cannot be read, or is none.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        reason = _("cannot be read: {reason}").format(reason=error.strerror)
        raise UsageError(reason, str(path), _("Check the path and the permissions.")) from None
    if size > _MAX_BYTES:
        raise UsageError(_("larger than 50 MB"), str(path), _("This should be a small table: is it the right file?"))
    try:
        return tuple(tuple(_rows(table, path)) for table in tables_of(path))
    except SpeechqaError as error:
        # A list that the user keeps is a part of his settings.
        raise UsageError(error.what, error.where, error.remedy) from None


def with_header(tables: tuple[tuple[Row, ...], ...], fit: Callable[[Row], int]) -> tuple[Row, tuple[Row, ...]] | None:
    """The header and what stands below it, of the table where it fits best; None where there is no row at all.

    Args:
        fit: how many cells of a row are titles that are known.
    """
    tries = [(fit(row), -at, row, table[at + 1 :]) for table in tables for at, row in enumerate(table[:HEADER_WITHIN])]
    if not tries:
        return None
    _fit, _at, header, rows = max(tries, key=lambda one: one[:2])
    return header, rows


def _rows(table: Table, path: Path) -> list[Row]:
    percent = percent_cells(path, table.sheet) if table.sheet is not None else frozenset()
    found = []
    for number, text, said in table.rows(lambda _fields: True):
        # A stray quote costs its own row its cells' limits, and no other row anything.
        cells = (fields_of(text, table.delimiter or ",", strict=False) or [text]) if isinstance(said, str) else said
        plain = tuple(
            as_percent(cell) if (number, column) in percent else cell.strip() for column, cell in enumerate(cells, 1)
        )
        if any(plain):
            found.append(Row(number, plain))
    return found
