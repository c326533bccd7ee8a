"""A BCP 47 tag of a spoken language in (``ru``, ``ru-RU``, ``en-US``), its primary subtag out."""

from __future__ import annotations

import re

_TAG = re.compile(r"([A-Za-z]{2,3})(-[A-Za-z0-9]{1,8})*")


def primary_subtag(tag: str) -> str | None:
    """``ru`` of ``ru-RU``, in lower case: all that recognising and matching ask for; None where it is no tag."""
    found = _TAG.fullmatch(tag)
    return found.group(1).lower() if found else None
