"""A place in the call as written (``first 20s``, ``utterance 2``) in, the ``Within`` it means out."""

from __future__ import annotations

import re

from speechqa.checklist.model import Within
from speechqa.checklist.phrases import Fault, read_duration
from speechqa.texts import _


def read_within(text: str) -> Within:
    """A window of seconds, of a share of the call or of utterances.

    Raises:
        Fault: it is none, lasts no time, or a share is more than the whole.
    """
    tidy = " ".join(text.split()).casefold()
    place = _PLACE.fullmatch(tidy)
    if place is None:
        raise _no_place(text)
    if place["nth"]:
        return Within("nth", _above_zero(float(place["nth"]), text), "utterances")
    anchor = place["anchor"] or "when"
    length = _LENGTH.fullmatch(place["length"] or place["after"])
    if length is None or (anchor == "when" and length["percent"]):
        raise _no_place(text)
    if length["percent"]:
        share = _above_zero(float(length["percent"]), text)
        if share > _WHOLE:
            raise Fault(
                _("{text!r} is more than the whole call").format(text=text), _("Write a share from 1% to 100%.")
            )
        return Within(anchor, share, "percent")
    if length["utterance"]:
        return Within(anchor, _above_zero(float(length["count"] or 1), text), "utterances")
    return Within(anchor, _above_zero(read_duration(length["time"]), text))


_WHOLE = 100
_PLACE = re.compile(r"(?P<anchor>first|last) (?P<length>.+)|(?P<after>.+) after when|utterance (?P<nth>\d{1,4})")
_LENGTH = re.compile(
    r"(?P<percent>\d+(?:\.\d+)?) ?%|(?:(?P<count>\d{1,4}) )?(?P<utterance>utterances?)"
    r"|(?P<time>(?=\d)(?:\d+ ?m)? ?(?:\d+(?:\.\d+)? ?s?)?)"
)


def _above_zero(amount: float, text: str) -> float:
    if amount <= 0:
        raise Fault(_("{text!r} lasts no time").format(text=text), _("Write more than 0."))
    return amount


def _no_place(text: str) -> Fault:
    return Fault(
        _("{text!r} is not a place in the call").format(text=text),
        _("Write it like {examples}.").format(
            examples="'first 20s', 'last 10%', 'first 3 utterances', 'utterance 2', '60s after when'"
        ),
    )
