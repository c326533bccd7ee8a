"""MikoPBX's ``cdr.db`` in (SQLite, table ``cdr_general``), its rows out; nothing beside it or in it is ever written.

MikoPBX writes its own rows, not Asterisk's: one for each attempt to reach somebody, and one, marked ``is_app``, for
each queue, voice menu or message that the caller was in. Times are the telephone system's own, with milliseconds.
``rec_src_channel`` is the recording's channel on which ``src_num`` is heard, ``0`` for the left one.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from speechqa.calls.asterisk import row_of
from speechqa.calls.channels import extension_of
from speechqa.calls.clock import epoch_of
from speechqa.calls.lines import unreadable
from speechqa.calls.model import BadRow, Row
from speechqa.errors import SpeechqaError, UsageError
from speechqa.texts import _

TABLE = "cdr_general"


def is_mikopbx(path: Path) -> bool:
    """Whether the file is an SQLite database with MikoPBX's table."""
    try:
        with _opened(path) as database:
            return {"linkedid", *_NEEDED} <= set(_columns(database))
    except (SpeechqaError, *_BROKEN):
        return False


def refuse_damaged(path: Path) -> None:
    """Raise the SpeechqaError of a database that cannot be read, whoever it is of."""
    try:
        with _opened(path) as database:
            _columns(database)
    except _BROKEN:
        raise _damaged(path) from None


def read_mikopbx(path: Path) -> Iterator[tuple[int, Row] | BadRow]:
    """All rows in the order they were written, each with its row number (``id``) for a line.

    Raises:
        UsageError: there is no such file.
        SpeechqaError: it cannot be read, or is no database of MikoPBX.
    """
    with _opened(path) as database:
        try:
            present = _columns(database)
        except _BROKEN:
            raise _damaged(path) from None
        if not set(_NEEDED) <= set(present):
            raise SpeechqaError(
                _("no call records of MikoPBX in this database: there is no table {table}").format(table=TABLE)
                if not present
                else _("no call records of MikoPBX in this database: the columns differ"),
                str(path),
                _("MikoPBX keeps them in cdr.db, in the folder astlogs/asterisk of its disk."),
            )
        columns = [name for name in _COLUMNS if name in present]
        last = 0
        try:
            for line, *values in database.execute(_query(columns)):
                last = line
                row = _row({**_ABSENT, **dict(zip(columns, values, strict=True))})
                yield (line, row) if isinstance(row, Row) else BadRow(line, row, _shown(values))
        except _BROKEN as error:
            # What stands before the damage is good.
            yield BadRow(last + 1, _("the database is damaged from here on: {reason}").format(reason=error))


_BROKEN = (sqlite3.Error, UnicodeDecodeError)
"""Of a damaged database even the text of the error may be no text."""

_NEEDED = ("start", "src_num", "dst_num", "disposition", "duration", "billsec", "UNIQUEID")
_COLUMNS = (
    *_NEEDED,
    *("answer", "endtime", "src_chan", "src_name", "dst_chan", "dst_name", "linkedid", "did", "recordingfile"),
    *("from_account", "to_account", "is_app", "rec_src_channel"),
)
_ABSENT = dict.fromkeys(_COLUMNS, "")
_HEADER = (
    *("src", "dst", "start", "answer", "end", "duration", "billsec", "disposition", "channel", "dstchannel", "lastapp"),
    *("uniqueid", "linkedid", "accountcode", "peeraccount", "did", "recording_file"),
)
_DISPOSITIONS = {"NOANSWER": "NO ANSWER", "CANCEL": "NO ANSWER", "ORIGINATE": "NO ANSWER"}
_ASTERISKS = frozenset(("ANSWERED", "NO ANSWER", "BUSY", "CONGESTION"))
_APPS = {"queue": "Queue", "app": "IVR", "meetme": "MeetMe", "voicemail": "VoiceMail"}
"""What stands for a channel in ``dst_chan`` where a program of the telephone system took the call."""

_BROWSER = re.compile(r"-WS(?=-[0-9a-fA-F]{8}$)")
"""A browser's telephone is named after the extension: ``PJSIP/201-WS-0000001a``."""

_BEGINS_WITHIN = 15
"""Seconds."""

_HEAD = b"SQLite format 3\0"
_LONGEST_EXTENSION = 6
_LONGEST_SHOWN = 200
_COPIES = 3


def _row(told: Mapping[str, str]) -> Row | str:
    if not told["duration"] or (not told["billsec"] and told["disposition"].upper() == "ANSWERED"):
        # An unwritten length is none of zero seconds.
        return _("the length is empty")
    prefix = told["dst_chan"].partition(":")[0].lower()
    app = _APPS.get(prefix, "") if told["dst_chan"] else ""
    from_extension = _is_extension(told["src_chan"])
    to_extension = not app and _is_extension(told["dst_chan"])
    disposition = _disposition(told, app)
    inbound = bool(told["did"]) and not from_extension
    machine = told["is_app"] == "1" or app in {"Queue", "IVR", "VoiceMail"}
    recording, transfer = _recording(told["recordingfile"])
    # A transfer joins the two who are left; the one who joined is the telephone system's own.
    joined = told["src_num"] if from_extension and not to_extension else told["dst_num"]
    customer_name, manager_name = told["src_name"], told["dst_name"]
    if from_extension:
        customer_name, manager_name = "" if to_extension else told["dst_name"], told["src_name"]
    row = row_of(
        (
            *(told["src_num"], told["dst_num"], told["start"], told["answer"], told["endtime"]),
            *(told["duration"], told["billsec"], disposition),
            *(_BROWSER.sub("", told["src_chan"]), "" if app else _BROWSER.sub("", told["dst_chan"]), app or "Dial"),
            *(_uniqueid(told), told["linkedid"], told["from_account"], told["to_account"], told["did"], recording),
        ),
        _HEADER,
    )
    if isinstance(row, str):
        return row
    return row._replace(
        direction="inbound" if inbound else "",
        queue=told["dst_num"] if app == "Queue" else "",
        person="0" if machine else "1" if disposition == "ANSWERED" and not app else "",
        caller_channel=told["rec_src_channel"] if told["rec_src_channel"] in {"0", "1"} else "",
        transferred_to=joined if transfer else "",
        customer_name=customer_name,
        manager_name=manager_name,
    )


def _disposition(told: Mapping[str, str], app: str) -> str:
    """Asterisk's word for it. MikoPBX says ANSWERED only where somebody talked, else what Dial ended with."""
    written = told["disposition"].upper()
    if app == "IVR" and written == "NOANSWER":
        # A menu or message did answer, with nobody behind it.
        return "ANSWERED"
    mapped = _DISPOSITIONS.get(written, written)
    # CHANUNAVAIL, INVALIDARGS and the like; a call that was talked in has but one word, and any other is a mistake.
    return mapped if mapped in _ASTERISKS or told["billsec"] not in {"", "0"} or not mapped else "FAILED"


def _uniqueid(told: Mapping[str, str]) -> str:
    """The row's id, without the letters after it where the row began with the call: the call's own channel is meant.

    Its epoch tells how far this clock is from UTC; a row of the same channel that began later would tell a wrong time.
    """
    bare = told["UNIQUEID"].partition("_")[0]
    epoch = epoch_of(bare) if bare == told["linkedid"] else None
    if epoch is None:
        return told["UNIQUEID"]
    try:
        apart = datetime.fromisoformat(told["start"]).replace(tzinfo=UTC).timestamp() - epoch
    except ValueError:
        return told["UNIQUEID"]
    # Clocks differ by whole quarters of an hour.
    return bare if abs(apart - round(apart / 900) * 900) <= _BEGINS_WITHIN else told["UNIQUEID"]


def _recording(path: str) -> tuple[str, bool]:
    """The recording, and whether it is of a talk that was handed over, which has a dash even where none was made."""
    name = path.strip().rpartition("/")[2]
    return "" if name in {"", "-"} else path.strip(), name == "-" or name.startswith("transfer_")


def _is_extension(channel: str) -> bool:
    return extension_of(_BROWSER.sub("", channel), _LONGEST_EXTENSION) is not None


def _query(columns: list[str]) -> str:
    chosen = ", ".join(f"trim(coalesce(CAST({name} AS TEXT), ''))" for name in columns)
    return f"SELECT rowid, {chosen} FROM {TABLE} ORDER BY rowid"  # only names of ours


def _columns(database: sqlite3.Connection) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA table_info({TABLE})")]


def _shown(values: list[Any]) -> str:
    return ", ".join(map(str, values))[:_LONGEST_SHOWN]


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, open for reading; what a live one has in its ``-wal`` file is read too.

    SQLite makes files beside one that was copied without them, and may repair one that was not closed. So a database
    that nobody has open is read as one that cannot change, and an unclosed one from a copy.
    """
    try:
        with path.open("rb") as file:
            head = file.read(20)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise UsageError(str(error.strerror), str(path), _("MikoPBX's call log is one file, cdr.db.")) from None
    except OSError as error:
        raise unreadable(path, error) from None
    if not head.startswith(_HEAD):
        raise SpeechqaError(_("not an SQLite database"), str(path), _("MikoPBX's call log is one file, cdr.db."))
    wal, shared, journal = (Path(f"{path}{ending}") for ending in ("-wal", "-shm", "-journal"))
    if shared.exists() and wal.exists():
        database = _connected(path, "mode=ro")
        if database is not None:
            with closing(database):
                yield database
            return
    if _size(wal) or _size(journal):
        with tempfile.TemporaryDirectory(prefix="speechqa-") as folder:
            copied = _connected(_copy(path, (wal, journal), Path(folder)), "mode=rw")
            if copied is None:
                raise _damaged(path)
            with closing(copied):
                yield copied
        return
    database = _connected(path, "mode=ro&immutable=1")
    if database is None:
        raise _damaged(path)
    before = _state(path)
    with closing(database):
        yield database
    if _state(path) != before:
        raise _changing(path)


def _connected(path: Path, options: str) -> sqlite3.Connection | None:
    """None where it opens but nothing can be read."""
    database = sqlite3.connect(f"file:{quote(str(path.absolute()))}?{options}", uri=True, timeout=30)
    database.text_factory = _decoded
    try:
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except _BROKEN:
        database.close()
        return None
    return database


def _copy(path: Path, beside: tuple[Path, ...], folder: Path) -> Path:
    files = [path, *(file for file in beside if file.exists())]
    for _again in range(_COPIES):
        before = [_state(file) for file in files]
        for file in files:
            shutil.copyfile(file, folder / file.name)
        if before == [_state(file) for file in files]:
            return folder / path.name
    raise _changing(path)


def _state(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return -1, -1
    return status.st_size, status.st_mtime_ns


def _size(path: Path) -> int:
    return max(0, _state(path)[0])


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", errors="replace")


def _changing(path: Path) -> SpeechqaError:
    return SpeechqaError(
        _("the database is being written to"), str(path), _("Run it again, or take a copy made while nobody calls.")
    )


def _damaged(path: Path) -> SpeechqaError:
    return SpeechqaError(
        _("the database is damaged"), str(path), _("What is whole in it is saved by: sqlite3 cdr.db .recover")
    )
