"""A checkpoint in; out, its phrases made ready to be searched, each with the least similarity that counts for it."""

from __future__ import annotations

from collections.abc import Mapping

from speechqa.checklist.model import Checkpoint, Phrase
from speechqa.matching.phrase import CompiledPhrase, compile_phrase


def parts(checkpoint: Checkpoint) -> Mapping[str, tuple[Phrase, ...]]:
    """Phrases by what they are for: ``any``, ``all``, ``none``, ``when``; parts without phrases are left out."""
    found = {"any": checkpoint.any, "all": checkpoint.all, "none": checkpoint.none}
    if checkpoint.when is not None:
        found["when"] = checkpoint.when.any
    return {part: phrases for part, phrases in found.items() if phrases}


def compiled(
    phrase: Phrase, checkpoint: Checkpoint, language: str, similarity: float, say: str | None = None
) -> CompiledPhrase:
    """A phrase of the checkpoint (or ``say``, one of its ``unless``), with the nearest threshold set for it.

    Nobody is accused by half: a forbidden phrase must be heard to the letter.
    """
    threshold = phrase.threshold or checkpoint.threshold or similarity
    forbidden = say is None and phrase in checkpoint.none
    return compile_phrase(say or phrase.say, language, threshold, to_the_letter=forbidden)
