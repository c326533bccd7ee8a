"""Transcripts as other programs write them, what reads them, and the laws of every transcript."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from speechqa.transcript.foreign.read import ReadingOptions, parts_of, read_part
from speechqa.transcript.model import Transcript

WHISPERX = {
    "language": "ru",
    "segments": [
        {
            "start": 0.5,
            "end": 3.0,
            "text": " Добрый день, клиника.",
            "speaker": "SPEAKER_01",
            "words": [
                {"word": "Добрый", "start": 0.5, "end": 0.9, "score": 0.31, "speaker": "SPEAKER_01"},
                {"word": "день,", "start": 1.0, "end": 1.4, "score": 0.9, "speaker": "SPEAKER_01"},
                {"word": "клиника.", "start": 1.5, "end": 3.0, "score": 0.8},
            ],
        },
        {
            "start": 3.2,
            "end": 6.0,
            "text": "Запишите на 2026 год",
            "speaker": "SPEAKER_00",
            "words": [
                {"word": "Запишите", "start": 3.2, "end": 4.0, "score": 0.9},
                {"word": "на", "start": 4.0, "end": 4.2, "score": 0.9},
                {"word": "2026"},
                {"word": "год", "start": 5.0, "end": 5.4, "score": 0.9},
            ],
        },
    ],
    "word_segments": [],
}
SRT = """1
00:00:01,000 --> 00:00:03,000
Оператор: Добрый день

2
00:00:03,500 --> 00:00:05,000
Анна Петровна: Здравствуйте, сколько
стоит приём?

3
00:00:05,200 --> 00:00:06,000
Оператор: Тысячу рублей
"""
VTT = """WEBVTT

STYLE
::cue { color: red }

NOTE ничего --> важного

intro
00:01.000 --> 00:03.000 align:start
<v Анна>Добрый <b>день</b>

01:00:03.500 --> 01:00:05.000
<v.loud Иван Петров>Здравствуйте &amp; до свидания</v>
"""
TURNS = """dialogue,line,role,text
17,1,manager,Добрый день
17,2,customer,Здравствуйте
17,3,customer,сколько стоит
17,4,manager,Тысячу
18,2,customer,Алло
18,1,manager,Слушаю вас
"""


def read(name: str, content: str | bytes | dict[str, Any] | list[Any], **options: Any) -> Transcript:
    """The only transcript of a file."""
    (transcript,) = read_all(name, content, **options).values()
    return transcript


def read_all(name: str, content: str | bytes | dict[str, Any] | list[Any], **options: Any) -> dict[Any, Transcript]:
    if isinstance(content, dict | list):
        content = json.dumps(content, ensure_ascii=False)
    raw = content.encode() if isinstance(content, str) else content
    chosen = ReadingOptions(options.pop("language", "ru"), **options)
    path = Path(name)
    return {part.dialogue: read_part(path, raw, part, chosen)[0] for part in parts_of(path, raw, chosen)}


def said(transcript: Transcript) -> list[tuple[int, str]]:
    return [(segment.channel, segment.text) for segment in transcript.segments]


def check(transcript: Transcript) -> None:
    """The laws of every transcript."""
    assert transcript.segments
    assert len(transcript.speech) == transcript.channels
    starts = [segment.start for segment in transcript.segments]
    assert starts == sorted(starts)
    for segment in transcript.segments:
        assert 0 <= segment.channel < transcript.channels
        assert segment.words
        for word in segment.words:
            assert word.text.strip() == word.text != ""
            assert 0 <= word.start < word.end <= transcript.duration
            assert math.isfinite(word.end)
            assert 0 <= word.probability <= 1
        assert list(segment.words) == sorted(segment.words, key=lambda word: word.start)
        assert segment.quarantine != "no_voice"
