"""What the settings say about the telephone system's dialplan."""

from __future__ import annotations

from dataclasses import dataclass

from speechqa.calls.channels import Channel, is_named, read_channel


@dataclass(frozen=True, slots=True)
class Dialplan:
    """How this telephone system writes who is inside and who is outside.

    Names are exact, or the beginning of names where they end in ``*`` (``from-trunk-*``).

    Attributes:
        extension_length: digits of the longest extension.
        country: of numbers written without their country.
        inbound_contexts, outbound_contexts, internal_contexts: where calls of these directions begin.
        trunks: channels' names that are ways to the outside, though they may look like extensions.
    """

    extension_length: int = 5
    country: str = "RU"
    inbound_contexts: tuple[str, ...] = ()
    outbound_contexts: tuple[str, ...] = ()
    internal_contexts: tuple[str, ...] = ()
    trunks: tuple[str, ...] = ()

    def channel(self, name: str) -> Channel:
        """What a channel's name tells, these settings given."""
        return read_channel(name, self.extension_length, self.trunks)

    def is_named_trunk(self, name: str) -> bool:
        """Whether the settings say of a channel that it is a trunk."""
        return bool(self.trunks) and is_named(self.channel(name).peer or "", self.trunks)
