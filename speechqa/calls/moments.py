"""A moment as people and programs write it in; the time that it means out."""

from __future__ import annotations

import re
from datetime import datetime

_MOMENT = re.compile(
    r"(?:(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})|(?P<d2>\d{1,2})[./-](?P<m2>\d{1,2})[./-](?P<y2>\d{4}))"
    r"(?:(?:[T ]|,\s*|\s+в\s+)(?P<h>\d{1,2}):(?P<i>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,6})\d*)?)?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)


def moment_of(text: str) -> tuple[datetime, bool] | None:
    """The time, aware where an offset is written, and whether it is a day without a time; None where it is none.

    The day comes before the month where the year comes last, as everywhere but in America.
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (match[part] or match[f"{part}2"] for part in "ymd")
    hour, minute, second = (match[part] or "0" for part in "his")
    fraction = (match["f"] or "").ljust(6, "0")
    zone = (match["zone"] or "").replace("Z", "+00:00")
    try:
        moment = datetime.fromisoformat(
            f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute:0>2}:{second:0>2}.{fraction}{zone}"
        )
    except ValueError:
        return None
    return moment, match["h"] is None
