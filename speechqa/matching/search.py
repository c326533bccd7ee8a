"""Phrases and one party's words in, hits out: where a phrase was said, and how closely.

A phrase is laid over windows of words: each of its words is paired with the most similar one heard, words that carry
meaning weigh more than those that string them together, and order, insertions and denials cost. Where the recogniser
split or joined words, the letters alone are compared, aligned to word boundaries.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz import fuzz

from speechqa.matching.model import Hit
from speechqa.matching.phrase import CompiledPhrase
from speechqa.matching.similarity import word_similarity
from speechqa.matching.text import Token, word_tokens
from speechqa.transcript.model import Word

FLOOR = 45.0
"""Similarity below which something is not even a near miss."""

_LEAST_LETTERS = 9
_LONGEST_PAUSE, _SLOT_PAUSE = 5.0, 1.0
_INSERTION, _INSERTION_INTO_TWO, _INVERSION, _DENIAL = 0.05, 0.08, 0.03, 0.25

_UNKNOWN_NAME = 0.8
_SLOT_REACH = {"name": 1, "number": 2}


@dataclass(frozen=True, slots=True)
class Stream:
    """One party's recognised words in order of time, with their tokens.

    ``heard`` keeps where each word of a phrase was found: a checklist's phrases share most of their words.
    """

    speaker: str
    language: str
    words: tuple[Word, ...]
    tokens: tuple[Token, ...]
    positions: Mapping[str, tuple[int, ...]]
    letters: str
    starts: tuple[int, ...]
    heard: dict[str, dict[int, float]] = field(default_factory=dict, compare=False, repr=False)


def stream_of(words: Iterable[Word], speaker: str, language: str) -> Stream:
    """Words of one party, in order of time, ready to be searched."""
    ordered = tuple(sorted(words, key=lambda word: (word.start, word.end)))
    tokens = word_tokens([word.text for word in ordered], language)
    positions: dict[str, list[int]] = {}
    starts: list[int] = []
    length = 0
    for index, token in enumerate(tokens):
        positions.setdefault(token.text, []).append(index)
        starts.append(length)
        length += len(token.text)
    return Stream(
        speaker,
        language,
        ordered,
        tokens,
        {text: tuple(found) for text, found in positions.items()},
        "".join(token.text for token in tokens),
        tuple(starts),
    )


def search(phrase: CompiledPhrase, stream: Stream, floor: float = FLOOR) -> tuple[Hit, ...]:
    """All places where the phrase may have been said, best first, none overlapping, similarity >= ``floor``."""
    if not phrase.tokens or not stream.tokens:
        return ()
    found = [_heard(index, phrase.tokens, stream) for index in range(len(phrase.tokens))]
    candidates = _windows(phrase, found, stream)
    # Letters are for words that were split or joined; where all were heard as words, they have had their say.
    lost = any(token.says and not places for token, places in zip(phrase.tokens, found, strict=True))
    if lost and (not candidates or candidates[0].similarity < phrase.threshold):
        candidates += _by_letters(phrase, stream, phrase.threshold)
        candidates.sort(key=_best_first)
    taken: list[_Candidate] = []
    for candidate in candidates:
        if candidate.similarity < floor:
            break
        if all(candidate.last < other.first or candidate.first > other.last for other in taken):
            taken.append(candidate)
    return tuple(_hit(phrase, stream, candidate) for candidate in taken)


def closest(phrase: CompiledPhrase, stream: Stream) -> Hit | None:
    """The most similar thing said, however far it is: what a failed checkpoint shows; None where nothing was said."""
    hits = search(phrase, stream, 1.0)
    if hits:
        return hits[0]
    candidates = _by_letters(phrase, stream, 0.0) if stream.tokens else []
    return _hit(phrase, stream, candidates[0]) if candidates else None


@dataclass(frozen=True, slots=True)
class _Candidate:
    first: int
    last: int
    similarity: float


def _best_first(candidate: _Candidate) -> tuple[float, int, int]:
    return (-candidate.similarity, candidate.first, candidate.last)


def _windows(phrase: CompiledPhrase, found: Sequence[Mapping[int, float]], stream: Stream) -> list[_Candidate]:
    heaviest = max(phrase.weights)
    anchors = sorted(
        {place for weight, places in zip(phrase.weights, found, strict=True) if weight == heaviest for place in places}
    )
    if not anchors:
        return []
    size = len(phrase.tokens)
    reach = size + 2 + size // 2
    starts: set[int] = set()
    everywhere = {place for places in found for place in places}
    for anchor in anchors:
        starts.update(place for place in range(max(0, anchor - reach + 1), anchor + 1) if place in everywhere)
    seen: dict[tuple[int, int], _Candidate] = {}
    for start in sorted(starts):
        candidate = _pair(phrase, found, stream, start, start + reach)
        if candidate is not None:
            seen[candidate.first, candidate.last] = candidate
    return sorted(seen.values(), key=_best_first)


def _heard(index: int, tokens: Sequence[Token], stream: Stream) -> dict[int, float]:
    """Where in the stream a phrase's word may have been heard, with its similarity 0..1."""
    token = tokens[index]
    if token.slot == "name":
        # After «меня зовут» a recogniser's own spelling with a capital letter will do; before «слушаю вас» it may as
        # well be the company.
        comes_last = index == len(tokens) - 1 > 0
        return {
            place: 1.0 if heard.form.is_name else _UNKNOWN_NAME
            for place, heard in enumerate(stream.tokens)
            if heard.form.is_name or (comes_last and heard.capital and heard.says)
        }
    if token.slot == "number":
        return {place: 1.0 for place, heard in enumerate(stream.tokens) if heard.text.isdecimal()}
    if not any(each.says for each in tokens):
        # «Это не ко мне»: of words that only string others together, any form of each would be found everywhere.
        return dict.fromkeys(stream.positions.get(token.text, ()), 1.0)
    if token.text not in stream.heard:
        stream.heard[token.text] = _like(token, stream)
    return stream.heard[token.text]


def _like(token: Token, stream: Stream) -> dict[int, float]:
    places: dict[int, float] = {}
    for text, positions in stream.positions.items():
        similarity = word_similarity(token.text, text, stream.language)
        if similarity > 0:
            places |= dict.fromkeys(positions, similarity)
    return places


def _pair(
    phrase: CompiledPhrase, found: Sequence[Mapping[int, float]], stream: Stream, start: int, end: int
) -> _Candidate | None:
    """The best one-to-one pairing of the phrase's words with those heard from ``start`` up to ``end``."""
    places: dict[int, int] = {}
    used: set[int] = set()
    gained = penalty = 0.0
    for index in sorted(range(len(found)), key=lambda i: (phrase.tokens[i].slot is not None, -phrase.weights[i], i)):
        token = phrase.tokens[index]
        best: tuple[float, int, int] | None = None
        for place, similarity in found[index].items():
            if start <= place < end and place not in used:
                if token.slot is None and not _same_polarity(token, stream.tokens[place]):
                    continue
                if token.slot is not None and not _is_beside(place, used, stream, _SLOT_REACH[token.slot]):
                    continue
                option = (similarity, -abs((place - start) - index), -place)
                if best is None or option > best:
                    best = option
        if best is None:
            continue
        place = -best[2]
        places[index] = place
        used.add(place)
        gained += phrase.weights[index] * best[0]
    if not places:
        return None
    first, last = min(used), max(used)
    if _longest_pause(stream, first, last) > _LONGEST_PAUSE:
        return None
    inside = [stream.tokens[place] for place in range(first, last + 1) if place not in used]
    insertions = sum(token.says for token in inside)
    penalty += _INSERTION_INTO_TWO * insertions if len(phrase.tokens) <= 2 else _INSERTION * max(0, insertions - 1)
    penalty += _INVERSION * min(3, _inversions([places[index] for index in sorted(places)]))
    denied = sum(
        1
        for index, token in enumerate(phrase.tokens)
        if index not in places
        and any(start <= place < end and place not in used for place in found[index])
        and token.says
    )
    penalty += _DENIAL * denied
    lost = 1.0 - gained / sum(phrase.weights) + penalty
    return _Candidate(first, last, round(max(0.0, 100 * (1.0 - phrase.loss * lost)), 2))


def _same_polarity(said: Token, heard: Token) -> bool:
    return said.negated == heard.negated or (said.lenient if said.negated else heard.lenient)


def _is_beside(place: int, used: set[int], stream: Stream, reach: int) -> bool:
    """Whether a slot is filled among the phrase's other words or right beside them, in the same breath."""
    if not used:
        return True
    first, last = min(used), max(used)
    if not first - reach <= place <= last + reach:
        return False
    nearest = min(used, key=lambda other: abs(other - place))
    return _longest_pause(stream, min(place, nearest), max(place, nearest)) <= _SLOT_PAUSE


def _inversions(places: Sequence[int]) -> int:
    return sum(one > other for one, other in pairwise(places))


def _longest_pause(stream: Stream, first: int, last: int) -> float:
    words = stream.words
    tokens = stream.tokens[first : last + 1]
    return max((words[b.first].start - words[a.last].end for a, b in pairwise(tokens)), default=0.0)


def _by_letters(phrase: CompiledPhrase, stream: Stream, least: float) -> list[_Candidate]:
    slots = any(token.slot for token in phrase.tokens)
    if len(phrase.letters) < 1 or (least and (slots or len(phrase.letters) < _LEAST_LETTERS)):
        return []
    best = fuzz.partial_ratio_alignment(phrase.letters, stream.letters, score_cutoff=least)
    if best is None:
        return []
    first = _token_at(stream, best.dest_start)
    last = _token_at(stream, max(best.dest_start, best.dest_end - 1))
    options = [(a, b) for a in (first, first + 1) for b in (last - 1, last) if 0 <= a <= b < len(stream.tokens)]
    denied = any(token.negated for token in phrase.tokens)
    candidates = []
    for a, b in options:
        window = stream.tokens[a : b + 1]
        polarity = any(token.negated for token in window) == denied
        if least and not polarity:
            continue
        if _longest_pause(stream, a, b) <= _LONGEST_PAUSE:
            ratio = fuzz.ratio(phrase.letters, "".join(token.text for token in window))
            ratio -= 0 if polarity else 100 * _DENIAL
            candidates.append(_Candidate(a, b, round(ratio, 2)))
    return [max(candidates, key=lambda candidate: candidate.similarity)] if candidates else []


def _token_at(stream: Stream, letter: int) -> int:
    return max(0, bisect_right(stream.starts, letter) - 1)


def _hit(phrase: CompiledPhrase, stream: Stream, candidate: _Candidate) -> Hit:
    begin = stream.tokens[candidate.first].first
    end = stream.tokens[candidate.last].last
    words = stream.words[begin : end + 1]
    return Hit(
        phrase=phrase.say,
        quote=" ".join(word.text for word in words),
        speaker=stream.speaker,
        start=words[0].start,
        end=max(word.end for word in words),
        similarity=candidate.similarity,
        probability=round(sum(word.probability for word in words) / len(words), 4),
    )
