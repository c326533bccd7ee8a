"""working_days.csv: a company's own days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from speechqa.calls.working_days import MarkedDay, read_working_days
from speechqa.errors import UsageError


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "working_days.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_days_are_read_as_people_write_them(tmp_path: Path) -> None:
    path = written(tmp_path, "Дата;Вид;Вместо\n07.11.2026;рабочий;пн\n# inventory\n2026-11-09;выходной;\n")
    assert read_working_days(path) == (
        MarkedDay(2, date(2026, 11, 7), True, 1),
        MarkedDay(4, date(2026, 11, 9), False, None),
    )


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ("2026-11-07,working,\n07.11.2026,holiday,\n", ":3"),
        ("2026-11-07,working,пн-пт\n", ":2"),
        ("2026-11-07,holiday,пн\n", ":2"),
        ("2026-11-07,,\n", ":2"),
        (",working,\n", ":2"),
        ("2026-11-07,maybe,\n", ":2"),
        ("2026-11-31,working,\n", ":2"),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_row(tmp_path: Path, rows: str, place: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_working_days(written(tmp_path, f"date,kind,as\n{rows}"))
    assert str(caught.value.where).endswith(place)
