"""An .xlsx workbook in; out, which cells of a worksheet are shown as percent: their 100 % is kept as 1."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BUILT_IN = frozenset(("9", "10"))
_QUOTED = re.compile(r'"[^"]*"|\\.')
_PLACE = re.compile(r"([A-Z]{1,3})(\d+)")


def percent_cells(path: Path, sheet: str) -> frozenset[tuple[int, int]]:
    """Rows and columns, from 1, of the numbers that the worksheet shows as percent; none of another kind of file."""
    try:
        with zipfile.ZipFile(path) as book:
            styles = _percent_styles(book)
            return _cells(book, _part_of(book, sheet), styles) if styles else frozenset()
    except (KeyError, OSError, ValueError, NotImplementedError, zipfile.BadZipFile, ElementTree.ParseError):
        # Not an .xlsx, or one that only its reader understands.
        return frozenset()


def as_percent(text: str) -> str:
    """``0.85`` as it is shown: ``85%``."""
    try:
        return f"{float(text) * 100:.10g}%"
    except ValueError:
        return text.strip()


def _percent_styles(book: zipfile.ZipFile) -> set[str]:
    root = ElementTree.fromstring(book.read("xl/styles.xml"))
    own = {
        one.get("numFmtId", "")
        for one in root.iter(f"{_MAIN}numFmt")
        if "%" in _QUOTED.sub("", one.get("formatCode", ""))
    }
    formats = root.find(f"{_MAIN}cellXfs")
    cells = () if formats is None else formats.findall(f"{_MAIN}xf")
    return {str(n) for n, one in enumerate(cells) if one.get("numFmtId") in own | _BUILT_IN}


def _part_of(book: zipfile.ZipFile, sheet: str) -> str:
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    wanted = next((one.get(_RELATION) for one in sheets if one.get("name") == sheet), None)
    relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    target = next((one.get("Target", "") for one in relations if one.get("Id") == wanted), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _cells(book: zipfile.ZipFile, part: str, styles: set[str]) -> frozenset[tuple[int, int]]:
    found = set()
    with book.open(part) as file:
        for _event, cell in ElementTree.iterparse(file):
            if cell.tag == f"{_MAIN}c":
                place = _PLACE.fullmatch(cell.get("r", ""))
                if place is not None and cell.get("s") in styles and cell.get("t", "n") == "n":
                    found.add((int(place[2]), _column(place[1])))
            elif cell.tag == f"{_MAIN}row":
                cell.clear()
    return frozenset(found)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
