"""Tables of turns: dialogues, roles, columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.errors import RecordingError
from speechqa.transcript.model import TURN_SECONDS
from tests.transcript.foreign_samples import TURNS, check, read, read_all, said


def test_each_dialogue_of_a_table_is_a_call_in_the_order_of_its_lines() -> None:
    calls = read_all("a.csv", TURNS)
    assert list(calls) == ["17", "18"]
    assert said(calls["18"]) == [(0, "Слушаю вас"), (1, "Алло")]
    assert {call.manager_channel for call in calls.values()} == {0}


def test_turns_without_times_take_five_seconds_each_however_many_rows_they_have() -> None:
    transcript = read_all("a.csv", TURNS)["17"]
    assert not transcript.timed
    assert [(s.start, s.end) for s in transcript.segments] == [(0, 5), (5, 6.6667), (6.6667, 10), (10, 15)]
    assert transcript.duration == 3 * TURN_SECONDS
    assert [(i.start, i.end) for i in transcript.speech[0]] == [(0, 5), (10, 15)]


def test_a_table_may_have_times_in_seconds_or_as_a_clock() -> None:
    text = "role;text;start;end\nоператор;добрый день;0:01;00:00:02,5\nклиент;алло;2,5;\n"
    transcript = read("a.csv", text)
    assert transcript.timed
    assert [(s.start, s.end) for s in transcript.segments] == [(1.0, 2.5), (2.5, 2.9)]


@pytest.mark.parametrize(
    ("manager", "customer"),
    [
        ("manager", "customer"), ("agent", "client"), ("Operator", "Caller"), ("оператор", "клиент"),
        ("Менеджер", "Покупатель"), ("администратор", "пациент"), ("сотрудник", "абонент"),
        ("Оператор 1", "Клиент Иван"), ("agent_2", "anyone at all"), ("SPEAKER_00", "customer"),
        ("customer service", "Иван"),
    ],
)  # fmt: skip
def test_roles_are_known_in_both_languages(manager: str, customer: str) -> None:
    transcript = read("a.csv", f"role,text\n{customer},алло\n{manager},добрый день\n")
    assert said(transcript) == [(1, "алло"), (0, "добрый день")]
    assert transcript.manager_channel == 0


def test_the_managers_label_can_be_told() -> None:
    transcript = read("a.csv", "role,text\nИван,алло\nАнна,добрый день\n", manager_speaker="анна")
    assert (said(transcript), transcript.manager_channel) == ([(1, "алло"), (0, "добрый день")], 0)


def test_of_three_unnamed_speakers_the_one_with_least_words_is_no_evidence() -> None:
    rows = "role,text\nA,раз два три\nB,раз два\nC,раз\nA,четыре\n"
    transcript = read("a.csv", rows)
    assert [(s.text, s.quarantine) for s in transcript.segments] == [
        ("раз два три", None), ("раз два", None), ("раз", "third_speaker"), ("четыре", None),
    ]  # fmt: skip
    assert transcript.channels == 2
    assert len(transcript.speech[0]) + len(transcript.speech[1]) == 3


def test_two_managers_share_a_channel_and_a_robot_has_none() -> None:
    rows = "role,text\nробот,ждите ответа\nоператор 1,добрый день\nклиент,алло\nоператор 2,слушаю\n"
    transcript = read("a.csv", rows)
    assert [(s.channel, s.text) for s in transcript.segments if s.quarantine is None] == [
        (0, "добрый день"), (1, "алло"), (0, "слушаю"),
    ]  # fmt: skip


def test_a_manager_alone_is_still_the_manager_and_one_without_a_name_is_mono() -> None:
    assert read("a.csv", "role,text\nоператор,алло\n").manager_channel == 0
    assert read("a.csv", "text\nалло\n").channels == 1
    assert read("a.csv", "role,text\nИван,алло\n").channels == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_table_is_read_whatever_program_saved_it(encoding: str, delimiter: str, ending: str) -> None:
    rows = [("ID диалога", "№", "Роль", "Реплика"), ("5", "1", "Оператор", "Добрый день, слушаю")]
    text = ending.join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    calls = read_all("a.csv", text.encode(encoding))
    assert [(name, said(call)) for name, call in calls.items()] == [("5", [(0, "Добрый день, слушаю")])]


def test_columns_can_be_told() -> None:
    text = "a,b,c\nменеджер,раз,7\nклиент,два,7\n"
    calls = read_all("a.csv", text, columns={"role": "A", "text": "b", "dialogue": "c"})
    assert said(calls["7"]) == [(0, "раз"), (1, "два")]


def test_a_told_column_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(RecordingError) as error:
        read_all("a.csv", TURNS, columns={"text": "words"})
    assert "'words'" in error.value.what
    assert "dialogue, line, role, text" in (error.value.remedy or "")


def test_letters_are_composed_and_words_hold_no_invisible_marks() -> None:
    assert read("a.csv", "text\nи\u0306од за\u00adпись\u00a0да\n").segments[0].text == "йод запись да"


cells = st.text(alphabet='аб1,;"\n\t:.-n ', max_size=8)


@given(st.lists(st.tuples(cells, cells, cells, cells, cells, cells), max_size=8))
def test_no_table_makes_a_traceback(rows: list[tuple[str, ...]]) -> None:
    text = "dialogue,line,role,text,start,end\n" + "\n".join(",".join(row) for row in rows)
    try:
        calls = read_all("a.csv", text)
    except RecordingError:
        return
    for call in calls.values():
        check(call)
