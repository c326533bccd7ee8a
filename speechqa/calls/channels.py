"""The name of an Asterisk channel in; out, who or what stands behind it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from speechqa.calls.numbers import is_extension, is_external

_LOCAL_PREFIX = re.compile(r"(?:[A-Z]{2,5}-)+(?:\d+-(?=\d))?")
"""FreePBX's follow-me and ring groups: ``FMPR-101``, ``LC-101``, ``RG-600-101``."""

_LINE_CARDS = frozenset(("dahdi", "zap", "khomp", "dgv", "misdn", "capi", "visdn", "srx"))
_HEX = "0123456789abcdefABCDEF"
_SHORTEST_ID = 4
_HALVES = (";1", ";2", ",1", ",2")


class Channel(NamedTuple):
    """What a channel's name tells.

    Attributes:
        peer: the name of the trunk or device; None for a Local channel and for no channel.
        extension: of the device, or that a Local channel leads to; None for a trunk.
        number: external number that a Local channel leads to.
        is_local: a way through the dialplan, with nobody at its end.
        is_trunk: the settings say so, or it is a line card's, or is named as no extension is.
    """

    peer: str | None
    extension: str | None
    number: str | None
    is_local: bool
    is_trunk: bool


def base_of(channel: str) -> str:
    """The name without what makes it unique: ``SIP/mtt-main-0000001a`` → ``SIP/mtt-main``."""
    name = channel[:-2] if channel.endswith(_HALVES) else channel
    cut = name.rfind("-")
    ending = name[cut + 1 :]
    return name[:cut] if cut > 0 and len(ending) >= _SHORTEST_ID and not ending.strip(_HEX) else name


@lru_cache(maxsize=65536)
def read_base(base: str, longest: int, trunks: tuple[str, ...] = ()) -> Channel:
    """What the name, as ``base_of`` gives it, tells.

    Args:
        longest: digits of the longest extension.
        trunks: names of trunks; one that ends in ``*`` is the beginning of names.
    """
    technology, slash, peer = base.strip().partition("/")
    if not slash or not peer or not technology.isalnum():
        return Channel(None, None, None, False, False)
    technology = technology.lower()
    if technology == "local":
        name = _LOCAL_PREFIX.sub("", peer.partition("@")[0]).rstrip("#")
        is_inside = is_extension(name, longest)
        number = name if not is_inside and is_external(name, longest) else None
        return Channel(None, name if is_inside else None, number, True, False)
    if technology in _LINE_CARDS:
        return Channel(re.split("[/-]", peer)[0], None, None, False, True)
    if is_named(peer, trunks):
        return Channel(peer, None, None, False, True)
    name = _LOCAL_PREFIX.sub("", peer.partition("@")[0])
    is_inside = is_extension(name, longest)
    return Channel(peer, name if is_inside else None, None, False, not is_inside)


@lru_cache(maxsize=4096)
def read_channel(name: str, longest: int, trunks: tuple[str, ...] = ()) -> Channel:
    """The same of a channel's whole name; the rows of one call name it again and again."""
    return read_base(base_of(name), longest, trunks)


def extension_of(channel: str, longest: int) -> str | None:
    """``SIP/101-0000001a`` → ``101``; None for a trunk."""
    return read_base(base_of(channel.strip()), longest).extension


def is_local(channel: str) -> bool:
    """A Local channel is a way through the dialplan, with nobody at its end."""
    return channel[:6].lower() == "local/"


def is_named(name: str, names: tuple[str, ...]) -> bool:
    """Whether the settings' names have this one: exactly, or by its beginning where theirs ends in ``*``."""
    return any(name.startswith(one[:-1]) if one.endswith("*") else name == one for one in names)
