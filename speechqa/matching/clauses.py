"""One party's words in, its clauses out: what pauses and marks set apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from speechqa.matching.languages import language_of
from speechqa.matching.stream import Stream
from speechqa.matching.text import Token

_PAUSE = 0.5
"""Seconds of silence that end a clause."""


def clauses(stream: Stream) -> Iterator[tuple[int, Sequence[Token], bool]]:
    """First token, tokens, and whether a question mark ends it."""
    begin, words = 0, language_of(stream.language).questions.words
    for place in range(len(stream.tokens)):
        written = stream.words[stream.lasts[place]].text.rstrip("»\"')")
        ends = written.endswith((".", "?", "!", "…", ";")) and not written.endswith("...")
        after = stream.pauses[place + 1] if place + 1 < len(stream.tokens) else _PAUSE
        if ends or (after >= _PAUSE and not _leads_on(stream.tokens, place, words)):
            yield begin, stream.tokens[begin : place + 1], written.endswith("?")
            begin = place + 1


def _leads_on(tokens: Sequence[Token], place: int, words: AbstractSet[str]) -> bool:
    """Recognisers stretch pauses: none ends a clause behind «как» or «на»."""
    ahead = place + 1 < len(tokens)
    return ahead and (tokens[place].form.part == "preposition" or tokens[place].text in words)
