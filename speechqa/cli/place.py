"""A folder and a checklist in; out, the folder with all that a project needs, and no file of anybody's overwritten."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.errors import SpeechqaError, UsageError
from speechqa.texts import _
from speechqa.texts.translate import current_language

if TYPE_CHECKING:
    from speechqa.checklist.model import Checklist

LISTS = ("managers.csv", "lines.csv", "plan.csv", "tariffs.csv", "spend.csv")
FOLDERS = ("recordings", "records", "checklists")

_TEMPLATES = Path(__file__).parent / "project"
_FILE_MODE, _FOLDER_MODE = 0o600, 0o700


@dataclass(slots=True)
class Made:
    """Files that were written, and those that were there already and stay as they are."""

    written: list[Path] = field(default_factory=list)
    left: list[Path] = field(default_factory=list)


def make_place(folder: Path, checklist: Checklist) -> Made:
    """Write the settings, the lists and the checklist, in the language of texts.

    Raises:
        UsageError: the folder is a file; SpeechqaError: it cannot be written to.
    """
    from speechqa.settings import FILE_NAME

    made = Made()
    templates = _TEMPLATES / current_language()
    settings = (templates / FILE_NAME).read_text(encoding="utf-8")
    settings = settings.replace("{timezone}", _timezone()).replace("{language}", checklist.language)
    try:
        for path in (folder, *(folder / name for name in FOLDERS)):
            path.mkdir(mode=_FOLDER_MODE, parents=path == folder, exist_ok=True)
        _write(folder / FILE_NAME, settings, made)
        for name in LISTS:
            _write(folder / name, (templates / name).read_text(encoding="utf-8"), made)
        _write(folder / "checklists" / f"{checklist.id}.yaml", checklist.source_text, made)
    except (FileExistsError, NotADirectoryError) as error:
        raise UsageError(
            _("a file, where a folder is expected"), str(error.filename or folder), _("Name another folder.")
        ) from None
    except OSError as error:
        raise SpeechqaError(
            _("cannot be written: {reason}").format(reason=error.strerror),
            str(error.filename or folder),
            _("Check the path and the permissions."),
        ) from None
    return made


def _write(path: Path, text: str, made: Made) -> None:
    try:
        # Whatever lies there, a dangling link too, is somebody's.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    except FileExistsError:
        made.left.append(path)
        return
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    made.written.append(path)


def _timezone() -> str:
    from speechqa.settings import Settings

    zone = Settings().zone.key
    # A server's UTC is seldom the users' own time.
    return '# timezone = "Europe/Moscow"' if zone.endswith("UTC") else f'timezone = "{zone}"'
