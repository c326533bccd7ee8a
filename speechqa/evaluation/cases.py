"""A database and a file of labels in; out, every call with labels beside what the machine said of it.

What could not be brought together (a call that is not there, a name that two recordings bear, a call that was not
scored) is named, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from speechqa.checklist.model import BUILT_IN_OUTCOMES, UNSCORED_GROUPS, Checklist
from speechqa.errors import UsageError
from speechqa.evaluation.labels import LabelFile, LabelRow, known_outcome, known_tag, same_name
from speechqa.matching.model import UNHEARD
from speechqa.store.judged import JudgedRecording, Override, call_names, overrides
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

FILE, REVIEW = "file", "review"


_UNKNOWN_APART = 3
"""Labels of more calls that nobody scored are named together."""


@dataclass(frozen=True, slots=True)
class Label:
    """A person's mark (passed, failed, not_applicable), and whether it stands in the file or was given in review."""

    mark: str
    source: str
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A recording with labels; ``card`` is the one that judged it."""

    recording: JudgedRecording
    card: Checklist
    labels: Mapping[str, Label]
    outcome: str | None = None
    tags: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A checkpoint that the file and a review tick differently; the file's counts."""

    call_id: str
    file: str
    checkpoint_id: str
    mark: str
    reviewed: str
    author: str


@dataclass(slots=True)
class Cases:
    """All cases; ``problems`` are labels that were not compared, ``notes`` what is worth knowing."""

    cases: list[Case] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def find_cases(
    db: Database,
    labels: LabelFile | None,
    recordings: Sequence[JudgedRecording],
    cards: Mapping[str, Checklist],
    *,
    checklist: str | None = None,
) -> Cases:
    """Bring labels and recordings together.

    Args:
        recordings: those that may be compared, and all that bear a name.
        cards: by content hash.
        checklist: only calls judged by the checklist of this id.
    """
    found = Cases()
    rows: dict[str, LabelRow] = {}
    by_id = {recording.recording_id: recording for recording in recordings}
    if labels is not None:
        _note_columns(labels, found)
        rows = _matched(db, labels, recordings, found)
    reviewed = _reviewed(overrides(db), recordings)
    for recording_id in dict.fromkeys((*rows, *reviewed)):
        recording = by_id[recording_id]
        card = cards.get(recording.content_hash or "")
        if card is None and recording.not_scored in UNSCORED_GROUPS and len({one.id for one in cards.values()}) == 1:
            card = next(reversed(list(cards.values())))
        if checklist is not None and card is not None and card.id != checklist:
            continue
        row = rows.get(recording_id)
        case = _case(recording, card, labels, row, reviewed.get(recording_id, ()), found)
        if case is not None:
            found.cases.append(case)
    return found


def _note_columns(labels: LabelFile, found: Cases) -> None:
    if labels.ignored:
        found.notes.append(
            _("{file}: columns left alone: {columns}").format(file=labels.path, columns=", ".join(labels.ignored))
        )


def _matched(
    db: Database, labels: LabelFile, recordings: Sequence[JudgedRecording], found: Cases
) -> dict[str, LabelRow]:
    names = call_names(db)
    rows: dict[str, LabelRow] = {}
    unknown: list[LabelRow] = []
    for row in labels.rows:
        where = _("{file}, row {row}").format(file=labels.path, row=row.number)
        bearing = _bearing(row.name, names, recordings) if row.name else []
        if len(bearing) == 1 and bearing[0].recording_id in rows:
            first = rows[bearing[0].recording_id].number
            problem = _("{name} stands on row {first} already; the first counts").format(name=row.name, first=first)
        elif len(bearing) == 1:
            rows[bearing[0].recording_id] = row
            continue
        elif not row.name:
            problem = _("the row names no call")
        elif not bearing:
            unknown.append(row)
            continue
        else:
            problem = _("{name} is the name of several recordings: {files}").format(
                name=row.name, files=", ".join(str(one.path) for one in bearing)
            )
        found.problems.append(f"{where}: {problem}")
    if len(unknown) <= _UNKNOWN_APART:
        for row in unknown:
            where = _("{file}, row {row}").format(file=labels.path, row=row.number)
            found.problems.append(f"{where}: {_('{name} is not in the database').format(name=row.name)}")
    else:
        found.problems.append(
            _("{file}: {count} calls are not in the database: {names}").format(
                file=labels.path, count=len(unknown), names=", ".join(row.name for row in unknown)
            )
        )
    return rows


def _bearing(name: str, names: Mapping[str, str], recordings: Sequence[JudgedRecording]) -> list[JudgedRecording]:
    """The recordings that a name may mean: those of the call of that id, else those whose path ends so."""
    if name in names:
        own = [one for one in recordings if one.call_id == names[name]]
        return [one for one in own if one.speaks] or own
    wanted = PurePath(name.replace("\\", "/")).parts
    whole = [one for one in recordings if one.path.parts[-len(wanted) :] == wanted]
    if whole:
        return whole
    stems = [one for one in recordings if (*one.path.parts[-len(wanted) : -1], one.path.stem) == wanted]
    # A conversation among others in a file of turns is named FILE#CONVERSATION.
    return stems or [one for one in recordings if "#" in one.path.name and one.path.name.rpartition("#")[2] == name]


def _reviewed(given: Iterable[Override], recordings: Sequence[JudgedRecording]) -> dict[str, list[Override]]:
    speaking = {one.call_id: one for one in recordings if one.speaks}
    found: dict[str, dict[str, Override]] = {}
    for override in given:
        recording = speaking.get(override.call_id)
        # A person's verdict holds for later versions of the same checklist, not for another one.
        if recording is None or override.checklist not in (None, recording.checklist):
            continue
        found.setdefault(recording.recording_id, {})[override.checkpoint_id] = override
    heard = {one: [v for v in latest.values() if v.verdict != UNHEARD] for one, latest in found.items()}
    return {recording_id: verdicts for recording_id, verdicts in heard.items() if verdicts}


def _case(
    recording: JudgedRecording,
    card: Checklist | None,
    labels: LabelFile | None,
    row: LabelRow | None,
    reviewed: Iterable[Override],
    found: Cases,
) -> Case | None:
    name = recording.path.name
    if recording.result_id is None or card is None or recording.not_scored not in (None, *UNSCORED_GROUPS):
        if row is not None:
            found.problems.append(_not_scored(recording, name))
        return None
    if row is not None and row.card is not None and not _is_card(row.card, card):
        found.problems.append(
            _("{name}: labelled by {label!r}, but scored by {card!r}").format(name=name, label=row.card, card=card.id)
        )
        row = None
    machine = {one.id for one in card.checkpoints if one.by == "machine"}
    marks: dict[str, Label] = {}
    strange: list[str] = []
    if row is not None and labels is not None:
        for heading, mark in row.marks.items():
            checkpoint = labels.columns[heading].get(card.id)
            if checkpoint is None:
                strange.append(heading)
            elif checkpoint in machine:
                marks[checkpoint] = Label(mark, FILE)
    if strange:
        found.problems.append(
            _("{name}: its checklist {card!r} has no checkpoint {headings}").format(
                name=name, card=card.id, headings=", ".join(strange)
            )
        )
    for override in reviewed:
        if override.checkpoint_id not in machine:
            continue
        given = marks.get(override.checkpoint_id)
        if given is None:
            marks[override.checkpoint_id] = Label(override.verdict, REVIEW, override.author)
        elif given.mark != override.verdict:
            found.conflicts.append(
                Conflict(recording.call_id, name, override.checkpoint_id, given.mark, override.verdict, override.author)
            )
    outcome, tags = _seen(labels, row, card)
    if not marks and outcome is None and tags is None:
        return None
    ordered = {one.id: marks[one.id] for one in card.checkpoints if one.id in marks}
    return Case(recording, card, ordered, outcome, tags)


def _not_scored(recording: JudgedRecording, name: str) -> str:
    from speechqa.report.render.words import not_scored_words

    if recording.not_scored:
        return _("{name} is not scored: {reason}").format(name=name, reason=not_scored_words(recording.not_scored))
    return _("{name} has not been scored").format(name=name)


def _is_card(text: str, card: Checklist) -> bool:
    return any(same_name(text, name) for name in (card.id, *card.title.values(), PurePath(card.origin).stem))


def _seen(labels: LabelFile | None, row: LabelRow | None, card: Checklist) -> tuple[str | None, frozenset[str] | None]:
    if labels is None or row is None:
        return None, None
    outcome = None
    if row.outcome is not None and card.outcomes:
        outcome = known_outcome(row.outcome, card)
        if outcome is None:
            raise _unknown(
                labels, row, row.outcome, (*(one.id for one in card.outcomes), *BUILT_IN_OUTCOMES), "outcome"
            )
    if row.tags is None or not card.tags:
        return outcome, None
    return outcome, frozenset(_tags(labels, row, row.tags, card))


def _tags(labels: LabelFile, row: LabelRow, given: Iterable[str], card: Checklist) -> Iterator[str]:
    for text in given:
        # Titles hold spaces, and ids are written with spaces between them.
        for part in [text] if known_tag(text, card) is not None else text.split():
            tag = known_tag(part, card)
            if tag is None:
                raise _unknown(labels, row, part, (one.id for one in card.tags), "tags")
            yield tag


def _unknown(labels: LabelFile, row: LabelRow, text: str, known: Iterable[str], column: str) -> UsageError:
    return UsageError(
        _("{value!r} is not known here").format(value=text),
        _("{file}, row {row}, column {column!r}").format(file=labels.path, row=row.number, column=column),
        _("Known are: {known}.").format(known=", ".join(known)),
    )
