"""What a person says of a call in, on the disk when it returns; how the call stands by that, out.

Each function is one transaction, which begins before anything is looked up: what two people say at the same time is
said one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speechqa.errors import SpeechqaError, UsageError
from speechqa.review.card import CardPoint, find_point, find_tag, near_tags
from speechqa.store.calls import find_call
from speechqa.store.entries import durably
from speechqa.store.human_tags import remove_tag, save_tag
from speechqa.store.overrides import save_override, undo_override, verdicts_of_people
from speechqa.store.reviews import open_again, remove_mark, remove_note, save_done, save_mark, save_note
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.store.overrides import PersonVerdict


@dataclass(frozen=True, slots=True)
class Standing:
    """A call's figures; ``edited`` where people's verdicts are in them."""

    score: float | None
    light: str
    thresholds: tuple[float, float]
    edited: bool


@dataclass(frozen=True, slots=True)
class Overruled:
    """A verdict given or taken back: what counts now, whose it is (None is the machine's), and the call before and
    after."""

    call_id: str
    checkpoint_id: str
    title: str
    verdict: str
    machine_verdict: str
    author: str | None
    before: Standing
    after: Standing
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag put on a call or taken off; ``new`` where nobody used it before, then ``near`` tells what there is."""

    call_id: str
    tag: str
    changed: bool
    removed: bool = False
    new: bool = False
    near: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """Something else said of a call: ``changed`` is False where it was so before; ``id`` is that of a note."""

    call_id: str
    changed: bool = True
    id: int | None = None


def overrule(
    db: Database, name: str, checkpoint: str, verdict: str, *, author: str, comment: str | None = None
) -> Overruled:
    """Give a verdict on a checkpoint of a call; the machine's and other people's stay beside it."""
    with durably(db):
        call_id = find_call(db, name)
        point = find_point(db, call_id, checkpoint)
        before = standing(db, call_id)
        save_override(
            db,
            call_id,
            point.id,
            verdict,
            author=author,
            comment=comment,
            content_hash=point.content_hash,
            machine_verdict=point.machine_verdict,
        )
        return _overruled(db, call_id, point, before)


def undo(db: Database, name: str, checkpoint: str, *, author: str) -> Overruled:
    """Take back the author's last verdict on a checkpoint; what was said before it counts again."""
    with durably(db):
        call_id = find_call(db, name)
        given = verdicts_of_people(db, call_id)
        # What was said of a checkpoint that the card has no more can still be taken back, by its id.
        judged = {one.checkpoint_id for one in given}
        checkpoint_id = checkpoint if checkpoint in judged else find_point(db, call_id, checkpoint).id
        of_it = [one for one in given if one.checkpoint_id == checkpoint_id]
        own = [one for one in of_it if one.author == author]
        if not own:
            raise _nothing_to_undo(call_id, author, of_it)
        before = standing(db, call_id)
        undo_override(db, own[-1].override_id)
        try:
            point = find_point(db, call_id, checkpoint_id)
        except SpeechqaError:
            verdict = own[-1].verdict
            return Overruled(call_id, checkpoint_id, checkpoint_id, verdict, verdict, None, before, before, undone=True)
        return _overruled(db, call_id, point, before, undone=True)


def tag(db: Database, name: str, text: str, *, author: str) -> Tagged:
    """Put a tag on a call."""
    with durably(db):
        call_id = find_call(db, name)
        found, known = find_tag(db, _said(text, _("the tag is empty")))
        near = "" if known else near_tags(db, found)
        return Tagged(call_id, found, save_tag(db, call_id, found, author=author), new=not known, near=near)


def untag(db: Database, name: str, text: str, *, author: str) -> Tagged:
    """Take a person's tag off a call.

    Raises:
        SpeechqaError: no person put it there.
    """
    with durably(db):
        call_id = find_call(db, name)
        found, _known = find_tag(db, text)
        if not remove_tag(db, call_id, found, author=author):
            raise SpeechqaError(
                _("no person put the tag {tag!r} on this call").format(tag=found),
                call_id,
                _("speechqa review show CALL_ID tells its tags; those of rules stay."),
            )
        return Tagged(call_id, found, changed=True, removed=True)


def note(
    db: Database,
    name: str,
    *,
    author: str,
    plus: str | None = None,
    minus: str | None = None,
    instead: str | None = None,
    place: float | None = None,
) -> Entered:
    """Write a note on a call, or on a place in it.

    Raises:
        UsageError: nothing is said, or the place is beyond the end.
    """
    texts = [text.strip() or None if text else None for text in (plus, minus, instead)]
    if not any(texts):
        raise UsageError(_("the note is empty"), None, _("Say something with --plus, --minus or --instead."))
    with durably(db):
        call_id = find_call(db, name)
        _check_place(db, call_id, place)
        plus, minus, instead = texts
        written = save_note(db, call_id, author=author, plus=plus, minus=minus, instead=instead, place=place)
        return Entered(call_id, id=written)


def unnote(db: Database, name: str, note_id: int, *, author: str) -> Entered:
    """Take a note back.

    Raises:
        SpeechqaError: this call has no such note.
    """
    with durably(db):
        call_id = find_call(db, name)
        if not remove_note(db, call_id, note_id, author=author):
            raise SpeechqaError(
                _("this call has no note {n}").format(n=note_id),
                call_id,
                _("speechqa review show CALL_ID tells its notes and their numbers."),
            )
        return Entered(call_id, id=note_id)


def mark(db: Database, name: str, kind: str, *, author: str, comment: str | None = None) -> Entered:
    """Mark a call as the best or worst example, or hold it."""
    with durably(db):
        call_id = find_call(db, name)
        return Entered(call_id, save_mark(db, call_id, kind, author=author, comment=comment))


def unmark(db: Database, name: str, kind: str, *, author: str) -> Entered:
    """Take a mark off; whoever set it."""
    with durably(db):
        call_id = find_call(db, name)
        return Entered(call_id, remove_mark(db, call_id, kind, author=author))


def done(db: Database, name: str, *, author: str) -> Entered:
    """The author is done with a call."""
    with durably(db):
        call_id = find_call(db, name)
        row = db.conn.execute("SELECT content_hash FROM call_result WHERE call_id = ?", [call_id]).fetchone()
        save_done(db, call_id, author=author, content_hash=row[0] if row else None)
        return Entered(call_id)


def reopen(db: Database, name: str, *, author: str) -> Entered:
    """The author is not done with it after all."""
    with durably(db):
        call_id = find_call(db, name)
        return Entered(call_id, open_again(db, call_id, author=author))


def standing(db: Database, call_id: str) -> Standing:
    """How a call stands now; grey where it has no result."""
    row = db.conn.execute(
        "SELECT score, light, green_above, yellow_from, manual_edit FROM call_metrics WHERE call_id = ?", [call_id]
    ).fetchone()
    if row is None:
        return Standing(None, "grey", (80.0, 60.0), False)
    return Standing(row[0], row[1], (row[2], row[3]), bool(row[4]))


def _overruled(db: Database, call_id: str, point: CardPoint, before: Standing, *, undone: bool = False) -> Overruled:
    now = find_point(db, call_id, point.id)
    row = db.conn.execute("SELECT author FROM override WHERE override_id = ?", [now.override_id]).fetchone()
    author = row[0] if row else None
    after = standing(db, call_id)
    return Overruled(call_id, now.id, now.title, now.verdict, now.machine_verdict, author, before, after, undone)


def _nothing_to_undo(call_id: str, author: str, given: list[PersonVerdict]) -> SpeechqaError:
    what = _("{author} gave no verdict on this checkpoint").format(author=author)
    if not given:
        return SpeechqaError(what, call_id, _("The machine's verdict counts."))
    others = ", ".join(dict.fromkeys(one.author for one in given))
    return SpeechqaError(what, call_id, _("These did: {names}. Name one with --author.").format(names=others))


def _said(text: str, fault: str) -> str:
    if not text.strip():
        raise UsageError(fault)
    return text


def _check_place(db: Database, call_id: str, place: float | None) -> None:
    if place is None:
        return
    (longest,) = db.conn.execute(
        """SELECT max(duration) FROM (SELECT duration FROM recording WHERE call_id = :id
                                      UNION ALL SELECT duration FROM call WHERE call_id = :id)""",
        {"id": call_id},
    ).fetchone()
    if longest is not None and place > longest:
        from speechqa.report.render.figures import clock

        raise UsageError(_("the call ends at {time}").format(time=clock(longest)), "--at", _("Name an earlier place."))
