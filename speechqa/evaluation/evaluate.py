"""A database and people's labels in; how far the machine agrees with them, where not, and what would help, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.checklist.model import Checklist, LocalText
from speechqa.errors import SpeechqaError
from speechqa.evaluation.agreement import Agreement, TagAgreement, agreement, tag_agreement
from speechqa.evaluation.cases import Case, Cases, Conflict, find_cases
from speechqa.evaluation.compared import Compared, ComparedCall, compare
from speechqa.evaluation.labels import read_labels
from speechqa.evaluation.lights import Moves, Progress, light_moves
from speechqa.evaluation.rematch import heard, rematch
from speechqa.evaluation.suggest import Suggestion, agreement_by, suggest
from speechqa.evaluation.thresholds import Labelled, PhraseFit, fit_phrases
from speechqa.report.period import Period
from speechqa.settings import Settings
from speechqa.store.judged import JudgedRecording, checklist_sources, judged_recordings
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class CheckpointAgreement:
    """Agreement on one checkpoint."""

    checklist: str
    id: str
    title: LocalText
    critical: bool
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class CardSuggestions:
    """What would bring a card closer to people, each with the lights it would change.

    Attributes:
        calls: judged by the card, labelled or not.
        labelled: those of them with labels.
        now, then: agreement over all checkpoints without and with all suggestions.
        moves: lights that all suggestions together would change.
    """

    checklist: str
    calls: int
    labelled: int
    suggestions: tuple[tuple[Suggestion, Moves], ...]
    now: Agreement
    then: Agreement
    moves: Moves


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that a comparison with people's labels tells.

    Attributes:
        calls: with labels.
        outcomes: calls whose outcome is labelled, and those of them in which the machine names the same one.
        tags: None where no tags are labelled.
        problems: labels that were not compared, and why; ``notes`` is what is worth knowing.
    """

    calls: int
    overall: Agreement
    checkpoints: tuple[CheckpointAgreement, ...]
    compared: tuple[Compared, ...]
    compared_calls: tuple[ComparedCall, ...]
    outcomes: tuple[int, int]
    tags: TagAgreement | None
    conflicts: tuple[Conflict, ...]
    phrases: tuple[PhraseFit, ...]
    suggestions: tuple[CardSuggestions, ...] | None
    problems: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def disagreements(self) -> tuple[Compared, ...]:
        return tuple(one for one in self.compared if one.disagreement is not None)

    @property
    def critical_missed(self) -> tuple[Compared, ...]:
        return tuple(one for one in self.compared if one.critical_missed)


def evaluate(
    db: Database,
    labels: Path | None,
    settings: Settings,
    *,
    checklist: str | None = None,
    period: Period | None = None,
    phrases: bool = True,
    suggestions: bool = False,
    progress: Progress = lambda done, of: None,
) -> Evaluation:
    """Compare the stored verdicts with people's labels; nothing is stored.

    Args:
        labels: a file; verdicts given in review count beside it, or by themselves where it is None.
        checklist: only calls judged by the checklist of this id.
        period: only calls of these days.
        phrases: find the best threshold of each phrase.
        suggestions: look for changes of the checklists, too, which takes a while.

    Raises:
        UsageError: the labels cannot be read.
        SpeechqaError: there is nothing to compare.
    """
    from speechqa.metrics.views import ensure_views

    ensure_views(db)
    recordings = judged_recordings(db)
    cards = _cards(db)
    known = tuple({card.id: card for card in cards.values()}.values())
    file = read_labels(labels, known) if labels is not None else None
    found = find_cases(db, file, recordings, cards, checklist=checklist)
    cases = [case for case in found.cases if period is None or _within(case.recording, period)]
    if not cases:
        raise _nothing(labels, found)
    compared, calls = compare(db, cases)
    _note_versions(cases, found)
    newest = {card.id: card for card in cards.values()}
    by_card = _by_card(db, found, cases, newest, settings) if phrases or suggestions else []
    fits = tuple(fit for card, labelled in by_card for fit in fit_phrases(card, labelled)) if phrases else ()
    suggested = None
    if suggestions:
        suggested = tuple(
            _suggestions(db, card, labelled, recordings, settings, progress) for card, labelled in by_card
        )
    return Evaluation(
        len(cases),
        agreement((one.label.mark, one.verdict.verdict) for one in compared),
        tuple(_checkpoints(compared, cards)),
        compared,
        calls,
        _outcomes(calls),
        _tags(calls),
        tuple(found.conflicts),
        fits,
        suggested,
        tuple(found.problems),
        tuple(found.notes),
    )


def _cards(db: Database) -> dict[str, Checklist]:
    """The cards by which something is judged now, by content hash, the newest last."""
    from dataclasses import replace

    from speechqa.checklist.load import parse_checklist

    return {
        content_hash: replace(parse_checklist(text, origin), content_hash=content_hash)
        for content_hash, (text, origin) in checklist_sources(db).items()
    }


def _within(recording: JudgedRecording, period: Period) -> bool:
    if recording.local_date is None:
        return not period.explicit
    start, end = period.start, period.end
    return (start is None or recording.local_date >= start.isoformat()) and (
        end is None or recording.local_date <= end.isoformat()
    )


def _nothing(labels: Path | None, found: Cases) -> SpeechqaError:
    if labels is None:
        return SpeechqaError(
            _("nobody has ticked anything in review yet"), None, _("Name a file of labels with --labels.")
        )
    what = _("none of the labels fits a scored call")
    if found.problems:
        what = f"{what} ({found.problems[0]})"
    return SpeechqaError(what, str(labels), _("Name the calls by their id or file, as speechqa report calls does."))


def _note_versions(cases: Sequence[Case], found: Cases) -> None:
    from speechqa.matching.verdicts import matcher_version

    versions: dict[str, set[str]] = {}
    for case in cases:
        versions.setdefault(case.card.id, set()).add(case.card.content_hash)
    for card_id, hashes in versions.items():
        if len(hashes) > 1:
            found.notes.append(
                _(
                    "{card}: the calls were scored by {n} versions of it; speechqa rescore applies the last to all"
                ).format(card=card_id, n=len(hashes))
            )
    if any(case.recording.matcher_version != matcher_version() for case in cases):
        found.notes.append(
            _("scored by an earlier version of speechqa, so that suggestions may differ: run speechqa rescore first")
        )
    for card in {case.card.content_hash: case.card for case in cases}.values():
        if _has_changed(card):
            found.notes.append(
                _("{file} has changed since it scored these calls: lines are those of the version then").format(
                    file=card.origin
                )
            )


def _has_changed(card: Checklist) -> bool:
    """Whether the file that a card was read from says something else by now."""
    try:
        return Path(card.origin).read_text(encoding="utf-8-sig") != card.source_text
    except (OSError, UnicodeDecodeError):
        return False


def _by_card(
    db: Database, found: Cases, cases: Sequence[Case], newest: Mapping[str, Checklist], settings: Settings
) -> list[tuple[Checklist, list[Labelled]]]:
    """The labelled calls of each card, all matched by its newest version; for thresholds and suggestions."""
    labelled: dict[str, list[Labelled]] = {}
    guessed = 0
    for case in cases:
        if not case.labels or case.recording.transcript_id is None:
            continue
        one = heard(db, case.recording, settings)
        match = rematch(one, newest[case.card.id])
        if not match.roles.certain:
            # What the customer said must teach nobody what a manager says.
            guessed += 1
            continue
        marks = {checkpoint: label.mark for checkpoint, label in case.labels.items()}
        recording = case.recording
        labelled.setdefault(case.card.id, []).append(
            Labelled(recording.recording_id, recording.path.name, one, match, marks)
        )
    if guessed:
        found.notes.append(
            ngettext(
                "{n} call in which it is a guess who is the manager is left out of thresholds and suggestions",
                "{n} calls in which it is a guess who is the manager are left out of thresholds and suggestions",
                guessed,
            ).format(n=guessed)
        )
    return [(newest[card_id], calls) for card_id, calls in labelled.items()]


def _checkpoints(compared: Sequence[Compared], cards: Mapping[str, Checklist]) -> Iterator[CheckpointAgreement]:
    groups: dict[tuple[str, str], list[Compared]] = {}
    for one in compared:
        groups.setdefault((one.checklist, one.checkpoint_id), []).append(one)
    order = [(card.id, checkpoint.id) for card in cards.values() for checkpoint in card.checkpoints]
    for key in dict.fromkeys(order):
        if key in groups:
            pairs = ((one.label.mark, one.verdict.verdict) for one in groups[key])
            last = groups[key][-1]
            yield CheckpointAgreement(*key, last.title, last.critical, agreement(pairs))


def _outcomes(calls: Sequence[ComparedCall]) -> tuple[int, int]:
    labelled = [one for one in calls if one.outcome is not None]
    return len(labelled), sum(one.outcome == one.machine_outcome for one in labelled)


def _tags(calls: Sequence[ComparedCall]) -> TagAgreement | None:
    labelled = [(one.tags, one.machine_tags) for one in calls if one.tags is not None]
    return tag_agreement(labelled) if labelled else None


def _suggestions(
    db: Database,
    card: Checklist,
    calls: Sequence[Labelled],
    recordings: Sequence[JudgedRecording],
    settings: Settings,
    progress: Progress,
) -> CardSuggestions:
    from speechqa.evaluation.changes import apply

    found = tuple(suggest(card, calls))
    everything = card
    for one in found:
        everything = apply(everything, one.change)
    pairs = [(one.before, one.after) for one in found]
    moves = light_moves(db, card.id, [*pairs, (card, everything)], recordings, settings, progress) if found else []
    judged = sum(one.checklist == card.id and one.speaks for one in recordings)
    return CardSuggestions(
        card.id,
        judged,
        len(calls),
        tuple(zip(found, moves[:-1], strict=True)),
        agreement_by(card, calls),
        agreement_by(everything, calls),
        moves[-1] if moves else Moves(),
    )
