"""Exports of a CRM in, its events, requests and deals in the database out, and to how many a call was found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.pipeline.outcome import Failure
from speechqa.settings import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.calls.crm import CrmItem


@dataclass(frozen=True, slots=True)
class CrmKind:
    """How many items there are of one kind, how many of them are joined to a call by its id or by the customer, and how
    many are spam."""

    kind: str
    items: int
    by_call: int
    by_customer: int
    spam: int


@dataclass(frozen=True, slots=True)
class CrmSummary:
    """What ``crm import`` did with a file.

    Attributes:
        rows: good ones; ``bad_rows`` were kept out.
        new, changed: items that were not there, or say something else than before.
        kinds: what the file brought.
        in_database: what the database holds now, whatever brought it.
    """

    rows: int
    new: int
    changed: int
    bad_rows: tuple[Failure, ...]
    kinds: tuple[CrmKind, ...]
    in_database: tuple[CrmKind, ...] = ()


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
    new, changed = save_crm(db, items, str(path))
    return CrmSummary(
        rows=len(items),
        new=new,
        changed=changed,
        bad_rows=tuple(Failure(f"{path}:{row.line}", row.reason) for row in bad),
        kinds=_kinds(db, items),
        in_database=_kinds(db),
    )


def _kinds(db: Database, items: Sequence[CrmItem] | None = None) -> tuple[CrmKind, ...]:
    """Of these items; None is all that there are."""
    named = None if items is None else json.dumps([(item.kind, item.crm_id) for item in items])
    rows = db.conn.execute(
        """SELECT kind, count(*), sum(reason IS 'call'), sum(reason IS 'customer'), sum(spam) FROM crm_call
           WHERE :items IS NULL OR (kind, crm_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(:items))
           GROUP BY kind ORDER BY kind = 'deal', kind""",
        {"items": named},
    )
    return tuple(CrmKind(*row) for row in rows.fetchall())
