"""Calls in, the rows of Asterisk's Master.csv out, for figures worked by hand. Times are Moscow's."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Europe/Moscow")
LINE, OTHER_LINE = "74951234567", "74951234568"


def inbound(
    start: str, number: str, extension: str, wait: int, talk: int = 0, line: str = LINE, app: str = "Dial"
) -> str:
    """A call that ``extension`` answered after ``wait`` seconds, or did not (``talk`` 0)."""
    n = _n(start, number)
    channels = (f"SIP/mtt-trunk-{n:08x}", f"SIP/{extension}-{n + 1:08x}" if app == "Dial" else "")
    return _row(start, number, line, "from-trunk", channels, app, wait, talk, n)


def outbound(start: str, number: str, extension: str, wait: int, talk: int = 0) -> str:
    """A call of ``extension`` to ``number``."""
    n = _n(start, number)
    channels = (f"SIP/{extension}-{n:08x}", f"SIP/mtt-trunk-{n + 1:08x}")
    return _row(start, extension, number, "from-internal", channels, "Dial", wait, talk, n)


def write_log(path: Path, *rows: str) -> Path:
    """The rows as a file."""
    path.write_text("".join(rows), encoding="utf-8")
    return path


def _n(start: str, number: str) -> int:
    return int(datetime.fromisoformat(start).timestamp()) % 1_000_000 * 100 + int(number[-2:])


def _row(
    start: str, src: str, dst: str, context: str, channels: tuple[str, str], app: str, wait: int, talk: int, n: int
) -> str:
    begin = datetime.fromisoformat(start)
    answer = begin + timedelta(seconds=wait) if talk else ""
    end = begin + timedelta(seconds=wait + talk)
    uniqueid = f"{int(begin.replace(tzinfo=_ZONE).timestamp())}.{n % 1000}"
    disposition = "ANSWERED" if talk else "NO ANSWER"
    cells = ["", src, dst, context, f'"" <{src}>', *channels, app, "x", start, str(answer), str(end)]
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    return f'{quoted},{wait + talk},{talk},"{disposition}","DOCUMENTATION","{uniqueid}",""\n'
