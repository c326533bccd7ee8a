from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.checklist.load import load_checklist, load_checklists, problems, shipped_checklists
from speechqa.checklist.model import Checklist, Count, Phrase, Thresholds, Within
from speechqa.errors import UsageError
from speechqa.texts import set_language

LEAST = "checkpoints:\n  - id: greeting\n    any: [добрый день]\n"


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], Checklist]:
    def load_text(text: str) -> Checklist:
        path = tmp_path / "card.yaml"
        path.write_text(text, encoding="utf-8")
        return load_checklist(path)

    return load_text


def test_ids_and_phrases_are_enough(load: Callable[[str], Checklist]) -> None:
    card = load(LEAST)
    (greeting,) = card.checkpoints
    assert (card.id, card.language, card.thresholds) == ("card", "ru", None)
    assert (greeting.weight, greeting.speaker, greeting.critical, greeting.by) == (1.0, "manager", False, "machine")
    assert greeting.any == (Phrase("добрый день"),)


def test_texts_that_look_like_other_things_stay_texts(load: Callable[[str], Checklist]) -> None:
    card = load("checkpoints:\n  - id: a\n    any: [no, да, 8 800, 10, 12:30, 0x10, 2024-01-01, 1_000, true]\n")
    said = [phrase.say for phrase in card.checkpoints[0].any]
    assert said == ["no", "да", "8 800", "10", "12:30", "0x10", "2024-01-01", "1_000", "true"]


def test_all_keys_arrive_in_the_values(load: Callable[[str], Checklist]) -> None:
    card = load(
        """
checklist: mri
title: {ru: МРТ, en: MRI}
applies_to: {direction: inbound, manager: [101, 102], min_talk: 1m30s}
thresholds: {green: 85, yellow: 70}
sections: {talk: Разговор}
checkpoints:
  - id: price
    title: Цена
    section: talk
    weight: 0.5
    critical: true
    speaker: any
    when: {any: [дорого]}
    within: 60s after when
    any: [{say: понимаю  вас, unless: но, instead: Да, threshold: 90}]
    advice: {en: "I understand, says {manager}"}
"""
    )
    (price,) = card.checkpoints
    assert card.title == {"ru": "МРТ", "en": "MRI"}
    assert card.applies_to.direction == ("inbound",)
    assert card.applies_to.manager == ("101", "102")
    assert card.applies_to.min_talk == 90
    assert card.thresholds == Thresholds(85, 70)
    assert card.sections == {"talk": {"ru": "Разговор"}}
    assert price.any == (Phrase("понимаю вас", ("но",), {"ru": "Да"}, 90),)
    assert price.when is not None
    assert price.when.speaker == "customer"
    assert price.within == Within("when", 60)
    assert price.title == {"ru": "Цена"}
    assert price.critical is True


@pytest.mark.parametrize(
    ("within", "seconds"),
    [("first 20s", 20.0), ("last 30", 30.0), ("first 1m30s", 90.0), ("First 2m", 120.0), ("last 0.5s", 0.5)],
)
def test_durations_are_read(load: Callable[[str], Checklist], within: str, seconds: float) -> None:
    checkpoint = load(f"{LEAST}    within: {within}\n").checkpoints[0]
    assert checkpoint.within == Within(within.split()[0].lower(), seconds)


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("first 20%", Within("first", 20, "percent")),
        ("last 12.5 %", Within("last", 12.5, "percent")),
        ("first 3 utterances", Within("first", 3, "utterances")),
        ("first utterance", Within("first", 1, "utterances")),
        ("last  utterance", Within("last", 1, "utterances")),
        ("Utterance 2", Within("nth", 2, "utterances")),
        ("60s after when", Within("when", 60)),
        ("2 utterances after when", Within("when", 2, "utterances")),
        ("utterance after when", Within("when", 1, "utterances")),
    ],
)
def test_places_are_read(load: Callable[[str], Checklist], within: str, expected: Within) -> None:
    checkpoint = load(f"{LEAST}    when: {{any: [да]}}\n    within: '{within}'\n").checkpoints[0]
    assert checkpoint.within == expected


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("within: 60s after when", "each"),
        ("within: first 20s", "once"),
        ("answer: each", "each"),
        ("{within: 60s after when, answer: once}", "once"),
    ],
)
def test_each_trigger_is_to_be_answered_where_the_window_follows_it(
    load: Callable[[str], Checklist], keys: str, answer: str
) -> None:
    lines = "".join(f"    {key}\n" for key in keys.strip("{}").split(", "))
    assert load(f"{LEAST}    when: {{any: [да]}}\n{lines}").checkpoints[0].answer == answer


def test_outcomes_and_tags_arrive_in_the_values(load: Callable[[str], Checklist]) -> None:
    card = load(
        LEAST
        + """    min_count: 2
    unless: но
  - id: asked
    after: greeting
    questions: {min: 3}
    interruptions: {max: 0}
outcomes:
  - {id: refused, speaker: customer, any: [нет], next_step: false}
  - {id: lost, title: Потерян}
tags:
  - {id: junk, group: junk, any: [ошибся номером], within: first 3 utterances}
"""
    )
    greeting, asked = card.checkpoints
    assert (greeting.min_count, greeting.unless) == (2, ("но",))
    assert (asked.after, asked.questions, asked.interruptions) == ("greeting", Count(min=3), Count(max=0))
    refused, lost = card.outcomes
    assert (refused.speaker, refused.next_step, refused.any) == ("customer", False, (Phrase("нет"),))
    assert (lost.id, lost.title, lost.any) == ("lost", {"ru": "Потерян"}, ())
    (junk,) = card.tags
    assert (junk.speaker, junk.group, junk.within) == ("any", "junk", Within("first", 3, "utterances"))


def test_a_missing_file_is_named_with_what_is_shipped() -> None:
    with pytest.raises(UsageError, match=r"there is no such checklist. Did you mean 'clinic-inbound'\?.*outbound-warm"):
        load_checklist("clinic-inbond.yaml")


def test_a_folder_is_not_one_checklist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a folder"):
        load_checklist(tmp_path)


def test_a_folder_without_checklists_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no checklist in this folder"):
        load_checklists(tmp_path)


def test_a_folder_gives_all_its_checklists(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("applies_to: {direction: inbound}\n" + LEAST, encoding="utf-8")
    (tmp_path / "a.yml").write_text("applies_to: {direction: outbound}\n" + LEAST, encoding="utf-8")
    (tmp_path / "readme.txt").write_text("no", encoding="utf-8")
    assert [card.id for card in load_checklists(tmp_path)] == ["a", "b"]


def test_one_id_in_two_files_of_a_folder_is_an_error(tmp_path: Path) -> None:
    for name, direction in (("a", "inbound"), ("b", "outbound")):
        text = f"checklist: same\napplies_to: {{direction: {direction}}}\n{LEAST}"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_checklists(tmp_path)
    assert "a.yaml" in caught.value.what
    assert caught.value.where == str(tmp_path / "b.yaml")


def test_a_tie_names_both_cards_and_the_remedy(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("applies_to: {direction: inbound}\n" + LEAST, encoding="utf-8")
    with pytest.raises(UsageError, match=r"'one' and 'two' could both fit.*applies_to"):
        load_checklists(tmp_path)


def test_content_is_known_by_its_hash_and_not_by_layout(load: Callable[[str], Checklist]) -> None:
    plain = load(LEAST + "    weight: 1\n    title: {ru: А, en: B}\n")
    other = load(
        "# comment\ncheckpoints:\n- title: {en: B, ru: А}\n  any:\n  - {say: 'добрый  день'}\n"
        "  id: 'greeting'\n  weight: 1.0\n"
    )
    changed = load(LEAST + "    weight: 2\n    title: {ru: А, en: B}\n")
    assert plain.content_hash == other.content_hash
    assert plain.content_hash != changed.content_hash
    assert plain.source_text != other.source_text


@given(st.permutations(["weight: 2", "critical: true", "speaker: any", "section: talk", "within: first 20s"]))
def test_the_order_of_keys_is_no_content(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    path = tmp_path_factory.mktemp("cards") / "card.yaml"
    path.write_text(LEAST + "".join(f"    {line}\n" for line in lines), encoding="utf-8")
    first = load_checklist(path).content_hash
    path.write_text(LEAST + "".join(f"    {line}\n" for line in reversed(lines)), encoding="utf-8")
    assert load_checklist(path).content_hash == first


@given(st.text(max_size=200))
def test_no_text_whatever_is_a_crash(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("cards") / "card.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    for error in problems(path):
        assert re.match(rf"{re.escape(str(path))}:\d+$", error.where or "")
        assert error.remedy


@pytest.mark.parametrize("name", shipped_checklists())
def test_shipped_checklists_are_found_by_name(name: str) -> None:
    assert load_checklist(name).id == name


@pytest.mark.parametrize("tag", ["ru-RU", "RU", "ru"])
def test_a_language_is_a_tag_of_which_matching_sees_the_first_part(load: Callable[[str], Checklist], tag: str) -> None:
    card = load(f"language: {tag}\ntitle: Звонок\n{LEAST}")
    assert (card.language, dict(card.title)) == ("ru", {"ru": "Звонок"})
