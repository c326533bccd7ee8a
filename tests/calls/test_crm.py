"""Exports of a CRM."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from speechqa.calls.crm import CrmItem, read_crm
from speechqa.errors import UsageError

DEALS = """ID;Название сделки;Этап сделки;Ответственный;Бюджет;Дата создания;Дата закрытия;Телефон;Причина отказа
101;МРТ колена;Успешно реализовано;Анна;5 400,50;15.01.2024 10:20;16.01.2024 12:00;8 (903) 123-45-67;
102;МРТ спины;Закрыто и не реализовано;Анна;0;15.01.2024 11:00;15.01.2024 11:05;+7 903 765-43-21;Спам
103;УЗИ;Первичный контакт;Олег;;16.01.2024;;79031112233;
"""


def read(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "export.csv", **more: object):  # type: ignore[no-untyped-def]
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return read_crm(path, "RU", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_deals_are_read_as_a_crm_exports_them(tmp_path: Path, encoding: str) -> None:
    items, bad = read(tmp_path, DEALS, encoding)
    assert bad == ()
    assert items[0] == CrmItem(
        kind="deal",
        crm_id="101",
        at=datetime(2024, 1, 15, 10, 20),
        customer="+79031234567",
        manager="Анна",
        status="won",
        stage="Успешно реализовано",
        amount=5400.5,
        closed_at=datetime(2024, 1, 16, 12, 0),
        title="МРТ колена",
    )
    assert [(item.status, item.lost_reason, item.whole_day) for item in items] == [
        ("won", None, False),
        ("lost", "Спам", False),
        ("open", None, True),
    ]


def test_the_kind_is_told_by_a_column_by_the_option_or_by_the_files_name(tmp_path: Path) -> None:
    mixed = "тип,id,дата,телефон\nСобытие,1,2024-01-15 10:00,89031234567\nЗаявка,2,2024-01-15 10:05,89031234567\n"
    assert [item.kind for item in read(tmp_path, mixed)[0]] == ["event", "request"]
    plain = "id,date,phone\n1,2024-01-15 10:00,89031234567\n"
    assert [item.kind for item in read(tmp_path, plain, kind="event")[0]] == ["event"]
    assert [item.kind for item in read(tmp_path, plain, name="заявки 2024.csv")[0]] == ["request"]
    leads = "id,дата,телефон,статус\n1,2024-01-15 10:00,89031234567,Новая\n"
    assert [item.kind for item in read(tmp_path, leads, name="requests.csv")[0]] == ["request"]
    assert [item.kind for item in read(tmp_path, leads, name="export.csv")[0]] == ["deal"]
    with pytest.raises(UsageError, match="events, requests or deals"):
        read(tmp_path, plain)


def test_rows_that_make_no_sense_are_kept_apart_and_the_rest_goes_in(tmp_path: Path) -> None:
    text = (
        "тип,id,дата,телефон,сумма\n"
        "Заявка,1,31.02.2024,89031234567,\n"
        "Заявка,2,15.01.2024,,\n"
        "Ничто,3,15.01.2024,89031234567,\n"
        "Сделка,4,15.01.2024,89031234567,много\n"
        "Заявка,5,15.01.2024,89031234567,\n"
    )
    items, bad = read(tmp_path, text)
    assert [item.crm_id for item in items] == ["5"]
    assert [row.line for row in bad] == [2, 3, 4, 5]
    assert all(row.reason for row in bad)


def test_what_is_needed_and_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="date") as raised:
        read(tmp_path, "id,phone\n1,89031234567\n", kind="event")
    assert "phone" in (raised.value.remedy or "")
    with pytest.raises(UsageError, match="Кто"):
        read(tmp_path, "id,date,phone\n1,2024-01-15,89031234567\n", kind="event", columns={"manager": "Кто"})
    with pytest.raises(UsageError, match="empty"):
        read(tmp_path, "", kind="event")


def test_columns_with_unusual_titles_can_be_told(tmp_path: Path) -> None:
    text = "Когда это было,Кому звонили,id\n2024-01-15 10:00,89031234567,7\n"
    (item,), bad = read(tmp_path, text, kind="event", columns={"at": "Когда это было", "customer": "кому звонили"})
    assert (item.crm_id, item.customer, bad) == ("7", "+79031234567", ())


def test_of_several_telephones_the_first_that_is_filled_counts(tmp_path: Path) -> None:
    text = 'id,дата,рабочий телефон,мобильный телефон\n1,2024-01-15,,"+7 903 123-45-67, 84951112233"\n'
    (item,), _bad = read(tmp_path, text, kind="request")
    assert item.customer == "+79031234567"


def test_items_without_an_id_are_known_by_what_they_say(tmp_path: Path) -> None:
    text = "дата,телефон,тема\n15.01.2024 10:00,89031234567,перезвонить\n15.01.2024 10:00,89031234567,договор\n"
    first, _bad = read(tmp_path, text, kind="event")
    again, _bad = read(tmp_path, text, kind="event")
    assert [item.crm_id for item in first] == [item.crm_id for item in again]
    assert len({item.crm_id for item in first}) == 2
