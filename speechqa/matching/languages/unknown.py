"""The code of a language without a file of its own in, the little that can be said of any language out.

A word is known by its stem where Snowball has an algorithm for the language, else by its letters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from speechqa.matching.languages.model import CONTENT, FUNCTION, Language, WordForm

_SHORT = 3
"""Letters of a word that hardly says anything by itself, in most languages."""


def unknown_language(code: str) -> Language:
    """A language by its stems."""
    stem = stemmer(code)

    @lru_cache(maxsize=100_000)
    def form_of(word: str) -> WordForm:
        return WordForm(frozenset({stem(word)}), FUNCTION if len(word) <= _SHORT else CONTENT)

    return Language(code=code, form_of=form_of)


def stemmer(code: str) -> Callable[[str], str]:
    """The stem of a word; the word itself where there is no algorithm for the language."""
    import snowballstemmer

    names = {"de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese", "tr": "turkish",
             "pl": "polish", "nl": "dutch", "en": "english", "fi": "finnish", "sv": "swedish", "hu": "hungarian",
             "ro": "romanian", "hy": "armenian", "ar": "arabic", "sr": "serbian", "lt": "lithuanian"}  # fmt: skip
    if names.get(code) not in snowballstemmer.algorithms():
        return str
    algorithm = snowballstemmer.stemmer(names[code])

    def stem(word: str) -> str:
        return str(algorithm.stemWord(word))

    return stem
