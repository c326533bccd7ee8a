"""A folder in, the lists that a made-up company keeps out: managers, lines, plan, tariffs, spend, and the settings.

Thirty managers in four departments, one of whose extensions passes on; two extensions in nobody's list; twelve lines,
one of which is advertised elsewhere from the middle on, two in nobody's list.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

FIRST_DAY = date(2026, 8, 24)
DAYS = 90
MIDDLE = FIRST_DAY + timedelta(days=DAYS // 2)
ZONE = "Europe/Moscow"
TRUNKS = ("mtt-trunk", "rt-trunk")
UNLISTED = ("131", "132")
"""Extensions that managers.csv does not know."""
_DEPARTMENTS = ("Продажи", "Сервис", "Запись", "Опт")
_FIRST_NAMES = ("Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор", "Жанна", "Иван", "Кира", "Лев")
_LAST_NAMES = ("Белова", "Седых", "Черных")
_PASSES_ON = "110"


@dataclass(frozen=True, slots=True)
class Person:
    """An employee."""

    id: str
    name: str
    extension: str
    department: str


@dataclass(frozen=True, slots=True)
class Advertised:
    """What a line stands for."""

    source: str | None = None
    campaign: str | None = None
    keyword: str | None = None


MANAGERS = tuple(
    Person(f"m{n + 1:02d}", f"{_FIRST_NAMES[n % 10]} {_LAST_NAMES[n // 10]}", str(101 + n), _DEPARTMENTS[n % 4])
    for n in range(30)
)
SUCCESSOR = Person("m31", "Яна Новых", _PASSES_ON, "Опт")
LINES = (*(f"+7495123456{n}" for n in range(10)), "+74951234570", "+74951234571")
_ADVERTISED = {
    LINES[0]: Advertised("Яндекс", "Поиск", "мрт колена"),
    LINES[1]: Advertised("Яндекс", "Поиск", "мрт цена"),
    LINES[2]: Advertised("Яндекс", "РСЯ"),
    LINES[3]: Advertised("VK", "Лента"),
    LINES[4]: Advertised("VK", "Истории"),
    LINES[5]: Advertised("Метро"),
    LINES[6]: Advertised("2ГИС"),
    LINES[7]: Advertised("Сайт"),
    LINES[8]: Advertised("Авито", "Объявления"),
    LINES[9]: Advertised("Радио", "Утро"),
}
_LATER = {LINES[9]: Advertised("Радио", "Вечер")}
WRONG_CAMPAIGN = "Истории"
"""Nearly all who call by it want something else."""


def extensions() -> tuple[str, ...]:
    """All telephones."""
    return (*(person.extension for person in MANAGERS), *UNLISTED)


def person_on(extension: str, day: date) -> Person | None:
    """Who sits there on that day."""
    if extension == _PASSES_ON and day >= MIDDLE:
        return SUCCESSOR
    return next((person for person in MANAGERS if person.extension == extension), None)


def advertised_by(line: str | None, day: date) -> Advertised:
    """What led a caller there on that day."""
    if line is None:
        return Advertised()
    return (
        _LATER.get(line, _ADVERTISED[line]) if line in _LATER and day >= MIDDLE else _ADVERTISED.get(line, Advertised())
    )


def write_lists(folder: Path) -> None:
    """The five lists and speechqa.toml."""
    _write(folder / "managers.csv", ("extension", "name", "id", "department", "valid_from", "valid_to"), _managers())
    _write(
        folder / "lines.csv", ("number", "title", "source", "campaign", "keyword", "valid_from", "valid_to"), _lines()
    )
    _write(
        folder / "plan.csv",
        ("manager", "department", "source", "campaign", "day", "weekday", "direction", "calls", "talk_minutes",
         "quality", "pay_share", "fact"),
        _plan(),
    )  # fmt: skip
    _write(
        folder / "tariffs.csv",
        ("prefix", "direction", "per_minute", "per_call"),
        [("", "outbound", "2.5", "0"), ("+7495", "outbound", "1", "0"), ("+7812", "outbound", "1.5", "0.5"),
         ("", "inbound", "0.25", "0")],
    )  # fmt: skip
    _write(folder / "spend.csv", ("source", "campaign", "from", "to", "amount"), _spend())
    lists = "".join(f'{kind} = "{kind}.csv"\n' for kind in ("managers", "lines", "plan", "tariffs", "spend"))
    (folder / "speechqa.toml").write_text(
        f'db = "calls.db"\ntimezone = "{ZONE}"\nlanguage = "ru"\n{lists}'
        'checklists = ["checklists"]\nrecords = ["records"]\n',
        encoding="utf-8",
    )


def _managers() -> Iterable[Sequence[object]]:
    for person in MANAGERS:
        until = MIDDLE - timedelta(days=1) if person.extension == _PASSES_ON else ""
        yield person.extension, person.name, person.id, person.department, "", until
    yield SUCCESSOR.extension, SUCCESSOR.name, SUCCESSOR.id, SUCCESSOR.department, MIDDLE, ""


def _lines() -> Iterable[Sequence[object]]:
    for line, said in _ADVERTISED.items():
        until = MIDDLE - timedelta(days=1) if line in _LATER else ""
        yield line, f"Номер {line[-2:]}", said.source, said.campaign, said.keyword, "", until
    for line, said in _LATER.items():
        yield line, f"Номер {line[-2:]}", said.source, said.campaign, said.keyword, MIDDLE, ""


def _plan() -> Iterable[Sequence[object]]:
    for person in MANAGERS[:20]:
        yield person.id, "", "", "", "", "mon-fri", "outbound", 15, 40, 75, 15, "conversation"
    for person in MANAGERS[20:]:
        yield person.id, "", "", "", "", "mon-fri", "", 30, "", "", "", "attempt"
    for department in _DEPARTMENTS:
        yield "", department, "", "", "", "mon-fri", "inbound", 200, "", "", "", "conversation"
    yield "", "", "Яндекс", "Поиск", "", "mon-fri", "inbound", 100, "", "", "", "conversation"


def _spend() -> Iterable[Sequence[object]]:
    last = FIRST_DAY + timedelta(days=DAYS - 1)
    for n, (source, campaign) in enumerate(
        (("Яндекс", "Поиск"), ("Яндекс", "РСЯ"), ("VK", "Лента"), ("VK", "Истории"), ("Метро", ""), ("Радио", "Утро"))
    ):
        yield source, campaign, FIRST_DAY, MIDDLE - timedelta(days=1), 90000 + 4500 * n
        yield source, campaign, MIDDLE, last, 45000 + 900 * n


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
