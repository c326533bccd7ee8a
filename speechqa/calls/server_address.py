"""The address of a call log in MariaDB or MySQL in, its parts out; and its password, which is never in the address."""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from speechqa.errors import UsageError
from speechqa.texts import _

PASSWORD_VARIABLE = "SPEECHQA_FREEPBX_PASSWORD"  # a name, no password
OPTION_FILE = "~/.my.cnf"
_NAME = re.compile(r"[A-Za-z0-9_$-]+")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the table is; None where an option file or the default tells."""

    host: str | None
    port: int | None
    user: str | None
    socket: str | None
    database: str
    table: str = "cdr"

    def __str__(self) -> str:
        user = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        return f"mysql://{user}{self.host or ''}{port}/{self.database}"


def is_address(text: str) -> bool:
    """Whether a source is a database server's address and not a file's path."""
    return text.lower().startswith(("mysql://", "mariadb://"))


def parse_address(text: str) -> Address:
    """``mysql://user@host:port/database?socket=PATH&table=NAME``; all but the database may be left out.

    Raises:
        UsageError: it is no such address, or there is a password in it.
    """
    parts = urlsplit(text)
    if parts.password is not None:
        shown = f"mysql://{parts.username or ''}@{parts.hostname or ''}{parts.path}"
        raise UsageError(
            _("there is a password in the address: the shell keeps it in its history and shows it to every user"),
            shown,
            _("Give it in the environment variable {variable} or by --password-file.").format(
                variable=PASSWORD_VARIABLE
            ),
        )
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    database, table = unquote(parts.path.strip("/")), asked.pop("table", "cdr")
    socket = asked.pop("socket", None)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if not is_address(text) or not _NAME.fullmatch(database) or not _NAME.fullmatch(table) or asked or port == -1:
        raise UsageError(
            _("not the address of a call log"), text, _("It is written so: mysql://USER@HOST:PORT/asteriskcdrdb")
        )
    user = unquote(parts.username) if parts.username else None
    return Address(parts.hostname or None, port, user, socket, database, table)


def find_password(file: Path | None, environment: Mapping[str, str] = os.environ) -> str | None:
    """The password: of the file where one is named, else of the environment; None leaves it to ``~/.my.cnf``.

    Args:
        file: its first line is the password, or it is an option file as MariaDB's own programs read it.

    Raises:
        UsageError: the file cannot be read, or there is none in it.
    """
    if file is None:
        return environment.get(PASSWORD_VARIABLE)
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(
            _("cannot be read: {reason}").format(reason=reason), str(file), _("Check the path and the permissions.")
        ) from None
    password = _of_option_file(text) if re.search(r"^\[", text, re.MULTILINE) else text.partition("\n")[0].rstrip("\r")
    if not password:
        raise UsageError(
            _("there is no password in the file"),
            str(file),
            _("It stands in the first line, or after password= in the section [client]."),
        )
    return password


def _of_option_file(text: str) -> str | None:
    """The password in the section [client], as MariaDB's own programs find it."""
    parser = configparser.RawConfigParser(allow_no_value=True, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    value = parser.get("client", "password", fallback=None)
    return value.strip("\"'") if value else None
