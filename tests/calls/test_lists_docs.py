"""The examples of docs/call-records.md are lists that can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from speechqa.calls import money, people, phone_lines, plan, working_days

PAGE = Path(__file__).parents[2] / "docs" / "call-records.md"
READERS = {
    "managers.csv": lambda path: people.read_people(path, "RU"),
    "lines.csv": lambda path: phone_lines.read_lines(path, "RU"),
    "plan.csv": plan.read_plan,
    "tariffs.csv": lambda path: money.read_tariffs(path, "RU"),
    "spend.csv": money.read_spend,
    "working_days.csv": working_days.read_working_days,
}
COLUMNS = (
    people.COLUMNS,
    phone_lines.COLUMNS,
    plan.COLUMNS,
    money.TARIFF_COLUMNS,
    money.SPEND_COLUMNS,
    working_days.COLUMNS,
)


@pytest.mark.parametrize("name", READERS)
def test_the_example_of_a_list_is_read_whole(tmp_path: Path, name: str) -> None:
    section = PAGE.read_text(encoding="utf-8").partition(f"### {name}\n")[2]
    example = re.search(r"```csv\n(.*?)```", section, re.DOTALL)
    assert example is not None
    path = tmp_path / name
    path.write_text(example[1], encoding="utf-8")
    rows = {entry.row for entry in READERS[name](path)}
    assert len(rows) == example[1].count("\n") - 1


@pytest.mark.parametrize("columns", COLUMNS)
def test_every_column_and_its_russian_title_is_told(columns: dict[str, tuple[str, ...]]) -> None:
    page = PAGE.read_text(encoding="utf-8").casefold()
    silent = [name for name, titles in columns.items() if f"`{name}`" not in page or titles[0] not in page]
    assert silent == []


@pytest.mark.parametrize("columns", COLUMNS)
def test_no_title_stands_for_two_columns(columns: dict[str, tuple[str, ...]]) -> None:
    titles = [title for name, others in columns.items() for title in {name, *others}]
    assert len(titles) == len(set(titles))
