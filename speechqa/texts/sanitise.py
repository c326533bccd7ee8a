"""Text from outside in (transcripts, names of files and callers), text that is safe to print out."""

from __future__ import annotations

import unicodedata

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def sanitise(text: str) -> str:
    """Replace all that a terminal would act upon: controls (C0, C1), bidirectional overrides, lone surrogates.

    Line ends and tabs become spaces: a text from outside never begins a line of its own.
    """
    return "".join(_safe(character) for character in text)


def _safe(character: str) -> str:
    if character in "\n\r\t\v\f\x85\u2028\u2029":
        return " "
    return _REPLACEMENT if unicodedata.category(character) in {"Cc", "Cs", "Cf"} else character
