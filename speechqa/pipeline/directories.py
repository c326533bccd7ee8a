"""The lists that settings name (people, lines, plan, money, working days) in; read again where they changed, with all
calls told by them, and judged by them, out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.errors import SpeechqaError
from speechqa.pipeline.judge import cards_of, judge_call
from speechqa.settings import NO_LIST, Settings

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.store.directories import Listed

_READING = "1"
"""Raised when the lists are read in another way, so that they are read again."""


def refresh_directories(db: Database, settings: Settings, *, anew: bool = False) -> None:
    """Bring the lists up to date, all or none, and what they say of calls.

    A list that no setting names stays as it is: a command from elsewhere must not forget the people.

    Args:
        anew: derive what the lists say of calls although none of them changed.

    Raises:
        UsageError: names the file, its row and the remedy; what was there stays.
    """
    from speechqa.store.connection import transaction
    from speechqa.store.directories import (
        TABLES,
        apply_directories,
        fingerprint_of,
        forget_directory,
        replace_directory,
    )
    from speechqa.store.records import mark_unjudged

    gone = [kind for kind in TABLES if getattr(settings, kind) == NO_LIST and fingerprint_of(db, kind)]
    read: list[tuple[str, Path, str, Sequence[Listed]]] = []
    for kind in TABLES:
        path = getattr(settings, kind)
        if path is None or path == NO_LIST:
            continue
        fingerprint = _fingerprint(path, settings.country)
        if fingerprint is None or fingerprint != fingerprint_of(db, kind):
            read.append((kind, path, fingerprint or "", _read(kind, path, settings.country)))
    with transaction(db):
        for kind in gone:
            forget_directory(db, kind)
        for kind, path, fingerprint, entries in read:
            replace_directory(db, kind, path, fingerprint, entries)
        if anew or {"managers", "lines"} & {*gone, *(kind for kind, *_others in read)}:
            mark_unjudged(db, _concerned(db, apply_directories(db)))


def judge_unjudged(db: Database, settings: Settings) -> None:
    """Judge the calls whose facts changed; each is committed by itself."""
    from speechqa.store.connection import transaction
    from speechqa.store.failures import save_failure
    from speechqa.store.recordings import recordings_of
    from speechqa.store.records import forget_unjudged, unjudged

    for call_id in unjudged(db):
        try:
            with transaction(db):
                judge_call(db, call_id, settings)
                forget_unjudged(db, call_id)
        except SpeechqaError:
            raise
        except Exception as error:
            # As in score: one call that trips over a bug must not keep every command from the database.
            with transaction(db):
                forget_unjudged(db, call_id)
                for recording in recordings_of(db, call_id):
                    save_failure(db, recording.path, "match", f"{type(error).__name__}: {error}", recording.sha256)


def _read(kind: str, path: Path, country: str) -> Sequence[Listed]:
    from speechqa.calls.money import read_spend, read_tariffs
    from speechqa.calls.people import read_people
    from speechqa.calls.phone_lines import read_lines
    from speechqa.calls.plan import read_plan
    from speechqa.calls.working_days import read_working_days

    if kind == "managers":
        return read_people(path, country)
    if kind == "lines":
        return read_lines(path, country)
    if kind == "tariffs":
        return read_tariffs(path, country)
    if kind == "working_days":
        return read_working_days(path)
    return read_plan(path) if kind == "plan" else read_spend(path)


def _fingerprint(path: Path, country: str) -> str | None:
    """Of the file and of all that its reading depends on; None where reading it will say what is wrong."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    told = f"{_READING} {country} {path.absolute()} ".encode("utf-8", "surrogateescape")
    return hashlib.sha256(told + content).hexdigest()


def _concerned(db: Database, call_ids: Sequence[str]) -> list[str]:
    """Those of the calls for which a checklist is chosen by what the lists say."""
    from speechqa.store.basis import calls_by_checklists

    found: set[str] = set()
    for (content_hashes, forced), judged in calls_by_checklists(db, call_ids).items():
        limits = [card.applies_to for card in cards_of(db, content_hashes, forced).checklists]
        if not (forced and len(limits) == 1) and any(one.manager or one.department or one.source for one in limits):
            found.update(judged)
    return sorted(found)
