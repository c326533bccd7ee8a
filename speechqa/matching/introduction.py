"""A transcript and the roles told in, the name by which the manager introduced himself out."""

from __future__ import annotations

from collections.abc import Iterator

from speechqa.matching.crosstalk import own_words
from speechqa.matching.model import Roles
from speechqa.matching.plan import introduction_phrases
from speechqa.matching.search import Stream, hits_in, stream_of
from speechqa.matching.text import Token, word_tokens
from speechqa.transcript.model import Transcript

_EARLY = 40.0
"""Seconds into the call after which nobody introduces himself any more."""


def introduced_name(transcript: Transcript, roles: Roles, language: str) -> str | None:
    """The first name the manager gave at the beginning of the call, capitalised as heard; None where unsure.

    Mono recordings give none: whoever spoke may be the customer.

    Args:
        language: of the checklist; the transcript's own may be no more than the settings' default.
    """
    if roles.manager_channel is None or not roles.certain:
        return None
    words = [word for word in own_words(transcript).words[roles.manager_channel] if word.start <= _EARLY]
    for tokens in _introductions(stream_of(words, "manager", language)):
        names = [token.text for token in tokens if token.form.is_name]
        if names:
            return names[-1].capitalize()
    return None


def introduced_names(stream: Stream) -> frozenset[str]:
    """Dictionary forms of all names by which a party introduced itself, wherever in the call."""
    return frozenset(
        lemma
        for tokens in _introductions(stream)
        for token in tokens
        if token.form.is_name
        for lemma in token.form.lemmas
    )


def _introductions(stream: Stream) -> Iterator[tuple[Token, ...]]:
    for phrase in introduction_phrases(stream.language):
        for hit in hits_in(phrase, stream):
            yield word_tokens(hit.quote.split(), stream.language)
