"""A checklist and a text in, what each checkpoint would hear in it out: for people who write checklists."""

from __future__ import annotations

from dataclasses import dataclass

from speechqa.checklist.model import Checklist, Checkpoint, LocalText, Phrase
from speechqa.matching.expected import compiled, parts
from speechqa.matching.hits import best_hit, is_said
from speechqa.matching.listen import Listened, listen
from speechqa.matching.nearest import nearest
from speechqa.matching.plan import plan_of
from speechqa.matching.stream import stream_of
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
    listened = listen(plan_of(checklist, similarity), stream_of(words, "unknown", checklist.language))
    attempts: list[Attempt] = []
    for checkpoint in checklist.checkpoints:
        for part, phrases in parts(checkpoint).items():
            tried = [_try(checkpoint, part, phrase, checklist.language, similarity, listened) for phrase in phrases]
            found = [attempt for attempt in tried if attempt is not None]
            if found:
                attempts.append(max(found, key=lambda attempt: (attempt.hit, attempt.similarity)))
    return tuple(attempts)


def _try(
    checkpoint: Checkpoint, part: str, phrase: Phrase, language: str, similarity: float, listened: Listened
) -> Attempt | None:
    wanted = compiled(phrase, checkpoint, language, similarity)
    found = best_hit(listened, wanted)
    shown = found or nearest(listened, [wanted])
    if shown is None:
        return None
    voids = () if part == "when" else checkpoint.unless
    voiding = (compiled(phrase, checkpoint, language, similarity, say) for say in (*phrase.unless, *voids))
    return Attempt(
        checkpoint.id,
        checkpoint.title,
        part,
        phrase.say,
        shown.quote,
        shown.similarity,
        shown.threshold,
        found is not None and not any(is_said(listened, other) for other in voiding),
    )
