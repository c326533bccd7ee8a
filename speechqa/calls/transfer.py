"""Rows of one call in; out, whom the talk was handed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from speechqa.calls.answers import answer_of, end_of
from speechqa.calls.channels import is_local
from speechqa.calls.dialplan import Dialplan
from speechqa.calls.model import Row
from speechqa.calls.numbers import is_extension
from speechqa.calls.parties import callee_of

_SECOND = timedelta(seconds=1)
_TRANSFERRED = "transferred call"


def transferred_to(
    rows: Sequence[Row], persons: Sequence[Row], direction: str, manager: str | None, dialplan: Dialplan
) -> str | None:
    """Extension or number that the talk was handed to, last of all; None where it was not.

    A talk was handed over where, after the first answer, the other side's channel came to somebody else, whether that
    one answered or not; or where somebody inside called another and that talk outlived the first. Asking a colleague
    and coming back to the customer is no transfer.

    Args:
        persons: rows in which somebody answered, first answer first.
    """
    for row in rows:
        if row.transferred_to:
            return row.transferred_to
    if len(rows) == 1 or not persons:
        return None
    first = persons[0]
    left = end_of(first) - _SECOND
    if len(persons) == 1 and not any(
        row.start >= left or row.disposition == "ANSWERED" for row in rows if row is not first
    ):
        return None
    own = {manager, callee_of(first, dialplan)}
    ended = max(end_of(row) for row in persons if callee_of(row, dialplan) in own)
    found: str | None = None
    for row in sorted(rows, key=answer_of):
        who = callee_of(row, dialplan)
        if who is None or who in own or (direction == "outbound" and not is_extension(who, dialplan.extension_length)):
            continue
        if _TRANSFERRED in {row.lastapp.lower(), row.lastdata.lower()} or _is_handed(row, rows, first, ended, dialplan):
            found = who
    return found


def _is_handed(row: Row, rows: Sequence[Row], first: Row, ended: datetime, dialplan: Dialplan) -> bool:
    app = row.lastapp.lower()
    if row.disposition != "ANSWERED":
        # A blind transfer to one who did not answer; phones rung together with the first began to ring before.
        return row.start >= end_of(first) - _SECOND and app == "dial"
    if app == "queue" and is_local(row.dstchannel):
        # The queue answered, whoever was rung.
        return False
    if _calls_inside(row, rows, dialplan):
        return answer_of(row) >= answer_of(first) and end_of(row) > ended
    return answer_of(row) >= answer_of(first) + _SECOND


def _calls_inside(row: Row, rows: Sequence[Row], dialplan: Dialplan) -> bool:
    """Whether it is one of ours who calls in this row, and not the channel whose call it is."""
    caller = dialplan.channel(row.channel)
    return caller.extension is not None and not caller.is_local and row.channel != rows[0].channel
