"""``working_days.csv`` in; out, the days on which this company works, or doesn't, otherwise than the calendar says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from speechqa.calls.directory import Entry, read_directory
from speechqa.calls.directory_values import date_of, weekdays_of, word_of
from speechqa.errors import UsageError
from speechqa.texts import _

COLUMNS = {
    "day": ("дата", "число", "date"),
    "kind": ("вид", "вид дня", "тип", "type"),
    "weekday": ("за день недели", "вместо", "за", "instead of", "as"),
}
_KINDS = {
    **dict.fromkeys(("working", "work", "рабочий", "рабочий день"), "working"),
    **dict.fromkeys(("holiday", "off", "day off", "выходной", "праздник", "нерабочий"), "holiday"),
}


@dataclass(frozen=True, slots=True)
class MarkedDay:
    """A day; ``weekday`` (1 is Monday) is the one whose plan holds on a working day, None is its own."""

    row: int
    day: date
    working: bool
    weekday: int | None


def read_working_days(path: Path) -> tuple[MarkedDay, ...]:
    """All marked days.

    Raises:
        UsageError: something in the file cannot be understood, or two rows speak of one day.
    """
    days = tuple(_marked(entry) for entry in read_directory(path, COLUMNS, ("day", "kind")))
    seen: dict[date, int] = {}
    for one in days:
        before = seen.setdefault(one.day, one.row)
        if before != one.row:
            raise UsageError(
                _("the day stands there twice, here and in row {row}").format(row=before),
                f"{path}:{one.row}",
                _("Take one of them away."),
            )
    return days


def _marked(entry: Entry) -> MarkedDay:
    day, kind = date_of(entry, "day"), word_of(entry, "kind", _KINDS)
    if day is None or kind is None:
        raise entry.fault(_("day or kind is missing"), _("Write a date, and working or holiday."))
    weekday = None
    if entry.text("weekday") is not None:
        digits = weekdays_of(entry, "weekday")
        if len(digits) > 1 or kind != "working":
            raise entry.fault(
                _("{value!r} is no day of the week").format(value=entry.text("weekday")),
                _("Write the one weekday that a working day stands for, such as mon or пн."),
                "weekday",
            )
        weekday = int(digits)
    return MarkedDay(entry.row, day, kind == "working", weekday)
