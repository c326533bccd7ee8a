"""The small language inside a checklist's values: texts in (``first 20s``, ``меня зовут {name}``), values out.

Each function raises ``Fault``, which says what is wrong and what to write instead; where it stands is added by load.py.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from speechqa.checklist.model import Within
from speechqa.texts import _

SLOTS = ("name", "number")
"""What may stand in braces: ``{name}`` is any first name, ``{number}`` any number."""

ADVICE_SLOTS = ("manager",)
"""What may stand in braces in ``advice`` and ``instead``."""


class Fault(ValueError):
    """A value that cannot be read, with the remedy."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def read_phrase(text: str) -> str:
    """A phrase with spaces tidied; a phrase needs at least one letter, digit or slot."""
    tidy = " ".join(text.split())
    if not re.search(r"[^\W_]", tidy):
        raise Fault(_("the phrase is empty"), _("Write what is said, or remove the line."))
    _check_slots(tidy, SLOTS)
    return tidy


def read_text(text: str) -> str:
    """A text for people with spaces tidied."""
    tidy = " ".join(text.split())
    if not tidy:
        raise Fault(_("the text is empty"), _("Write a text, or remove the key."))
    return tidy


def read_advice(text: str) -> str:
    """A text for people, which may hold ``{manager}``."""
    tidy = read_text(text)
    _check_slots(tidy, ADVICE_SLOTS)
    return tidy


def read_duration(text: str) -> float:
    """Seconds: ``20s``, ``1m30s``, ``2m`` or a bare number."""
    match = _DURATION.fullmatch(text.strip())
    if not match or not text.strip():
        raise Fault(
            _("{text!r} is not a length of time").format(text=text),
            _("Write it like 20s, 1m30s or a number of seconds."),
        )
    return 60.0 * float(match["minutes"] or 0) + float(match["seconds"] or 0)


def read_within(text: str) -> Within:
    """A place in the call: ``first 20s``, ``last 30s`` or ``60s after when``."""
    tidy = " ".join(text.split()).casefold()
    match = _WITHIN.fullmatch(tidy)
    if not match:
        raise Fault(
            _("{text!r} is not a place in the call").format(text=text),
            _("Write it like 'first 20s', 'last 30s' or '60s after when'."),
        )
    anchor = match["anchor"] or "when"
    seconds = read_duration(match["length"] or match["after"])
    if seconds <= 0:
        raise Fault(_("{text!r} lasts no time").format(text=text), _("Write more than 0 seconds."))
    return Within(anchor, seconds)


_DURATION = re.compile(r"(?:(?P<minutes>\d+)\s*m)?\s*(?:(?P<seconds>\d+(?:\.\d+)?)\s*s?)?")
_WITHIN = re.compile(r"(?P<anchor>first|last) (?P<length>.+)|(?P<after>.+) after when")


def _check_slots(text: str, known: tuple[str, ...]) -> None:
    allowed = ", ".join(f"{{{slot}}}" for slot in known)
    for slot in re.findall(r"\{([^{}]*)\}", text):
        if slot not in known:
            near = get_close_matches(slot, known, 1)
            raise Fault(
                _("unknown slot {slot}").format(slot=f"{{{slot}}}"),
                _("Did you mean {near}?").format(near=f"{{{near[0]}}}")
                if near
                else _("Slots that may stand here: {allowed}.").format(allowed=allowed),
            )
    if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", text)):
        raise Fault(
            _("a brace without its partner"), _("Slots that may stand here: {allowed}.").format(allowed=allowed)
        )
