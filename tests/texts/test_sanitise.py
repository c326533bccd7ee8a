"""Text from outside before a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.texts import sanitise


@pytest.mark.parametrize("dangerous", ["\x1b]52;c;aGk=\x07", "\x1b[2J", "\x9b2J", "\u202eabc", "a\x00b", "\udcff"])
def test_nothing_that_a_terminal_acts_upon_is_left(dangerous: str) -> None:
    assert all(unicodedata.category(letter) not in {"Cc", "Cf", "Cs"} for letter in sanitise(dangerous))


def test_line_ends_become_spaces() -> None:
    assert sanitise("one\ntwo\u2028three") == "one two three"


def test_russian_text_is_left_as_it_is() -> None:
    assert sanitise("Добрый день! «Рассвет» – ёлка №5") == "Добрый день! «Рассвет» – ёлка №5"


@given(st.text())
def test_sanitising_keeps_the_length_and_twice_is_once(text: str) -> None:
    once = sanitise(text)
    assert len(once) == len(text)
    assert sanitise(once) == once
