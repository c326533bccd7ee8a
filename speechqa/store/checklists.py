"""Checklists in, as they were when something was scored by them: by content, so that old results stay explained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from speechqa.checklist.model import BUILT_IN_OUTCOMES, Checklist, Checkpoint, LocalText
from speechqa.store.columns import now, text_value
from speechqa.store.connection import transaction

if TYPE_CHECKING:
    from sqlite_utils import Database

_KINDS = ("any", "all", "none", "questions", "interruptions")


def save_checklist(db: Database, checklist: Checklist) -> None:
    """Store a checklist; one that is there already only learns where it was read from last."""
    thresholds = checklist.thresholds
    with transaction(db):
        known = db.conn.execute(
            "UPDATE checklist SET origin = ?, source_text = ? WHERE content_hash = ?",
            [text_value(checklist.origin), text_value(checklist.source_text), checklist.content_hash],
        )
        if known.rowcount:
            return
        db.conn.execute(
            "INSERT INTO checklist VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                checklist.content_hash, checklist.id, checklist.title.get("ru"), checklist.title.get("en"),
                checklist.language, text_value(checklist.source_text), text_value(checklist.origin),
                thresholds and float(thresholds.green), thresholds and float(thresholds.yellow), now(),
            ],
        )  # fmt: skip
        db.conn.executemany(
            "INSERT INTO checkpoint VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_checkpoint_row(checklist, n, checkpoint) for n, checkpoint in enumerate(checklist.checkpoints)],
        )
        db.conn.executemany("INSERT INTO checklist_outcome VALUES (?, ?, ?, ?, ?, ?)", _outcome_rows(checklist))
        db.conn.executemany(
            "INSERT INTO checklist_tag VALUES (?, ?, ?, ?, ?, ?)",
            [
                (checklist.content_hash, tag.id, n, tag.title.get("ru"), tag.title.get("en"), tag.group)
                for n, tag in enumerate(checklist.tags)
            ],
        )


def load_sources(db: Database, content_hashes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The YAML and the path of each checklist, in the order of the hashes; KeyError where one is not stored."""
    found = {
        str(row[0]): (str(row[1]), str(row[2]))
        for row in db.conn.execute("SELECT content_hash, source_text, origin FROM checklist").fetchall()
    }
    return tuple(found[content_hash] for content_hash in content_hashes)


def _checkpoint_row(checklist: Checklist, ordinal: int, checkpoint: Checkpoint) -> tuple[object, ...]:
    section: LocalText = checklist.sections.get(checkpoint.section, {}) if checkpoint.section else {}
    kinds = [kind for kind in _KINDS if getattr(checkpoint, kind)]
    return (
        checklist.content_hash, checkpoint.id, ordinal, checkpoint.title.get("ru"), checkpoint.title.get("en"),
        checkpoint.section, section.get("ru"), section.get("en"), float(checkpoint.weight), int(checkpoint.critical),
        checkpoint.by, "+".join(kinds), checkpoint.after, checkpoint.advice.get("ru"), checkpoint.advice.get("en"),
    )  # fmt: skip


def _outcome_rows(checklist: Checklist) -> list[tuple[object, ...]]:
    if not checklist.outcomes:
        return []
    titles = {outcome.id: outcome.title for outcome in checklist.outcomes}
    next_steps = {outcome.id: outcome.next_step for outcome in checklist.outcomes}
    for id_, title in BUILT_IN_OUTCOMES.items():
        titles[id_] = titles.get(id_) or title
        next_steps[id_] = False
    return [
        (checklist.content_hash, id_, n, title.get("ru"), title.get("en"), int(next_steps[id_]))
        for n, (id_, title) in enumerate(titles.items())
    ]
