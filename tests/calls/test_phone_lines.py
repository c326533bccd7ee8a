"""lines.csv: which number stands for which advertising."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from speechqa.calls.phone_lines import PhoneLine, read_lines
from speechqa.errors import UsageError


def lines(tmp_path: Path, *rows: str) -> tuple[PhoneLine, ...]:
    path = tmp_path / "lines.csv"
    path.write_text("Номер;Название;Источник;Кампания;Ключевое слово;С;По\n" + "\n".join(rows), encoding="cp1251")
    return read_lines(path, "RU")


def test_numbers_are_one_however_they_are_written_and_trunks_keep_their_names(tmp_path: Path) -> None:
    site, trunk = lines(tmp_path, "+7 (495) 123-45-67;Сайт;Яндекс;Поиск;мрт;01.01.2026;31.03.2026", "mtt-trunk;;Радио")
    assert site == PhoneLine(2, "+74951234567", "Сайт", "Яндекс", "Поиск", "мрт", date(2026, 1, 1), date(2026, 3, 31))
    assert (trunk.number, trunk.source, trunk.valid_from) == ("mtt-trunk", "Радио", None)


def test_one_number_on_the_same_days_is_an_error_that_names_both(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"lines\.csv:3: \+74951234567 stands for two things .* row 2\. Part them"):
        lines(tmp_path, "84951234567;;Яндекс;;;;31.03.2026", "+7 495 1234567;;Google;;;31.03.2026")


def test_one_number_in_turn_is_none(tmp_path: Path) -> None:
    assert len(lines(tmp_path, "84951234567;;Яндекс;;;;31.03.2026", "84951234567;;Google;;;01.04.2026")) == 2


def test_a_row_without_a_number_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"lines\.csv:2: the number is missing"):
        lines(tmp_path, ";Сайт;Яндекс")
