"""JSON of WhisperX, faster-whisper or openai-whisper in, what it says out.

All of them write ``segments`` with ``start``, ``end``, ``text`` and, where asked for, ``words``. WhisperX adds
``speaker``, and leaves words that it could not align without times.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from speechqa.errors import RecordingError
from speechqa.texts import _
from speechqa.transcript.foreign.model import Script, Spoken, SpokenWord, cleaned, moment_of, number_of, words_of


def read_json(text: str, where: str) -> Script:
    """Raises RecordingError where it is no JSON, or not that of a recogniser."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", None) or _("nested too deeply")
        line = getattr(error, "lineno", None)
        raise RecordingError(
            _("not valid JSON: {reason}").format(reason=reason), f"{where}:{line}" if line else where
        ) from None
    segments = document.get("segments") if isinstance(document, dict) else document
    if not isinstance(segments, list) or not all(isinstance(segment, dict) for segment in segments):
        raise RecordingError(
            _("no transcript: it has no list of segments"),
            where,
            _("Known is the JSON of WhisperX, faster-whisper and openai-whisper."),
        )
    language = document.get("language") if isinstance(document, dict) else None
    spoken = tuple(piece for segment in segments for piece in _pieces(segment))
    # The word list of the whole is WhisperX's own; so are speakers.
    by_whisperx = (isinstance(document, dict) and "word_segments" in document) or any(piece.speaker for piece in spoken)
    return Script("whisperx" if by_whisperx else "whisper", spoken, language if isinstance(language, str) else None)


def _pieces(segment: dict[str, Any]) -> Iterator[Spoken]:
    """The segment, cut where the speaker changes."""
    figures = {
        "average_log_probability": number_of(segment.get("avg_logprob")) or 0.0,
        "no_speech_probability": number_of(segment.get("no_speech_prob")) or 0.0,
        "compression_ratio": number_of(segment.get("compression_ratio")) or 1.0,
    }
    speaker = _speaker(segment)
    start, end = moment_of(segment.get("start")), moment_of(segment.get("end"))
    listed = segment.get("words")
    words = [word for word in listed if isinstance(word, dict)] if isinstance(listed, list) else []
    if not words:
        text = segment.get("text")
        if isinstance(text, str) and (plain := words_of(text)):
            yield Spoken(speaker, plain, start, end, **figures)
        return
    parts = [
        (label, spoken)
        for label, group in groupby(words, lambda word: _speaker(word) or speaker)
        if (spoken := tuple(one for word in group for one in _words(word)))
    ]
    for n, (label, spoken) in enumerate(parts):
        first, last = n == 0, n == len(parts) - 1
        yield Spoken(label, spoken, start if first else None, end if last else None, **figures)


def _words(word: dict[str, Any]) -> Iterator[SpokenWord]:
    text = word.get("word", word.get("text"))
    if not isinstance(text, str):
        return
    start, end = moment_of(word.get("start")), moment_of(word.get("end"))
    # WhisperX's score tells how well the word could be aligned, not whether it was heard right.
    given = number_of(word.get("probability", word.get("confidence")))
    probability = 1.0 if given is None else min(1.0, max(0.0, given))
    parts = cleaned(text).split()
    for n, part in enumerate(parts):
        yield SpokenWord(part, start if n == 0 else None, end if n == len(parts) - 1 else None, probability)


def _speaker(item: dict[str, Any]) -> str | None:
    for key in ("speaker", "role", "channel"):
        label = item.get(key)
        if isinstance(label, str | int) and not isinstance(label, bool) and (name := cleaned(str(label)).strip()):
            return name
    return None
