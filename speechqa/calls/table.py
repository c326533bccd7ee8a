"""A CSV or a workbook in; out, each way to read it as a table: its first rows, and then all of them, streaming.

Which delimiter or which worksheet is the right one, the file does not say: whoever knows the columns chooses.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from speechqa.calls.lines import fields_of, lines_of, open_log, records_of, unreadable
from speechqa.errors import SpeechqaError
from speechqa.texts import _

Cells = Sequence[str]
Record = tuple[int, str, Cells | str]
"""Number of the row as an editor or spreadsheet shows it, its text, and its cells or why it has none."""

MOST_ABOVE = 60
"""So many rows may stand above the header."""

_DELIMITERS = (";", ",", "\t", "|")
_EXCELS_ZERO = datetime(1899, 12, 30)
_LATEST_LENGTH = 1910
_MOST_UNPACKED = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """One way to read a file.

    Attributes:
        where: the file, and the worksheet where there are several.
        head: its first rows with their numbers.
        rows: begins to read all of it; told what a whole row is.
        delimiter: of a CSV.
        sheet: name of the worksheet of a workbook.
    """

    where: str
    head: tuple[tuple[int, Cells], ...]
    rows: Callable[[Callable[[list[str]], bool]], Iterator[Record]]
    delimiter: str | None = None
    sheet: str | None = None


def tables_of(
    path: Path, *, delimiter: str | None = None, encoding: str | None = None, sheet: str | None = None
) -> tuple[Table, ...]:
    """Every way to read it that is not ruled out.

    Args:
        delimiter, encoding: of a CSV, where they are known.
        sheet: name of the worksheet, where it is known.

    Raises:
        UsageError: there is no such file, or it is a folder.
        SpeechqaError: it cannot be read.
    """
    try:
        with open_log(path) as file:
            begins = file.read1(4)
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from None
    if is_workbook(begins):
        return _worksheets(path, sheet)
    encoding = encoding or ("utf-16" if is_wide(begins) else None)
    first = next(_blocks(path, encoding), [])
    lines = [] if isinstance(first, str) else first[: MOST_ABOVE * 2]
    said = lines[0].strip().casefold() if lines else ""
    if said.startswith("sep=") and len(said) == len("sep=") + 1:
        # Excel's own way to say it, above the header.
        delimiter = delimiter or said[-1]
    return tuple(_csv(path, encoding, one, lines) for one in ((delimiter,) if delimiter else _DELIMITERS))


def is_workbook(begins: bytes) -> bool:
    """Whether a file that begins so may be a spreadsheet's (.xlsx, .ods, .xls)."""
    return begins.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def is_wide(begins: bytes) -> bool:
    """Whether it is a text in UTF-16."""
    return begins.startswith((b"\xff\xfe", b"\xfe\xff"))


def _csv(path: Path, encoding: str | None, delimiter: str, lines: Sequence[str]) -> Table:
    head = tuple((number, cells) for number, cells in _head(lines, delimiter) if any(map(str.strip, cells)))

    def rows(is_whole: Callable[[list[str]], bool]) -> Iterator[Record]:
        return records_of(path, delimiter=delimiter, is_whole=is_whole, blocks=_blocks(path, encoding))

    return Table(str(path), head[:MOST_ABOVE], rows, delimiter=delimiter)


def _head(lines: Sequence[str], delimiter: str) -> list[tuple[int, list[str]]]:
    """Numbers and cells of the first rows; a title may have a line end in it."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True, skipinitialspace=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        number = 1
        for cells in reader:
            rows.append((number, cells))
            number = reader.line_num + 1
    except csv.Error:
        # A stray quote would swallow the rest.
        return [(at, fields_of(line, delimiter, strict=False) or []) for at, line in enumerate(lines, 1)]
    return rows


def _blocks(path: Path, encoding: str | None) -> Iterator[list[str] | str]:
    if encoding is None:
        yield from lines_of(path)
        return
    number = 0
    try:
        with open_log(path) as file, io.TextIOWrapper(file, encoding) as text:  # type: ignore[type-var]
            while lines := text.readlines(1 << 16):
                number += len(lines)
                yield [line.rstrip("\n").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}") for line in lines]
    except UnicodeError:
        raise SpeechqaError(
            _("is not a text in {encoding}").format(encoding=encoding),
            f"{path}:{number + 1}",
            _("Say the right 'encoding' in the map, or leave it out: UTF-8, UTF-16 and cp1251 are told by themselves."),
        ) from None
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from None


def _worksheets(path: Path, sheet: str | None) -> tuple[Table, ...]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        _refuse_bomb(path)
        book = CalamineWorkbook.from_path(path)
        names = [name for name in book.sheet_names if sheet is None or name.casefold() == sheet.casefold()]
        if not names:
            raise SpeechqaError(
                _("there is no worksheet {name!r}").format(name=sheet),
                str(path),
                _("There are: {known}.").format(known=", ".join(book.sheet_names)),
            )
        return tuple(_worksheet(path, book, name) for name in names)
    except PasswordError:
        raise SpeechqaError(
            _("the spreadsheet is locked with a password"), str(path), _("Save a copy without a password.")
        ) from None
    except (CalamineError, OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        raise SpeechqaError(
            _("not a spreadsheet that can be read: {error}").format(error=error),
            str(path),
            _("Save it again as .xlsx, or as CSV."),
        ) from None


def _refuse_bomb(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if sum(each.file_size for each in archive.infolist()) > _MOST_UNPACKED:
            raise SpeechqaError(
                _("unpacks to more than 2 GB"), str(path), _("Export a shorter period, or save it as CSV.")
            )


def _worksheet(path: Path, book: object, name: str) -> Table:
    sheet = book.get_sheet_by_name(name)  # type: ignore[attr-defined]

    def numbered() -> Iterator[tuple[int, list[str]]]:
        for number, values in enumerate(sheet.iter_rows(), 1):
            yield number, [_cell(value) for value in values]

    def rows(_is_whole: Callable[[list[str]], bool]) -> Iterator[Record]:
        return ((number, "; ".join(cells), cells) for number, cells in numbered() if any(cells))

    head = tuple((number, cells) for number, cells in islice(numbered(), MOST_ABOVE) if any(cells))
    where = f"{path} [{name}]" if len(book.sheet_names) > 1 else str(path)  # type: ignore[attr-defined]
    return Table(where, head, rows, sheet=name)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        # Days since Excel's zero: a length of time in a cell that is formatted as one.
        return value.isoformat(" ") if value.year > _LATEST_LENGTH else _cell(value - _EXCELS_ZERO)
    if isinstance(value, timedelta):
        minutes, seconds = divmod(value.total_seconds(), 60)
        return f"{int(minutes // 60)}:{int(minutes % 60):02d}:{round(seconds, 3):06.3f}"
    if isinstance(value, time | date):
        return value.isoformat()
    return "" if value is None else str(value)
