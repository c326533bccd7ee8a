"""Numbers and channels as Asterisk writes them."""

from __future__ import annotations

import pytest

from speechqa.calls.channels import extension_of, peer_of
from speechqa.calls.numbers import e164, is_extension, is_external, party


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *((form, "+74951234567") for form in ("74951234567", "+74951234567", "84951234567", "4951234567")),
        ("8 (495) 123-45-67", "+74951234567"),
        ("998901234567", "+998901234567"),
        ("101", None),
        ("anonymous", None),
        ("70000000", None),
        ("sip:74951234567@host", None),
    ],
)
def test_a_number_has_one_form_and_an_extension_is_none(written: str, expected: str | None) -> None:
    assert e164(written, "RU") == expected


def test_kinds_of_numbers_are_told_by_their_length() -> None:
    assert is_extension("101", 5)
    assert not is_extension("7", 5)
    assert not is_extension("123456", 5)
    assert is_external("123456", 5)
    assert not is_external("*97", 5)
    assert party("Unknown", "RU") is None


@pytest.mark.parametrize(
    ("channel", "extension", "peer"),
    [
        ("SIP/101-0000001a", "101", "101"),
        ("PJSIP/101-0000001a", "101", "101"),
        ("IAX2/mtt-main-12345", None, "mtt-main"),
        ("SIP/74951234567-0000001a", None, "74951234567"),
        ("Local/101@from-queue-0000001a;1", "101", None),
        ("Local/FMPR-101@from-internal-0000001a;2", "101", None),
        ("Local/RG-600-101@from-internal-0000001a;2", "101", None),
        ("Agent/1001", "1001", "1001"),
        ("DAHDI/i1/84951234567-3", None, "i1"),
        ("", None, None),
    ],
)
def test_a_channels_name_tells_the_extension_or_the_trunk(
    channel: str, extension: str | None, peer: str | None
) -> None:
    assert extension_of(channel, 5) == extension
    assert peer_of(channel) == peer
