"""Labels as QA staff keep them."""

from __future__ import annotations

from pathlib import Path

import pytest

from speechqa.checklist.load import parse_checklist
from speechqa.errors import UsageError
from speechqa.evaluation.labels import LabelFile, read_labels, read_mark
from tests.evaluation.spreadsheet import write_xlsx

CARD = parse_checklist(
    """
checklist: clinic
title: {ru: Клиника, en: Clinic}
checkpoints:
  - {id: greeting, title: {ru: Приветствие, en: Greeting}, any: [добрый день]}
  - {id: next_step, title: {ru: Следующий шаг, en: Next step}, any: [записываю вас]}
""",
    "clinic.yaml",
)
PASSED, FAILED, NOT_APPLICABLE = "passed", "failed", "not_applicable"


def read(folder: Path, text: str, encoding: str = "utf-8", name: str = "labels.csv") -> LabelFile:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return read_labels(path, (CARD,))


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (("1", "1.0", "1,0", " + ", "да", "ДА", "yes"), PASSED),
        (("0", "0.0", "-", "—", "нет", "No"), FAILED),
        (("н/п", "Н/П", "n/a", "N/A"), NOT_APPLICABLE),
        (("", "  ", "\xa0", "?"), None),
    ],
)
def test_marks_are_read_as_people_write_them(texts: tuple[str, ...], mark: str | None) -> None:
    assert {read_mark(text) for text in texts} == {mark}


@pytest.mark.parametrize("heading", ["file", "call", "звонок", "Файл", "ЗАПИСЬ", "Call ID"])
def test_the_call_is_named_by_a_column_of_any_known_name(tmp_path: Path, heading: str) -> None:
    found = read(tmp_path, f"{heading},greeting\na.wav,1\n")
    assert [(row.name, dict(row.marks)) for row in found.rows] == [("a.wav", {"greeting": PASSED})]


@pytest.mark.parametrize(
    "heading", ["next_step", "Next-Step", "nextstep", "Следующий шаг", "2. следующий  ШАГ", "Next step"]
)
def test_a_checkpoint_is_named_by_its_id_or_its_title_in_either_language(tmp_path: Path, heading: str) -> None:
    found = read(tmp_path, f"file,{heading}\na.wav,0\n")
    assert found.columns == {heading: {"clinic": "next_step"}}
    assert list(found.rows[0].marks.values()) == [FAILED]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_told_from_the_content(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = ["Файл,Приветствие,Комментарий", 'a.wav,н/п,"да; так, и было"', "b.wav,1,"]
    text = "\n".join(line.replace(",", delimiter) for line in lines)
    found = read(tmp_path, text, encoding)
    assert [(row.name, list(row.marks.values())) for row in found.rows] == [
        ("a.wav", [NOT_APPLICABLE]),
        ("b.wav", [PASSED]),
    ]


def test_a_spreadsheet_is_read_like_a_csv(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "labels.xlsx",
        [
            ["Оценки за ноябрь"],
            [],
            ["Файл", "Техкарта", "Приветствие", "Следующий шаг"],
            ["a.wav", "clinic", 1.0, 0],
            ["b.wav", None, None, "н/п"],
        ],
    )
    found = read_labels(path, (CARD,))
    assert [(row.number, row.name, row.card, dict(row.marks)) for row in found.rows] == [
        (4, "a.wav", "clinic", {"Приветствие": PASSED, "Следующий шаг": FAILED}),
        (5, "b.wav", None, {"Следующий шаг": NOT_APPLICABLE}),
    ]


def test_what_is_no_spreadsheet_is_told_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "labels.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing of the kind")
    with pytest.raises(UsageError, match=r"Save it again as \.xlsx, or as CSV"):
        read_labels(path, (CARD,))


def test_columns_that_resemble_nothing_are_left_alone_and_named(tmp_path: Path) -> None:
    found = read(tmp_path, "file,light,greeting,Комментарий,Менеджер\na.wav,green,1,хорошо,Анна\n")
    assert found.ignored == ("light", "Комментарий", "Менеджер")


def test_a_column_that_is_almost_a_checkpoint_is_an_error_with_the_nearest_id(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"labels.csv, row 1: unknown column 'greting'. Did you mean 'greeting'\?"):
        read(tmp_path, "file,greting\na.wav,1\n")
    with pytest.raises(UsageError, match="Did you mean 'next_step'"):
        read(tmp_path, "file,Следущий шаг\na.wav,1\n")


def test_a_checkpoint_may_be_called_like_a_column_that_names_calls(tmp_path: Path) -> None:
    card = parse_checklist("checkpoints:\n  - {id: booked, title: Запись, any: [записала вас]}\n", "card.yaml")
    path = tmp_path / "labels.csv"
    path.write_text("Запись,Файл\n1,a.wav\n", encoding="utf-8")
    assert [(row.name, dict(row.marks)) for row in read_labels(path, (card,)).rows] == [("a.wav", {"Запись": PASSED})]


def test_two_columns_of_one_checkpoint_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="both mean 'greeting'"):
        read(tmp_path, "file,greeting,Приветствие\na.wav,1,0\n")


def test_a_cell_that_cannot_be_read_is_named_with_file_row_column_and_remedy(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        read(tmp_path, "file,greeting\na.wav,1\nb.wav,кажется\n")
    line = str(told.value)
    assert line.startswith(str(tmp_path / "labels.csv"))
    for part in ("row 3", "column 'greeting'", "'кажется'", "Write 1, 0 or n/a"):
        assert part in line
    assert "\n" not in line


def test_without_a_column_that_names_the_call_the_remedy_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no column names the call"):
        read(tmp_path, "manager,greeting\nАнна,1\n")


def test_outcome_and_tags_are_read_where_there_are_such_columns(tmp_path: Path) -> None:
    found = read(tmp_path, 'call,greeting,outcome,tags\na,1,lost,"urgent, complaint"\nb,1,,\n')
    assert [(row.outcome, row.tags) for row in found.rows] == [("lost", ("urgent", "complaint")), (None, ())]


def test_a_column_of_tags_that_nobody_filled_in_labels_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "call,greeting,tags\na,1,\n").rows[0].tags is None


def test_the_bundled_labels_keep_their_layout() -> None:
    path = Path(__file__).resolve().parents[2] / "examples" / "labels.csv"
    found = read_labels(path, (CARD,))
    assert len(found.rows) == 22
    assert {row.card for row in found.rows} == {"clinic-inbound", "outbound-warm"}
