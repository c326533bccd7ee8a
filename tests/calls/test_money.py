"""tariffs.csv and spend.csv."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from speechqa.calls.money import Spend, Tariff, read_spend, read_tariffs
from speechqa.errors import UsageError


def kept(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "money.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_prefixes_are_the_beginnings_of_whole_numbers(tmp_path: Path) -> None:
    rows = ("8 (495);исходящий;1,50;", "+7;;2;0,5", "380;outbound;10;", ";вх;0;")
    assert read_tariffs(kept(tmp_path, "Префикс;Направление;За минуту;За звонок", *rows), "RU") == (
        Tariff(2, "+7495", "outbound", 1.5, 0),
        Tariff(3, "+7", None, 2, 0.5),
        Tariff(4, "+380", "outbound", 10, 0),
        Tariff(5, "", "inbound", 0, 0),
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["+7,outbound,,"], ":2: there is no price"),
        (["seven,,1,"], ":2: prefix: 'seven' is no beginning of a number"),
        (["+7,,-1,"], ":2: per_minute: -1 is out of range"),
        (["+7495,,1,", "8495,,2,"], ":3: the same calls have two prices, here and in row 2"),
    ],
)
def test_a_wrong_tariff_is_named_with_its_row(tmp_path: Path, rows: list[str], expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_tariffs(kept(tmp_path, "prefix,direction,per_minute,per_call", *rows), "RU")
    assert expected in str(caught.value)


def test_spending_is_for_a_period_or_one_day(tmp_path: Path) -> None:
    rows = ("Яндекс;Поиск;01.01.2026;31.01.2026;50 000 ₽", "Радио;;05.01.2026;;1200,50")
    assert read_spend(kept(tmp_path, "Источник;Кампания;С;По;Сумма", *rows)) == (
        Spend(2, "Яндекс", "Поиск", date(2026, 1, 1), date(2026, 1, 31), 50_000),
        Spend(3, "Радио", None, date(2026, 1, 5), date(2026, 1, 5), 1200.5),
    )


@pytest.mark.parametrize("row", [",,2026-01-01,,5", "radio,,,,5", "radio,,2026-01-01,,"])
def test_spending_needs_source_day_and_amount(tmp_path: Path, row: str) -> None:
    with pytest.raises(UsageError, match=r"money\.csv:2: source, from or amount is missing"):
        read_spend(kept(tmp_path, "source,campaign,from,to,amount", row))
