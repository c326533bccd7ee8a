"""The Russian catalogue."""

from __future__ import annotations

import pytest

from speechqa.texts import _, current_language, ngettext, set_language
from tools import texts


def test_every_message_is_translated_and_the_compiled_catalogue_is_current() -> None:
    assert texts.faults() == []


@pytest.mark.parametrize(
    ("n", "expected"),
    [(1, "1 критерий"), (2, "2 критерия"), (5, "5 критериев"), (11, "11 критериев"), (21, "21 критерий")],
)
def test_russian_has_three_plural_forms(n: int, expected: str) -> None:
    set_language("ru")
    text = ngettext("{file}: right, {n} checkpoint", "{file}: right, {n} checkpoints", n)
    assert text.format(file="x", n=n) == f"x: верно, {expected}"


def test_english_needs_no_catalogue() -> None:
    set_language("en")
    assert _("grey") == "grey"


@pytest.mark.parametrize(("locale", "expected"), [("ru_RU.UTF-8", "ru"), ("C.UTF-8", "en"), ("de_DE.UTF-8", "en")])
def test_the_language_follows_the_locale(monkeypatch: pytest.MonkeyPatch, locale: str, expected: str) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    set_language(None)
    assert current_language() == expected


def test_words_are_those_of_the_glossary() -> None:
    set_language("ru")
    glossary = {"passed": "1", "failed": "0", "not applicable": "н/п", "unheard": "не расслышано"}
    glossary |= {"checklist": "техкарта", "checkpoint": "критерий", "quote": "цитата", "similarity": "сходство"}
    glossary |= {"grey": "мало данных", "critical": "грубая ошибка", "not scored": "не оценивается"}
    assert {message: _(message) for message in glossary} == glossary
