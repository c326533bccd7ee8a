"""A single phrase and one party's words in, hits out; many phrases are searched together (plan.py, listen.py).

A phrase of a plan for which the words were looked up already costs nothing more.
"""

from __future__ import annotations

from functools import lru_cache

from speechqa.matching.hits import NEAR, hits, near_hits
from speechqa.matching.listen import Listened, listen
from speechqa.matching.model import Hit
from speechqa.matching.nearest import nearest
from speechqa.matching.phrase import CompiledPhrase
from speechqa.matching.plan import Plan, plan_for
from speechqa.matching.stream import Stream, stream_of

__all__ = ["Stream", "closest", "hits_in", "search", "stream_of"]


def hits_in(phrase: CompiledPhrase, stream: Stream) -> tuple[Hit, ...]:
    """Where the phrase was said as closely as it must be, best first, none overlapping."""
    for known in stream.listened:
        if phrase in known.plan.numbers:
            return hits(known, phrase)
    return hits(_listened(phrase, stream), phrase)


def search(phrase: CompiledPhrase, stream: Stream, floor: float = NEAR) -> tuple[Hit, ...]:
    """All places where the phrase may have been said, best first, none overlapping, similarity >= ``floor``."""
    return near_hits(_listened(phrase, stream), [phrase], floor)


def closest(phrase: CompiledPhrase, stream: Stream) -> Hit | None:
    """The most similar thing said, however far it is: what a failed checkpoint shows; None where nothing was said."""
    return nearest(_listened(phrase, stream), [phrase])


def _listened(phrase: CompiledPhrase, stream: Stream) -> Listened:
    return listen(_plan(phrase, stream.language), stream)


@lru_cache(maxsize=20_000)
def _plan(phrase: CompiledPhrase, language: str) -> Plan:
    return plan_for(language, [phrase])
