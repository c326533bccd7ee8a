"""Subtitles, SRT or WebVTT, in; what they say out.

A speaker stands as ``<v Name>``, ``[Name]:`` or ``NAME:`` before what he says.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from speechqa.errors import RecordingError
from speechqa.texts import _
from speechqa.transcript.foreign.model import Script, Spoken, cleaned, moment_of, words_of
from speechqa.transcript.foreign.speakers import party

_STAMP = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"\s*(-?){_STAMP}\s*-->\s*(-?){_STAMP}(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?[ \t]{1,4}([^<>]{0,80})>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,200}\}")
_BRACKETED = re.compile(r"\s*(?:>>\s*)?[\[(]([^\])]{1,60})[\])]\s*:?\s*")
_NAMED = re.compile(r"\s*(?:>>\s*)?([^\W\d_][\w .'\u2019-]{0,39}?)\s*:\s+(?=\S)")
_MOST_NAMES, _MOST_NAME_WORDS = 12, 4
_NOT_CUES = ("NOTE", "STYLE", "REGION", "WEBVTT")

_Cue = tuple[float | None, float | None, str | None, str]
"""Start, end, the name in a voice tag, and the text."""


def read_subtitles(text: str, where: str) -> Script:
    """Raises RecordingError where there is not one cue."""
    is_vtt = text.lstrip().startswith("WEBVTT")
    cues = tuple(_cues(text))
    if not cues:
        raise RecordingError(_("no subtitles: it has not one line such as 00:00:01,000 --> 00:00:04,000"), where)
    prefixes = _prefixes([said for _start, _end, voice, said in cues if voice is None])
    spoken = []
    for start, end, voice, said in cues:
        name, rest = (voice, said) if voice is not None else _split(said, prefixes)
        if words := words_of(rest):
            spoken.append(Spoken(name, words, start, end))
    return Script("vtt" if is_vtt else "srt", tuple(spoken))


def _cues(text: str) -> Iterator[_Cue]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 0
    while at < len(lines):
        times = _TIMES.fullmatch(lines[at])
        at += 1
        if lines[at - 1].startswith(_NOT_CUES):
            while at < len(lines) and lines[at].strip():
                at += 1
            continue
        if times is None:
            continue
        begun = at
        while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
            at += 1
        body = lines[begun:at]
        if at < len(lines) and "-->" in lines[at] and body and body[-1].strip().isdigit():
            body.pop()  # the number of the next cue, which no empty line parts from this one
        fields = times.groups()
        start, end = _moment(fields[:5]), _moment(fields[5:])
        if start is not None and end is not None and end < start:
            end = None
        for voice, said in _voices(body):
            yield start, end, voice, said


def _voices(body: Sequence[str]) -> Iterator[tuple[str | None, str]]:
    """The text of a cue, one for each voice tag; each line that names a speaker stands for itself."""
    whole = "\n".join(body)
    parts = _VOICE.split(whole)
    if len(parts) == 1:
        joined: list[str] = []
        for line in whole.split("\n"):
            plain = _plain(line)
            if joined and not _NAMED.match(plain) and not _BRACKETED.match(plain):
                joined[-1] += f" {plain}"
            else:
                joined.append(plain)
        yield from ((None, said) for said in joined)
        return
    if before := _plain(parts[0]).strip():
        yield None, before
    for name, said in zip(parts[1::2], parts[2::2], strict=True):
        yield cleaned(html.unescape(name)).strip() or None, _plain(said)


def _plain(text: str) -> str:
    plain = html.unescape(_TAG.sub("", text)).strip()
    return re.sub(r"^[-\u2013\u2014]\s+", "", plain)


def _prefixes(texts: Sequence[str]) -> frozenset[str]:
    """What stands before a colon and is a name: half of all cues have one, or it is the word for a role."""
    named = [name for name in map(_name, texts) if name is not None]
    distinct = frozenset(named)
    if len(distinct) <= _MOST_NAMES and len(named) * 2 >= len(texts):
        return distinct
    return frozenset(name for name in distinct if party(name) is not None)


def _name(text: str) -> str | None:
    match = _BRACKETED.match(text) or _NAMED.match(text)
    if match is None:
        return None
    name = cleaned(match[1]).strip()
    written = name[:1].isupper() or party(name) is not None or "_" in name
    return name if name and written and len(name.split()) <= _MOST_NAME_WORDS else None


def _split(text: str, prefixes: frozenset[str]) -> tuple[str | None, str]:
    name = _name(text)
    if name is None or name not in prefixes:
        return None, text
    match = _BRACKETED.match(text) or _NAMED.match(text)
    return name, text[match.end() :] if match else text


def _moment(fields: Sequence[str | None]) -> float | None:
    minus, hours, minutes, seconds, fraction = fields
    if minus:
        return None
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return moment_of(whole + int((fraction or "0").ljust(3, "0")) / 1000)
