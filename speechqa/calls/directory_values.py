"""A cell of a list that people keep in; the date, number, hours, weekdays or word that it means out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from speechqa.calls.amounts import amount_of
from speechqa.calls.directory import Entry
from speechqa.texts import _

EVERY_DAY = "1234567"
"""Weekdays are kept as digits, 1 is Monday."""
DAY_MINUTES = 24 * 60

_ISO_DATE = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[ T]00:00(?::00)?)?")
_DOTTED_DATE = re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})(?: 0?0:00(?::00)?)?")
_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::00)?\s*(?:-|–|—|до|to)\s*(\d{1,2})(?:[:.](\d{2}))?(?::00)?")
_DAYS: dict[str, str] = {
    **{
        word: str(n)
        for n, words in enumerate(
            (
                ("mon", "monday", "пн", "понедельник"),
                ("tue", "tuesday", "вт", "вторник"),
                ("wed", "wednesday", "ср", "среда"),
                ("thu", "thursday", "чт", "четверг"),
                ("fri", "friday", "пт", "пятница"),
                ("sat", "saturday", "сб", "суббота"),
                ("sun", "sunday", "вс", "воскресенье"),
            ),
            1,
        )
        for word in (str(n), *words)
    },
    **dict.fromkeys(("weekdays", "будни", "рабочие"), "12345"),
    **dict.fromkeys(("weekend", "weekends", "выходные"), "67"),
    **dict.fromkeys(("daily", "every day", "ежедневно", "все"), EVERY_DAY),
}
DIRECTIONS = {
    **dict.fromkeys(("inbound", "in", "входящий", "входящие", "вх"), "inbound"),
    **dict.fromkeys(("outbound", "out", "исходящий", "исходящие", "исх"), "outbound"),
    **dict.fromkeys(("internal", "внутренний", "внутренние"), "internal"),
}


def date_of(entry: Entry, column: str) -> date | None:
    """``2026-01-15`` or ``15.01.2026``."""
    text = entry.text(column)
    if text is None:
        return None
    match = _ISO_DATE.fullmatch(text) or _DOTTED_DATE.fullmatch(text)
    try:
        return date(*(int(match[part]) for part in "ymd")) if match else _no_date(entry, column, text)
    except ValueError:
        return _no_date(entry, column, text)


def period_of(entry: Entry, first: str, last: str) -> tuple[date | None, date | None]:
    """Two dates, both included, in their order."""
    start, end = date_of(entry, first), date_of(entry, last)
    if start is not None and end is not None and start > end:
        raise entry.fault(
            _("{end} is before {start}").format(end=end, start=start), _("Write the earlier date first."), last
        )
    return start, end


def number_of(entry: Entry, column: str, *, least: float | None = 0) -> float | None:
    """A number with a decimal point or comma; spaces between thousands and a currency are left aside."""
    text = entry.text(column)
    if text is None:
        return None
    number = amount_of(text)
    if number is None:
        raise entry.fault(
            _("{value!r} is not a number").format(value=text), _("Write a number such as 1500 or 12,50."), column
        )
    if least is not None and number < least:
        raise entry.fault(
            _("{value} is out of range").format(value=text),
            _("Write a number that is not below {low:g}.").format(low=least),
            column,
        )
    return number


def percent_of(entry: Entry, column: str) -> float | None:
    """Percent, with or without the sign; without it a share up to 1 is refused, which may be 1 % or all of it."""
    text = entry.text(column)
    if text is None:
        return None
    is_percent = text.endswith("%")
    cells = {**entry.cells, column: text.removesuffix("%")}
    number = number_of(Entry(entry.path, entry.row, cells, entry.titles), column)
    if number is not None and (number > 100 or (0 < number <= 1 and not is_percent)):
        raise entry.fault(
            _("{value} is no percentage").format(value=text), _("Write percent, such as 85 or 100%."), column
        )
    return number


def weekdays_of(entry: Entry, column: str) -> str:
    """The digits of the weekdays (1 is Monday): of ``пн-пт``, ``mon,wed``, ``сб вс``, ``1-5``; empty is every day."""
    text = entry.text(column)
    if text is None:
        return EVERY_DAY
    words = re.sub(r"\s*[-–—]\s*", "-", text.casefold())
    found: set[str] = set()
    for part in [words] if words in _DAYS else re.split(r"[,;/+\s]+(?:и\s+)?", words):
        first, dash, last = part.partition("-")
        days = _DAYS.get(first.rstrip(".")), _DAYS.get((last or first).rstrip("."))
        if days[0] is None or days[1] is None or (dash and len(days[0] + days[1]) > 2):
            raise entry.fault(
                _("{value!r} is no day of the week").format(value=text), _("Write such as mon-fri or пн,ср,пт."), column
            )
        if not dash:
            found |= set(days[0])
            continue
        at, end = int(days[0]), int(days[1])
        found |= {str((day - 1) % 7 + 1) for day in range(at, end + 1 if at <= end else end + 8)}
    return "".join(sorted(found))


def hours_of(entry: Entry, column: str) -> tuple[int, int]:
    """First minute of the day, and the minute after the last; across midnight the second is more than a day."""
    text = entry.text(column)
    if text is None:
        return 0, DAY_MINUTES
    match = _HOURS.fullmatch(text.casefold().removeprefix("с ").removeprefix("from "))
    start, end = (int(match[at]) * 60 + int(match[at + 1] or 0) for at in (1, 3)) if match else (0, -1)
    minutes = [int(match[at] or 0) for at in (2, 4)] if match else []
    if not (0 <= start < DAY_MINUTES and 0 <= end <= DAY_MINUTES) or any(minute > 59 for minute in minutes):
        raise entry.fault(
            _("{value!r} is no hours of a day").format(value=text),
            _("Write such as 09:00-15:00 or 21:00-06:00."),
            column,
        )
    return start, end if end > start else end + DAY_MINUTES


def word_of(entry: Entry, column: str, words: Mapping[str, str]) -> str | None:
    """What one of some known words stands for."""
    text = entry.text(column)
    if text is None:
        return None
    meant = words.get(text.casefold().rstrip("."))
    if meant is None:
        raise entry.fault(
            _("{value!r} is not known here").format(value=text),
            _("Known are: {known}.").format(known=", ".join(words)),
            column,
        )
    return meant


def next_weekdays(weekdays: str) -> str:
    """Each weekday's next one."""
    return "".join(sorted(str(int(day) % 7 + 1) for day in weekdays))


def _no_date(entry: Entry, column: str, text: str) -> date:
    raise entry.fault(
        _("{value!r} is not a date").format(value=text), _("Write such as 2026-01-15 or 15.01.2026."), column
    )
