"""Lists that people keep, through the whole pipeline: read again where they changed, judged by, gone without trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from speechqa.checklist.load import parse_checklist
from speechqa.errors import UsageError
from speechqa.pipeline import import_records, rescore
from speechqa.pipeline.project import open_project
from speechqa.report.calls import report_calls
from speechqa.report.filters import Filters
from speechqa.settings import NO_LIST
from tests.pipeline.conftest import Desk, by_file, dump, query, three, three_rows

PEOPLE = "extension,name,id,department\n101,Анна Петрова,anna,Продажи\n103,Пётр,,Сервис\n"
LINES = "number,source,campaign\n84951234567,Яндекс,Поиск\n"
SALES = parse_checklist(
    "checklist: sales\napplies_to: {department: продажи}\ncheckpoints: [{id: greeting, any: [добрый день]}]\n", "s.yaml"
)
ADVERTISED = parse_checklist(
    "checklist: advertised\napplies_to: {source: Яндекс, direction: inbound, lines: '84951234567'}\n"
    "checkpoints: [{id: greeting, any: [добрый день]}]\n",
    "a.yaml",
)


def kept(desk: Desk, name: str, text: str) -> Path:
    path = desk.root / name
    path.write_text(text, encoding="utf-8")
    return path


def calls(desk: Desk, columns: str = "extension, manager, manager_name, department, source, campaign"):  # type: ignore[no-untyped-def]
    return query(desk.root / "calls.db", f"SELECT {columns} FROM call ORDER BY started_at")


def cards(desk: Desk) -> list[str | None]:
    found = query(
        desk.root / "calls.db",
        """SELECT checklist FROM result JOIN call USING (call_id) LEFT JOIN checklist USING (content_hash)
           WHERE current = 1 ORDER BY started_at""",
    )
    return [row[0] for row in found]


def test_people_and_lines_are_told_of_calls_with_and_without_recordings(desk: Desk) -> None:
    three(desk)[2].unlink()
    settings = desk.settings(managers=kept(desk, "managers.csv", PEOPLE), lines=kept(desk, "lines.csv", LINES))
    import_records(settings, desk.log(*three_rows()))
    assert calls(desk) == [
        ("101", "anna", "Анна Петрова", "Продажи", "Яндекс", "Поиск"),
        (None, "102", None, None, "Яндекс", "Поиск"),
        ("103", "Пётр", "Пётр", "Сервис", None, None),
    ]


@pytest.mark.parametrize("order", ["lists first", "records first", "recordings first"])
def test_the_order_of_arrival_leaves_no_trace(desk: Desk, order: str) -> None:
    three(desk)
    lists = {"managers": kept(desk, "managers.csv", PEOPLE), "lines": kept(desk, "lines.csv", LINES)}
    log = desk.log(*three_rows())
    three_cards = (*desk.cards, SALES, ADVERTISED)
    desk.score(settings=desk.settings("known.db", **lists), records=log, checklists=three_cards)

    def listed() -> None:
        open_project(desk.settings("b.db", **lists)).close()

    def recorded() -> None:
        import_records(desk.settings("b.db"), log)

    def heard() -> None:
        desk.score(settings=desk.settings("b.db"), checklists=three_cards)

    steps = {
        "lists first": (listed, recorded, heard),
        "records first": (recorded, listed, heard),
        "recordings first": (heard, recorded, listed),
    }
    for step in steps[order]:
        step()
    assert by_file(dump(desk.root / "b.db")) == by_file(dump(desk.root / "known.db"))


def test_a_changed_list_changes_which_checklist_judges(desk: Desk) -> None:
    three(desk)
    managers = kept(desk, "managers.csv", PEOPLE)
    settings = desk.settings(managers=managers)
    desk.score(settings=settings, records=desk.log(*three_rows()), checklists=(SALES, *desk.cards))
    # Both ask for one thing and fit: the first of the two.
    assert cards(desk) == ["sales", "inbound", "outbound"]
    kept(desk, "managers.csv", PEOPLE.replace("Сервис", "Продажи"))
    open_project(settings).close()
    assert cards(desk)[2] == "sales"
    assert query(desk.root / "calls.db", "SELECT * FROM unjudged") == []
    assert len(desk.stub.heard) == 3


def test_without_the_list_all_is_as_it_was(desk: Desk) -> None:
    three(desk)
    desk.score(records=desk.log(*three_rows()), checklists=(SALES, *desk.cards))
    before = dump(desk.root / "calls.db")
    settings = desk.settings(managers=kept(desk, "managers.csv", PEOPLE), lines=kept(desk, "lines.csv", LINES))
    open_project(settings).close()
    assert dump(desk.root / "calls.db") != before
    open_project(desk.settings()).close()
    assert calls(desk, "manager")[0] == ("anna",), "a command that names no list forgets none"
    open_project(desk.settings(managers=NO_LIST, lines=NO_LIST)).close()
    assert dump(desk.root / "calls.db") == before


def test_a_wrong_list_is_told_and_leaves_what_was_there(desk: Desk) -> None:
    managers = kept(desk, "managers.csv", PEOPLE)
    lines = kept(desk, "lines.csv", LINES)
    settings = desk.settings(managers=managers, lines=lines)
    import_records(settings, desk.log(*three_rows()))
    before = calls(desk)
    kept(desk, "lines.csv", LINES.replace("Яндекс", "Радио"))
    kept(desk, "managers.csv", PEOPLE + "101,Ольга,,\n")
    with pytest.raises(UsageError, match=r"managers\.csv:4: extension 101 has two people"):
        open_project(settings)
    assert calls(desk) == before
    managers.unlink()
    with pytest.raises(UsageError, match="there is no such file"):
        open_project(settings)
    assert calls(desk) == before


def test_another_time_zone_is_another_shift(desk: Desk) -> None:
    managers = kept(desk, "managers.csv", "extension,name,hours\n101,Анна,09:00-11:00\n101,Ольга,11:00-24:00\n")
    settings = desk.settings(managers=managers)
    import_records(settings, desk.log(*three_rows()))
    assert calls(desk, "manager")[0] == ("Анна",)
    open_project(settings.model_copy(update={"timezone": "Asia/Tokyo"})).close()
    assert calls(desk, "manager, local_hour")[0] == ("Ольга", 16)


def test_a_folder_or_an_introduction_tells_a_person_too(desk: Desk) -> None:
    first, second, third = three(desk)
    for path in (second, third):
        path.unlink()
    folder = desk.recordings / "Анна"
    folder.mkdir()
    first.rename(folder / "2026_11_09_10_00_05.wav")
    settings = desk.settings(managers=kept(desk, "managers.csv", "name,id,department\nанна,a7,Продажи\n"))
    desk.score(settings=settings)
    assert calls(desk, "manager, manager_name, department") == [("a7", "анна", "Продажи")]


def test_an_introduction_names_a_person_but_never_chooses_the_checklist(desk: Desk) -> None:
    first, second, third = three(desk)
    for path in (second, third):
        path.unlink()
    first.rename(desk.recordings / "2026_11_09_10_00_05.wav")
    settings = desk.settings(managers=kept(desk, "managers.csv", "name,id,department\nАнна,a7,Продажи\n"))
    card = parse_checklist("checklist: any\ncheckpoints: [{id: greeting, any: [добрый день]}]\n", "any.yaml")
    desk.score(settings=settings, checklists=(SALES, card))
    assert calls(desk, "manager, manager_source, department") == [("a7", "introduction", "Продажи")]
    rescore(settings, checklists=(SALES, card))
    assert cards(desk) == ["any"]


@pytest.mark.parametrize(("manager", "count"), [("anna", 1), ("101", 1), ("Анна Петрова", 1), ("102", 1), ("104", 0)])
def test_reports_find_a_person_by_id_extension_or_name(desk: Desk, manager: str, count: int) -> None:
    three(desk)
    settings = desk.settings(managers=kept(desk, "managers.csv", PEOPLE))
    desk.score(settings=settings, records=desk.log(*three_rows()))
    assert len(report_calls(open_project(settings), Filters(manager=manager)).rows) == count
