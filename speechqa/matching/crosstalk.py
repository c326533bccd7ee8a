"""A transcript in; out, the words that are each party's own.

Over a bad line each party is faintly heard on the other's channel, and a recogniser writes the same words down on both
at the same time. They belong to the channel on which they are more certain, or on which more of them were made out.
Where nothing tells for most of the call, both channels carry one recording (dual mono); where only a hair tells for
much of it, the parties are not told apart either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from speechqa.transcript.model import Transcript, Word

TOGETHER = 0.45
"""Seconds between the starts of one word on two channels."""

LEAST_WORDS, LEAST_LETTERS = 3, 12
"""What two people hardly say at the same time by chance."""

ONE_VOICE = 0.8
"""Share of the words, on both channels, of which nothing tells to which party they belong."""

BLURRED = 0.3
"""Share of the words of a channel that are on both and of which only a hair (_HAIR) tells whose they are, from which
the parties are not told apart at all."""

_MORE_CERTAIN, _LONGER = 0.03, 1.3
_HAIR, _MANY = 0.15, 10
_STEP = 2
_TURN, _PAUSE = 0.4, 0.8
_MOSTLY = 0.5
_STRETCHED = 0.2


@dataclass(frozen=True, slots=True)
class Parties:
    """Each channel's own words, in order of time.

    ``one_voice``: both channels carry one recording, or either party is heard so well on both that many words may have
    been given to the wrong one: nobody is to be judged by whose words they are.
    """

    words: tuple[tuple[Word, ...], ...]
    one_voice: bool = False


def own_words(transcript: Transcript) -> Parties:
    """Without quarantined text, and without what belongs to the other party."""
    channels = tuple(_words(transcript, channel) for channel in range(transcript.channels))
    if len(channels) != 2 or not all(channels):
        return Parties(channels, one_voice=len(channels) == 1)
    echoes = _echoes(channels[0], channels[1])
    foreign: tuple[set[int], set[int]] = (set(), set())
    undecided: tuple[set[int], set[int]] = (set(), set())
    close = 0
    for echo in echoes:
        loser = _loser(echo, channels)
        close += len(echo) if abs(_more_certain(echo, channels)) < _HAIR else 0
        for channel in (0, 1):
            indices = range(echo[0][channel], echo[-1][channel] + 1)
            if loser is None:
                undecided[channel].update(indices)
            elif loser == channel:
                foreign[channel].update(indices)
    if all(len(undecided[channel]) >= ONE_VOICE * len(channels[channel]) for channel in (0, 1)):
        fuller = 0 if len(channels[0]) >= len(channels[1]) else 1
        return Parties(tuple(words if c == fuller else () for c, words in enumerate(channels)), one_voice=True)
    own = [tuple(word for i, word in enumerate(channels[c]) if i not in foreign[c]) for c in (0, 1)]
    blurred = close >= max(_MANY, BLURRED * min(map(len, channels)))
    return Parties(tuple(_without(foreign[c], channels[c], own[1 - c]) for c in (0, 1)), one_voice=blurred)


_Echo = list[tuple[int, int]]
"""Pairs of indices: one word on both channels."""


def _words(transcript: Transcript, channel: int) -> tuple[Word, ...]:
    words: list[Word] = []
    for segment in transcript.segments:
        if segment.channel == channel and segment.quarantine is None:
            words += segment.words
    return tuple(sorted(words, key=attrgetter("start", "end")))


@lru_cache(maxsize=100_000)
def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower().replace("ё", "е") if letter.isalnum())


def _echoes(one: Sequence[Word], other: Sequence[Word]) -> list[_Echo]:
    """Runs of words that are on both channels at the same time; a word in between may be misheard."""
    texts = [_plain(word.text) for word in other]
    pairs: list[tuple[int, int]] = []
    begin = 0
    for index, word in enumerate(one):
        while begin < len(other) and other[begin].start < word.start - TOGETHER:
            begin += 1
        after = pairs[-1][1] if pairs else -1
        text = _plain(word.text)
        for candidate in range(max(begin, after + 1), len(other)):
            if other[candidate].start > word.start + TOGETHER:
                break
            if text and texts[candidate] == text:
                pairs.append((index, candidate))
                break
    runs: list[_Echo] = []
    for pair in pairs:
        if runs and _goes_on(runs[-1][-1], pair, one, other):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    by_chance = [
        len(run) < LEAST_WORDS or sum(len(texts[second]) for _first, second in run) < LEAST_LETTERS for run in runs
    ]
    # Where the line is known to echo, a single word on both channels is one as well.
    return [] if all(by_chance) else runs


def _goes_on(last: tuple[int, int], pair: tuple[int, int], one: Sequence[Word], other: Sequence[Word]) -> bool:
    near = pair[0] - last[0] <= _STEP and pair[1] - last[1] <= _STEP
    pause = min(one[pair[0]].start - one[pair[0] - 1].end, other[pair[1]].start - other[pair[1] - 1].end)
    return near and pause < _TURN


def _loser(echo: _Echo, channels: tuple[Sequence[Word], ...]) -> int | None:
    """The channel on which these words are only an echo; None where nothing tells."""
    difference = _more_certain(echo, channels)
    if abs(difference) >= _MORE_CERTAIN:
        return 0 if difference < 0 else 1
    lengths = [len(_stretch(channels[c], echo[0][c])) for c in (0, 1)]
    if max(lengths) >= _LONGER * min(lengths):
        return 0 if lengths[0] < lengths[1] else 1
    return None


def _more_certain(echo: _Echo, channels: tuple[Sequence[Word], ...]) -> float:
    """By how much channel 0 is more certain of these words than channel 1."""
    said = [channels[c][echo[0][c] : echo[-1][c] + 1] for c in (0, 1)]
    certain = [sum(word.probability for word in words) / len(words) for words in said]
    return certain[0] - certain[1]


def _stretch(words: Sequence[Word], index: int) -> range:
    """What was said in one go around a word."""
    first = last = index
    while first > 0 and words[first].start - words[first - 1].end < _PAUSE:
        first -= 1
    while last + 1 < len(words) and words[last + 1].start - words[last].end < _PAUSE:
        last += 1
    return range(first, last + 1)


def _without(foreign: set[int], words: Sequence[Word], others: Sequence[Word]) -> tuple[Word, ...]:
    """Also without what was made out beside mostly foreign words while the other spoke: the same echo, misheard."""
    whole = set(foreign)
    for index in foreign:
        stretch = _stretch(words, index)
        if sum(each in foreign for each in stretch) > _MOSTLY * len(stretch):
            whole.update(each for each in stretch if _speaks(others, words[each]))
    return tuple(word for index, word in enumerate(words) if index not in whole)


def _speaks(others: Sequence[Word], during: Word) -> bool:
    middle = (during.start + during.end) / 2
    return any(other.start - _STRETCHED <= middle <= other.end + _STRETCHED for other in others)
