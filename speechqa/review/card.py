"""A call and what a person calls a checkpoint or a tag in; the one that is meant out, or the nearest that there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from speechqa.errors import SpeechqaError
from speechqa.report.localise import local
from speechqa.store.human_tags import known_tags
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class CardPoint:
    """A checkpoint of the card that judged a call: what counts now, what the machine says, and by which card."""

    id: str
    title: str
    verdict: str
    machine_verdict: str
    content_hash: str
    override_id: int | None


def find_point(db: Database, call_id: str, name: str) -> CardPoint:
    """The checkpoint with this id or title.

    Raises:
        SpeechqaError: the call is not scored, or its card has no such checkpoint.
    """
    rows = db.conn.execute(
        """SELECT checkpoint_id, title_ru, title_en, verdict, machine_verdict, content_hash, override_id, checklist
           FROM checkpoint_metrics WHERE call_id = ? ORDER BY ordinal""",
        [call_id],
    ).fetchall()
    if not rows:
        raise _unscored(db, call_id)
    names = {row[0]: tuple(filter(None, row[1:3])) for row in rows}
    found = _named(name, names)
    if found is None:
        raise SpeechqaError(
            _("the checklist {card!r}, which judged this call, has no checkpoint {name!r}").format(
                card=rows[0][-1], name=name
            ),
            call_id,
            _nearest(name, names),
        )
    row = next(row for row in rows if row[0] == found)
    return CardPoint(row[0], local(row[1], row[2]) or row[0], *row[3:7])


def find_tag(db: Database, name: str) -> tuple[str, bool]:
    """The tag with this id or title among those of checklists and people, and True; a new one by its own words."""
    own = " ".join(name.split())
    found = _named(own, known_tags(db))
    return (own, False) if found is None else (found, True)


def near_tags(db: Database, name: str) -> str:
    """What to tell of a tag that nobody used before."""
    known = {tag: titles for tag, titles in known_tags(db).items() if tag != name}
    return _nearest(name, known) if known else ""


def _named(name: str, names: Mapping[str, Sequence[str]]) -> str | None:
    if name in names:
        return name
    wanted = name.casefold()
    bearing = [id_ for id_, titles in names.items() if wanted in (one.casefold() for one in (id_, *titles))]
    return bearing[0] if len(bearing) == 1 else None


def _nearest(name: str, names: Mapping[str, Sequence[str]]) -> str:
    ids = {one.casefold(): id_ for id_, titles in names.items() for one in (*titles, id_)}
    near = get_close_matches(name.casefold(), list(ids), 1)
    if near:
        return _("Did you mean {name!r}?").format(name=ids[near[0]])
    shown = ", ".join(list(names)[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    return _("Known are: {known}.").format(known=shown)


def _unscored(db: Database, call_id: str) -> SpeechqaError:
    row = db.conn.execute("SELECT not_scored FROM call_result WHERE call_id = ?", [call_id]).fetchone()
    if row is None:
        return SpeechqaError(
            _("this call has not been scored"), call_id, _("speechqa report failures tells which recordings failed.")
        )
    from speechqa.report.render.words import not_scored_words

    return SpeechqaError(
        _("no checklist judged this call: {reason}").format(reason=not_scored_words(row[0] or "")),
        call_id,
        _("It can be tagged and noted on all the same: speechqa review tag, speechqa review note."),
    )
