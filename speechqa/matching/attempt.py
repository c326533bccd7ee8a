"""A checklist and a text in, what each checkpoint would hear in it out: for people who write checklists."""

from __future__ import annotations

from dataclasses import dataclass

from speechqa.checklist.model import Checklist, Checkpoint, LocalText, Phrase
from speechqa.matching.search import closest, compile_phrase, search, stream_of
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
        for part, phrases in _parts(checkpoint).items():
            best: Attempt | None = None
            for phrase in phrases:
                compiled = compile_phrase(
                    phrase.say, checklist.language, phrase.threshold or checkpoint.threshold or similarity
                )
                voided = any(
                    hit.similarity >= compiled.threshold
                    for say in phrase.unless
                    for hit in search(compile_phrase(say, checklist.language, compiled.threshold), stream)[:1]
                )
                hit = closest(compiled, stream)
                if hit is not None:
                    attempt = Attempt(
                        checkpoint.id,
                        checkpoint.title,
                        part,
                        phrase.say,
                        hit.quote,
                        hit.similarity,
                        compiled.threshold,
                        hit.similarity >= compiled.threshold and not voided,
                    )
                    if best is None or (attempt.hit, attempt.similarity) > (best.hit, best.similarity):
                        best = attempt
            if best is not None:
                attempts.append(best)
    return tuple(attempts)


def _parts(checkpoint: Checkpoint) -> dict[str, tuple[Phrase, ...]]:
    parts = {"any": checkpoint.any, "all": checkpoint.all, "none": checkpoint.none}
    if checkpoint.when is not None:
        parts["when"] = checkpoint.when.any
    return {part: phrases for part, phrases in parts.items() if phrases}
