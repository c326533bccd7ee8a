"""The recording that a record names in; out, whether it lies where recordings are known to lie."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_MOST = 500
"""Folders in which a file is looked for."""


class Places:
    """Where recordings lie: the folders named, and those in which some were found."""

    def __init__(self, db: Database, folders: Sequence[Path]) -> None:
        rows = db.conn.execute(
            """SELECT DISTINCT substr(absolute_path, 1, length(absolute_path) - length(name)) FROM recording
               WHERE typeof(absolute_path) = 'text' LIMIT ?""",
            [_MOST],
        )
        found = [Path(row[0]) for row in rows.fetchall()]
        self._folders = [one for one in dict.fromkeys((*map(Path.absolute, folders), *_roots(found))) if one.is_dir()]

    def look(self, recording_file: str, started_at: datetime | None) -> bool | None:
        """Whether the file is there; None where no folder of recordings is known, so that nothing can be said."""
        named = Path(recording_file.replace("\\", "/"))
        if named.is_absolute() and os.path.lexists(named):
            return True
        if not self._folders and not (named.is_absolute() and named.parent.is_dir()):
            return None
        days = [started_at.strftime(form) for form in ("%Y/%m/%d", "%Y/%m/%d/%H")] if started_at else []
        ends = [str(named).lstrip("/"), named.name, *(f"{day}/{named.name}" for day in days)]
        return any(os.path.lexists(folder / end) for folder in self._folders for end in ends)


def _roots(folders: Iterable[Path]) -> Iterable[Path]:
    """Folders, and what stands above their parts that are dates (``2026/11/09``)."""
    for folder in folders:
        yield folder
        above = folder
        while above.name.isdigit() and len(above.name) in {2, 4}:
            above = above.parent
            yield above
