"""A rule (checkpoint, outcome, tag) in; its phrases ready to be searched out, with the least similarity that counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from speechqa.checklist.model import UNSCORED_GROUPS, Phrase, Rule, Tag
from speechqa.matching.phrase import CompiledPhrase, compile_phrase


def parts(rule: Rule) -> Mapping[str, tuple[Phrase, ...]]:
    """Phrases by what they are for: ``any``, ``all``, ``none``, ``when``; parts without phrases are left out."""
    found = {"any": rule.any, "all": rule.all, "none": rule.none}
    if rule.when is not None:
        found["when"] = rule.when.any
    return {part: phrases for part, phrases in found.items() if phrases}


def compiled(phrase: Phrase, rule: Rule, language: str, similarity: float, say: str | None = None) -> CompiledPhrase:
    """A phrase of the rule (or ``say``, one of its ``unless``), with the nearest threshold set for it.

    Nobody is accused by half: a forbidden phrase must be heard to the letter, and so must one that leaves a call
    without a score. How closely a phrase must be heard says
    nothing of what voids it: that has the default threshold.
    """
    key = (id(phrase), id(rule), language, similarity, say)
    known = _KNOWN.get(key)
    if known is None:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[key] = (phrase, rule, _compiled(phrase, rule, language, similarity, say))
    return known[2]


def compiled_all(phrases: Sequence[Phrase], rule: Rule, language: str, similarity: float) -> tuple[CompiledPhrase, ...]:
    """These phrases of the rule."""
    if len(phrases) < _FEW:
        return tuple([compiled(phrase, rule, language, similarity) for phrase in phrases])
    key = (id(phrases), id(rule), language, similarity)
    known = _KNOWN_TOGETHER.get(key)
    if known is None:
        if len(_KNOWN_TOGETHER) >= _MOST_KNOWN:
            _KNOWN_TOGETHER.clear()
        together = tuple([compiled(phrase, rule, language, similarity) for phrase in phrases])
        known = _KNOWN_TOGETHER[key] = (phrases, rule, together)
    return known[2]


def _compiled(phrase: Phrase, rule: Rule, language: str, similarity: float, say: str | None) -> CompiledPhrase:
    if say is not None:
        return compile_phrase(say, language, similarity)
    return compile_phrase(
        phrase.say,
        language,
        phrase.threshold or rule.threshold or similarity,
        to_the_letter=phrase in rule.none or _unscores(rule),
        distance=phrase.distance,
        order=phrase.order,
        question=phrase.question,
    )


def _unscores(rule: Rule) -> bool:
    return isinstance(rule, Tag) and rule.group in UNSCORED_GROUPS


_MOST_KNOWN, _FEW = 100_000, 2
# Asked for again and again in every call. The phrase and the rule are kept, so that their ids stay theirs.
_KNOWN: dict[tuple[int, int, str, float, str | None], tuple[Phrase, Rule, CompiledPhrase]] = {}
_KNOWN_TOGETHER: dict[tuple[int, int, str, float], tuple[Sequence[Phrase], Rule, tuple[CompiledPhrase, ...]]] = {}
