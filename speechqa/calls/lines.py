"""A log's bytes in, its lines and CSV records out: streaming, gzipped or not, whatever its encoding and stray quotes.

Blocks that are clean UTF-8 and clean CSV go through one reader; any other is read line by line, because one stray
quote would swallow the rest of the log.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from io import BufferedIOBase
from itertools import chain
from pathlib import Path

from speechqa.errors import SpeechqaError, UsageError
from speechqa.texts import _

LONGEST_SHOWN = 200
"""Of a bad row this much is kept."""

_DELIMITERS = (",", ";", "\t", "|")
_MOST_TRIED = 50
_BLOCK = 1 << 16
_LONGEST_LINE = 1 << 17
_MOST_JOINED = 5
_MOST_UNPACKED = 200
_SMALL = 1 << 26


def records_of(
    path: Path,
    *,
    delimiter: str = ",",
    strict: bool = True,
    is_whole: Callable[[list[str]], bool],
    blocks: Iterable[list[str] | str] | None = None,
) -> Iterator[tuple[int, str, list[str] | str]]:
    """Line number from 1, text, and the fields or, as a str, the reason why there are none; blank lines left out.

    Args:
        delimiter: of one character.
        strict: a quote within a quoted field is doubled; otherwise it may stand alone (FreeSWITCH does not double it).
        is_whole: tells a whole record from half of one that has a line end within quotes.
        blocks: the lines as ``lines_of`` gives them, where they must be read in another way.

    Raises:
        UsageError, SpeechqaError: as ``lines_of``, before the first record.
    """
    number = 1
    waiting: list[str] = []
    for lines in chain(lines_of(path) if blocks is None else blocks, ([],)):
        # Between careful reading and the block's end some lines wait: they may be the first half of a record.
        ended = not lines or isinstance(lines, str)
        block = waiting + ([] if isinstance(lines, str) else lines)
        records = _at_once(block, delimiter, strict)
        read = len(block)
        if records is not None:
            for line, (text, fields) in enumerate(zip(block, records, strict=True), number):
                if fields and (len(fields) > 1 or text.strip()):
                    yield line, text, fields
        else:
            read = 0
            while read < len(block) - (0 if ended else _MOST_JOINED):
                text = block[read]
                one, used = _one(block, read, delimiter, strict, is_whole)
                if text.strip():
                    yield number + read, text, one
                read += used
        waiting = block[read:]
        number += read
        if isinstance(lines, str):
            yield number, "", lines
            return


def lines_of(path: Path) -> Iterator[list[str] | str]:
    """The lines of a text file or of its gzip, block by block; at the end, as a str, why no more of it can be read.

    Raises:
        UsageError: there is no such file, or it is a folder.
        SpeechqaError: it cannot be read, or unpacks to far more than a log can.
    """
    with open_log(path) as file:
        most = max(_MOST_UNPACKED * path.stat().st_size, _SMALL)
        rest, total, first = b"", 0, True
        while True:
            try:
                # Not read(): that would lose what came before a fault in an archive.
                block = file.read1(_BLOCK)
            except (EOFError, zlib.error, gzip.BadGzipFile):
                if rest:
                    yield _decoded_lines(rest)
                yield _("the archive is damaged or cut off here")
                return
            except OSError as error:
                raise unreadable(path, error) from None
            total += len(block)
            if total > most:
                remedy = _("If it is a log after all, unpack it and import what comes out.")
                raise SpeechqaError(
                    _("unpacks to more than {n} times its size").format(n=_MOST_UNPACKED), str(path), remedy
                )
            if first:
                block, first = block.removeprefix(b"\xef\xbb\xbf"), False
            whole, newline, tail = block.rpartition(b"\n")
            if newline:
                yield _decoded_lines(rest + whole)
                rest = tail
            elif block:
                # No line of a log is as long as this; what is cut off only makes a bad row worse.
                rest = (rest + block)[:_LONGEST_LINE]
            else:
                if rest:
                    yield _decoded_lines(rest)
                return


def head_of(path: Path) -> list[str]:
    """The first lines of a text file: those of its first block.

    Raises:
        UsageError, SpeechqaError: as ``lines_of``.
    """
    lines = next(lines_of(path), [])
    return lines if isinstance(lines, list) else []


def delimiter_of(lines: list[str], is_whole: Callable[[list[str]], bool]) -> str:
    """The delimiter by which most of the lines are whole records; a comma where none makes any."""

    def whole(delimiter: str) -> int:
        return sum(is_whole(fields_of(line, delimiter, strict=False) or []) for line in lines[:_MOST_TRIED])

    return max(_DELIMITERS, key=whole)


def fields_of(text: str, delimiter: str, strict: bool = True) -> list[str] | None:
    """The fields of one line; None where its quotes are not as they should be."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=strict, skipinitialspace=True), None)
    except csv.Error:
        return None


def open_log(path: Path) -> BufferedIOBase:
    """The file's bytes, unpacked where it is a gzip (logrotate's ``Master.csv.1.gz``), whatever its name."""
    try:
        file = path.open("rb")
        if file.read(2) == b"\x1f\x8b":
            file.close()
            return gzip.GzipFile(path)
        file.seek(0)
    except IsADirectoryError:
        remedy = _("Name the files in it.")
        raise UsageError(_("is a folder, not a call log"), str(path), remedy) from None
    except FileNotFoundError:
        raise UsageError(_("no such file"), str(path), _("Check the path of the call log.")) from None
    except OSError as error:
        raise unreadable(path, error) from None
    return file


def unreadable(path: Path, error: Exception) -> SpeechqaError:
    """The error of a file that the system does not give, or of an archive that does not unpack."""
    is_archive = isinstance(error, EOFError | zlib.error | gzip.BadGzipFile)
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    return SpeechqaError(
        _("cannot be read: {reason}").format(reason=reason),
        str(path),
        _("Copy the archive once more, or unpack it yourself.")
        if is_archive
        else _("Check the path and the permissions."),
    )


def _decoded_lines(block: bytes) -> list[str]:
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        text = "\n".join(map(_decoded, block.split(b"\n")))
    if "\r" in text:
        return [line.rstrip("\r") for line in text.split("\n")]
    return text.split("\n")


def _decoded(line: bytes) -> str:
    """UTF-8, else cp1251; a UTF-8 line with a cut character in it (Asterisk cuts names by bytes) stays UTF-8."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        lenient = line.decode("utf-8", errors="replace")
    broken = lenient.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(character > "\x7f" for character in lenient) - broken
    return lenient if whole > broken else line.decode("cp1251", errors="replace")


def _at_once(lines: list[str], delimiter: str, strict: bool) -> list[list[str]] | None:
    """The fields of every line; None where a quote is left open or stands where none may."""
    try:
        records = list(csv.reader(lines, delimiter=delimiter, strict=strict, skipinitialspace=True))
    except csv.Error:
        return None
    # As many records as lines: none of them took two.
    return records if len(records) == len(lines) else None


def _one(
    lines: list[str], at: int, delimiter: str, strict: bool, is_whole: Callable[[list[str]], bool]
) -> tuple[list[str] | str, int]:
    """The record that begins at a line, or why there is none, and how many lines it took."""
    fields = fields_of(lines[at], delimiter, strict)
    if fields is not None:
        return fields, 1
    joined = lines[at]
    for line in lines[at + 1 : at + _MOST_JOINED]:
        # A line end within quotes leaves two halves, neither of which is a record.
        alone = fields_of(line, delimiter, strict)
        if alone is not None and is_whole(alone):
            break
        joined += f"\n{line}"
        fields = fields_of(joined, delimiter, strict)
        if fields is not None and is_whole(fields):
            return fields, joined.count("\n") + 1
    return _("unbalanced quotes"), 1
