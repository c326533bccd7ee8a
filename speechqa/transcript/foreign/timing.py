"""Pieces with the times that their file has in, every word with a start and an end out.

Where a file has no times, each turn (what one speaker says until another does) takes exactly TURN_SECONDS.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import groupby

from speechqa.transcript.foreign.model import Spoken, SpokenWord
from speechqa.transcript.model import TURN_SECONDS, Word

WORD_SECONDS = 0.4
"""What a word takes on average, pauses included."""

_LEAST = 0.02
_LONGEST_WORD = 2.0


def has_times(pieces: Sequence[Spoken]) -> bool:
    """Whether most pieces say when they begin: where they don't, the few others' times are worth nothing."""
    return 2 * sum(_start(piece) is not None for piece in pieces) > len(pieces)


def by_times(pieces: Sequence[Spoken]) -> tuple[tuple[Word, ...], ...]:
    """The words of each piece; a time that is missing or cannot be is made up from its neighbours."""
    starts = _starts(pieces)
    return tuple(
        _words(piece, start, following) for piece, start, following in zip(pieces, starts, _next(starts), strict=True)
    )


def by_turns(pieces: Sequence[Spoken], speakers: Sequence[Hashable]) -> tuple[tuple[Word, ...], ...]:
    """The words of each piece, spread evenly over their turns."""
    placed: list[tuple[Word, ...]] = []
    for turn, (_speaker, group) in enumerate(groupby(range(len(pieces)), key=lambda n: speakers[n])):
        members = [pieces[n] for n in group]
        step = TURN_SECONDS / sum(len(piece.words) for piece in members)
        at = 0
        for piece in members:
            begin = [turn * TURN_SECONDS + (at + n) * step for n in range(len(piece.words) + 1)]
            placed.append(
                tuple(
                    Word(word.text, round(begin[n], 4), round(begin[n + 1], 4), word.probability)
                    for n, word in enumerate(piece.words)
                )
            )
            at += len(piece.words)
    return tuple(placed)


def _start(piece: Spoken) -> float | None:
    return piece.start if piece.start is not None else piece.words[0].start


def _starts(pieces: Sequence[Spoken]) -> list[float]:
    starts: list[float] = []
    before = 0.0
    for piece in pieces:
        start = _start(piece)
        starts.append(before if start is None else start)
        end = piece.end if piece.end is not None else piece.words[-1].end
        before = max(starts[-1], starts[-1] + WORD_SECONDS * len(piece.words) if end is None else end)
    return starts


def _next(starts: Sequence[float]) -> list[float | None]:
    """When the next piece that begins later begins."""
    following: list[float | None] = []
    for n, start in enumerate(starts):
        later = starts[n + 1] if n + 1 < len(starts) else None
        following.append(later if later is not None and later > start else None)
    return following


def _words(piece: Spoken, start: float, following: float | None) -> tuple[Word, ...]:
    last = max((word.end or word.start or 0.0 for word in piece.words), default=0.0)
    end = max(piece.end or 0.0, last)
    if end <= start:
        end = start + WORD_SECONDS * len(piece.words)
        end = min(end, following) if following is not None else end
    known = _known(piece.words, start)
    words: list[Word] = []
    at = start
    n = 0
    while n < len(piece.words):
        begin = known[n]
        if begin is not None:
            run = [piece.words[n]]
            at = begin
            upper = piece.words[n].end
            if upper is None or upper < at:
                upper = min(_after(known, n + 1, end, at), at + _LONGEST_WORD)
        else:
            stop = next((m for m in range(n, len(known)) if known[m] is not None), len(known))
            run = list(piece.words[n:stop])
            own_end = run[-1].end
            upper = own_end if own_end is not None and own_end > at else _after(known, stop, end, at)
        upper = max(upper, at + _LEAST * len(run))
        words += _spread(run, at, upper)
        at = upper
        n += len(run)
    return tuple(words)


def _known(words: Sequence[SpokenWord], start: float) -> list[float | None]:
    """Starts that can be: none lies before the one before it."""
    known: list[float | None] = []
    least = start - 1.0
    for word in words:
        possible = word.start is not None and word.start >= least
        known.append(word.start if possible else None)
        least = word.start if possible and word.start is not None else least
    return known


def _after(known: Sequence[float | None], n: int, end: float, at: float) -> float:
    later = next((known[m] for m in range(n, len(known)) if known[m] is not None), None)
    return max(end if later is None else later, at)


def _spread(words: Sequence[SpokenWord], start: float, end: float) -> list[Word]:
    """By letters: a long word takes longer."""
    total = sum(len(word.text) for word in words)
    spread = []
    letters = 0
    for word in words:
        begin = start + (end - start) * letters / total
        letters += len(word.text)
        until = start + (end - start) * letters / total
        spread.append(Word(word.text, round(begin, 3), round(until, 3), word.probability))
    return spread
