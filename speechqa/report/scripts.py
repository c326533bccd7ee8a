"""Scored calls and deals in, how often each checkpoint was passed on calls of won against lost deals out (S3, S6)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speechqa.metrics.checkpoints import pass_counts
from speechqa.metrics.intervals import wilson
from speechqa.report.chosen import chosen
from speechqa.report.fate import fate_note, with_fate
from speechqa.report.localise import local
from speechqa.report.named import NamedReport, Question
from speechqa.report.render.figures import count, percent
from speechqa.report.sheet import Column, Members, Sheet, Table
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

TRAINING_BELOW, TRAINING_FROM = 10.0, 20
"""A checkpoint that fewer pass, percent, of so many judged calls or more, is a question of training."""


@dataclass(slots=True)
class _Tally:
    """Of one checkpoint: by fate, calls that passed and that failed."""

    title: str
    card: str
    passed: dict[str | None, int]
    failed: dict[str | None, int]

    def judged(self, fate: str | None) -> int:
        return self.passed[fate] + self.failed[fate]


def report_scripts(db: Database, question: Question) -> Sheet:
    """What won calls have more of than lost ones first; versions of a checklist count together."""
    where, values = chosen(question.filters)
    source, by_deal = with_fate(db)
    tallies = _tallies(db, where, values, source)
    made = [_row(checklist, id_, tally) for (checklist, id_), tally in tallies.items()]
    apart = _AT["difference"]
    rows = tuple(sorted(made, key=lambda row: (row[apart] is None, -(row[apart] or 0), row[:2])))
    several = len({row[0] for row in rows}) > 1
    table = Table(
        "checkpoints", _columns(by_deal), rows,
        members=Members(
            f"(SELECT s.*, v.checkpoint_id, v.passed, v.failed FROM {source} s "
            "CROSS JOIN checkpoint_metrics v ON v.call_id = s.call_id)",
            where, values, frozenset({"checklist", "checkpoint"}), _EXPRESSIONS,
        ),
        blocks=(("", (*(["card"] if several else []), "title", *_SHOWN)),),
        nothing=_("No call here was judged by a checkpoint."),
    )  # fmt: skip
    return Sheet("scripts", _("Scripts"), question.filters.period, (table,), _notes(by_deal, rows), _warnings(rows))


def _tallies(db: Database, where: str, values: dict[str, Any], source: str) -> dict[tuple[str, str], _Tally]:
    named = {
        (version, id_): (checklist, local(ru, en) or id_, local(card_ru, card_en) or checklist)
        for version, id_, checklist, ru, en, card_ru, card_en in db.conn.execute(
            """SELECT c.content_hash, c.id, k.checklist, c.title_ru, c.title_en, k.title_ru, k.title_en
               FROM checkpoint c JOIN checklist k ON k.content_hash = c.content_hash ORDER BY k.rowid"""
        ).fetchall()
    }
    newest = {(checklist, id_): (title, card) for (_version, id_), (checklist, title, card) in named.items()}
    tallies: dict[tuple[str, str], _Tally] = {}
    for one in pass_counts(db, where, values, ("fate",), source=source):
        key = (named[one.content_hash, one.checkpoint_id][0], one.checkpoint_id)
        tally = tallies.setdefault(key, _Tally(*newest[key], defaultdict(int), defaultdict(int)))
        tally.passed[one.by[0]] += one.passed
        tally.failed[one.by[0]] += one.failed
    return tallies


def _row(checklist: str, id_: str, tally: _Tally) -> tuple[Any, ...]:
    passed = sum(tally.passed.values())
    judged = passed + sum(tally.failed.values())
    won, lost = (_share(tally.passed[fate], tally.judged(fate)) for fate in ("won", "lost"))
    difference = proven = None
    if won[0] is not None and lost[0] is not None:
        difference = won[0] - lost[0]
        proven = won[1] > lost[2] or lost[1] > won[2]
    share = 100.0 * passed / judged
    training = share < TRAINING_BELOW and judged >= TRAINING_FROM
    return (
        checklist, id_, tally.card, tally.title,
        judged, passed, share,
        tally.judged("won"), tally.passed["won"], *won, _reach(won),
        tally.judged("lost"), tally.passed["lost"], *lost, _reach(lost),
        difference, proven, proven is False, training, "!" if training else "",
    )  # fmt: skip


def _share(part: int, whole: int) -> tuple[Any, Any, Any]:
    """Percent with the ends of its interval."""
    interval = wilson(part, whole)
    if interval is None:
        return None, None, None
    return 100.0 * part / whole, 100.0 * interval[0], 100.0 * interval[1]


def _reach(share: tuple[Any, Any, Any]) -> int | None:
    """How far the true share may lie off, to the farther side, in whole percent: which is enough for people."""
    return None if share[0] is None else round(max(share[0] - share[1], share[2] - share[0]))


_KEYS = (
    "checklist", "checkpoint", "card", "title", "judged", "passed", "passed_share",
    "won", "won_passed", "won_share", "won_low", "won_high", "won_reach",
    "lost", "lost_passed", "lost_share", "lost_low", "lost_high", "lost_reach",
    "difference", "proven", "doubtful", "training", "mark",
)  # fmt: skip
_AT = {key: n for n, key in enumerate(_KEYS)}
_SHOWN = ("passed_share", "won_share", "won_reach", "lost_share", "lost_reach", "difference", "doubtful", "mark")
_JUDGED = "(passed OR failed)"
_EXPRESSIONS = {
    "checklist": "checklist", "checkpoint": "checkpoint_id", "judged": _JUDGED, "passed": "passed",
    "passed_share": "passed",
    **{fate: f"fate = '{fate}' AND {_JUDGED}" for fate in ("won", "lost")},
    **{f"{fate}_{part}": f"fate = '{fate}' AND passed" for fate in ("won", "lost") for part in ("passed", "share")},
}  # fmt: skip


def _columns(by_deal: bool) -> tuple[Column, ...]:
    won, lost = (_("won"), _("lost")) if by_deal else (_("next step"), _("lost calls"))
    titles: dict[str, tuple[str, Any]] = {
        "card": (_("checklist"), "text"), "title": (_("checkpoint"), "text"), "judged": (_("judged"), "count"),
        "passed_share": (_("pass rate"), "percent"),
        "won_share": (won, "percent"), "won_reach": ("±", "count"),
        "lost_share": (lost, "percent"), "lost_reach": ("±", "count"),
        "difference": (_("difference"), "change"), "doubtful": ("≈", "flag"), "mark": ("!", "text"),
    }  # fmt: skip
    for_people = {"won_reach", "lost_reach", "doubtful", "mark"}
    return tuple(Column(key, *titles.get(key, (key, "number")), key in titles, key in for_people) for key in _KEYS)


def _notes(by_deal: bool, rows: tuple[tuple[Any, ...], ...]) -> tuple[str, ...]:
    if not rows:
        return ()
    return (
        fate_note(by_deal),
        _("±: so far may the true share lie off, with 95 % confidence. ≈: the difference is not proven."),
        _("What won calls have more of need not be what won them."),
    )  # fmt: skip


def _warnings(rows: tuple[tuple[Any, ...], ...]) -> tuple[str, ...]:
    return tuple(
        ngettext(
            "{title}: passed in {share} of {n} judged call. What nearly all fail is a question of training.",
            "{title}: passed in {share} of {n} judged calls. What nearly all fail is a question of training.",
            row[_AT["judged"]],
        ).format(title=row[_AT["title"]], share=percent(row[_AT["passed_share"]]), n=count(row[_AT["judged"]]))
        for row in rows
        if row[_AT["training"]]
    )


REPORT = NamedReport(
    "scripts", lambda: _("How often each checkpoint is passed on calls of won against lost deals."), report_scripts
)
