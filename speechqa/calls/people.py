"""``managers.csv`` in; out, who is on which extension, when: it passes from person to person and is shared by shift."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

from speechqa.calls.directory import Entry, read_directory
from speechqa.calls.directory_values import DAY_MINUTES, hours_of, next_weekdays, period_of, weekdays_of
from speechqa.calls.numbers import e164
from speechqa.errors import UsageError
from speechqa.texts import _

COLUMNS = {
    "extension": ("добавочный", "внутренний номер", "внутренний", "доб", "номер", "ext", "number", "phone"),
    "name": ("имя", "фио", "сотрудник", "менеджер", "manager", "employee"),
    "id": ("код", "табельный номер", "ид", "employee id", "manager id"),
    "department": ("отдел", "подразделение", "группа", "group", "team"),
    "valid_from": ("с", "с даты", "начало", "from", "since"),
    "valid_to": ("по", "по дату", "до", "конец", "to", "until"),
    "hours": ("часы", "время", "смена", "shift", "time"),
    "weekdays": ("дни недели", "дни", "день недели", "weekday", "days"),
}


@dataclass(frozen=True, slots=True)
class Shift:
    """A time in which a person is on an extension, within single days: hours across midnight make two.

    Attributes:
        row: in the file, from 1.
        extension: None for a person who has none of his own.
        manager: the person's id, the name where there is none.
        valid_from, valid_to: days of the calls, both included; None is open.
        weekdays: of the calls, as digits; 1 is Monday.
        begin, end: minutes of the day; ``end`` is not included.
    """

    row: int
    extension: str | None
    manager: str
    name: str
    department: str | None
    valid_from: date | None
    valid_to: date | None
    weekdays: str
    begin: int
    end: int


def read_people(path: Path, country: str) -> tuple[Shift, ...]:
    """Everybody's times on their extensions.

    Raises:
        UsageError: something in the file cannot be understood, or two rows say different people for one time
            or by one id.
    """
    shifts = tuple(
        shift
        for entry in read_directory(path, COLUMNS, ("name",))
        for extension in _extensions(entry, country)
        for shift in _shifts(entry, extension)
    )
    _refuse_two_names(shifts, path)
    _refuse_overlaps(shifts, path)
    return shifts


def name_key(name: str) -> str:
    """Names that are equal but for capitals, ё and spaces have the same key."""
    return " ".join(name.casefold().replace("ё", "е").split())


def _extensions(entry: Entry, country: str) -> list[str | None]:
    written = entry.text("extension")
    if written is None:
        return [None]
    # A mobile telephone has spaces in its number, a list of extensions between them.
    if (number := e164(written, country)) is not None:
        return [number]
    return [e164(one, country) or one for one in re.split(r"[,;/\s]+", written) if one] or [None]


def _shifts(entry: Entry, extension: str | None) -> list[Shift]:
    name = entry.text("name")
    if name is None:
        raise entry.fault(_("the name is missing"), _("Write who it is; # at the beginning makes a row a remark."))
    first, last = period_of(entry, "valid_from", "valid_to")
    weekdays = weekdays_of(entry, "weekdays")
    begin, end = hours_of(entry, "hours")
    manager, department = entry.text("id") or name, entry.text("department")

    def shift(days_on: int, weekdays: str, begin: int, end: int) -> Shift:
        later = timedelta(days=days_on)
        return Shift(
            row=entry.row,
            extension=extension,
            manager=manager,
            name=name,
            department=department,
            valid_from=first + later if first else None,
            valid_to=last + later if last else None,
            weekdays=weekdays,
            begin=begin,
            end=end,
        )

    evening = shift(0, weekdays, begin, min(end, DAY_MINUTES))
    if end <= DAY_MINUTES:
        return [evening]
    return [evening, shift(1, next_weekdays(weekdays), 0, end - DAY_MINUTES)]


def _refuse_two_names(shifts: tuple[Shift, ...], path: Path) -> None:
    first_of: dict[str, Shift] = {}
    for shift in shifts:
        first = first_of.setdefault(shift.manager, shift)
        if name_key(first.name) != name_key(shift.name):
            raise UsageError(
                _("the id {id} stands for {name} here and for {other} in row {row}").format(
                    id=shift.manager, name=shift.name, other=first.name, row=first.row
                ),
                f"{path}:{shift.row}",
                _("Give each person an id of their own, or write one name in all of their rows."),
            )


def _refuse_overlaps(shifts: tuple[Shift, ...], path: Path) -> None:
    by_extension: dict[str, list[Shift]] = {}
    for shift in shifts:
        if shift.extension is not None:
            by_extension.setdefault(shift.extension, []).append(shift)
    for extension, some in by_extension.items():
        for one, other in combinations(some, 2):
            if one.row != other.row and _overlap(one, other):
                first, second = sorted((one.row, other.row))
                raise UsageError(
                    _("extension {extension} has two people at the same time, here and in row {row}").format(
                        extension=extension, row=first
                    ),
                    f"{path}:{second}",
                    _("Part them by valid_from and valid_to, by hours or by weekdays."),
                )


def _overlap(one: Shift, other: Shift) -> bool:
    return (
        (one.valid_from or date.min) <= (other.valid_to or date.max)
        and (other.valid_from or date.min) <= (one.valid_to or date.max)
        and bool(set(one.weekdays) & set(other.weekdays))
        and one.begin < other.end
        and other.begin < one.end
    )
