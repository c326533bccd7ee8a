"""A database and a labels file in; out, how far the machine's verdicts agree with a person's.

``passed`` is the positive class. Unheard verdicts are counted apart: they go to people and are neither right nor wrong.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_NOT_CHECKPOINTS = ("file", "card", "light")


@dataclass(frozen=True, slots=True)
class Compared:
    """One checkpoint of one call: what the person ticked, what the machine said."""

    file: str
    checkpoint: str
    label: str
    verdict: str
    critical: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts over 1/0 labels, and what follows from them."""

    both: int
    only_machine: int
    only_person: int
    neither: int
    unheard: int

    @property
    def precision(self) -> float | None:
        return _share(self.both, self.both + self.only_machine)

    @property
    def recall(self) -> float | None:
        return _share(self.both, self.both + self.only_person)

    @property
    def f1(self) -> float | None:
        return _share(2 * self.both, 2 * self.both + self.only_machine + self.only_person)


def read_labels(path: Path) -> dict[str, dict[str, str]]:
    """Labels by file name and checkpoint: ``1``, ``0`` or ``н/п``; blank ones are left out."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            Path(row["file"]).name: {key: value for key, value in row.items() if key not in _NOT_CHECKPOINTS and value}
            for row in csv.DictReader(file)
        }


def compare(db: Path, labels: Mapping[str, Mapping[str, str]]) -> tuple[Compared, ...]:
    """Every labelled checkpoint of every scored recording."""
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    rows = connection.execute(
        """SELECT recording.name, verdict.checkpoint_id, verdict.verdict, checkpoint.critical
           FROM verdict JOIN result USING (result_id) JOIN recording USING (recording_id)
           JOIN checkpoint ON checkpoint.content_hash = result.content_hash AND checkpoint.id = verdict.checkpoint_id
           WHERE result.current = 1 AND checkpoint.by = 'machine' ORDER BY recording.name, verdict.ordinal"""
    ).fetchall()
    connection.close()
    return tuple(
        Compared(name, checkpoint, labels[name][checkpoint], verdict, bool(critical))
        for name, checkpoint, verdict, critical in rows
        if checkpoint in labels.get(name, {})
    )


def agreement(compared: Iterable[Compared]) -> Agreement:
    """Counts of a group of comparisons."""
    counts = dict.fromkeys(("both", "only_machine", "only_person", "neither", "unheard"), 0)
    for one in compared:
        if one.label not in ("0", "1"):
            continue
        passed, ticked = one.verdict == "passed", one.label == "1"
        if one.verdict == "unheard":
            counts["unheard"] += 1
        elif passed and ticked:
            counts["both"] += 1
        else:
            counts["only_machine" if passed else "only_person" if ticked else "neither"] += 1
    return Agreement(**counts)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
