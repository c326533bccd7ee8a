"""A number as somebody wrote it in; out, what kind it is and its one form (E.164)."""

from __future__ import annotations

import re
from functools import lru_cache

_NOBODY = frozenset(("", "s", "i", "t", "h", "unknown", "anonymous", "restricted", "private", "unavailable", "none"))
_SEPARATORS = re.compile(r"[\s().\-]+")


@lru_cache(maxsize=65536)
def e164(text: str, country: str) -> str | None:
    """``+74951234567`` for all that is a valid number, None for everything else; an extension is none."""
    import phonenumbers

    digits = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"\+?\d{7,15}", digits):
        return None
    # Logs drop the plus of foreign numbers, so that the digits alone may be a whole international number.
    for form in (digits, f"+{digits.lstrip('+')}"):
        try:
            number = phonenumbers.parse(form, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def is_extension(text: str | None, longest: int) -> bool:
    """Two digits or more, at most ``longest``."""
    return bool(text) and re.fullmatch(r"\d+", text or "") is not None and 2 <= len(text or "") <= longest


def is_external(text: str | None, longest: int) -> bool:
    """More digits than an extension has."""
    digits = _SEPARATORS.sub("", text or "")
    return re.fullmatch(r"\+?\d+", digits) is not None and len(digits.lstrip("+")) > longest


def party(text: str | None, country: str) -> str | None:
    """E.164, or as written where it is not a valid number; None for nobody."""
    if text is None or text.strip().lower() in _NOBODY:
        return None
    return e164(text, country) or text.strip()
