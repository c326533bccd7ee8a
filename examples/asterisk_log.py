"""The recorded calls in; a Master.csv as Asterisk's cdr_csv writes it out, with some calls that nobody recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

TRUNK = "SIP/mtt-trunk"


@dataclass(frozen=True)
class LoggedCall:
    """A call and its recording; ``wait`` and ``talk`` in seconds, ``start`` aware, ``also_rang`` a second phone."""

    file: str
    direction: str
    manager: str
    customer: str
    line: str
    start: datetime
    wait: int
    talk: int
    uniqueid: str
    also_rang: str | None = None


def write_log(calls: Sequence[LoggedCall], managers: Mapping[int, Mapping[str, str]], target: Path) -> None:
    """Write one row per call, two where a second phone rang, in the order in which the calls ended."""
    zone = calls[0].start.tzinfo
    channels = _Channels()
    rows: list[tuple[datetime, list[str | int]]] = []
    for call in sorted(calls, key=lambda call: call.start):
        rows += _inbound(call, channels) if call.direction == "inbound" else _outbound(call, managers, channels)
    rows += [
        _missed("79267770101", calls[0].line, "101", datetime(2026, 11, 9, 13, 45, 10, tzinfo=zone), 34, channels),
        _missed("79035550202", calls[1].line, "104", datetime(2026, 11, 12, 18, 5, 51, tzinfo=zone), 21, channels),
        _machine("79104440303", calls[0].line, datetime(2026, 11, 10, 22, 14, 7, tzinfo=zone), 18, channels),
        _internal("101", "103", managers, datetime(2026, 11, 11, 11, 52, 30, tzinfo=zone), 7, 35, channels),
    ]
    rows.sort(key=lambda row: row[0])
    text = "".join(",".join(_cell(value) for value in row) + "\n" for _, row in rows)
    target.write_text(text, encoding="utf-8")


class _Channels:
    """Names of Asterisk's channels; the number at the end counts up."""

    def __init__(self) -> None:
        self._next = 0x1A

    def __call__(self, peer: str) -> str:
        self._next += 1
        return f"{peer}-{self._next:08x}"


def _inbound(call: LoggedCall, channels: _Channels) -> list[tuple[datetime, list[str | int]]]:
    caller = channels(TRUNK)
    phones = [call.manager] if call.also_rang is None else [call.also_rang, call.manager]
    dialled = "&".join(f"SIP/{phone}" for phone in phones)
    rows = []
    for phone in phones:
        answered = phone == call.manager
        rows.append(
            _row(
                call.customer, call.line, "from-trunk", call.customer, caller, channels(f"SIP/{phone}"), "Dial",
                f"{dialled},45,tTr", call.start, call.wait, call.talk if answered else None, call.uniqueid,
            )
        )  # fmt: skip
    return rows


def _outbound(
    call: LoggedCall, managers: Mapping[int, Mapping[str, str]], channels: _Channels
) -> list[tuple[datetime, list[str | int]]]:
    name = managers[int(call.manager)]["latin"]
    caller, callee = channels(f"SIP/{call.manager}"), channels(TRUNK)
    return [
        _row(
            call.manager, call.customer, "from-internal", call.manager, caller, callee, "Dial",
            f"{TRUNK}/{call.customer},60,T", call.start, call.wait, call.talk, call.uniqueid, name,
        )
    ]  # fmt: skip


def _missed(
    customer: str, line: str, manager: str, start: datetime, rang: int, channels: _Channels
) -> tuple[datetime, list[str | int]]:
    return _row(
        customer, line, "from-trunk", customer, channels(TRUNK), channels(f"SIP/{manager}"), "Dial",
        f"SIP/{manager},45,tTr", start, rang, None, _uniqueid(start),
    )  # fmt: skip


def _machine(
    customer: str, line: str, start: datetime, seconds: int, channels: _Channels
) -> tuple[datetime, list[str | int]]:
    return _row(
        customer, line, "from-trunk", customer, channels(TRUNK), "", "Playback", "clinic-closed", start, 0, seconds,
        _uniqueid(start),
    )  # fmt: skip


def _internal(
    caller: str, callee: str, managers: Mapping[int, Mapping[str, Any]], start: datetime, wait: int, talk: int,
    channels: _Channels,
) -> tuple[datetime, list[str | int]]:  # fmt: skip
    return _row(
        caller, callee, "from-internal", caller, channels(f"SIP/{caller}"), channels(f"SIP/{callee}"), "Dial",
        f"SIP/{callee},30,tTr", start, wait, talk, _uniqueid(start), managers[int(caller)]["latin"],
    )  # fmt: skip


def _row(
    src: str, dst: str, context: str, number: str, channel: str, dstchannel: str, lastapp: str, lastdata: str,
    start: datetime, wait: int, talk: int | None, uniqueid: str, name: str | None = None,
) -> tuple[datetime, list[str | int]]:  # fmt: skip
    """One row and its end; ``talk`` is None where nobody answered."""
    answer = start + timedelta(seconds=wait)
    end = answer + timedelta(seconds=talk or 0)
    row: list[str | int] = [
        "", src, dst, context, f'"{name or number}" <{number}>', channel, dstchannel, lastapp, lastdata,
        _time(start), "" if talk is None else _time(answer), _time(end), wait + (talk or 0), talk or 0,
        "NO ANSWER" if talk is None else "ANSWERED", "DOCUMENTATION", uniqueid, "",
    ]  # fmt: skip
    return end, row


def _uniqueid(start: datetime) -> str:
    return f"{int(start.timestamp())}.{start.second + 300}"


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _cell(value: str | int) -> str:
    """As cdr_csv does: text in quotes, numbers bare."""
    return str(value) if isinstance(value, int) else '"' + value.replace('"', '""') + '"'
