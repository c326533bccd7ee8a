"""Recordings that were found in; out, the same, two files that hold one party each as one recording of two channels.

Asterisk's MixMonitor writes what it receives from the channel to one file and what it sends to it to another (options
``r`` and ``t``), Monitor does the same (``-in``, ``-out``). What was received is the first channel. Whose voice that is
depends on the channel that was recorded, the caller's or the called's, and so is left to be told from what is said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from speechqa.recording.file_names import is_telling
from speechqa.recording.kinds import EXTENSIONS, FoundFile

_ENDINGS = (("-r", "-t"), ("-rx", "-tx"), ("-in", "-out"), ("-L", "-R"))
"""What was received, what was sent."""

_MOST_APART = 0.1
_SAME_BYTES = 64_000
_ENDING = re.compile(r"-(?:r|t|rx|tx|in|out|L|R)$")


def pair_sides(found: Sequence[FoundFile]) -> tuple[FoundFile, ...]:
    """Bring both parties of a call together, in the order of ``found``; their mixed recording beside them is left out.

    Files of clearly different sizes stay apart: they are calls of their own, one inbound and one outbound.
    """
    by_place: dict[Path, list[FoundFile]] = defaultdict(list)
    for file in found:
        if file.path.suffix.lower() in EXTENSIONS:
            by_place[whole_path(file.path)].append(file)
    sent_with: dict[Path, Path] = {}
    left_out: set[Path] = set()
    for whole, files in by_place.items():
        paths = {file.path for file in files}
        for received, sent in _ENDINGS:
            one, other = (whole.with_name(f"{whole.stem}{end}{whole.suffix}") for end in (received, sent))
            if one in paths and other in paths and is_telling(whole.stem) and _same_length(one, other):
                sent_with[one] = other
                left_out |= {other, whole}
                break
    return tuple(
        replace(file, sent=sent_with.get(file.path))
        for file in found
        if file.path not in left_out or file.path in sent_with
    )


def whole_path(path: Path) -> Path:
    """Where the mixed recording of this side would lie: the name without what tells the side."""
    stem = _ENDING.sub("", path.stem)
    return path.with_name(stem + path.suffix) if stem else path


def _same_length(one: Path, other: Path) -> bool:
    with suppress(OSError):
        sizes = [one.stat().st_size, other.stat().st_size]
        return abs(sizes[0] - sizes[1]) <= max(_SAME_BYTES, _MOST_APART * max(sizes))
    return False
