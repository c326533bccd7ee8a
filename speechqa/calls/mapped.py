"""A CSV or workbook with a header, and the map of its columns, in; its calls' rows out.

Titles of reports, empty rows and notes above the header are skipped, and rows of totals below. A map may also name the
columns of a table that has no header.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from speechqa.calls.column_map import NEEDED, ColumnMap
from speechqa.calls.column_words import plain
from speechqa.calls.lines import LONGEST_SHOWN
from speechqa.calls.mapped_row import row_reader
from speechqa.calls.model import BadRow, Row
from speechqa.calls.table import MOST_ABOVE, Cells, Table, tables_of
from speechqa.errors import SpeechqaError
from speechqa.texts import _, sanitise

_SHORTEST_NOTE = 3


def read_mapped(path: Path, column_map: ColumnMap) -> Iterator[tuple[int, Row] | BadRow]:
    """All rows in the order of the file, each with its line or its row in the worksheet.

    Raises:
        UsageError: there is no such file.
        SpeechqaError: it cannot be read, or its columns are not those of the map.
    """
    tables = tables_of(path, delimiter=column_map.delimiter, encoding=column_map.encoding, sheet=column_map.sheet)
    header = _header(tables, column_map, path)
    read, width = row_reader(column_map, header.places), header.width
    for line, text, cells in header.table.rows(lambda fields: len(fields) == width):
        if line <= header.line:
            continue
        said = cells if isinstance(cells, str) else _row(cells, read, width, column_map)
        if isinstance(said, Row):
            yield line, said
        elif said is not None:
            yield BadRow(line, said, text[:LONGEST_SHOWN])


def is_row_of(cells: Sequence[str], column_map: ColumnMap) -> bool:
    """Whether a row is a call of a table without a header."""
    places = _places(column_map.columns[: len(cells)], column_map)
    if len(cells) > len(column_map.columns) or _missing(places):
        return False
    try:
        row_reader(column_map, places)(cells)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Header:
    """``line`` is that of the header, 0 where there is none."""

    table: Table
    line: int
    width: int
    places: Mapping[str, int]


def _header(tables: Sequence[Table], column_map: ColumnMap, path: Path) -> _Header:
    fitting: list[_Header] = []
    nearest: tuple[int, Cells, Mapping[str, int], int] | None = None
    for table in tables:
        for line, cells in table.head:
            titles = [plain(cell) for cell in cells]
            places = _places(titles, column_map)
            if not _missing(places):
                fitting.append(_Header(table, line, len(cells), places))
                break
            if nearest is None or (len(places), len(cells)) > (len(nearest[2]), len(nearest[1])):
                nearest = line, cells, places, len(cells)
        else:
            fitting.extend(_headerless(table, column_map))
    if not fitting:
        raise _no_header(nearest, column_map, path)
    best = max(fitting, key=lambda one: (len(one.places), one.width))
    if best.line:
        _refuse_twice(best, column_map)
    return best


def _headerless(table: Table, column_map: ColumnMap) -> Iterator[_Header]:
    for _line, cells in table.head if column_map.columns else ():
        if is_row_of(cells, column_map):
            yield _Header(table, 0, len(cells), _places(column_map.columns[: len(cells)], column_map))
            return


def _places(titles: Sequence[str], column_map: ColumnMap) -> dict[str, int]:
    at: dict[str, int] = {}
    for place, title in enumerate(titles):
        at.setdefault(title, place)
    found = {
        name: next((at[title] for title in wanted if title in at), None) for name, wanted in column_map.fields.items()
    }
    return {name: place for name, place in found.items() if place is not None}


def _missing(places: Mapping[str, int]) -> list[tuple[str, ...]]:
    return [names for names in NEEDED if not any(name in places for name in names)]


def _refuse_twice(header: _Header, column_map: ColumnMap) -> None:
    cells = next(cells for line, cells in header.table.head if line == header.line)
    titles = [plain(cell) for cell in cells]
    for name, place in header.places.items():
        if titles.count(titles[place]) > 1:
            raise SpeechqaError(
                _("two columns have the title {title!r}, which should be the {field}").format(
                    title=sanitise(cells[place]).strip(), field=name
                ),
                f"{header.table.where}:{header.line}",
                _("Rename one of them in the file, or name another column under 'fields: {field}:' in the map.").format(
                    field=name
                ),
            )


def _no_header(
    nearest: tuple[int, Cells, Mapping[str, int], int] | None, column_map: ColumnMap, path: Path
) -> SpeechqaError:
    if nearest is None:
        return SpeechqaError(_("is empty"), str(path), _("Export the calls again."))
    line, cells, places, _width = nearest
    if not places:
        return SpeechqaError(
            _("no row of the first {n} names a column of the map {name!r}").format(n=MOST_ABOVE, name=column_map.name),
            f"{path}:{line}",
            _("The longest holds: {columns}. Correct the titles under 'fields:' in the map.").format(
                columns=_shown(cells)
            ),
        )
    missing = _missing(places)[0]
    wanted = [title for name in missing for title in column_map.fields.get(name, ())]
    return SpeechqaError(
        _("there is no column for {fields}: the map {name!r} looks for {titles}").format(
            fields=" / ".join(missing), name=column_map.name, titles=", ".join(wanted) or "-"
        ),
        f"{path}:{line}",
        _("Its columns are: {columns}. Name the right one under 'fields: {field}:' in the map.").format(
            columns=_shown(cells), field=missing[0]
        ),
    )


def _shown(cells: Cells) -> str:
    return sanitise(", ".join(cell.strip() for cell in cells if cell.strip()))[:LONGEST_SHOWN]


def _row(cells: Cells, read: Callable[[Sequence[str]], Row], width: int, column_map: ColumnMap) -> Row | str | None:
    """The row, why it is none, or None where none was meant."""
    if len(cells) != width and (len(cells) < width or any(map(str.strip, cells[width:]))):
        reason = _("{n} columns, not {expected}").format(n=len(cells), expected=width)
    else:
        try:
            return read(cells)
        except ValueError as error:
            reason = str(error)
    return None if _is_no_call(cells, column_map) else reason


def _is_no_call(cells: Cells, column_map: ColumnMap) -> bool:
    """Totals, a note, an empty row, or the header once more (of several exports put together)."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return True
    first = plain(filled[0])
    if any(first == word or first.startswith((f"{word} ", f"{word}:")) for word in column_map.totals):
        return True
    titles = [plain(cell) for cell in cells]
    if not _missing(_places(titles, column_map)):
        return True
    is_text = first[:1].isalpha() and sum(map(str.isalpha, first)) >= _SHORTEST_NOTE
    return len(filled) == 1 and is_text and any(mark in filled[0] for mark in " :")
