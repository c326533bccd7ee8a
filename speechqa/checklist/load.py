"""A file, folder or shipped name in, checklists out; what is wrong with a file is named with its line and remedy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speechqa.checklist.cross_check import cross_check
from speechqa.checklist.model import (
    AppliesTo,
    Checklist,
    Checkpoint,
    Count,
    Outcome,
    Phrase,
    Tag,
    Thresholds,
    Trigger,
)
from speechqa.checklist.select import tie
from speechqa.document import Document, parse, read_text
from speechqa.errors import SpeechqaError, UsageError
from speechqa.texts import _
from speechqa.texts.languages import primary_subtag

if TYPE_CHECKING:
    from speechqa.checklist import schema

SUFFIXES = (".yaml", ".yml")


def load_checklist(name_or_path: str | Path) -> Checklist:
    """Load one file, or a shipped checklist by name.

    Raises:
        UsageError: the first thing that is wrong, with file, line and remedy.
    """
    checklist, errors = _examine(_locate(name_or_path), str(name_or_path))
    if checklist is None:
        raise errors[0]
    return checklist


def parse_checklist(text: str, origin: str) -> Checklist:
    """A checklist from its text, as it was kept; ``origin`` is the path it was read from.

    Raises:
        UsageError: the first thing that is wrong, with line and remedy.
    """
    checklist, errors = _examine_text(text, Path(origin).stem, origin)
    if checklist is None:
        raise errors[0]
    return checklist


def load_checklists(file_or_dir_or_name: str | Path) -> tuple[Checklist, ...]:
    """Load one file, all files of a folder, or a shipped checklist by name.

    Raises:
        UsageError: as above; also where two checklists have one id, or could both fit a call equally well.
    """
    folder = Path(file_or_dir_or_name)
    if not folder.is_dir():
        return (load_checklist(file_or_dir_or_name),)
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
    if not files:
        raise UsageError(
            _("there is no checklist in this folder"), str(folder), _("Checklists are files named *.yaml.")
        )
    checklists = tuple(load_checklist(path) for path in files)
    refuse_conflicts(checklists)
    return checklists


def shipped_checklists() -> tuple[str, ...]:
    """The names of the checklists that come with speechqa."""
    return tuple(sorted(path.stem for path in _shipped_folder().glob("*.yaml")))


def problems(path: str | Path) -> tuple[SpeechqaError, ...]:
    """All that is wrong with a file, in the order of its lines; empty where nothing is."""
    try:
        return _examine(_locate(path), str(path))[1]
    except SpeechqaError as error:
        return (error,)


def _locate(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    if path.is_dir():
        raise UsageError(
            _("a folder, where one checklist is expected"), str(name_or_path), _("Name one of the files in it.")
        )
    if path.exists():
        return path
    shipped = shipped_checklists()
    if str(name_or_path) in shipped:
        return _shipped_folder() / f"{name_or_path}.yaml"
    near = get_close_matches(path.stem, shipped, 1, cutoff=0.5)
    known = _("Checklists that come with speechqa: {names}.").format(names=", ".join(shipped))
    raise UsageError(
        _("there is no such checklist"),
        str(name_or_path),
        f"{_('Did you mean {near!r}?').format(near=near[0])} {known}" if near else known,
    )


def _shipped_folder() -> Path:
    installed = Path(__file__).parent / "shipped"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "checklists"


def _examine(path: Path, where: str) -> tuple[Checklist | None, tuple[UsageError, ...]]:
    try:
        text = read_text(path, where)
    except UsageError as error:
        return None, (error,)
    return _examine_text(text, path.stem, where)


def _examine_text(text: str, stem: str, where: str) -> tuple[Checklist | None, tuple[UsageError, ...]]:
    from pydantic import ValidationError

    from speechqa.checklist import schema
    from speechqa.checklist.explain import explain

    try:
        document = parse(text, where, _("Begin with 'checklist: NAME' and 'checkpoints:'."))
    except UsageError as error:
        return None, (error,)
    if not isinstance(document.content, dict):
        return None, (
            UsageError(
                _("a checklist is not a mapping"), f"{where}:1", _("Begin with 'checklist: NAME' and 'checkpoints:'.")
            ),
        )
    errors = [*_empty_keys(document, where), *cross_check(document, where)]
    language = document.content.get("language")
    context = {schema.LANGUAGE: (isinstance(language, str) and primary_subtag(language)) or "ru"}
    try:
        card = schema.ChecklistIn.model_validate(document.content, context=context)
    except ValidationError as error:
        told = {known.where for known in errors}
        errors += (new for new in explain(error, document, where) if new.where not in told)
    if errors:
        return None, tuple(sorted(errors, key=_line_of))
    return _build(card, stem, where, text), ()


def _line_of(error: UsageError) -> int:
    line = (error.where or "").rpartition(":")[2]
    return int(line) if line.isdigit() else 0


def _empty_keys(document: Document, where: str) -> Iterator[UsageError]:
    for place, line in document.lines.items():
        if place and isinstance(place[-1], str) and document.value(place) is None:
            yield UsageError(
                _("{key!r} has no value").format(key=place[-1]),
                f"{where}:{line}",
                _("Write a value, or remove the key; put a text that holds a comma in quotes."),
            )


def refuse_conflicts(checklists: tuple[Checklist, ...]) -> None:
    for index, one in enumerate(checklists):
        for other in checklists[index + 1 :]:
            if one.id == other.id:
                raise UsageError(
                    _("the checklist {id!r} is also in {other}").format(id=one.id, other=one.origin),
                    other.origin,
                    _("Change 'checklist:' in one of the files, or remove one."),
                )
            if tie(one, other):
                raise UsageError(
                    _("the checklists {one!r} and {other!r} could both fit the same call").format(
                        one=one.id, other=other.id
                    ),
                    other.origin,
                    _("Say more under 'applies_to' in one of them, or give one file with --checklist."),
                )


def _build(card: schema.ChecklistIn, stem: str, where: str, text: str) -> Checklist:
    limits = card.applies_to
    checklist = Checklist(
        id=card.checklist or stem,
        title=card.title,
        language=card.language,
        checkpoints=tuple(_checkpoint(item) for item in card.checkpoints),
        applies_to=AppliesTo(
            direction=tuple(limits.direction),
            lines=tuple(limits.lines),
            department=tuple(limits.department),
            manager=tuple(limits.manager),
            customer=tuple(limits.customer),
            source=tuple(limits.source),
            tag=tuple(limits.tag),
            min_talk=limits.min_talk,
        ),
        thresholds=Thresholds(card.thresholds.green, card.thresholds.yellow) if card.thresholds else None,
        sections=card.sections,
        outcomes=tuple(Outcome(**_rule(item), next_step=item.next_step) for item in card.outcomes),
        tags=tuple(Tag(**_rule(item), group=item.group) for item in card.tags),
        content_hash="",
        origin="",
    )
    return replace(checklist, content_hash=_hash(asdict(checklist)), origin=where, source_text=text)


def _hash(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _checkpoint(item: schema.CheckpointIn) -> Checkpoint:
    by_trigger = item.within is not None and item.within.anchor == "when"
    return Checkpoint(
        **_rule(item),
        weight=item.weight,
        critical=item.critical,
        section=item.section,
        advice=item.advice,
        by=item.by,
        after=item.after,
        # Where an answer may stand anywhere, one is enough.
        answer=item.answer or ("each" if by_trigger or item.when is None else "once"),
        questions=_count(item.questions),
        interruptions=_count(item.interruptions),
    )


def _rule(item: schema.RuleIn) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "speaker": item.speaker,
        "any": _phrases(item.any),
        "all": _phrases(item.all),
        "none": _phrases(item.none),
        "unless": tuple(item.unless),
        "when": Trigger(item.when.speaker, _phrases(item.when.any)) if item.when else None,
        "within": item.within,
        "min_count": item.min_count,
        "threshold": item.threshold,
    }


def _count(item: schema.CountIn | None) -> Count | None:
    return Count(item.min, item.max) if item else None


def _phrases(items: list[schema.PhraseIn]) -> tuple[Phrase, ...]:
    return tuple(
        Phrase(item.say, tuple(item.unless), item.instead, item.threshold, item.distance, item.order, item.question)
        for item in items
    )
