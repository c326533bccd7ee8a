"""A CSV or a spreadsheet as people keep it in; tables of texts with the numbers of their rows out.

What a file does not say (which delimiter, which worksheet) is left open: each reading of it is one table, and whoever
knows the columns wanted chooses.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from speechqa.errors import UsageError
from speechqa.texts import _

SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
DELIMITERS = (",", ";", "\t")
_MAX_BYTES = 50_000_000


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
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError(
                _("larger than 50 MB"), str(path), _("This should be a small table: is it the right file?")
            )
        raw = path.read_bytes()
    except OSError as error:
        reason = _("cannot be read: {reason}").format(reason=error.strerror)
        raise UsageError(reason, str(path), _("Check the path and the permissions.")) from None
    if path.suffix.lower() in SPREADSHEETS or raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return tuple(_worksheets(raw, path))
    text = _decoded(raw, path)
    return tuple(tuple(_rows(text, delimiter, path)) for delimiter in DELIMITERS)


def _worksheets(raw: bytes, path: Path) -> Iterator[tuple[Row, ...]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield tuple(
                Row(number, cells)
                for number, values in enumerate(rows, 1)
                if any(cells := tuple(_cell(value) for value in values))
            )
    except PasswordError:
        raise UsageError(
            _("the spreadsheet is locked with a password"), str(path), _("Save a copy without a password.")
        ) from None
    except (CalamineError, OSError, ValueError) as error:
        raise UsageError(
            _("not a spreadsheet that can be read: {error}").format(error=error),
            str(path),
            _("Save it again as .xlsx, or as CSV."),
        ) from None


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a spreadsheet's 1 is 1.0
    return str(value).strip()


def _decoded(raw: bytes, path: Path) -> str:
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1251"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    if (guessed := _guessed(raw)) is not None:
        return guessed
    raise UsageError(_("this is no text in an encoding that is known"), str(path), _("Save the file as CSV in UTF-8."))


def _guessed(raw: bytes) -> str | None:
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return None
    best = from_bytes(raw).best()
    return None if best is None else str(best)


def _rows(text: str, delimiter: str, path: Path) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 1
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UsageError(
                _("row {row} cannot be read: {error}").format(row=number, error=error),
                str(path),
                _("Save the file as CSV in UTF-8."),
            ) from None
        cells = tuple(value.strip() for value in values)
        if any(cells):
            yield Row(number, cells)
        number = reader.line_num + 1
