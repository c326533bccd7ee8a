"""Reports on a small project: their values, and how they look in 80 columns (the .txt files beside this one).

``SNAPSHOTS=write pytest tests/report`` writes the files anew; read the difference before you keep it.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sample_store import GREETING, NEAREST, add_call, build_sample, derive, recording, verdicts

from speechqa.errors import SpeechqaError
from speechqa.report.ask import ask
from speechqa.report.call import report_call
from speechqa.report.calls import report_calls
from speechqa.report.failures import report_failures
from speechqa.report.filters import Filters
from speechqa.report.managers import REPORT as MANAGERS
from speechqa.report.named import Question
from speechqa.report.period import Period
from speechqa.report.render.csv import cell
from speechqa.report.render.write import write_report, write_sheet
from speechqa.report.sheet import Sheet
from speechqa.store.connection import open_store
from speechqa.store.overrides import save_override
from speechqa.store.recordings import register_recording
from speechqa.texts import set_language

Sample = tuple[Any, dict[str, str]]
WRITE = os.environ.get("SNAPSHOTS") == "write"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    db, ids = build_sample(tmp_path_factory.mktemp("report") / "calls.db")
    save_override(db, ids["yellow"], "tone", "passed", author="Ольга", comment="вежливо")
    return db, ids


def _text(report: Any, output: str = "table", width: int = 80) -> str:
    stream = io.StringIO()
    (write_sheet if isinstance(report, Sheet) else write_report)(report, output, stream, width)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def report_managers(db: Any, filters: Filters | None = None) -> Sheet:
    return ask(db, MANAGERS, Question(filters or Filters()))


REPORTS: dict[str, Callable[[Any, dict[str, str]], Any]] = {
    "managers": lambda db, ids: report_managers(db),
    "calls": lambda db, ids: report_calls(db),
    "call_critical": lambda db, ids: report_call(db, ids["critical"]),
    "call_errors": lambda db, ids: report_call(db, ids["brush_off"]),
    "call_brief": lambda db, ids: report_call(db, ids["brush_off"], brief=True),
    "call_edited": lambda db, ids: report_call(db, ids["yellow"]),
    "call_mono": lambda db, ids: report_call(db, ids["mono"]),
    "call_short": lambda db, ids: report_call(db, ids["short"]),
    "failures": lambda db, ids: report_failures(db),
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_looks_as_it_did_and_fits_80_columns(sample: Sample, name: str) -> None:
    text = _text(REPORTS[name](*sample))
    file = Path(__file__).parent / f"{name}.txt"
    if WRITE:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 80


def test_calls_have_the_keys_that_others_build_on(sample: Sample) -> None:
    db, ids = sample
    rows = json.loads(_text(report_calls(db), "json"))
    agreed = ["call_id", "file", "manager", "direction", "started_at", "duration", "talk", "wait", "checklist", "score",
              "light", "flags"]  # fmt: skip
    assert all(list(row)[: len(agreed)] == agreed for row in rows)
    green = next(row for row in rows if row["call_id"] == ids["green"])
    assert {key: green[key] for key in agreed[1:]} == {
        "file": "recordings/call-01.wav", "manager": "101", "direction": "inbound",
        "started_at": "2026-11-02T10:15:00+03:00", "duration": 45.0, "talk": 40.0, "wait": 5.0,
        "checklist": "mri-inbound", "score": 100.0, "light": "green", "flags": [],
    }  # fmt: skip
    flags = {row["call_id"]: row["flags"] for row in rows}
    assert flags[ids["brush_off"]] == ["critical_failed", "health"]
    assert flags[ids["unheard"]] == ["unheard"]
    assert flags[ids["yellow"]] == ["manual_edit"]
    assert flags[ids["mono"]] == ["mono_roles"]
    assert flags[ids["short"]] == ["not_scored"]


def test_a_call_has_the_keys_that_others_build_on(sample: Sample) -> None:
    db, ids = sample
    call = json.loads(_text(report_call(db, ids["brush_off"]), "json"))
    agreed = ["id", "title", "verdict", "weight", "points", "critical", "quote", "speaker", "start", "end",
              "similarity", "advice"]  # fmt: skip
    assert all(list(one)[: len(agreed)] == agreed for one in call["checkpoints"])
    brush_off = call["checkpoints"][2]
    assert (brush_off["quote"], brush_off["speaker"], brush_off["start"]) == ("ничем не могу помочь", "manager", 7.0)
    assert brush_off["advice"] == "Сейчас уточню и перезвоню."
    assert call["checkpoints"][0]["advice"] == "Добрый день! Клиника «Рассвет», меня зовут …."
    assert call["checkpoints"][1]["nearest"]["quote"] == "есть ли у вас направление"
    assert list(call["turns"][0])[:4] == ["speaker", "start", "end", "text"]
    assert [turn["speaker"] for turn in call["turns"]] == ["manager", "customer", "manager", "customer"]
    assert call["light"] == "red"


def test_managers_have_the_keys_that_others_build_on(sample: Sample) -> None:
    rows = json.loads(_text(report_managers(sample[0]), "json"))
    agreed = ["manager", "name", "calls", "score", "light", "green", "yellow", "red", "grey"]
    assert [[row[key] for key in agreed] for row in rows] == [
        ["101", "Анна", 5, pytest.approx(100 * (3 + 0.4 + 5 / 6) / 5), "green", 4, 0, 1, 0],
        ["102", None, 2, 0.0, "grey", 0, 0, 1, 1],
    ]
    assert [weak["id"] for weak in rows[1]["weakest"]] == ["contraindications", "greeting", "no_brush_off"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {"green", "critical", "yellow", "unheard", "undated", "brush_off", "short", "mono"}),
        (Filters(manager="102"), {"brush_off", "short"}),
        (Filters(manager="Анна"), {"green", "critical", "yellow", "unheard", "undated"}),
        (Filters(light="red"), {"critical", "brush_off"}),
        (Filters(light="grey"), {"short"}),
        (Filters(line="+74951234567"), {"green"}),
        (Filters(direction="outbound"), set()),
        (Filters(critical=True, manager="101"), {"critical"}),
        (
            Filters(period=Period(date(2026, 11, 4), date(2026, 11, 5), explicit=True)),
            {"yellow", "unheard", "brush_off"},
        ),
        (Filters(period=Period(end=date(2026, 11, 1), explicit=True)), {"mono"}),
        (Filters(period=Period(date(2026, 11, 5), date(2026, 11, 5))), {"brush_off", "undated"}),
    ],
)
def test_filters_keep_the_calls_that_fit(sample: Sample, filters: Filters, expected: set[str]) -> None:
    db, ids = sample
    assert {row.call_id for row in report_calls(db, filters).rows} == {ids[name] for name in expected}


def test_calls_without_a_date_are_counted_where_a_period_leaves_them_out(sample: Sample) -> None:
    report = report_calls(sample[0], Filters(period=Period(date(2026, 11, 5), explicit=True)))
    assert report.undated == 1
    assert "1 call without a date is left out" in _text(report)


def test_text_from_outside_is_neither_markup_nor_terminal_codes(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    call_id = add_call(db, 1, verdicts(), manager="[red]x[/red]\x1b]52;c;aGk=\x07")
    for report in (report_calls(db), report_managers(db), report_call(db, call_id)):
        text = _text(report, width=120)
        assert "[red]x[/red]" in text.replace("\n", "")
        assert "\x1b" not in text
        assert "\x07" not in text


def test_a_file_name_in_broken_bytes_breaks_no_format(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    call_id = add_call(db, 1, verdicts())
    broken = Path(os.fsdecode("Запись.wav".encode("cp1251")))
    register_recording(db, replace(recording(1, **_facts(db)), path=broken), None)
    derive(db, call_id)
    for output in ("table", "json", "csv"):
        _text(report_calls(db), output).encode("utf-8")
        _text(report_call(db, call_id), output).encode("utf-8")


def _facts(db: Any) -> dict[str, Any]:
    from speechqa.store.recordings import recordings_of

    name = recordings_of(db)[0].name
    return {key: getattr(name, key) for key in ("started_at", "manager", "direction", "number")}


def test_a_cell_is_never_a_formula_and_a_number_stays_one() -> None:
    assert [cell(v) for v in ("=1+1", "+cmd", "-x", "@a", "+79161234567", -1.5, None, True, "ok")] == [
        "'=1+1", "'+cmd", "'-x", "'@a", "+79161234567", "-1.5", "", "1", "ok",
    ]  # fmt: skip


def test_a_cell_is_safe_on_a_terminal_before_it_is_safe_in_a_spreadsheet() -> None:
    assert cell("a\x1b[31m\u202eb\nc") == "a\ufffd[31m\ufffdb c"
    assert cell("\t=1+1") == "' =1+1"


def test_what_was_said_out_of_its_time_is_shown_with_its_place(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    late = replace(GREETING, start=75.0, end=76.0)
    match = verdicts(greeting="failed")
    said = replace(match.verdicts[0], reason="outside_window", nearest=late)
    call_id = add_call(db, 1, replace(match, verdicts=(said, *match.verdicts[1:])))
    for brief in (False, True):
        text = _text(report_call(db, call_id, brief=brief))
        assert "    said, but not in its place in the call\n    «добрый день» manager 01:15, similarity 100\n" in text
        assert "nearest miss" not in text
    set_language("ru")
    assert "сказано, но не вовремя" in _text(report_call(db, call_id))


def test_a_similarity_that_misses_its_threshold_is_not_rounded_up_to_it(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    match = verdicts(contraindications="failed")
    near = replace(match.verdicts[1], nearest=replace(NEAREST, similarity=79.96))
    call_id = add_call(db, 1, replace(match, verdicts=(match.verdicts[0], near, *match.verdicts[2:])))
    assert "similarity 79\n" in _text(report_call(db, call_id))


def test_the_name_to_be_said_is_a_name_where_one_is_known(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db", timezone="UTC")
    call_id = add_call(db, 1, verdicts(greeting="failed"), manager="101")
    assert "меня зовут …." in _text(report_call(db, call_id))
    db.conn.execute("UPDATE call SET manager_name = 'Анна'")
    assert "меня зовут Анна." in _text(report_call(db, call_id))


def test_csv_has_a_header_and_a_row_for_each(sample: Sample) -> None:
    db, ids = sample
    for report, key, n in ((report_calls(db), "call_id", 8), (report_managers(db), "manager", 2),
                           (report_call(db, ids["brush_off"]), "id", 4), (report_failures(db), "file", 1)):  # fmt: skip
        rows = list(csv.DictReader(io.StringIO(_text(report, "csv"))))
        assert len(rows) == n
        assert all(key in row and None not in row for row in rows)


def test_an_empty_project_says_so(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    assert _text(report_managers(db)) == "Managers\nPeriod: all time\n\nNo calls.\n"
    assert _text(report_calls(db)) == "Period: all time\nNo calls.\n"
    assert _text(report_failures(db)) == "No recording failed.\n"
    assert json.loads(_text(report_calls(db), "json")) == []
    assert _text(report_managers(db), "csv").startswith("manager,name,calls,score,light")


def test_a_call_that_was_never_scored_says_where_to_look(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    _id, call_id, _new = register_recording(db, recording(1), None)
    with pytest.raises(SpeechqaError, match="has not been scored"):
        report_call(db, call_id)


def test_russian_readers_get_russian_titles(sample: Sample) -> None:
    set_language("ru")
    assert "Противопоказания" in _text(report_managers(sample[0]))
