"""FreePBX's table ``cdr`` in MariaDB or MySQL in, its rows out in the order of calldate; the server is only ever read.

What columns there are depends on the version, so the server is asked. Texts are taken as bytes, because the table's
character set is often not what is in it. Rows are fetched page by page: one long query, read as slowly as rows are
stored, would lock a MyISAM table, which FreePBX's is, and Asterisk could write no record until its end.
"""

from __future__ import annotations

import configparser
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from speechqa.calls.asterisk import row_of
from speechqa.calls.model import BadRow, Row
from speechqa.calls.numbers import is_extension
from speechqa.calls.server_address import OPTION_FILE, PASSWORD_VARIABLE, Address, parse_address
from speechqa.errors import SpeechqaError
from speechqa.texts import _

if TYPE_CHECKING:
    from pymysql.connections import Connection

OVERLAP = timedelta(hours=12)
"""A row bears its call's start but is written at its end, and clocks are set back: so much is read again."""


def read_freepbx(
    address: str, *, since: datetime | None = None, password: str | None = None
) -> Iterator[tuple[int, Row] | BadRow]:
    """All rows in the order of calldate, each with its running number.

    Args:
        address: as ``parse_address`` takes it.
        since: naive, in the server's own time: only rows since then, less ``OVERLAP``.
        password: as ``find_password`` finds it.

    Raises:
        UsageError: the address is none.
        SpeechqaError: the server is not reached, lets nobody in, has no such table, or PyMySQL is not installed.
    """
    where = parse_address(address)
    with closing(_connected(where, password)) as connection:
        columns = _columns(connection, where)
        present = tuple(_COLUMNS[name] for name in columns)
        low = str((since - OVERLAP).replace(microsecond=0)) if since is not None else None
        for number, values in enumerate(_rows(connection, where, columns, low), 1):
            texts = [_decoded(value) for value in values]
            row = row_of(texts, present)
            if isinstance(row, Row):
                yield number, _with_people(row, dict(zip(columns, texts, strict=True)))
            else:
                yield BadRow(number, row, ", ".join(texts)[:_LONGEST_SHOWN])


_COLUMNS = {
    "calldate": "start",
    **{
        name: name
        for name in (
            *("src", "dst", "clid", "dcontext", "channel", "dstchannel", "lastapp", "lastdata", "answer", "end"),
            *("duration", "billsec", "disposition", "amaflags", "accountcode", "uniqueid", "userfield", "did"),
            *("peeraccount", "linkedid", "sequence"),
        )
    },
    "recordingfile": "recording_file",
    # What no row has: made into other things.
    **{name: name for name in ("cnum", "cnam", "outbound_cnum", "dst_cnam")},
}
"""The table's columns, and a row's."""

_NEEDED = frozenset(("calldate", "src", "dst", "duration", "billsec", "disposition"))
_DATES = frozenset(("calldate", "answer", "end", "start"))
_LONGEST_EXTENSION = 6
_LONGEST_SHOWN = 200
_DENIED = 1045
_CONNECT_SECONDS, _READ_SECONDS = 15, 600
_PAGE = 5000


def _with_people(row: Row, told: Mapping[str, str]) -> Row:
    """The row with the names in it. ``cnum`` and ``cnam`` are the caller's, whoever that is."""
    caller, other = told.get("cnam", ""), told.get("dst_cnam", "")
    if not is_extension(told.get("cnum") or row.src, _LONGEST_EXTENSION):
        return row._replace(customer_name=caller, manager_name=other)
    if is_extension(row.dst, _LONGEST_EXTENSION):
        return row._replace(manager_name=caller)
    return row._replace(customer_name=other, manager_name=caller, did=row.did or told.get("outbound_cnum", ""))


def _connected(where: Address, password: str | None) -> Connection[Any]:
    try:
        import pymysql
        from pymysql.converters import encoders
    except ImportError:
        raise SpeechqaError(
            _("PyMySQL is not installed, which reads MariaDB"), str(where), "pip install speechqa[freepbx]"
        ) from None
    options = os.path.expanduser(OPTION_FILE)  # noqa: PTH111  (unlike Path's, it does not raise without a home)
    given = {"host": where.host, "port": where.port, "user": where.user, "unix_socket": where.socket}
    given["password"] = password
    try:
        connection = pymysql.connect(
            **{name: value for name, value in given.items() if value is not None},
            read_default_file=options if password is None and os.access(options, os.R_OK) else None,
            database=where.database,
            charset="utf8mb4",
            conv=dict(encoders),  # values go out as usual and come in as they are
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            local_infile=False,
            autocommit=False,
        )
        with connection.cursor() as cursor:
            # Impossible dates are read like others, and named.
            cursor.execute("SET SESSION sql_mode = 'ALLOW_INVALID_DATES'")
            try:
                cursor.execute("SET SESSION TRANSACTION READ ONLY")
                cursor.execute("START TRANSACTION READ ONLY")
            except pymysql.err.ProgrammingError:
                pass  # MariaDB 5.5, which FreePBX's own distribution had for long, knows no such transactions
    except (pymysql.Error, OSError, RuntimeError, configparser.Error) as error:
        raise _failed(where, error) from None
    return connection


def _columns(connection: Connection[Any], where: Address) -> list[str]:
    """The columns of ours that the table has."""
    found = _fetched(
        connection,
        where,
        "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s",
        (where.database, where.table),
    )
    present = {_decoded(name).lower() for (name,) in found}
    if not present:
        raise SpeechqaError(
            _("there is no table {table}, or this user may not read it").format(table=where.table),
            str(where),
            f"GRANT SELECT ON {where.database}.{where.table} TO ...",
        )
    if _NEEDED - present:
        raise SpeechqaError(
            _("the table {table} lacks the columns {columns}").format(
                table=where.table, columns=", ".join(sorted(_NEEDED - present))
            ),
            str(where),
            _("Name FreePBX's table of call records: {address}?table=cdr").format(address=where),
        )
    return [name for name in _COLUMNS if name in present]


def _rows(
    connection: Connection[Any], where: Address, columns: Sequence[str], low: str | None
) -> Iterator[tuple[bytes | str | None, ...]]:
    """All rows from ``low`` on; a page ends before a calldate, so that all rows of one second are in one."""
    table = f"`{where.database}`.`{where.table}`"  # two names without quotes in them
    chosen = ", ".join(f"CAST(`{name}` AS {'CHAR' if name in _DATES else 'BINARY'})" for name in columns)
    while True:
        high = _next_page(connection, where, table, low)
        conditions = [f"calldate {sign} %s" for sign, limit in ((">=", low), ("<", high)) if limit is not None]
        limits = [limit for limit in (low, high) if limit is not None]
        first = " OR calldate IS NULL" if conditions and low is None else ""
        condition = f" WHERE {' AND '.join(conditions)}{first}" if conditions else ""
        yield from _fetched(connection, where, f"SELECT {chosen} FROM {table}{condition} ORDER BY calldate", limits)
        if high is None:
            return
        low = high


def _next_page(connection: Connection[Any], where: Address, table: str, low: str | None) -> str | None:
    """The calldate that the next page begins with, None where there is no next one."""
    query = f"SELECT CAST(calldate AS CHAR) FROM {table} WHERE calldate"
    limits = [low] if low is not None else []
    beyond = f"{query} {'>= %s' if limits else 'IS NOT NULL'} ORDER BY calldate LIMIT 1 OFFSET {_PAGE}"
    found = _fetched(connection, where, beyond, limits)
    if found and found[0][0] == low:
        # More rows of one second than a page has.
        found = _fetched(connection, where, f"{query} > %s ORDER BY calldate LIMIT 1", limits)
    return _decoded(found[0][0]) if found else None


def _fetched(
    connection: Connection[Any], where: Address, query: str, parameters: Sequence[str]
) -> Sequence[tuple[bytes | str | None, ...]]:
    import pymysql

    try:
        with connection.cursor() as cursor:
            cursor.execute(query, tuple(parameters))
            rows: Sequence[tuple[bytes | str | None, ...]] = cursor.fetchall()
            return rows
    except (pymysql.Error, OSError) as error:
        raise _failed(where, error) from None


def _decoded(value: bytes | str | None) -> str:
    """UTF-8, else cp1251; a UTF-8 text that was cut within a character stays UTF-8."""
    if value is None or isinstance(value, str):
        return value or ""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end >= len(value) and error.start > 0:
            return value[: error.start].decode("utf-8", errors="replace")
        return value.decode("cp1251", errors="replace")


def _failed(where: Address, error: Exception) -> SpeechqaError:
    number = error.args[0] if error.args else None
    reason = error.args[-1] if error.args else error
    if number == _DENIED:
        return SpeechqaError(
            _("the server does not let this user in: {reason}").format(reason=reason),
            str(where),
            _("The password is taken from --password-file, {variable} or {file}.").format(
                variable=PASSWORD_VARIABLE, file=OPTION_FILE
            ),
        )
    return SpeechqaError(
        _("the database cannot be read: {reason}").format(reason=reason),
        str(where),
        _(
            "Is the server running, and are host, port, database and table right? Write mysql://USER@HOST:PORT/DATABASE."
        ),
    )
