"""What ``speechqa review`` did in, what it prints out: a line for people, or JSON for scripts. So too for a rescore
that leaves a person's verdict without a place.

It is printed once all is on the disk: whoever reads it may pull the plug.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from speechqa.cli.options import Format
from speechqa.cli.output import print_json, print_rows
from speechqa.report.render.figures import clock, moment, percent
from speechqa.report.render.words import light_word, verdict_word
from speechqa.texts import _, sanitise

if TYPE_CHECKING:
    from speechqa.pipeline import LostVerdict
    from speechqa.review.enter import Entered, Overruled, Standing, Tagged
    from speechqa.review.show import Review, VerdictEntry


def print_overruled(done: Overruled, output: Format) -> None:
    """A verdict given or taken back: what counts now, and what that makes of the call."""
    if output is not Format.table:
        row = {
            "call_id": done.call_id,
            "checkpoint_id": done.checkpoint_id,
            "verdict": done.verdict,
            "machine_verdict": done.machine_verdict,
            "author": done.author,
            "score_before": done.before.score,
            "light_before": done.before.light,
            "score": done.after.score,
            "light": done.after.light,
        }
        _print_row(row, output)
        return
    said = _("{call}, {checkpoint}: {verdict} ({author}; the machine said {machine})")
    if done.author is None:
        said = _("{call}, {checkpoint}: {verdict} (the machine's verdict counts)")
    figures = {"verdict": verdict_word(done.verdict), "machine": verdict_word(done.machine_verdict)}
    _say(said.format(call=done.call_id, checkpoint=done.title, author=done.author, **figures))
    before, after = _standing(done.before), _standing(done.after)
    line = after if before == after else _("{before} → {after}").format(before=before, after=after)
    _say(f"{line} ({_('includes manual edits')})" if done.after.edited else line)


def print_tagged(done: Tagged, output: Format) -> None:
    """A tag put on or taken off."""
    if output is not Format.table:
        _print_row({"call_id": done.call_id, "tag": done.tag, "changed": done.changed}, output)
        return
    said = _("{call}: tagged {tag}")
    if done.removed:
        said = _("{call}: tag {tag} taken off")
    elif not done.changed:
        said = _("{call}: you tagged it {tag} before")
    _say(said.format(call=done.call_id, tag=done.tag))
    if done.new:
        _say(_("Nobody used this tag before. {near}").format(near=done.near).rstrip())


def print_entered(done: Entered, said: str, output: Format, unchanged: str = "", author: str = "") -> None:
    """Something else said of a call: ``said``, or ``unchanged`` where it was so before."""
    if output is not Format.table:
        row: dict[str, Any] = {"call_id": done.call_id, "changed": done.changed}
        _print_row(row if done.id is None else row | {"note": done.id}, output)
        return
    words = said if done.changed else unchanged
    _say(f"{done.call_id}: {words.format(id=done.id, author=author)}")


def print_review(review: Review, output: Format) -> None:
    """A call with all that people said of it."""
    if output is Format.json:
        from speechqa.report.render.json import call_value

        call = call_value(review.call) if review.call else {"call_id": review.call_id}
        print_json(call | {"review": _value(review)})
        return
    if output is Format.csv:
        headings = ("checkpoint_id", "verdict", "machine_verdict", "author", "at", "comment", "counts", "undone_at")
        print_rows([asdict(one) for one in review.verdicts], {key: key for key in headings}, output)
        return
    if review.call is not None:
        from speechqa.report.render.write import write_report

        write_report(review.call)
        print()
    _say(_("What people said") if _said(review) else _("Nobody said anything of it yet."))
    for line in _lines(review):
        _say(f"  {line}")


def print_lost(lost: Sequence[LostVerdict]) -> None:
    """Verdicts of people that a rescore found without a place, as a table."""
    reasons = {
        "gone": _("the checklist has it no more"),
        "other_checklist": _("another checklist judges the call now"),
        "not_scored": _("the call is not scored now"),
    }
    _say(_("Verdicts of people that apply no longer (kept, should their checkpoint come back)"))
    rows = [
        {
            "call": one.call_id,
            "checkpoint": one.checkpoint_id,
            "verdict": verdict_word(one.verdict),
            "author": one.author,
            "reason": reasons[one.reason],
        }
        for one in lost
    ]
    headings = {
        "call": _("call"),
        "checkpoint": _("checkpoint"),
        "verdict": _("verdict"),
        "author": _("reviewer"),
        "reason": _("why"),
    }
    print_rows(rows, headings, Format.table)


def _lines(review: Review) -> Iterator[str]:
    for verdict in review.verdicts:
        yield _verdict(verdict)
    for tag in review.tags:
        yield _("tag {tag} ({author}, {time})").format(tag=tag.title, author=tag.author, time=moment(tag.at))
    for note in review.notes:
        where = "" if note.place is None else f" {clock(note.place)}"
        parts = (("+", note.plus), ("−", note.minus), (_("instead:"), note.instead))
        text = " ".join(f"{sign} {part}" for sign, part in parts if part)
        head = _("note {id}").format(id=note.id) + where
        yield f"{head}: {text} ({note.author}, {moment(note.at)})"
    words = {"best": _("one of the best"), "worst": _("one of the worst"), "hold": _("held")}
    for mark in review.marks:
        why = f": {mark.comment}" if mark.comment else ""
        yield f"{words[mark.kind]} ({mark.author}, {moment(mark.at)}){why}"
    for done in review.done:
        yield _("reviewed by {author}").format(author=done.author) + f", {moment(done.at)}"


def _verdict(one: VerdictEntry) -> str:
    text = f"{one.title}: {verdict_word(one.verdict)}"
    if one.machine_verdict:
        text += ", " + _("the machine said {verdict}").format(verdict=verdict_word(one.machine_verdict))
    text += f" ({one.author}, {moment(one.at)}"
    if one.undone_at:
        text += ", " + _("taken back {time}").format(time=moment(one.undone_at))
    elif not one.counts:
        text += ", " + _("does not count now")
    return text + ")" + (f": {one.comment}" if one.comment else "")


def _said(review: Review) -> bool:
    return any((review.verdicts, review.tags, review.notes, review.marks, review.done))


def _value(review: Review) -> dict[str, Any]:
    value: dict[str, Any] = {"reviewed": review.reviewed}
    for key in ("verdicts", "tags", "notes", "marks", "done"):
        value[key] = [_plain(asdict(one)) for one in getattr(review, key)]
    return value


def _plain(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in entry.items()}


def _standing(one: Standing) -> str:
    return f"{light_word(one.light)} {percent(one.score, one.thresholds)}"


def _print_row(row: dict[str, Any], output: Format) -> None:
    if output is Format.json:
        print_json(row)
    else:
        print_rows([row], {key: key for key in row}, output)
    sys.stdout.flush()


def _say(text: str) -> None:
    print(sanitise(text), flush=True)
