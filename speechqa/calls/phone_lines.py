"""``lines.csv`` in; out, which number or trunk stands for which advertising, and when: static call tracking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

from speechqa.calls.directory import read_directory
from speechqa.calls.directory_values import period_of
from speechqa.calls.numbers import party
from speechqa.errors import UsageError
from speechqa.texts import _

COLUMNS = {
    "number": ("номер", "телефон", "линия", "транк", "phone", "line", "trunk", "did"),
    "title": ("название", "наименование", "name"),
    "source": ("источник", "канал", "channel"),
    "campaign": ("кампания", "рекламная кампания"),
    "keyword": ("ключевое слово", "ключ", "фраза", "phrase"),
    "valid_from": ("с", "с даты", "начало", "from", "since"),
    "valid_to": ("по", "по дату", "до", "конец", "to", "until"),
}


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """What a line stands for in a period; ``number`` is E.164, or a trunk's name; both days are included."""

    row: int
    number: str
    title: str | None
    source: str | None
    campaign: str | None
    keyword: str | None
    valid_from: date | None
    valid_to: date | None


def read_lines(path: Path, country: str) -> tuple[PhoneLine, ...]:
    """All lines.

    Raises:
        UsageError: something in the file cannot be understood, or two rows speak of one number on the same days.
    """
    lines: list[PhoneLine] = []
    for entry in read_directory(path, COLUMNS, ("number",)):
        number = party(entry.text("number"), country)
        if number is None:
            raise entry.fault(_("the number is missing"), _("Write the line's number, or the name of its trunk."))
        first, last = period_of(entry, "valid_from", "valid_to")
        title, source, campaign, keyword = map(entry.text, ("title", "source", "campaign", "keyword"))
        lines.append(PhoneLine(entry.row, number, title, source, campaign, keyword, first, last))
    _refuse_overlaps(lines, path)
    return tuple(lines)


def _refuse_overlaps(lines: list[PhoneLine], path: Path) -> None:
    by_number: dict[str, list[PhoneLine]] = {}
    for line in lines:
        by_number.setdefault(line.number, []).append(line)
    for number, some in by_number.items():
        for one, other in combinations(some, 2):
            if (one.valid_from or date.min) <= (other.valid_to or date.max) and (other.valid_from or date.min) <= (
                one.valid_to or date.max
            ):
                raise UsageError(
                    _("{number} stands for two things at the same time, here and in row {row}").format(
                        number=number, row=one.row
                    ),
                    f"{path}:{other.row}",
                    _("Part them by valid_from and valid_to."),
                )
