"""Numbers and channels as Asterisk writes them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speechqa.calls.channels import base_of, extension_of, read_base
from speechqa.calls.dialplan import Dialplan
from speechqa.calls.numbers import e164, is_extension, is_external, parsed, party


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
    assert read_base(base_of(channel), 0).peer == peer


NATIONAL = st.integers(0, 10**10 - 1).map(lambda number: f"{number:010d}")
PREFIXES = st.sampled_from(
    [
        *(
            "495",
            "812",
            "3902",
            "8412",
            "916",
            "930",
            "9300",
            "93000",
            "800",
            "804",
            "803",
            "808",
            "809",
            "8108",
            "301",
        ),
        *("600", "601", "6", "700", "701", "708", "710", "7172", "727", "751", "760", "771", "785", "336", "500", "0"),
    ]
)
NUMBERS_OF_SEVEN = st.one_of(NATIONAL, st.builds(lambda prefix, rest: (prefix + rest)[:10], PREFIXES, NATIONAL))


@settings(max_examples=1000)
@given(NUMBERS_OF_SEVEN, st.sampled_from(["", "7", "8", "+7"]), st.sampled_from(["RU", "KZ"]))
def test_the_short_way_of_plus_seven_says_what_the_parser_says(national: str, before: str, country: str) -> None:
    assert e164(before + national, country) == parsed(before + national, country)


@settings(max_examples=300)
@given(st.from_regex(r"\A\+?[0-9]{7,15}\Z"), st.sampled_from(["RU", "KZ", "US"]))
def test_no_number_is_read_otherwise_than_by_the_parser(written: str, country: str) -> None:
    assert e164(written, country) == parsed(written, country)


@pytest.mark.parametrize("first", range(10))
def test_every_area_of_plus_seven_is_read_as_the_parser_reads_it(first: int) -> None:
    """The middle and the ends of each area, so that no range of the plan is left to chance."""
    for area in range(first * 100, first * 100 + 100):
        for rest in ("0000000", "1234567", "2100000", "5500000", "9999999"):
            assert e164(f"7{area:03d}{rest}", "RU") == parsed(f"7{area:03d}{rest}", "RU")


def test_settings_name_trunks_exactly_or_by_their_beginning() -> None:
    plan = Dialplan(trunks=("288", "gsm*"))
    assert plan.channel("SIP/288-0000001a").is_trunk
    assert plan.is_named_trunk("SIP/gsm2-0000001a")
    assert plan.channel("SIP/2881-0000001a").extension == "2881"
