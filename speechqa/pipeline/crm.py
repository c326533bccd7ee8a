"""Exports of a CRM in, its events, requests and deals in the database out, and to how many a call was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from speechqa.pipeline.outcome import Failure
from speechqa.settings import Settings


@dataclass(frozen=True, slots=True)
class CrmKind:
    """What the database now holds of one kind: items, those joined to a call by its id or by the customer, and spam."""

    kind: str
    items: int
    by_call: int
    by_customer: int
    spam: int


@dataclass(frozen=True, slots=True)
class CrmSummary:
    """What ``crm import`` did: good rows, items that are new or say something else, rows kept out, and the whole."""

    rows: int
    new: int
    changed: int
    bad_rows: tuple[Failure, ...]
    kinds: tuple[CrmKind, ...]


def import_crm(
    settings: Settings, path: Path, *, kind: str | None = None, columns: Mapping[str, str] | None = None
) -> CrmSummary:
    """Import one export; the same one twice, or a newer one, changes nothing twice.

    Args:
        kind: ``event``, ``request`` or ``deal``, where the file does not say it.
        columns: title of the column for a field, where it is none of the usual ones.

    Raises:
        UsageError: the file cannot be read or does not say what is needed.
    """
    from speechqa.calls.crm import read_crm
    from speechqa.pipeline.project import open_project
    from speechqa.store.crm import save_crm

    db = open_project(settings)
    items, bad = read_crm(path, settings.country, kind=kind, columns=columns)
    new, changed = save_crm(db, items, tuple(reason.casefold() for reason in settings.spam_reasons), str(path))
    kinds = db.conn.execute(
        """SELECT kind, count(*), sum(reason IS 'call'), sum(reason IS 'customer'), sum(spam)
           FROM crm_call GROUP BY kind ORDER BY kind = 'deal', kind"""
    ).fetchall()
    return CrmSummary(
        rows=len(items),
        new=new,
        changed=changed,
        bad_rows=tuple(Failure(f"{path}:{row.line}", row.reason) for row in bad),
        kinds=tuple(CrmKind(*row) for row in kinds),
    )
