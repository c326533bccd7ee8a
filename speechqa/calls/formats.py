"""A file of call records in; out, its format, told from the content and never from the name, and its rows."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.calls.asterisk import header_of, read_master_csv, row_of
from speechqa.calls.asterisk import looks_whole as is_asterisk
from speechqa.calls.freeswitch import leg_of, read_freeswitch
from speechqa.calls.freeswitch import looks_whole as is_freeswitch
from speechqa.calls.lines import delimiter_of, fields_of, head_of, open_log, unreadable
from speechqa.calls.model import FORMATS, BadRow, QueueEvent, Row
from speechqa.calls.queue_log import event_of, read_queue_log
from speechqa.calls.table import Table, is_wide, is_workbook, tables_of
from speechqa.errors import SpeechqaError, UsageError
from speechqa.texts import _, sanitise

if TYPE_CHECKING:
    from speechqa.calls.column_map import ColumnMap

_HEAD = 4096
_MOST_TRIED = 200
_SHOWN = 80
_LONG_NUMBER = re.compile(r"\d{4,}")
_RECORDINGS = (b"RIFF", b"OggS", b"ID3", b"fLaC", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\x1aE\xdf\xa3", b".snd")


def tell_format(path: Path) -> str:
    """``asterisk``, ``queue_log``, ``freeswitch``, ``mikopbx`` or ``mapped:NAME``, NAME being that of a ready map.

    Raises:
        UsageError: there is no such file, or it is a folder.
        SpeechqaError: it is empty, no call log, or a table whose columns no ready map knows.
    """
    with open_log(path) as file:
        try:
            head = file.read1(_HEAD)
        except (OSError, EOFError, zlib.error) as error:
            raise unreadable(path, error) from None
    if not head.strip(b"\xef\xbb\xbf\r\n\t "):
        raise SpeechqaError(_("is empty"), str(path), _("Import the log once the telephone system has written to it."))
    if head.startswith(b"SQLite format 3\x00"):
        return _database_format(path)
    if is_workbook(head):
        return _table_format(path, tables_of(path))
    _refuse_binary(path, head)
    if is_wide(head):
        # None of the logs' own formats is ever written so.
        return _table_format(path, tables_of(path))
    lines = [line for line in head_of(path) if line.strip()][:_MOST_TRIED]
    tries: dict[str, Callable[[list[str]], int]] = {
        "queue_log": _queue_events,
        "asterisk": _asterisk_rows,
        "freeswitch": _freeswitch_rows,
    }
    good = {name: count(lines) for name, count in tries.items()}
    best = max(good, key=lambda name: good[name])
    if good[best]:
        return best
    return _table_format(path, tables_of(path))


def read(
    path: Path, kind: str, column_map: ColumnMap | Path | None = None, zone: tzinfo | None = None
) -> Iterator[tuple[int, Row] | tuple[int, QueueEvent] | BadRow]:
    """The rows or queue events of a file, each with its line, and what could not be read.

    Args:
        kind: one of ``FORMATS``, or as ``tell_format`` returns it.
        column_map: of a table, or the YAML file that says it; not needed where ``kind`` names a ready one.
        zone: of a queue_log's dates, where the user said it; rows say their times as they are written.

    Raises:
        UsageError: no such format, no such file, or a table without a map.
        SpeechqaError: it cannot be read, or is something else than it is said to be.
    """
    name, _colon, ready = kind.partition(":")
    if name == "asterisk":
        return read_master_csv(path)
    if name == "queue_log":
        return read_queue_log(path, zone)
    if name == "freeswitch":
        return read_freeswitch(path)
    if name == "mikopbx":
        from speechqa.calls.mikopbx import read_mikopbx

        return read_mikopbx(path)
    if name != "mapped":
        known = ", ".join(FORMATS)
        raise UsageError(_("no such format: {name}").format(name=kind), None, _("Known: {known}.").format(known=known))
    from speechqa.calls.mapped import read_mapped

    return read_mapped(path, _map_of(path, ready, column_map))


def _queue_events(lines: list[str]) -> int:
    # A date needs an offset, which the rest of the log tells; here any will do.
    return sum(isinstance(event_of(line, offset=0), QueueEvent) for line in lines)


def _asterisk_rows(lines: list[str]) -> int:
    delimiter = delimiter_of(lines, is_asterisk)
    header: tuple[str, ...] | None = None
    good = 0
    for line in lines:
        fields = fields_of(line, delimiter)
        if not fields:
            continue
        names = header_of(fields)
        if names is not None:
            # A header of Asterisk's own is enough, even with nothing under it.
            header, good = names or None, good + 1
        else:
            good += isinstance(row_of(fields, header), Row)
    return good


def _freeswitch_rows(lines: list[str]) -> int:
    delimiter = delimiter_of(lines, is_freeswitch)
    return sum(not isinstance(leg_of(fields_of(line, delimiter, strict=False) or []), str) for line in lines)


def _database_format(path: Path) -> str:
    from speechqa.calls.mikopbx import is_mikopbx, refuse_damaged

    if is_mikopbx(path):
        return "mikopbx"
    refuse_damaged(path)
    remedy = _("MikoPBX keeps its call records in cdr.db; speechqa's own database is named with --db.")
    raise SpeechqaError(_("is a database without call records of MikoPBX"), str(path), remedy)


def _table_format(path: Path, tables: Sequence[Table]) -> str:
    from speechqa.calls.column_map import ready_map_for

    rows = [cells for table in tables for _line, cells in table.head]
    for row in sorted(rows, key=len, reverse=True):
        name = ready_map_for(row)
        if name is not None:
            return f"mapped:{name}"
    header = max(rows, key=lambda row: sum(bool(cell.strip()) for cell in row), default=())
    named = sum(any(map(str.isalpha, cell)) for cell in header)
    if named > 2 and named * 2 > len(header) and not any(_LONG_NUMBER.search(cell) for cell in header):
        columns = sanitise(", ".join(cell.strip() for cell in header))[:_SHOWN]
        raise SpeechqaError(
            _("is a table that no ready map knows, with the columns {columns}").format(columns=columns),
            str(path),
            _("Say with --map MAP.yaml which column is what."),
        )
    begins = sanitise(", ".join(rows[0] if rows else ()))[:_SHOWN]
    raise SpeechqaError(
        _("no call log that is known; it begins with: {text}").format(text=begins),
        str(path),
        _("Name its format with --format ({known}), or its columns with --map.").format(known=", ".join(FORMATS)),
    )


def _refuse_binary(path: Path, head: bytes) -> None:
    if head.startswith(_RECORDINGS) or head[4:8] == b"ftyp":
        remedy = _("Score recordings with speechqa score; call records are the telephone system's log.")
        raise SpeechqaError(_("is a recording, not a call log"), str(path), remedy)
    if is_wide(head):
        return
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\v\x1b" for byte in head)
    # Broken bytes of caller names are few.
    if head.count(0) > 2 or controls * 20 > len(head):
        remedy = _("A call log is a text, an XLSX table or a database of MikoPBX.")
        raise SpeechqaError(_("is not a text"), str(path), remedy)


def _map_of(path: Path, ready: str, given: ColumnMap | Path | None) -> ColumnMap:
    from speechqa.calls.column_map import load_map, ready_map

    if isinstance(given, Path):
        return load_map(given)
    if given is not None:
        return given
    if ready:
        return ready_map(ready)
    raise UsageError(_("a table needs a map"), str(path), _("Say with --map MAP.yaml which column is what."))
