"""``speechqa checklist from-xlsx``: the card that a QA department keeps, as a checklist."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from speechqa.checklist.load import load_checklist
from tests.conftest import Cli


def card(path: Path, *rows: tuple[object, ...]) -> None:
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()


def test_a_card_becomes_a_checklist_that_is_right(cli: Cli, tmp_path: Path) -> None:
    card(
        tmp_path / "Карта продаж.xlsx",
        ("Технологическая карта отдела",),
        ("№", "Этап", "Критерий", "Вес", "Примеры фраз", "Грубая ошибка", "Стоп-фразы"),
        (1, "Начало", "Приветствие", 2, "«Добрый день»; здравствуйте", "", ""),
        (2, "", "Приветствие", 1.5, "Меня зовут {name}\nэто {нечто}", "", ""),
        (3, "Конец", "Тон: «вежливый»", "", "", "", ""),
        (4, "", "=Без отговорок", 1, "", "да", "ничем не могу помочь / не знаю"),
    )
    done = cli("--lang", "en", "checklist", "from-xlsx", "Карта продаж.xlsx", "-o", "card.yaml")
    assert done.returncode == 0, done.stderr
    assert "left out: Карта продаж.xlsx:4: 'это {нечто}'" in done.stderr
    assert (tmp_path / "card.yaml").stat().st_mode & 0o777 == 0o600
    found = load_checklist(tmp_path / "card.yaml")
    assert (found.id, found.title) == ("karta_prodazh", {"ru": "Карта продаж"})
    assert found.sections == {"nachalo": {"ru": "Начало"}, "konets": {"ru": "Конец"}}
    assert [(one.id, one.section, one.weight, one.critical, one.by) for one in found.checkpoints] == [
        ("privetstvie", "nachalo", 2.0, False, "machine"),
        ("privetstvie_2", "nachalo", 1.5, False, "machine"),
        ("ton_vezhlivyy", "konets", 1.0, False, "human"),
        ("bez_otgovorok", "konets", 1.0, True, "machine"),
    ]
    assert [phrase.say for phrase in found.checkpoints[0].any] == ["Добрый день", "здравствуйте"]
    assert [phrase.say for phrase in found.checkpoints[3].none] == ["ничем не могу помочь", "не знаю"]
    assert found.checkpoints[3].title == {"ru": "=Без отговорок"}
    again = cli("checklist", "from-xlsx", "Карта продаж.xlsx", "-o", "card.yaml")
    assert again.returncode == 2
    shown = cli("checklist", "from-xlsx", "Карта продаж.xlsx").stdout
    assert shown == (tmp_path / "card.yaml").read_text(encoding="utf-8")


def test_what_cannot_be_read_is_named(cli: Cli, tmp_path: Path) -> None:
    card(tmp_path / "a.xlsx", ("что-то", "ещё"), ("x", "y"))
    card(tmp_path / "b.xlsx", ("Критерий", "Вес"), ("Приветствие", "много"))
    card(tmp_path / "c.xlsx", ("Критерий", "Вес"), ("", 1))
    for name, words in (
        ("a.xlsx", "no column of this sheet is headed as the criteria"),
        ("b.xlsx", "b.xlsx:2: 'много' is no weight"),
        ("c.xlsx", "there are no criteria"),
    ):
        done = cli("--lang", "en", "checklist", "from-xlsx", name)
        assert (done.returncode, words in done.stderr) == (2, True), done.stderr
