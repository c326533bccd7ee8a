"""Rows of one call in; out, who called whom.

What is asked, in this order:

1. the telephone system's own word (``Row.direction``);
2. the settings: the first row's context, then whether its channel is a trunk;
3. the first row's channel: an extension's device is inside;
4. contexts that everybody names alike (``from-trunk``, ``from-pstn``, ``incoming``...): outside;
5. the length of the caller's number: longer than an extension is outside;
6. a channel that is named like no extension: a trunk, or a device with a name where an extension calls and the call
   went out or to another extension.

A call from inside is outbound where it went to a number longer than an extension, over a trunk; else it is internal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from speechqa.calls.channels import is_named
from speechqa.calls.dialplan import Dialplan
from speechqa.calls.model import Row
from speechqa.calls.numbers import is_extension, is_external

_DIRECTIONS = frozenset(("inbound", "outbound", "internal"))
_OUTSIDE = ("from-trunk", "from-pstn", "from-did", "ext-did", "from-external", "from-outside", "incoming", "inbound")
_DIALLED = re.compile(r"[/@](\+?\d{7,15})(?=[@,/&|:]|$)")


def direction_of(rows: Sequence[Row], dialplan: Dialplan) -> str:
    """``inbound``, ``outbound``, ``internal`` or ``unknown``, by rows in their order."""
    for row in rows:
        if row.direction in _DIRECTIONS:
            return row.direction
    first = rows[0]
    for direction, contexts in (
        ("inbound", dialplan.inbound_contexts),
        ("outbound", dialplan.outbound_contexts),
        ("internal", dialplan.internal_contexts),
    ):
        if contexts and is_named(first.dcontext, contexts):
            return direction
    side = _side(rows, dialplan)
    if side == "inside":
        if any(calls_out(row, dialplan) for row in rows):
            return "outbound"
        return "internal" if first.dst else "unknown"
    return "inbound" if side == "outside" else "unknown"


def calls_out(row: Row, dialplan: Dialplan) -> bool:
    """Whether the row leads to the outside."""
    if row.lastapp == "ParkedCall":
        # The channel at the other end is a caller's, who was put there.
        return False
    callee = dialplan.channel(row.dstchannel)
    if callee.is_trunk:
        is_number = is_external(row.dst, dialplan.extension_length) or dialled(row) is not None
        return is_number or dialplan.is_named_trunk(row.dstchannel)
    if callee.extension is not None:
        # A device named by digits may be a trunk after all, where a whole number was dialled over it.
        return dialled(row) is not None and not callee.is_local
    return is_external(row.dst, dialplan.extension_length) or (not row.dstchannel and dialled(row) is not None)


def dialled(row: Row) -> str | None:
    """The number within ``Dial(SIP/trunk/84951234567,300)``, for rows whose dst is the dialplan's ``s``."""
    if row.lastapp not in {"Dial", "dial", "DIAL"}:
        return None
    match = _DIALLED.search(row.lastdata)
    return match[1] if match else None


def is_click_to_call(rows: Sequence[Row], dialplan: Dialplan) -> bool:
    """Whether the telephone system itself called an extension first, and then the number for it.

    All channels that call are Local ones, which a caller from outside or a telephone has none of.
    """
    return all(dialplan.channel(row.channel).is_local for row in rows) and any(
        calls_out(row, dialplan) and dialplan.channel(row.dstchannel).is_trunk for row in rows
    )


def _side(rows: Sequence[Row], dialplan: Dialplan) -> str | None:
    first, longest = rows[0], dialplan.extension_length
    caller = dialplan.channel(first.channel)
    if dialplan.is_named_trunk(first.channel):
        return "outside"
    if caller.extension is not None and not caller.is_local:
        return "inside"
    if caller.is_local and is_click_to_call(rows, dialplan):
        return "inside"
    context = first.dcontext.lower()
    if any(word in context for word in _OUTSIDE):
        return "outside"
    if is_extension(first.src, longest):
        # A device may be called by a name (SIP/anna), which looks like a trunk's.
        is_inside = (
            not caller.is_trunk
            or "internal" in context
            or is_extension(first.dst, longest)
            or any(calls_out(row, dialplan) for row in rows)
        )
        return "inside" if is_inside else "outside"
    return "outside" if caller.is_trunk or is_external(first.src, longest) else None
