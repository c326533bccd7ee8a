"""A number as somebody wrote it in; out, what kind it is and its one form (E.164).

The numbering plan is phonenumbers' own. Whether a Russian or Kazakh number (+7) is valid is asked of its patterns at
once, without its parser, which is twenty times slower; every other number, and every doubt, goes to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

_NOBODY = frozenset(("", "s", "i", "t", "h", "unknown", "anonymous", "restricted", "private", "unavailable", "none"))
_SEPARATORS = re.compile(r"[\s().\-]+")
_WRITTEN = re.compile(r"\+?[0-9]{7,15}")
_PLUS_SEVEN = frozenset(("RU", "KZ"))
_NATIONAL_DIGITS = 10


@lru_cache(maxsize=65536)
def e164(text: str, country: str) -> str | None:
    """``+74951234567`` for all that is a valid number, None for everything else; an extension is none."""
    digits = text if text.isdigit() and text.isascii() else _SEPARATORS.sub("", text)
    if _WRITTEN.fullmatch(digits) is None:
        return None
    if country in _PLUS_SEVEN:
        national = _national(digits)
        if national is not None and _valid_national()(national) is not None:
            return f"+7{national}"
    return parsed(digits, country)


@lru_cache(maxsize=65536)
def party(text: str | None, country: str) -> str | None:
    """E.164, or as written where it is not a valid number; None for nobody."""
    if text is None:
        return None
    written = text.strip()
    if written.lower() in _NOBODY:
        return None
    return e164(text, country) or written


@lru_cache(maxsize=65536)
def number_key(text: str) -> str:
    """The same for one number however it is written (``+7 (495) 123-45-67``, ``84951234567``), in whatever country."""
    digits = _SEPARATORS.sub("", text)
    return digits[-_NATIONAL_DIGITS:] if _WRITTEN.fullmatch(digits) else digits


def is_extension(text: str | None, longest: int) -> bool:
    """Two digits or more, at most ``longest``."""
    return text is not None and 2 <= len(text) <= longest and text.isdigit() and text.isascii()


def is_external(text: str | None, longest: int) -> bool:
    """More digits than an extension has."""
    if not text:
        return False
    digits = (_SEPARATORS.sub("", text) if not text.isdigit() else text).removeprefix("+")
    return len(digits) > longest and digits.isdigit() and digits.isascii()


def parsed(digits: str, country: str) -> str | None:
    """The same as ``e164`` says of digits, by phonenumbers' parser alone."""
    import phonenumbers

    # Logs drop the plus of foreign numbers, so that the digits alone may be a whole international number.
    for form in (digits, f"+{digits.lstrip('+')}"):
        try:
            number = phonenumbers.parse(form, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _national(digits: str) -> str | None:
    """The ten digits after +7, 7 or 8 in the three ways people write such numbers."""
    length = len(digits)
    if length == _NATIONAL_DIGITS:
        return digits if digits[0] != "+" else None
    if length == _NATIONAL_DIGITS + 1:
        return digits[1:] if digits[0] in "78" else None
    return digits[2:] if length == _NATIONAL_DIGITS + 2 and digits.startswith("+7") else None


@lru_cache(maxsize=1)
def _valid_national() -> Callable[[str], re.Match[str] | None]:
    """What matches a national number of any kind in any country of +7."""
    import phonenumbers
    from phonenumbers import PhoneMetadata

    kinds = (
        *("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost"),
        *("personal_number", "voip", "pager", "uan", "voicemail"),
    )
    patterns: dict[str, None] = {}
    for region in phonenumbers.region_codes_for_country_code(7):
        metadata = PhoneMetadata.metadata_for_region(region)
        for kind in kinds:
            described = getattr(metadata, kind, None)
            if described is not None and described.national_number_pattern:
                patterns[described.national_number_pattern] = None
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)).fullmatch
