"""What the user named as sources of call records in; out, how each is read, and whether it changed since it was."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from speechqa.calls.model import BadRow, Row
from speechqa.errors import SpeechqaError, UsageError
from speechqa.pipeline.intake import Entry
from speechqa.texts import _

_MOST_TRIED = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A file or an address, as the user named it, or found in a folder that he named."""

    text: str
    path: Path | None

    @property
    def place(self) -> str | bytes:
        """What the database knows it by."""
        from speechqa.calls.server_address import parse_address
        from speechqa.store.sources import place_of

        return str(parse_address(self.text)) if self.path is None else place_of(self.path)


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What the user said of how sources are read.

    Attributes:
        kind: their format; None where the content tells.
        map: a YAML file that says which column is what.
        timezone: of their times.
        since: earlier rows are left out.
        password_file: holds the password of a database server.
    """

    kind: str | None = None
    map: Path | None = None
    timezone: str | None = None
    since: datetime | None = None
    password_file: Path | None = None


def named_sources(arguments: Sequence[str | Path], options: ReadingOptions | None = None) -> tuple[Named, ...]:
    """Every source, each once; of a folder the call logs in it: where the options say a format or a map, those by it.

    Raises:
        UsageError: there is no such file or folder.
        SpeechqaError: there is no call log in a folder.
    """
    from speechqa.calls.server_address import is_address

    found: dict[str, Named] = {}
    for argument in arguments:
        if is_address(str(argument)):
            found.setdefault(str(argument), Named(str(argument), None))
            continue
        path = Path(argument)
        for file in _logs_in(path, options or ReadingOptions()) if path.is_dir() else (path,):
            found.setdefault(str(file.absolute()), Named(str(file), file))
        if not path.exists():
            raise UsageError(_("there is no such file"), str(path), _("Check the path of the call log."))
    return tuple(found.values())


def kind_of(named: Named, options: ReadingOptions) -> str:
    """The format of a source, told from its content.

    Raises:
        SpeechqaError: nothing tells it.
    """
    if named.path is None:
        return "freepbx"
    if options.kind is not None:
        return options.kind
    if options.map is not None:
        return "mapped"
    from speechqa.calls.formats import tell_format

    return tell_format(named.path)


def reader(
    named: Named,
    kind: str,
    options: ReadingOptions,
    since: datetime | None = None,
    *,
    told_zone: ZoneInfo | None = None,
    project_zone: ZoneInfo | None = None,
) -> Callable[[], Iterator[Entry]]:
    """What begins to read a source, each time from the start.

    Args:
        since: where reading of a database server goes on.
        told_zone: of its times, where the user said it.
        project_zone: of ``options.since`` otherwise.
    """

    def entries() -> Iterator[Entry]:
        if named.path is None:
            from speechqa.calls.freepbx import read_freepbx
            from speechqa.calls.server_address import find_password

            yield from read_freepbx(named.text, since=since, password=find_password(options.password_file))
            return
        from speechqa.calls.formats import read

        yield from read(named.path, kind, options.map, told_zone)

    first = options.since
    if first is None:
        return entries
    moment = first.replace(tzinfo=told_zone or project_zone or UTC)
    return lambda: (one for one in entries() if not _is_before(one, first, moment))


def reading_of(named: Named, kind: str, options: ReadingOptions, told_timezone: str | None = None) -> str:
    """Of a file's bytes, and of all else that decides what is read of a source."""
    if named.path is None:
        return f"- {calls_version()} {options.since}"
    try:
        told = options.map.read_bytes() if options.map is not None else b""
        how = hashlib.sha256(b"\n".join((*map(str.encode, (kind, str(options.since), calls_version())), told)))
        # Queue events are kept by their moment, which the zone decides.
        zone = f" {told_timezone}" if kind == "queue_log" and told_timezone else ""
        with named.path.open("rb") as file:
            return f"{hashlib.file_digest(file, 'sha256').hexdigest()} {how.hexdigest()[:16]}{zone}"
    except OSError as error:
        from speechqa.calls.lines import unreadable

        raise unreadable(named.path, error) from None


def zone_read_in(fingerprint: str) -> ZoneInfo | None:
    """The time zone that the user had said of a queue_log when it was read so."""
    _bytes, _how, *zone = fingerprint.split(" ")
    return ZoneInfo(zone[0]) if zone else None


@cache
def calls_version() -> str:
    """Changes with the code that reads logs and makes calls of rows: what older code made is made anew."""
    import speechqa.calls

    folder = Path(speechqa.calls.__path__[0])
    files = sorted(file for file in folder.rglob("*") if file.suffix in {".py", ".yaml"})
    sums = (hashlib.sha256(file.read_bytes()).digest() for file in files)
    return hashlib.sha256(b"".join(sums)).hexdigest()[:16]


def _logs_in(folder: Path, options: ReadingOptions) -> Iterator[Path]:
    found = False
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or not path.is_file():
            continue
        try:
            if not _is_log(path, options):
                continue
        except SpeechqaError as error:
            if isinstance(error, UsageError) and (options.map or options.kind):
                # A map that is wrong, or missing, is so for every file.
                raise
            continue
        found = True
        yield path
    if not found:
        raise SpeechqaError(_("no call log in this folder"), str(folder), _("Name the file itself, with --format."))


def _is_log(path: Path, options: ReadingOptions) -> bool:
    from speechqa.calls.formats import read, tell_format

    if options.kind is None and options.map is None:
        return bool(tell_format(path))
    entries = read(path, options.kind or "mapped", options.map, UTC)
    return any(not isinstance(entry, BadRow) for entry in islice(entries, _MOST_TRIED))


def _is_before(entry: Entry, since: datetime, moment: datetime) -> bool:
    """Whether it is earlier than the time that the user said, which is ``moment`` in the source's zone."""
    if isinstance(entry, BadRow):
        return False
    said = entry[1]
    if not isinstance(said, Row):
        return said.at < moment.timestamp()
    return said.start < (since if said.start.tzinfo is None else moment)
