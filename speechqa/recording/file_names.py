"""Names of recordings' files in; out, what two files of one call share."""

from __future__ import annotations

import re

from speechqa.recording.kinds import EXTENSIONS

_TELLING_DIGITS = 6


def file_stem(path: str) -> str:
    """The name without what tells the format: a converted recording is still the same."""
    name = path_parts(path)[-1]
    ending = next((one for one in EXTENSIONS if name.lower().endswith(one)), "")
    return name[: len(name) - len(ending)]


def is_telling(stem: str) -> bool:
    """Whether it can be the name of one call only."""
    return sum(character.isdigit() for character in stem) >= _TELLING_DIGITS


def common_folders(one: str, other: str) -> int:
    """How many folders above both files are the same."""
    count = 0
    for here, there in zip(path_parts(one)[-2::-1], path_parts(other)[-2::-1], strict=False):
        if here != there:
            break
        count += 1
    return count


def path_parts(path: str) -> list[str]:
    """Folders and the name, whichever system wrote the path."""
    return re.split(r"[/\\]", path)
