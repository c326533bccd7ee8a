"""Answered calls and deals in, which length goes with a sale out: of won against lost, and whose calls are beyond (S3).

The norm is the middle half (from the first to the third quartile) of the talk on calls with a won deal; without a CRM,
of calls that led to a next step by their outcome.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from math import fsum
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from speechqa.report.chosen import chosen
from speechqa.report.fate import fate_note, with_fate
from speechqa.report.named import NamedReport, Question
from speechqa.report.sheet import Bars, Column, Sheet, Table
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_LEAST_FOR_A_NORM = 10
_Call = tuple[str, str | None, float, str | None]


def report_duration(db: Database, question: Question) -> Sheet:
    """A row per fate (won, lost, open, other), then one per manager and department."""
    calls, by_deal = _calls(db, question)
    fates = ("won", "lost", "open", "none") if by_deal else ("won", "lost", "none")
    rows, ids = [], []
    for fate in fates:
        own = [call for call in calls if (call[3] or "none") == fate]
        name = "next_step" if fate == "won" and not by_deal else fate
        rows.append((name, _fate_words(name, by_deal), len(own), *_spread([call[2] for call in own])))
        ids.append(tuple(call[0] for call in own))
    columns = (
        Column("fate", _("fate"), shown=False), Column("title", _("calls with"), for_people=True),
        Column("calls", _("calls"), "count"), Column("mean_talk", _("mean talk"), "seconds"),
        Column("first_quartile", _("first quartile"), "seconds"), Column("median", _("median"), "seconds"),
        Column("third_quartile", _("third quartile"), "seconds"),
    )  # fmt: skip
    norm = _norm([call[2] for call in calls if call[3] == fates[0]])
    of_fates = Table(
        "fates", columns, tuple(rows) if calls else (), chart=Bars(("title",), "median", _("Median talk")),
        call_ids=tuple(ids) if calls else (),
        call_ids_of=dict.fromkeys((one.key for one in columns[2:]), tuple(ids) if calls else ()),
        blocks=(("", ("title", "calls", "mean_talk", "first_quartile", "median", "third_quartile")),),
    )  # fmt: skip
    names = dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall())
    tables = (
        of_fates,
        _against(calls, norm, "managers", 1, _("manager"), names),
    )
    return Sheet("duration", _("Length of calls"), question.filters.period, tables, _notes(norm, by_deal, rows[0][2]))


def _calls(db: Database, question: Question) -> tuple[list[_Call], bool]:
    """Answered calls: id, manager, talk, and what became of them; whether the CRM says so."""
    where, values = chosen(question.filters)
    source, by_deal = with_fate(db)
    calls = db.conn.execute(
        f"""SELECT call_id, manager, coalesce(talked, CASE WHEN without_record THEN duration END) AS length, fate
            FROM {source} WHERE inside AND length IS NOT NULL AND ({where})""",
        values,
    ).fetchall()
    return calls, by_deal


def _against(
    calls: list[_Call], norm: tuple[float, float] | None, key: str, place: int, title: str, names: dict[str, str]
) -> Table:
    lengths: dict[Any, list[tuple[float, str]]] = {}
    for call in calls:
        lengths.setdefault(call[place], []).append((call[2], call[0]))
    rows, ids = [], []
    ids_of: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for who, own in sorted(lengths.items(), key=lambda one: (one[0] is None, one[0] or "")):
        own.sort()
        talks = [length for length, _id in own]
        below = bisect_left(talks, norm[0]) if norm else None
        beyond = len(own) - bisect_right(talks, norm[1]) if norm else None
        outside = [call_id for length, call_id in own if norm and not norm[0] <= length <= norm[1]]
        share = 100.0 * len(outside) / len(own) if norm else None
        label = names.get(who) or who or _("unknown")
        mean, _first, median, _third = _spread(talks)
        rows.append((who, names.get(who), label, len(own), mean, median, below, beyond, share))
        every = tuple(call_id for _length, call_id in own)
        ids.append(tuple(outside) if norm else every)
        for figure in ("calls", "mean_talk", "median"):
            ids_of[figure].append(every)
        if below is not None and beyond is not None:
            ids_of["below"].append(every[:below])
            ids_of["beyond"].append(every[len(every) - beyond :])
            ids_of["outside_share"].append(tuple(outside))
    columns = (
        Column("manager", title, shown=False), Column("name", _("name"), shown=False),
        Column("who", title, for_people=True), Column("calls", _("calls"), "count"),
        Column("mean_talk", _("mean talk"), "seconds"), Column("median", _("median"), "seconds"),
        Column("below", _("shorter than the norm"), "count"), Column("beyond", _("longer than the norm"), "count"),
        Column("outside_share", _("outside, %"), "percent"),
    )  # fmt: skip
    return Table(
        key, columns, tuple(rows), call_ids=tuple(ids), call_ids_of=ids_of,
        blocks=(("", ("who", "calls", "mean_talk", "median", "below", "beyond", "outside_share")),),
    )  # fmt: skip


def _norm(talks: list[float]) -> tuple[float, float] | None:
    if len(talks) < _LEAST_FOR_A_NORM:
        return None
    first, _median, third = quantiles(talks, n=4, method="inclusive")
    return first, third


def _spread(talks: list[float]) -> tuple[float | None, float | None, float | None, float | None]:
    """Mean, first quartile, median, third quartile."""
    if not talks:
        return None, None, None, None
    mean = fsum(talks) / len(talks)
    if len(talks) == 1:
        return mean, talks[0], talks[0], talks[0]
    first, median, third = quantiles(talks, n=4, method="inclusive")
    return mean, first, median, third


def _fate_words(fate: str, by_deal: bool) -> str:
    return {
        "won": _("a won deal"),
        "lost": _("a lost deal") if by_deal else _("no next step"),
        "open": _("an open deal"),
        "next_step": _("a next step"),
        "none": _("neither"),
    }[fate]


def _notes(norm: tuple[float, float] | None, by_deal: bool, won: int) -> tuple[str, ...]:
    if norm is None:
        told = _("No norm: {n} won calls are too few, {least} are needed.").format(n=won, least=_LEAST_FOR_A_NORM)
    else:
        from speechqa.report.render.figures import clock

        told = _("The norm is the middle half of the won calls: {low} to {high}.").format(
            low=clock(norm[0]), high=clock(norm[1])
        )
    return told, fate_note(by_deal)


REPORT = NamedReport(
    "duration", lambda: _("Length of calls of won against lost deals, and each manager's calls beyond the norm."),
    report_duration,
)  # fmt: skip
