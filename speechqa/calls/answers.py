"""Rows of one call in; out, in which of them a person answered, when, and how the call ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from speechqa.calls.channels import is_local
from speechqa.calls.model import Row

MACHINES = frozenset(
    (
        *("playback", "background", "backgrounddetect", "controlplayback", "ivr", "read", "waitexten", "wait"),
        *("musiconhold", "startmusiconhold", "playtones", "saydigits", "saynumber", "festival", "directory", "disa"),
        *("voicemail", "voicemailmain", "minivmrecord", "echo", "milliwatt", "busy", "congestion", "goto", "gotoif"),
        *("receivefax", "rxfax", "sendfax", "txfax", "park", "sendtext", "play_and_get_digits", "record"),
    )
)
"""Whatever was rung before, when one of these was the last to have the caller, nobody had taken the call."""

_PERSONS_APPS = frozenset(("", "appdial", "appdial2", "bridge", "pickup", "followme", "confbridge", "meetme", "dial"))
"""Without a dstchannel, only these can have ended with a person; Hangup and the rest are machines."""

_RINGING_APPS = frozenset(("dial", "queue", "appqueue", "followme", "pickup"))
_FAR_ENDS = frozenset(("appdial", "appqueue"))


def is_person(row: Row) -> bool:
    """Whether a person answered in this row."""
    if row.disposition != "ANSWERED":
        return False
    if row.person:
        return row.person == "1"
    app = row.lastapp.lower()
    if app in MACHINES:
        return False
    if row.dstchannel:
        # A Local channel is answered by whatever lies behind it, which may have been nobody.
        return row.billsec > 0 or not is_local(row.dstchannel)
    if app == "dial" and row.channel:
        # The dialplan had answered, and then no device could be dialled.
        return False
    return app in _PERSONS_APPS and row.billsec > 0


def person_legs(rows: Sequence[Row]) -> list[Row]:
    """Rows in which a person answered, first answer first.

    Rows of Local channels only where no device's row tells it better, and so the far ends of calls that were dialled.
    """
    if len(rows) == 1:
        return list(rows) if is_person(rows[0]) else []
    persons = [row for row in rows if is_person(row)]
    if len(persons) > 1:
        persons = [row for row in persons if row.lastapp.lower() not in _FAR_ENDS] or persons
        devices = [row for row in persons if row.dstchannel and not is_local(row.dstchannel)]
        persons = sorted(devices or persons, key=answer_of)
    return persons


def is_nobodys(row: Row) -> bool:
    """Whether the row is of nobody's call: the far end of one that has a row of its own, or an event (a USSD message,
    say) that the dialplan was told of by a Local channel."""
    if row.dstchannel and not is_local(row.dstchannel):
        return False
    if is_local(row.channel) and not row.dstchannel and not row.src and not row.duration:
        return True
    return not row.linkedid and row.lastapp.lower() in _FAR_ENDS and row.lastdata == "(Outgoing Line)"


def answer_of(row: Row) -> datetime:
    """When the row's channel was answered."""
    ringing = row.duration - row.billsec
    return row.start + timedelta(seconds=ringing) if ringing else row.start


def end_of(row: Row) -> datetime:
    """When the row ended."""
    return row.start + timedelta(seconds=row.duration)


def covered(intervals: Iterable[tuple[datetime, datetime]]) -> float:
    """Seconds in at least one interval: legs of one conversation overlap, and time is not talked twice."""
    total, until = 0.0, None
    for start, end in sorted(intervals):
        begin = start if until is None or start > until else until
        if end > begin:
            total += (end - begin).total_seconds()
            until = end
    return total


def disposition_of(rows: Sequence[Row], has_person: bool, direction: str = "unknown") -> str:
    """``answered``, ``missed``, ``busy``, ``failed`` or ``machine_only``."""
    if has_person:
        return "answered"
    ended = {row.disposition for row in rows if row.disposition != "ANSWERED"}
    if direction == "outbound" and ended:
        # How the called end ended; the queue, or the caller's own telephone, that answered first says nothing of it.
        reached = {row.disposition for row in rows if row.dstchannel and not is_local(row.dstchannel)} & ended or ended
        return "missed" if "NO ANSWER" in reached else "busy" if "BUSY" in reached else "failed"
    if "NO ANSWER" in ended or any(map(_waited, rows)):
        return "missed"
    if "BUSY" in ended:
        return "busy"
    return "failed" if ended else "machine_only"


def _waited(row: Row) -> bool:
    """Answered by a machine while the caller waited for a person."""
    return row.disposition == "ANSWERED" and (row.lastapp.lower() in _RINGING_APPS or bool(row.dstchannel))
