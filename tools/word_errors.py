"""Texts as spoken and as recognised in, word errors out: substitutions, insertions and deletions over words spoken.

Both sides are normalised alike (case, punctuation, ё as е, numerals as digits), as the matcher does it.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein

from speechqa.matching.text import word_tokens


def word_errors(spoken: str, recognised: str) -> tuple[int, int]:
    """Errors, and words spoken."""
    said, heard = _words(spoken), _words(recognised)
    return Levenshtein.distance(said, heard), len(said)


def rate(counted: Iterable[tuple[int, int]]) -> float:
    """Word error rate over all texts, 0..; errors over words."""
    pairs = list(counted)
    return sum(errors for errors, _words in pairs) / max(1, sum(words for _errors, words in pairs))


def _words(text: str) -> list[str]:
    return [token.text for token in word_tokens(text.replace("+", "").split(), "ru")]
