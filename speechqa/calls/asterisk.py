"""Asterisk's ``Master.csv`` in, its rows out; rows that make no sense are kept apart, each with its reason.

The file has no header and 16 to 21 columns: ``cdr_csv`` writes 16, then uniqueid and userfield where they are switched
on, then peeraccount, linkedid and sequence where ``newcdrcolumns`` is.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from speechqa.calls.model import BadRow, Row
from speechqa.errors import SpeechqaError, UsageError
from speechqa.texts import _

COLUMNS = (
    *("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata"),
    *("start", "answer", "end", "duration", "billsec", "disposition", "amaflags"),
)
NEW_COLUMNS = ("peeraccount", "linkedid", "sequence")
DISPOSITIONS = frozenset(("ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION"))

_UNIQUEID = re.compile(r"(?:.*-)?\d{9,}\.\d+")
_LONGEST_SHOWN = 200


def read_master_csv(path: Path) -> tuple[tuple[Row, ...], tuple[BadRow, ...]]:
    """All good rows and all bad ones, in the order of the file.

    Raises:
        UsageError: there is no such file.
        SpeechqaError: it cannot be read.
    """
    try:
        content = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise UsageError(str(error.strerror), str(path), _("A call log is one file, Master.csv.")) from None
    except OSError as error:
        raise SpeechqaError(_("cannot be read: {reason}").format(reason=error.strerror), str(path)) from None
    rows: list[Row] = []
    bad: list[BadRow] = []
    for line, text, fields in _records(content):
        if fields is not None and fields[0].lower() == "accountcode":
            continue
        read = _row(fields, str(path), line) if fields is not None else _("unbalanced quotes")
        if isinstance(read, Row):
            rows.append(read)
        else:
            bad.append(BadRow(str(path), line, read, text[:_LONGEST_SHOWN]))
    return tuple(rows), tuple(bad)


def _records(content: bytes) -> Iterator[tuple[int, str, list[str] | None]]:
    """Line number, text and fields of each record; None for fields when the quotes do not close.

    Read line by line, not by one reader over all: one stray quote would swallow the rest of the log.
    """
    lines = [_decoded(line.rstrip(b"\r")) for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    number = 0
    while number < len(lines):
        text, first = lines[number], number + 1
        number += 1
        if not text.strip():
            continue
        fields = _fields(text)
        if fields is None and number < len(lines) and not _is_whole(_fields(lines[number])):
            # A line end inside a quoted field leaves two halves, neither of which is a row.
            joined = _fields(f"{text}\n{lines[number]}")
            if _is_whole(joined):
                fields = joined
                number += 1
        yield first, text, fields


def _decoded(line: bytes) -> str:
    """UTF-8, else cp1251; a UTF-8 line with a cut character in it (Asterisk cuts names by bytes) stays UTF-8."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        lenient = line.decode("utf-8", errors="replace")
    broken = lenient.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(character > "\x7f" for character in lenient) - broken
    return lenient if whole > broken else line.decode("cp1251", errors="replace")


def _fields(text: str) -> list[str] | None:
    try:
        return next(csv.reader([text], strict=True), None)
    except csv.Error:
        return None


def _is_whole(fields: list[str] | None) -> bool:
    return fields is not None and len(COLUMNS) <= len(fields) <= len(COLUMNS) + 5


def _row(fields: list[str], file: str, line: int) -> Row | str:
    """The row, or why it is none."""
    extra = fields[len(COLUMNS) :]
    if not _is_whole(fields):
        return _("{n} columns, not 16 to 21").format(n=len(fields))
    values = dict(zip(COLUMNS, (each.strip() for each in fields), strict=False))
    if len(extra) >= len(NEW_COLUMNS):
        values |= zip(NEW_COLUMNS, (each.strip() for each in extra[-3:]), strict=True)
        extra = extra[:-3]
    if len(extra) == 2:
        values["uniqueid"], values["userfield"] = extra
    elif len(extra) == 1:
        # Either may be switched on alone; only its content tells which it is.
        values["uniqueid" if _UNIQUEID.fullmatch(extra[0].strip()) else "userfield"] = extra[0]
    disposition = values["disposition"].upper().replace("_", " ")
    if disposition not in DISPOSITIONS:
        return _("unknown disposition: {text}").format(text=values["disposition"])
    times: dict[str, datetime | None] = {}
    for key in ("start", "answer", "end"):
        try:
            times[key] = datetime.fromisoformat(values[key]).replace(tzinfo=None) if values[key] else None
        except ValueError:
            return _("no possible time: {text}").format(text=values[key])
    start = times["start"]
    if start is None:
        return _("the start is empty")
    try:
        duration, billsec = (float(values[key] or 0) for key in ("duration", "billsec"))
    except ValueError:
        return _("no number of seconds: {text}").format(text=f"{values['duration']}, {values['billsec']}")
    if not 0 <= billsec <= duration < 10**7:
        return _("impossible lengths: duration {duration:g} s, billsec {billsec:g} s").format(
            duration=duration, billsec=billsec
        )
    return Row(
        start=start,
        answer=times["answer"],
        end=times["end"],
        duration=duration,
        billsec=billsec,
        disposition=disposition,
        file=file,
        line=line,
        **{
            key: value.strip()
            for key, value in values.items()
            if key not in {"start", "answer", "end", "duration", "billsec", "disposition"}
        },
    )
