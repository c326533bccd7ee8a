"""``speechqa crm import`` beside real call records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from speechqa.settings import Settings
from tests.conftest import Cli

RECORDS = (
    '"","79031234567","74951112233","from-trunk","","SIP/mtt-00000001","SIP/101-00000002","Dial","SIP/101",'
    '"2024-01-15 10:00:00","2024-01-15 10:00:10","2024-01-15 10:05:00",300,290,"ANSWERED","3","1705302000.1",""\n'
    '"","79031234567","74951112233","from-trunk","","SIP/mtt-00000003","SIP/101-00000004","Dial","SIP/101",'
    '"2024-01-15 15:00:00","2024-01-15 15:00:10","2024-01-15 15:02:00",120,110,"ANSWERED","3","1705320000.3",""\n'
    '"","79037654321","74951112233","from-trunk","","SIP/mtt-00000005","SIP/102-00000006","Dial","SIP/102",'
    '"2024-01-16 11:00:00","2024-01-16 11:00:10","2024-01-16 11:02:00",120,110,"ANSWERED","3","1705392000.5",""\n'
)
ITEMS = (
    "тип;id;дата;телефон;звонок;статус;сумма\n"
    "событие;e1;15.01.2024 10:06;8 903 123-45-67;;;\n"
    "событие;e2;15.01.2024 14:59;8 903 123-45-67;;;\n"
    "событие;e3;20.01.2024 10:00;8 903 123-45-67;;;\n"
    "заявка;r1;16.01.2024;+7 (903) 765-43-21;;;\n"
    "заявка;r2;01.01.2020;;1705392000.5;;\n"
    "сделка;d1;15.01.2024 10:10;89031234567;;Успешно реализовано;5400\n"
    "сделка;d2;16.01.2024 11:10;89037654321;;Спам;\n"
)


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Path:
    (tmp_path / "Master.csv").write_text(RECORDS, encoding="utf-8")
    (tmp_path / "crm.csv").write_text(ITEMS, encoding="utf-8")
    return tmp_path


def told(cli: Cli, folder: Path) -> list[dict[str, object]]:
    done = cli("crm", "import", str(folder / "crm.csv"), "--db", str(folder / "calls.db"), "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)[0]["kinds"]  # type: ignore[no-any-return]


def joins(folder: Path) -> dict[str, tuple[str | None, str | None]]:
    from speechqa.pipeline.project import open_project

    db = open_project(Settings(db=folder / "calls.db"))
    return {row[0]: (row[1], row[2]) for row in db.conn.execute("SELECT crm_id, call_id, reason FROM crm_call")}


@pytest.mark.parametrize("records_first", [True, False])
def test_items_find_their_call_by_its_id_or_by_the_customer_in_either_order(
    cli: Cli, project: Path, records_first: bool
) -> None:
    def records() -> None:
        done = cli(
            *("cdr", "import", str(project / "Master.csv"), "--db", str(project / "calls.db")),
            *("--timezone", "Europe/Moscow"),
        )
        assert done.returncode == 0, done.stderr

    if records_first:
        records()
        told(cli, project)
    else:
        cli("crm", "import", str(project / "crm.csv"), "--db", str(project / "calls.db"), "--timezone", "Europe/Moscow")
        records()
    assert joins(project) == {
        "e1": ("1705302000.1", "customer"),
        "e2": ("1705320000.3", "customer"),
        "e3": (None, None),
        "r1": ("1705392000.5", "customer"),
        "r2": ("1705392000.5", "call"),
        "d1": ("1705302000.1", "customer"),
        "d2": ("1705392000.5", "customer"),
    }


def test_the_same_export_twice_changes_nothing_and_a_newer_one_only_what_it_says_anew(cli: Cli, project: Path) -> None:
    def run() -> dict[str, int]:
        done = cli("crm", "import", str(project / "crm.csv"), "--db", str(project / "calls.db"), "--format", "json")
        (one,) = json.loads(done.stdout)
        return {key: one[key] for key in ("rows", "new", "changed")}

    assert run() == {"rows": 7, "new": 7, "changed": 0}
    assert run() == {"rows": 7, "new": 0, "changed": 0}
    (project / "crm.csv").write_text(ITEMS.replace("5400", "6000") + "событие;e4;15.01.2024;89031234567;;;\n")
    assert run() == {"rows": 8, "new": 1, "changed": 1}


def test_deals_are_those_of_all_calls_of_their_customer_and_spam_counts_nowhere(cli: Cli, project: Path) -> None:
    from speechqa.pipeline.project import open_project

    cli("cdr", "import", str(project / "Master.csv"), "--db", str(project / "calls.db"), "--timezone", "Europe/Moscow")
    assert [kind["spam"] for kind in told(cli, project)] == [0, 0, 1]
    db = open_project(Settings(db=project / "calls.db"))
    rows = db.conn.execute("SELECT call_id, crm_id, won, counts FROM call_deal ORDER BY call_id").fetchall()
    assert rows == [("1705302000.1", "d1", 1, 1), ("1705320000.3", "d1", 1, 1), ("1705392000.5", "d2", 0, 0)]
    first = db.conn.execute("SELECT customer, call_id FROM customer_first ORDER BY customer").fetchall()
    assert first == [("+79031234567", "1705302000.1"), ("+79037654321", "1705392000.5")]


def test_bad_rows_are_named_with_file_and_line_and_the_rest_goes_in(cli: Cli, project: Path) -> None:
    (project / "crm.csv").write_text(ITEMS + "событие;e9;32.01.2024;89031234567;;;\n", encoding="utf-8")
    done = cli("crm", "import", str(project / "crm.csv"), "--db", str(project / "calls.db"))
    assert done.returncode == 3
    assert "crm.csv:9" in done.stderr
    assert "7" in done.stdout


def test_what_is_no_export_is_told_without_a_traceback(cli: Cli, project: Path) -> None:
    for content in (b"", b"\x00\x01\x02" * 100, b"PK\x03\x04 no spreadsheet", b"a;b\n1;2\n"):
        (project / "crm.csv").write_bytes(content)
        done = cli("crm", "import", str(project / "crm.csv"), "--db", str(project / "calls.db"))
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
    assert cli("crm", "import", "nowhere.csv", "--db", str(project / "calls.db")).returncode == 2
    wrong = cli("crm", "import", str(project / "crm.csv"), "--columns", "who=X", "--db", str(project / "calls.db"))
    assert wrong.returncode == 2


def test_another_time_zone_of_the_project_moves_items_with_their_calls(cli: Cli, project: Path) -> None:
    cli("cdr", "import", str(project / "Master.csv"), "--db", str(project / "calls.db"), "--timezone", "Europe/Moscow")
    told(cli, project)
    before = joins(project)
    cli("crm", "import", str(project / "crm.csv"), "--db", str(project / "calls.db"), "--timezone", "Asia/Novosibirsk")
    from speechqa.pipeline.project import open_project

    db = open_project(Settings(db=project / "calls.db"))
    assert db.conn.execute("SELECT count(*), min(at) FROM crm_item WHERE kind = 'event'").fetchone() == (
        3,
        "2024-01-15T03:06:00+00:00",
    )
    assert set(joins(project)) == set(before)


def test_every_file_is_told_with_what_it_brought_and_no_more(cli: Cli, project: Path) -> None:
    head, *items = ITEMS.splitlines(keepends=True)
    (project / "one.csv").write_text(head + "".join(items[:3]), encoding="utf-8")
    (project / "two.csv").write_text(head + "".join(items[3:]), encoding="utf-8")
    files = [str(project / name) for name in ("one.csv", "two.csv")]
    done = cli("crm", "import", *files, "--db", str(project / "calls.db"), "--format", "json")
    told = [{kind["kind"]: kind["items"] for kind in one["kinds"]} for one in json.loads(done.stdout)]
    assert told == [{"event": 3}, {"request": 2, "deal": 2}]
    table = cli("crm", "import", *files, "--db", str(project / "calls.db"), "--format", "csv").stdout
    assert [line.split(",")[1] for line in table.splitlines()[1:]] == ["3", "2", "2"]


def test_other_reasons_for_spam_count_without_a_new_import(cli: Cli, project: Path) -> None:
    from speechqa.pipeline.project import open_project

    def spam(**settings: object) -> list[str]:
        db = open_project(Settings(db=project / "calls.db", **settings))  # type: ignore[arg-type]
        return [row[0] for row in db.conn.execute("SELECT crm_id FROM crm_item WHERE spam ORDER BY crm_id")]

    cli("crm", "import", str(project / "crm.csv"), "--db", str(project / "calls.db"))
    assert spam() == ["d2"]
    assert spam(spam_reasons=("Успешно",)) == ["d1"]
    # A command that does not say the reasons leaves them as they are; so does an import.
    assert spam() == ["d1"]
    cli("crm", "import", str(project / "crm.csv"), "--db", str(project / "calls.db"))
    assert spam() == ["d1"]
