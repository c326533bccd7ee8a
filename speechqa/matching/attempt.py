"""A checklist and a text in, what each checkpoint would hear in it out: for people who write checklists."""

from __future__ import annotations

from dataclasses import dataclass

from speechqa.checklist.model import Checklist, Checkpoint, LocalText, Phrase
from speechqa.matching.expected import compiled, parts
from speechqa.matching.phrase import CompiledPhrase
from speechqa.matching.search import Stream, closest, search, stream_of
from speechqa.settings import Settings
from speechqa.transcript.model import Word


@dataclass(frozen=True, slots=True)
class Attempt:
    """The closest phrase of one checkpoint (or of its ``when``) to a text.

    ``part`` is ``any``, ``all``, ``none`` or ``when``; ``hit`` tells whether the similarity reaches the threshold.
    """

    checkpoint_id: str
    title: LocalText
    part: str
    phrase: str
    quote: str
    similarity: float
    threshold: float
    hit: bool


def try_text(checklist: Checklist, text: str, settings: Settings | None = None) -> tuple[Attempt, ...]:
    """The closest phrase of every part of every checkpoint, whoever may have said the text."""
    similarity = (settings or Settings()).similarity
    words = [Word(word, index * 0.4, index * 0.4 + 0.4, 1.0) for index, word in enumerate(text.split())]
    stream = stream_of(words, "unknown", checklist.language)
    attempts: list[Attempt] = []
    for checkpoint in checklist.checkpoints:
        for part, phrases in parts(checkpoint).items():
            tried = [_try(checkpoint, part, phrase, checklist.language, similarity, stream) for phrase in phrases]
            found = [attempt for attempt in tried if attempt is not None]
            if found:
                attempts.append(max(found, key=lambda attempt: (attempt.hit, attempt.similarity)))
    return tuple(attempts)


def _try(
    checkpoint: Checkpoint, part: str, phrase: Phrase, language: str, similarity: float, stream: Stream
) -> Attempt | None:
    wanted = compiled(phrase, checkpoint, language, similarity)
    nearest = closest(wanted, stream)
    if nearest is None:
        return None
    voiding = [compiled(phrase, checkpoint, language, similarity, say) for say in phrase.unless]
    voided = any(_is_heard(other, stream) for other in voiding)
    return Attempt(
        checkpoint.id,
        checkpoint.title,
        part,
        phrase.say,
        nearest.quote,
        nearest.similarity,
        wanted.threshold,
        _is_heard(wanted, stream) and not voided,
    )


def _is_heard(wanted: CompiledPhrase, stream: Stream) -> bool:
    return any(hit.similarity >= wanted.threshold for hit in search(wanted, stream))
