"""A transcript and the roles told in, the name by which the manager introduced himself out."""

from __future__ import annotations

from collections.abc import Mapping

from speechqa.matching.model import Roles
from speechqa.matching.phrase import compile_phrase
from speechqa.matching.search import search, stream_of
from speechqa.matching.text import word_tokens
from speechqa.transcript.model import Transcript, Word

_INTRODUCTIONS: Mapping[str, tuple[str, ...]] = {
    "ru": ("меня зовут {name}", "это {name} компания", "менеджер {name}", "администратор {name}", "оператор {name}"),
    "en": ("my name is {name}", "this is {name} speaking"),
}
_NEAR = 90.0
_EARLY = 40.0
"""Seconds into the call after which nobody introduces himself any more."""


def introduced_name(transcript: Transcript, roles: Roles) -> str | None:
    """The first name the manager gave at the beginning of the call, capitalised as heard; None where unsure.

    Mono recordings give none: whoever spoke may be the customer.
    """
    if roles.manager_channel is None or not roles.certain:
        return None
    words: list[Word] = [
        word
        for segment in transcript.segments
        if segment.channel == roles.manager_channel and segment.quarantine is None
        for word in segment.words
        if word.start <= _EARLY
    ]
    stream = stream_of(words, "manager", transcript.language)
    for phrase in _INTRODUCTIONS.get(transcript.language, ()):
        for hit in search(compile_phrase(phrase, transcript.language, _NEAR), stream, _NEAR):
            names = [token.text for token in word_tokens(hit.quote.split(), transcript.language) if token.form.is_name]
            if names:
                return names[-1].capitalize()
    return None
