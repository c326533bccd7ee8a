"""A clause without a question word in, whether it asks all the same out: by a choice, or by how it ends."""

from __future__ import annotations

from collections.abc import Sequence

from speechqa.matching.languages.model import Language
from speechqa.matching.text import Token

_LONGEST_CHOICE = 8


def is_confirmed(tokens: Sequence[Token], language: Language) -> bool:
    """«Вы сами директор, да»."""
    hints = language.questions
    said = [token.text for token in tokens[:-1]]
    return len(said) > 1 and tokens[-1].text in hints.confirming and not hints.listener.isdisjoint(said)


def is_choice(tokens: Sequence[Token], language: Language) -> bool:
    """«На ручке или на автомате»: a choice without a verb is put to the listener, one of numbers is an estimate."""
    hints = language.questions
    places = [place for place, token in enumerate(tokens) if token.text in hints.choosing]
    if len(places) != 1 or len(tokens) > _LONGEST_CHOICE or not language.own.isdisjoint(each.text for each in tokens):
        return False
    if any(token.text.isdecimal() or token.negated for token in tokens):
        return False
    if any(token.form.person and not token.form.now for token in tokens):
        return False
    if any(token.form.part == "infinitive" or token.form.lemmas & language.modal for token in tokens):
        return False
    before, after = tokens[: places[0]], tokens[places[0] + 1 :]
    return any(token.says for token in before) and any(token.says for token in after)
