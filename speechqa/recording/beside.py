"""Recordings and transcripts that were found in; the same files out, each transcript with the recording it is of.

``call-1.json`` and ``call-1.wav.json`` are what was said in ``call-1.wav`` of the same folder. Several transcripts of
one stem (a recogniser writes all its formats at once) are one call.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from speechqa.recording.kinds import EXTENSIONS, TRANSCRIPT_EXTENSIONS, FoundFile


def pair(found: Sequence[FoundFile], transcripts: bool, left_out: Set[str]) -> tuple[FoundFile, ...]:
    """Bring together what belongs together, in the order of ``found``.

    Args:
        transcripts: look for transcripts that lie beside recordings and were not found.
        left_out: the real paths of files that are no transcripts.
    """
    folders = _Folders(left_out)
    keys = [(folders.real(file.path.parent), _call(file.path)) for file in found]
    texts: dict[tuple[str, str], list[FoundFile]] = defaultdict(list)
    sounds: set[tuple[str, str]] = set()
    for file, key in zip(found, keys, strict=True):
        if is_transcript(file.path):
            texts[key].append(file)
        else:
            sounds.add(key)
    paired = []
    done: set[tuple[str, str]] = set()
    for file, key in zip(found, keys, strict=True):
        named = [text.path for text in texts.get(key, ())]
        if not is_transcript(file.path):
            beside = folders.beside(file.path, TRANSCRIPT_EXTENSIONS) if transcripts else ()
            text = _best([path for path in (*named, *beside) if _is_of(path, file.path)])
            paired.append(replace(file, transcript=text))
        elif key not in sounds and (key not in done or _is_table(file.path)):
            text = file.path
            if not _is_table(text):
                done.add(key)
                text = _best([path for path in named if not _is_table(path)]) or text
            sound = next((path for path in folders.beside(file.path, EXTENSIONS) if _is_of(text, path)), text)
            paired.append(FoundFile(sound, file.folder, text))
    return tuple(paired)


def is_transcript(path: Path) -> bool:
    """Whether a file of this name holds a transcript."""
    return path.suffix.lower() in TRANSCRIPT_EXTENSIONS


def is_transcript_of_sound(path: Path) -> bool:
    """Whether the name is that of a recording with a transcript's ending after it."""
    return is_transcript(path) and Path(path.stem).suffix.lower() in EXTENSIONS


def _call(path: Path) -> str:
    """What files of one call have in common: the name without the endings of a transcript and of a recording."""
    name = path.stem if is_transcript(path) else path.name
    stem, ending = os.path.splitext(name)  # noqa: PTH122  (a name, no path)
    return stem if ending.lower() in EXTENSIONS else name


def _is_table(path: Path) -> bool:
    """A table of turns is nothing that a recogniser writes beside its other formats."""
    return path.suffix.lower() == ".csv"


def _is_of(text: Path, sound: Path) -> bool:
    return text.stem in (sound.name, sound.stem)


def _best(texts: Sequence[Path]) -> Path | None:
    return min(texts, key=lambda path: TRANSCRIPT_EXTENSIONS.index(path.suffix.lower()), default=None)


@dataclass
class _Folders:
    """What lies in folders, each looked at once."""

    left_out: Set[str]
    seen: dict[Path, dict[str, list[Path]]] = field(default_factory=dict)
    known: dict[Path, str] = field(default_factory=dict)

    def real(self, folder: Path) -> str:
        if folder not in self.known:
            self.known[folder] = os.path.realpath(folder)
        return self.known[folder]

    def beside(self, file: Path, extensions: Sequence[str]) -> tuple[Path, ...]:
        folder = file.parent
        if folder not in self.seen:
            self.seen[folder] = defaultdict(list)
            for path in _files(folder):
                self.seen[folder][_call(path)].append(path)
        found = self.seen[folder].get(_call(file), ())
        return tuple(
            path for path in found if path.suffix.lower() in extensions and os.path.realpath(path) not in self.left_out
        )


def _files(folder: Path) -> Iterator[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            with suppress(OSError):
                if entry.is_file() and not entry.name.startswith("."):
                    yield folder / entry.name
