"""The name of an Asterisk channel in; out, who or what stands behind it."""

from __future__ import annotations

import re

from speechqa.calls.numbers import is_extension

_CHANNEL = re.compile(r"(?P<technology>[A-Za-z0-9]+)/(?P<peer>.+?)(?:-[0-9a-fA-F]{4,})?(?:;[12])?")
_LOCAL_PREFIX = re.compile(r"(?:[A-Z]{2,5}-)+(?:\d+-(?=\d))?")
"""FreePBX's follow-me and ring groups: ``FMPR-101``, ``LC-101``, ``RG-600-101``."""


def extension_of(channel: str, longest: int) -> str | None:
    """``SIP/101-0000001a`` → ``101``; None for a trunk."""
    peer = _peer(channel)
    if peer is None or _is_line_card(channel):
        return None
    name = _LOCAL_PREFIX.sub("", peer.partition("@")[0])
    return name if is_extension(name, longest) else None


def peer_of(channel: str) -> str | None:
    """The name of the trunk or device: ``SIP/mtt-main-0000001a`` → ``mtt-main``; None for a Local channel."""
    return None if is_local(channel) else _peer(channel)


def is_local(channel: str) -> bool:
    """A Local channel is a way through the dialplan, with nobody at its end."""
    return channel.lower().startswith("local/")


def _peer(channel: str) -> str | None:
    match = _CHANNEL.fullmatch(channel.strip())
    if match is None:
        return None
    if _is_line_card(channel):
        return re.split("[/-]", match["peer"])[0]
    return match["peer"]


def _is_line_card(channel: str) -> bool:
    """A telephone card's channels (``DAHDI/i1/84951234567-3``, ``DAHDI/25-1``) are numbered, and are trunks."""
    return channel.lower().startswith(("dahdi/", "zap/"))
