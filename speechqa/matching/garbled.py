"""Words that no dictionary knows in, the long word that a recogniser garbled so out.

A recogniser that cannot make out a long word writes down what it heard of it, often as two («здравство мете» is
«здравствуйте», «без плотменя» is «бесплатная»). Consonants survive. What is a word of the dictionary is never taken for
another one so: somebody may have said it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process

from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import CONTENT, WordForm

LEAST_LETTERS = 8
"""Of the word that was said; ``_LEAST_HEARD`` of a part that was written down."""

_LEAST_HEARD = 4
_LONGER = 4
_LIKENESS = {6: 0.88, 7: 0.82}
"""By consonants (that many and more), how like the skeletons must be."""

_SOUND = 62.0
"""How like the sounds must be at least: vowels are garbled, but not all."""


def skeletons(texts: Iterable[str], language: str) -> Mapping[str, str]:
    """The skeletons of those words that may be told by theirs, by the words."""
    spoken = language_of(language)
    found = {text: spoken.skeleton_of(text) for text in texts if len(text) >= LEAST_LETTERS}
    return {text: bones for text, bones in found.items() if len(bones) >= min(_LIKENESS)}


def may_be_garbled(text: str, form: WordForm) -> bool:
    """Whether this is no word, or only a part of one."""
    return not form.known and len(text) >= _LEAST_HEARD and not text.isdecimal()


def may_be_part(text: str, form: WordForm) -> bool:
    """Whether it may have been made of a part of a word: what is a word itself, and says something, was said."""
    return not text.isdecimal() and (not form.known or form.weight < CONTENT)


def garbled(heard: str, among: Mapping[str, str], language: str) -> Iterable[tuple[str, float]]:
    """The words (with their skeletons) that may have been garbled to this one, or to these two, and how like it is."""
    return _garbled(heard, tuple(among.items()), language)


@lru_cache(maxsize=20_000)
def _garbled(heard: str, among: tuple[tuple[str, str], ...], language: str) -> tuple[tuple[str, float], ...]:
    spoken = language_of(language)
    bones, sound = spoken.skeleton_of(heard), spoken.sound_of(heard)
    alike = process.extract(
        bones, dict(among), scorer=fuzz.ratio, score_cutoff=100 * min(_LIKENESS.values()), limit=None
    )
    return tuple(
        (text, score / 100)
        for own, score, text in alike
        if abs(len(text) - len(heard)) <= _LONGER
        and score >= 100 * _LIKENESS[min(len(own), max(_LIKENESS))]
        and fuzz.ratio(sound, spoken.sound_of(text)) >= _SOUND
    )
