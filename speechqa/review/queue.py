"""A day in, the sheet of calls to listen to out: with the reasons why these, and how many others are hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from speechqa.errors import UsageError
from speechqa.metrics.working_days import weekdays_between
from speechqa.report.localise import local
from speechqa.report.named import NamedReport, Option, Question
from speechqa.report.period import Period
from speechqa.report.render.figures import count
from speechqa.report.sheet import Column, Sheet, Table
from speechqa.review.candidates import FRESH_DAYS, candidates, hidden
from speechqa.review.listen import Pick, choose, length_of, part_of, quick_look
from speechqa.review.reasons import Reason, reason_words
from speechqa.store.settings import get_setting, zone_of
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

    from speechqa.review.listen import Candidate

_MOST_REASONS = 3


def picks_for(db: Database, question: Question) -> tuple[date, tuple[Pick, ...]]:
    """The day, and the calls to listen to on it.

    Raises:
        UsageError: the day is no date, or a quick look names no manager.
    """
    on = _day(db, question.options.get("date"))
    found = candidates(db, question.filters, on, older=bool(question.options.get("older")))
    if not question.options.get("quick"):
        return on, choose(found, on, int(get_setting(db, "listen_quota") or 0))
    if question.filters.manager is None:
        raise UsageError(_("a quick look is at one manager"), "--quick", _("Name the manager with --manager."))
    return on, quick_look(found, on)


def report_listen(db: Database, question: Question) -> Sheet:
    """A row per call, by manager."""
    on, picks = picks_for(db, question)
    older, quick = bool(question.options.get("older")), bool(question.options.get("quick"))
    names = dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall())
    # Those of one manager stay in the order in which they were chosen.
    picks = tuple(sorted(picks, key=lambda pick: _place(pick.candidate.manager, names)))
    table = Table(
        "calls",
        _columns(),
        tuple(_row(db, pick, names) for pick in picks),
        call_ids=tuple((pick.candidate.call_id,) for pick in picks),
        nothing=_("Nothing to listen to."),
    )
    days = [pick.candidate.day for pick in picks if pick.candidate.day is not None]
    start = min(days, default=on) if older else date.fromordinal(on.toordinal() - FRESH_DAYS)
    title = _("A quick look") if quick else _("What to listen to on {day}").format(day=on.isoformat())
    # Where nothing is left nobody reads notes; a warning is read.
    notes = () if quick else _notes(db, on)
    warnings = () if older else _of_hidden(hidden(db, question.filters, on))
    return Sheet("listen", title, Period(start, on), (table,), notes, warnings)


def why_words(pick: Pick) -> str:
    """Why this call, as a person reads it."""
    one = pick.candidate
    if pick.kind == "reason":
        # That it is a target call says little where something else does.
        weighty = [reason for reason in one.reasons if reason.code != "target"] or one.reasons
        return "; ".join(reason_words(reason) for reason in weighty[:_MOST_REASONS])
    said = [word for word in (_part_word(part_of(one.hour)), _length_word(length_of(one.length))) if word]
    if pick.kind == "quick":
        return ", ".join(said)
    return _("at random: {what}").format(what=", ".join(said)) if said else _("at random")


def _day(db: Database, text: Any) -> date:
    if text is None:
        return datetime.now(zone_of(db)).date()
    try:
        day = date.fromisoformat(str(text))
        # Next to the calendar's ends there is no day before or after.
        if day.year in (date.min.year, date.max.year):
            raise ValueError
        return day
    except ValueError:
        raise UsageError(
            _("not a date: {text!r}").format(text=text), "--date", _("Dates look like 2026-11-01.")
        ) from None


def _columns() -> tuple[Column, ...]:
    return (
        Column("manager", _("manager"), shown=False),
        Column("name", _("name"), shown=False),
        Column("who", _("manager"), for_people=True),
        Column("started_at", _("when"), "moment"),
        # Whoever sees the light of a call drawn by lot listens otherwise; a reason tells it in words.
        Column("length", _("length"), "seconds", shown=False),
        Column("light", _("light"), "light", shown=False),
        Column("score", _("score"), "score", shown=False),
        Column("call_id", _("call"), "date"),
        Column("why", _("why")),
        Column("kind", _("kind"), shown=False),
        Column("reasons", _("reasons"), shown=False),
        Column("direction", _("direction"), shown=False),
        Column("customer", _("customer"), shown=False),
        Column("department", _("department"), shown=False),
        Column("file", _("file"), shown=False),
    )


def _row(db: Database, pick: Pick, names: dict[str, str]) -> tuple[Any, ...]:
    one = pick.candidate
    started_at, direction, customer, department, light, file = db.conn.execute(
        """SELECT m.started_at, m.direction, m.customer, m.department, m.light, m.file
           FROM call_metrics m WHERE m.call_id = ?""",
        [one.call_id],
    ).fetchone()
    told = Pick(_with_titles(db, one), pick.kind)
    name = names.get(one.manager or "")
    moment = datetime.fromisoformat(started_at).astimezone(zone_of(db)) if started_at else None
    who = name or one.manager or _("unknown")
    codes = [reason.code for reason in one.reasons]
    return (
        one.manager, name, who, moment, one.length, light, one.score, one.call_id, why_words(told), pick.kind, codes,
        direction, customer, department, file,
    )  # fmt: skip


def _place(manager: str | None, names: dict[str, str]) -> tuple[bool, str, str]:
    return manager is None, names.get(manager or "") or manager or "", manager or ""


def _with_titles(db: Database, one: Candidate) -> Candidate:
    """Which critical checkpoints failed is looked up for those only that somebody reads."""
    if not any(reason.code == "critical" for reason in one.reasons):
        return one
    rows = db.conn.execute(
        """SELECT title_ru, title_en, checkpoint_id FROM checkpoint_metrics
           WHERE call_id = ? AND critical_failed ORDER BY ordinal""",
        [one.call_id],
    ).fetchall()
    titles = tuple(local(ru, en) or name for ru, en, name in rows)
    return replace(
        one, reasons=tuple(Reason("critical", titles) if why.code == "critical" else why for why in one.reasons)
    )


def _notes(db: Database, on: date) -> tuple[str, ...]:
    quota = int(get_setting(db, "listen_quota") or 0)
    notes = [
        ngettext(
            "{n} call a day of each manager, {drawn} of them by lot; speechqa review done tells that you heard it.",
            "{n} calls a day of each manager, {drawn} of them by lot; speechqa review done tells that you heard one.",
            quota,
        ).format(n=quota, drawn=quota // 2)
    ]
    if weekdays_between(db, on, on)[on] is None:
        notes.append(_("{day} is a holiday: nothing is due.").format(day=on.isoformat()))
    return tuple(notes)


def _of_hidden(number: int) -> tuple[str, ...]:
    if not number:
        return ()
    return (
        ngettext(
            "{n} call that nobody heard is more than {days} days old and hidden: --older takes it in.",
            "{n} calls that nobody heard are more than {days} days old and hidden: --older takes them in.",
            number,
        ).format(n=count(number), days=FRESH_DAYS),
    )


def _part_word(part: str) -> str:
    return {"morning": _("morning"), "afternoon": _("afternoon"), "evening": _("evening")}.get(part, "")


def _length_word(length: str) -> str:
    return {
        "short": _("under a minute"), "middle": _("1 to 3 minutes"), "long": _("over 3 minutes"),
    }.get(length, "")  # fmt: skip


LISTEN = NamedReport(
    "listen",
    lambda: _("What to listen to today, and why."),
    report_listen,
    (
        Option("date", None, lambda: _("the queue of this day instead of today's")),
        Option("older", False, lambda: _("calls more than ten days old too")),
        Option("quick", False, lambda: _("three calls of one manager, of different days and parts of the day")),
    ),
    all_time=True,
)
"""Asked by ``speechqa listen`` as reports are."""
