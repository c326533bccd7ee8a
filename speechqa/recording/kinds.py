"""What files may be calls: their endings, and a file that was found; values only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

EXTENSIONS = (".wav", ".wave", ".wav49", ".gsm", ".mp3", ".ogg", ".oga", ".opus", ".webm", ".flac")
"""Files in folders are recordings when they end so; a file that the user names is one whatever its name."""

TAGGED_EXTENSIONS = (".webm",)
"""Recordings that may say within themselves which call they are of (MikoPBX's)."""

TRANSCRIPT_EXTENSIONS = (".json", ".vtt", ".srt", ".csv")
"""Files that hold a transcript; of several of one call the first kind counts, which tells most."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to be scored.

    Attributes:
        folder: the telling folder it lies in, below the folder that the user named.
        transcript: what was said in it, from elsewhere; the same as ``path`` where there is no recording.
        sent: the file with the other party's voice, where each has one of its own; ``path`` is what was received.
    """

    path: Path
    folder: str | None = None
    transcript: Path | None = None
    sent: Path | None = None
