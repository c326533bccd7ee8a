"""A YAML file → a map of columns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from speechqa.calls.column_map import ColumnMap, load_map, parse_map, ready_map, ready_map_for, ready_maps
from speechqa.calls.column_schema import MODELS
from speechqa.calls.column_words import KINDS, WORDS, plain
from speechqa.errors import UsageError

LEAST = "fields:\n  start: Начало\n  customer: Клиент\n  talk: Разговор\n"
DOCS = Path(__file__).parents[2] / "docs" / "call-records.md"


def documented_maps() -> list[str]:
    section = DOCS.read_text("utf-8").partition("### Any CSV or XLSX")[2].partition("\n## ")[0]
    return re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)


def test_a_title_is_the_same_in_any_case_and_with_any_spaces() -> None:
    column_map = parse_map(LEAST.replace("Начало", "' Дата  и_ВРЕМЯ '"), "a.yaml")
    assert column_map.fields["start"] == ("дата и время",)
    assert plain("\ufeffДата\u00a0и время:") == "дата и время"


def test_every_key_that_a_map_may_have_is_in_the_documented_example() -> None:
    short, full = documented_maps()
    assert isinstance(parse_map(short, "short.yaml"), ColumnMap)
    for place, model in MODELS.items():
        for key in model.model_fields:
            assert re.search(rf"^{'  ' * len(place)}{key}:", full, re.MULTILINE), key


def test_what_the_readers_take_is_what_a_map_may_name() -> None:
    for kind, meanings in KINDS.items():
        assert set(MODELS["values", kind].model_fields) == set(meanings) >= set(WORDS[kind])


def test_the_words_that_are_known_anyway_have_one_meaning_each() -> None:
    for meanings in WORDS.values():
        words = [word for known in meanings.values() for word in known]
        assert len(words) == len(set(words))
        assert all(plain(word) == word for word in words)


def test_a_map_gives_a_known_word_another_meaning() -> None:
    text = f"{LEAST}values:\n  disposition:\n    missed: [Успешный]\n"
    assert parse_map(text, "a.yaml").values["disposition"]["успешный"] == "missed"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"a\.yaml:1: the file is empty"),
        ("- start\n", r"a\.yaml:1: .*not a mapping"),
        (f"{LEAST}delimeter: ;\n", r"a\.yaml:5: unknown key 'delimeter'.*'delimiter'"),
        (f"{LEAST}  custommer: x\n", r"a\.yaml:5: unknown key 'custommer'.*'customer'"),
        (f"{LEAST}values:\n  directions:\n    inbound: x\n", r"a\.yaml:6: unknown key 'directions'.*'direction'"),
        (f"{LEAST}values:\n  direction:\n    incoming: x\n", r"a\.yaml:7: unknown key 'incoming'.*'inbound'"),
        (f"{LEAST}dates: american\n", r"a\.yaml:5: unknown dates 'american'.*monthfirst"),
        (f"{LEAST}unit: hours\n", r"a\.yaml:5: unknown unit 'hours'.*minutes"),
        (f"{LEAST}timezone: Moscow\n", r"a\.yaml:5: no such time zone: Moscow.*Europe/Moscow"),
        (f"{LEAST}encoding: utf-9\n", r"a\.yaml:5: no such encoding: utf-9"),
        (f"{LEAST}delimiter: ';;'\n", r"a\.yaml:5: the delimiter ';;'"),
        (f"{LEAST}sheet:\n", r"a\.yaml:5: 'sheet' has no value"),
        (f"{LEAST}columns: [Начало, Клиент]\n", r"a\.yaml:4: 'разговор' is none of the columns"),
        (LEAST.replace("  start: Начало\n", ""), r"a\.yaml:1: no column is the start of a call.*start, date"),
        (LEAST.replace("  talk: Разговор\n", ""), r"a\.yaml:1: no column is the length of a call"),
        (LEAST.replace("  customer: Клиент\n", ""), r"a\.yaml:1: no column is a telephone number"),
        (LEAST.replace("Начало", "{a: b}"), r"a\.yaml:2: 'start' is neither a text nor a list"),
        (LEAST.replace("Начало", "[]"), r"a\.yaml:2: 'start' is empty"),
        ("map: x\n", r"a\.yaml:1: the key 'fields' is missing"),
        (f"{LEAST}  talk: x\n", r"a\.yaml:5: the key 'talk' is there twice"),
        ("fields: *x\n", r"a\.yaml:1: .*anchors and aliases"),
        (
            f"{LEAST}values:\n  disposition:\n    answered: [Готово]\n    missed: [готово]\n",
            r"a\.yaml:8: 'готово' cannot be both answered and missed",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_a_remedy(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=re.compile(said, re.DOTALL)) as caught:
        load_map(path)
    assert caught.value.remedy


def test_a_map_in_another_encoding_is_named_so(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(LEAST.encode("cp1251"))
    with pytest.raises(UsageError, match="not UTF-8"):
        load_map(path)


def test_a_ready_map_is_named_instead_of_a_file() -> None:
    assert load_map(Path("uis")) is ready_map("uis")
    with pytest.raises(UsageError, match=r"no ready map 'megafone'.*'megafon'"):
        ready_map("megafone")
    with pytest.raises(UsageError, match="No such file"):
        load_map(Path("absent.yaml"))


def test_every_ready_map_says_where_its_names_are_documented() -> None:
    assert ready_maps() == ("beeline", "mango", "megafon", "ringostat", "uis")
    for name in ready_maps():
        column_map = ready_map(name)
        assert column_map.name == name
        assert "looked up in" in column_map.source_text
        assert "Not public" in column_map.source_text
        assert column_map.known_by or column_map.columns


def test_a_header_is_known_in_any_order_and_with_more_columns() -> None:
    header = ["tags", "Direction", "virtual_phone_number", "contact_phone_number", "START_TIME"]
    assert ready_map_for(header) == "uis"
    assert ready_map_for(header[:-1]) is None
    assert ready_map_for([]) is None
    assert ready_map_for(["Дата", "Клиент", "Разговор"]) is None
