"""A language's code in, what matching knows of the language out. A new language is one file here and one line below."""

from __future__ import annotations

from functools import lru_cache

from speechqa.matching.languages.model import Language


@lru_cache(maxsize=64)
def language_of(code: str) -> Language:
    """The language of this primary subtag; one without a file of its own stands on its letters alone."""
    match code:
        case "ru":
            from speechqa.matching.languages.ru import RUSSIAN

            return RUSSIAN
        case "en":
            from speechqa.matching.languages.en import ENGLISH

            return ENGLISH
        case _:
            from speechqa.matching.languages.unknown import unknown_language

            return unknown_language(code)
