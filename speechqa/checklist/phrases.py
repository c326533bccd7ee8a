"""The small language inside a checklist's values: texts in (``1m30s``, ``меня зовут {name}``), values out.

Each function raises ``Fault``, which says what is wrong and what to write instead; where it stands is added by load.py.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from speechqa.texts import _

SLOTS = ("name", "number", "time", "company")
"""What may stand in braces: any first name, any number, any time of day, the company's name (one to three words)."""

GAP = "..."
"""Stands in a phrase where up to eight foreign words may come."""

MOST_VARIANTS = 64

ADVICE_SLOTS = ("manager",)
"""What may stand in braces in ``advice`` and ``instead``."""


class Fault(ValueError):
    """A value that cannot be read, with the remedy."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def read_phrase(text: str) -> str:
    """A phrase with spaces tidied; each of its variants needs at least one letter, digit or slot."""
    tidy = " ".join(text.replace("…", GAP).split())
    if not re.search(r"[^\W_]", tidy):
        raise Fault(_("the phrase is empty"), _("Write what is said, or remove the line."))
    _check_slots(tidy, SLOTS)
    for variant in variants(tidy):
        if not re.search(r"[^\W_]", variant):
            raise Fault(_("every word of the phrase is optional"), _("Leave at least one word outside parentheses."))
        if "{company}" in variant and not re.search(r"[^\W_]", re.sub(r"\{(?!name\})\w+\}", "", variant)):
            raise Fault(
                _("{slot} needs other words beside it").format(slot="{company}"),
                _("Write what is said around the name, such as {example}.").format(example="компания {company}"),
            )
    return tidy


def variants(phrase: str) -> tuple[str, ...]:
    """All ways to say a phrase: ``(a|b) c`` is ``a c`` and ``b c``, ``(a) c`` is ``a c`` and ``c``.

    In the order written, none twice, without gaps at either end.
    """
    ways = [""]
    for part in _PART.finditer(phrase):
        if part["choice"] is None:
            _refuse_partnerless(part["text"])
            ways = [way + part["text"] for way in ways]
            continue
        options = part["choice"].split("|")
        if len(options) == 1:
            options.append("")
        if len(ways) * len(options) > MOST_VARIANTS:
            raise Fault(
                _("the phrase can be said in more than {most} ways").format(most=MOST_VARIANTS),
                _("Split it into several phrases."),
            )
        ways = [way + option for way in ways for option in options]
    return tuple(dict.fromkeys(_tidy(way) for way in ways))


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


_PART = re.compile(r"\((?P<choice>[^()]*)\)|(?P<text>[()|]|[^()|]+)")
_DURATION = re.compile(r"(?:(?P<minutes>\d+)\s*m)?\s*(?:(?P<seconds>\d+(?:\.\d+)?)\s*s?)?")


def _refuse_partnerless(text: str) -> None:
    if text == "|":
        raise Fault(_("a '|' outside parentheses"), _("Write (one|other) for one of several words."))
    if text in ("(", ")"):
        raise Fault(
            _("a parenthesis without its partner"), _("Close each one that opens; none may stand inside another.")
        )


def _tidy(way: str) -> str:
    words = way.replace(GAP, f" {GAP} ").split()
    while words and words[0] == GAP:
        del words[0]
    while words and words[-1] == GAP:
        del words[-1]
    return " ".join(words)


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
