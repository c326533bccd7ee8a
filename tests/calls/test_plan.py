"""plan.csv: what is planned for whom."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from speechqa.calls.plan import Plan, read_plan
from speechqa.errors import UsageError

HEADER = "manager,department,source,campaign,day,weekday,direction,calls,talk_minutes,requests,quality,pay_share,fact\n"


def plans(tmp_path: Path, *rows: str) -> tuple[Plan, ...]:
    path = tmp_path / "plan.csv"
    path.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    return read_plan(path)


def test_a_plan_is_for_weekdays_or_for_a_day(tmp_path: Path) -> None:
    usual, day, always = plans(
        tmp_path,
        'anna,,,,,пн-пт,исходящие,40,"120,5",10,80%,15,попытка',
        "anna,,,,31.12.2026,,outbound,10",
        ",Sales,,,,,,,,,85",
    )
    assert usual == Plan(2, "anna", None, None, None, "outbound", None, "12345", 40, 120.5, 10, 80, 15, "attempt")
    assert (day.day, day.calls, day.fact) == (date(2026, 12, 31), 10, "conversation")
    assert (always.department, always.weekdays, always.quality) == ("Sales", "1234567", 85)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["anna"], ":2: nothing is planned"),
        (["anna,,,,2026-01-15,mon,,40"], ":2: both a day and a weekday are given"),
        (["anna,,,,,,sideways,40"], ":2: direction: 'sideways' is not known here"),
        (["anna,,,,,,,,,,0.8"], ":2: quality: 0.8 is no percentage"),
        (["anna,,,,,,,40,,,,,guess"], ":2: fact: 'guess' is not known here"),
        (
            ["anna,,,,,mon-wed,,40", "anna,,,,,wed,,50"],
            ":3: calls is planned twice for the same days, here and in row 2",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_row(tmp_path: Path, rows: list[str], expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        plans(tmp_path, *rows)
    assert expected in str(caught.value)


def test_different_things_may_be_planned_for_one_day(tmp_path: Path) -> None:
    assert len(plans(tmp_path, "anna,,,,,mon,,40", "anna,,,,,mon,,,60", "anna,,,,,mon,inbound,20")) == 3
