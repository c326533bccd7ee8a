"""Segments in, the same segments out, with those marked that are no evidence of anything said.

Whisper invents text in silence, noise and music. Such text is kept and shown, never matched.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from speechqa.recording.model import Interval
from speechqa.transcript.model import Segment

NO_VOICE, BOILERPLATE, REPETITION = "no_voice", "boilerplate", "repetition"
THIRD_SPEAKER = "third_speaker"
"""Neither manager nor customer said it: known from where the transcript comes from, never told by these rules."""

LEAST_VOICED = 0.25
"""Share of a segment's length that voice activity must cover."""

# Closing credits of the films and channels that Whisper was trained on; none of it is said on a sales line.
_BOILERPLATE = re.compile(
    r"продолжение следует"
    r"|субтитр\w* (?:\w+ ){0,3}(?:сделал|созда\w+|подогнал|добавил|предоставил|делал)\w*"
    r"|(?:редактор|корректор) субтитров|корректор [а-я]\.? ?\w+"
    r"|dimatorzok|димаtorzok|amara org|субтитры (?:и|от|для)\b"
    r"|спасибо за (?:просмотр|подписку)|(?:ставьте|ставь) лайк\w*|подпи(?:сывайтесь|шитесь|сывайся) на (?:\w+ )?канал"
    r"|до новых встреч на канале|с вами был игорь негода|игорь негода"
    r"|thanks for watching|thank you for watching|subtitles by|please subscribe"
)


def quarantine(segments: Sequence[Segment], speech: Sequence[Sequence[Interval]]) -> tuple[Segment, ...]:
    """Mark each segment that has no voice under it, is known boilerplate, or repeats itself without end."""
    return tuple(
        segment
        if segment.quarantine == THIRD_SPEAKER
        else replace(segment, quarantine=_reason(segment, speech[segment.channel]))
        for segment in segments
    )


def _reason(segment: Segment, speech: Sequence[Interval]) -> str | None:
    if _voiced_share(segment, speech) < LEAST_VOICED:
        return NO_VOICE
    words = re.findall(r"\w+", segment.text.lower().replace("ё", "е"))
    if _is_boilerplate(words):
        return BOILERPLATE
    return REPETITION if _repeats(words) else None


def _voiced_share(segment: Segment, speech: Sequence[Interval]) -> float:
    length = segment.end - segment.start
    # A day of speech has thousands of intervals, which lie in order: only those near the segment are looked at.
    first = max(0, bisect_right(speech, segment.start, key=lambda interval: interval.start) - 1)
    last = bisect_right(speech, segment.end, key=lambda interval: interval.start)
    near = speech[first:last]
    if length <= 0:
        return 1.0 if any(interval.start <= segment.start <= interval.end for interval in near) else 0.0
    voiced = sum(max(0.0, min(segment.end, interval.end) - max(segment.start, interval.start)) for interval in near)
    return voiced / length


def _is_boilerplate(words: Sequence[str]) -> bool:
    text = " ".join(words)
    found = sum(len(match.group().split()) for match in _BOILERPLATE.finditer(text))
    # A real sentence may hold one of these by chance; only a segment made mostly of them is thrown out.
    return found > 0 and found * 2 >= len(words)


def _repeats(words: Sequence[str]) -> bool:
    """The same one to four words again and again: the decoder's loop, nobody's speech («да, да, да, да» is)."""
    for size in range(1, 5):
        times = 8 if size == 1 else 5
        for begin in range(len(words) - size * times + 1):
            unit = words[begin : begin + size]
            if all(words[begin + k * size : begin + (k + 1) * size] == unit for k in range(1, times)):
                return True
    return False
