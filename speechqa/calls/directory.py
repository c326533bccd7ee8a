"""A list that people keep (CSV or spreadsheet) in; its rows out, each cell under the name of its column.

Column titles are English or Russian; the order of columns, the delimiter and the encoding are told from the content.
Rows that begin with ``#`` are remarks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from speechqa.calls.sheet import Row, read_tables, with_header
from speechqa.errors import UsageError
from speechqa.texts import _

Columns = Mapping[str, tuple[str, ...]]
"""Names of columns, each with the titles that it may have besides, in small letters; the first is the Russian one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row.

    Attributes:
        path, row: where it stands; ``row`` counts from 1.
        cells: texts by the names of their columns; a column that is not there has none.
        titles: the columns' titles as the file writes them.
    """

    path: Path
    row: int
    cells: Mapping[str, str]
    titles: Mapping[str, str]

    def text(self, column: str) -> str | None:
        """The cell's text; None where it is empty."""
        return " ".join(self.cells.get(column, "").split()) or None

    def fault(self, what: str, remedy: str, column: str | None = None) -> UsageError:
        """The error that names this row, and the column where it is about one."""
        where = f"{self.path}:{self.row}"
        return UsageError(f"{self.titles.get(column, column)}: {what}" if column else what, where, remedy)


def read_directory(path: Path, columns: Columns, required: Sequence[str] = ()) -> tuple[Entry, ...]:
    """The rows below the header.

    Args:
        required: columns that must be there.

    Raises:
        UsageError: the file cannot be read, has no header, or a column that is not known or missing.
    """
    names = {_plain(title): name for name, titles in columns.items() for title in (name, *titles)}
    tables = [
        tuple(row for row in table if not _first(row).startswith("#"))
        for table in (read_tables(path) if path.exists() else _missing(path))
    ]
    found = with_header(tuple(tables), lambda row: sum(_plain(cell) in names for cell in row.cells))
    if found is None:
        raise UsageError(_("there is no header"), str(path), _known(columns))
    first, rows = found
    header = _header(first, path, columns, names)
    for name in required:
        if name not in header.values():
            raise UsageError(
                _("the column {name!r} is missing").format(name=name), f"{path}:{first.number}", _known(columns)
            )
    titles = {name: first.cells[index] for index, name in header.items()}
    return tuple(_entry(row, path, header, titles) for row in rows)


def _entry(row: Row, path: Path, header: Mapping[int, str], titles: Mapping[str, str]) -> Entry:
    cells = {name: row.cells[index] for index, name in header.items() if index < len(row.cells)}
    entry = Entry(path, row.number, cells, titles)
    stray = next((cell for index, cell in enumerate(row.cells) if cell and index not in header), None)
    if stray is not None:
        # A comma too many has moved what follows under the wrong titles.
        raise entry.fault(
            _("{text!r} stands under no column").format(text=stray),
            _("Put a text that holds the delimiter in quotes, or take the surplus delimiter away."),
        )
    return entry


def _header(row: Row, path: Path, columns: Columns, names: Mapping[str, str]) -> dict[int, str]:
    header: dict[int, str] = {}
    where = f"{path}:{row.number}"
    for index, title in enumerate(row.cells):
        if not title:
            continue
        name = names.get(_plain(title))
        if name is None:
            near = get_close_matches(_plain(title), names, 1, cutoff=0.6)
            remedy = _("Did you mean {near!r}? {known}").format(near=near[0], known=_known(columns)) if near else None
            raise UsageError(_("unknown column {name!r}").format(name=title), where, remedy or _known(columns))
        if name in header.values():
            raise UsageError(
                _("the column {name!r} stands there twice").format(name=title), where, _("Take one of them away.")
            )
        header[index] = name
    return header


def _missing(path: Path) -> tuple[tuple[Row, ...], ...]:
    raise UsageError(
        _("there is no such file"),
        str(path),
        _('Put it back, correct the setting that names it, or set that to "" to go without such a list.'),
    )


def _known(columns: Columns) -> str:
    shown = ", ".join(f"{name} ({titles[0]})" if titles else name for name, titles in columns.items())
    return _("The first row names the columns; known are: {known}.").format(known=shown)


def _first(row: Row) -> str:
    return next((cell for cell in row.cells if cell), "")


def _plain(title: str) -> str:
    return " ".join(title.casefold().replace("ё", "е").replace("_", " ").replace("-", " ").split())
