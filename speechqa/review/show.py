"""A call in; its report, and all that people said of it, out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from speechqa.metrics.views import ensure_views
from speechqa.report.call import CallReport, report_call
from speechqa.report.localise import local
from speechqa.store.calls import find_call
from speechqa.store.overrides import verdicts_of_people
from speechqa.store.reviews import done_by, marks_of, notes_of
from speechqa.store.settings import zone_of

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class VerdictEntry:
    """A person's verdict; the fields are the keys of the JSON, in order.

    ``machine_verdict`` is the machine's as it was then, ``counts`` tells whether this one goes before it now, and
    ``checklist`` under which card it was given. Those taken back have ``undone_at``.
    """

    checkpoint_id: str
    title: str
    verdict: str
    machine_verdict: str | None
    author: str
    at: datetime
    comment: str | None
    checklist: str | None
    counts: bool
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class TagEntry:
    """A tag that a person put on the call."""

    tag: str
    title: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """A note; ``place`` is where in the recording, s."""

    id: int
    plus: str | None
    minus: str | None
    instead: str | None
    place: float | None
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MarkEntry:
    """``best``, ``worst`` or ``hold``."""

    kind: str
    author: str
    at: datetime
    comment: str | None


@dataclass(frozen=True, slots=True)
class DoneEntry:
    """Somebody is done with the call."""

    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """What people said of a call; ``call`` is None where it was never judged."""

    call_id: str
    call: CallReport | None
    verdicts: tuple[VerdictEntry, ...]
    tags: tuple[TagEntry, ...]
    notes: tuple[NoteEntry, ...]
    marks: tuple[MarkEntry, ...]
    done: tuple[DoneEntry, ...]

    @property
    def reviewed(self) -> bool:
        """Whether somebody is done with it."""
        return bool(self.done)


def show(db: Database, name: str) -> Review:
    """All of a call; SpeechqaError where there is none of this name."""
    ensure_views(db)
    call_id, zone = find_call(db, name), zone_of(db)
    judged = db.conn.execute("SELECT 1 FROM call_result WHERE call_id = ?", [call_id]).fetchone()
    tags = db.conn.execute(
        "SELECT tag, title_ru, title_en, author, at FROM person_tag WHERE call_id = ? ORDER BY at, tag", [call_id]
    ).fetchall()
    return Review(
        call_id,
        report_call(db, call_id) if judged else None,
        _verdicts(db, call_id, zone),
        tuple(TagEntry(tag, local(ru, en) or tag, author, _at(at, zone)) for tag, ru, en, author, at in tags),
        tuple(
            NoteEntry(n.note_id, n.plus, n.minus, n.instead, n.place, n.author, _at(n.at, zone))
            for n in notes_of(db, call_id)
        ),
        tuple(MarkEntry(one.kind, one.author, _at(one.at, zone), one.comment) for one in marks_of(db, call_id)),
        tuple(DoneEntry(one.author, _at(one.at, zone)) for one in done_by(db, call_id)),
    )


def _verdicts(db: Database, call_id: str, zone: ZoneInfo) -> tuple[VerdictEntry, ...]:
    points = db.conn.execute(
        "SELECT checkpoint_id, title_ru, title_en, override_id FROM checkpoint_metrics WHERE call_id = ?", [call_id]
    ).fetchall()
    titles = {row[0]: local(row[1], row[2]) for row in points}
    counting = {row[3] for row in points}
    return tuple(
        VerdictEntry(
            one.checkpoint_id,
            titles.get(one.checkpoint_id) or one.checkpoint_id,
            one.verdict,
            one.machine_verdict,
            one.author,
            _at(one.at, zone),
            one.comment,
            one.checklist,
            one.override_id in counting,
            _at(one.undone_at, zone) if one.undone_at else None,
        )
        for one in verdicts_of_people(db, call_id, undone=True)
    )


def _at(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).astimezone(zone)
