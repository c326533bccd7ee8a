"""``tariffs.csv`` and ``spend.csv`` in; out, what a minute and a call cost by direction and prefix, and what
advertising cost in which period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from speechqa.calls.directory import Entry, read_directory
from speechqa.calls.directory_values import DIRECTIONS, number_of, period_of, word_of
from speechqa.errors import UsageError
from speechqa.texts import _

TARIFF_COLUMNS = {
    "prefix": ("префикс", "код", "направление номера", "code"),
    "direction": ("направление",),
    "per_minute": ("за минуту", "цена минуты", "руб/мин", "minute"),
    "per_call": ("за звонок", "цена звонка", "соединение", "call"),
}
SPEND_COLUMNS = {
    "source": ("источник", "канал", "channel"),
    "campaign": ("кампания", "рекламная кампания"),
    "from": ("с", "с даты", "начало", "дата", "valid_from", "date"),
    "to": ("по", "по дату", "до", "конец", "valid_to", "until"),
    "amount": ("сумма", "расход", "расходы", "cost", "spend"),
}
_PLUS_SEVEN = ("RU", "KZ")


@dataclass(frozen=True, slots=True)
class Tariff:
    """The price of calls to or from numbers (E.164) that begin with ``prefix``, the longest of which counts; an empty
    one is any number. No direction is any."""

    row: int
    prefix: str
    direction: str | None
    per_minute: float
    per_call: float


@dataclass(frozen=True, slots=True)
class Spend:
    """What a source, or one campaign of it, cost from the first to the last day, both included."""

    row: int
    source: str
    campaign: str | None
    first: date
    last: date
    amount: float


def read_tariffs(path: Path, country: str) -> tuple[Tariff, ...]:
    """All tariffs.

    Raises:
        UsageError: something in the file cannot be understood, or two rows give a price for the same calls.
    """
    tariffs = tuple(_tariff(entry, country) for entry in read_directory(path, TARIFF_COLUMNS))
    seen: dict[tuple[str, str | None], int] = {}
    for tariff in tariffs:
        before = seen.setdefault((tariff.prefix, tariff.direction), tariff.row)
        if before != tariff.row:
            raise UsageError(
                _("the same calls have two prices, here and in row {row}").format(row=before),
                f"{path}:{tariff.row}",
                _("Take one of them away, or part them by direction."),
            )
    return tariffs


def read_spend(path: Path) -> tuple[Spend, ...]:
    """All spending; what two rows say of the same days adds up.

    Raises:
        UsageError: something in the file cannot be understood.
    """
    return tuple(map(_spend, read_directory(path, SPEND_COLUMNS, ("source", "from", "amount"))))


def _tariff(entry: Entry, country: str) -> Tariff:
    per_minute, per_call = number_of(entry, "per_minute"), number_of(entry, "per_call")
    if per_minute is None and per_call is None:
        raise entry.fault(_("there is no price"), _("Write per_minute, per_call or both; 0 is free."))
    prefix = _prefix(entry, country)
    return Tariff(entry.row, prefix, word_of(entry, "direction", DIRECTIONS), per_minute or 0.0, per_call or 0.0)


def _prefix(entry: Entry, country: str) -> str:
    written = entry.text("prefix")
    if written is None or written == "*":
        return ""
    digits = re.sub(r"[\s().\-*]+", "", written)
    if re.fullmatch(r"\+?\d+", digits) is None:
        raise entry.fault(
            _("{value!r} is no beginning of a number").format(value=written),
            _("Write digits such as +7495; empty is any number."),
            "prefix",
        )
    if digits.startswith("8") and country in _PLUS_SEVEN:
        return f"+7{digits[1:]}"
    return f"+{digits.removeprefix('+')}"


def _spend(entry: Entry) -> Spend:
    first, last = period_of(entry, "from", "to")
    source, amount = entry.text("source"), number_of(entry, "amount", least=None)
    if source is None or first is None or amount is None:
        raise entry.fault(
            _("source, from or amount is missing"), _("Write all three; without a second date it is one day.")
        )
    return Spend(entry.row, source, entry.text("campaign"), first, last or first, amount)
