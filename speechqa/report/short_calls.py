"""Answered calls in, where those of a few seconds cluster out: an hour, a line, a source, a manager (S6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from speechqa.errors import UsageError
from speechqa.metrics.intervals import wilson
from speechqa.metrics.short_calls import SHORT
from speechqa.report.chosen import chosen
from speechqa.report.named import NamedReport, Option, Question
from speechqa.report.render.figures import number, percent
from speechqa.report.sheet import Bars, Column, Members, Sheet, Table
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

_SHORTEST, _LONGEST = 15.0, 30.0
_LEAST = 5
"""Fewer short calls are no cluster."""

_KEYS = {"hour": "local_hour", "line": "line", "source": "source", "manager": "manager"}
_NAMED = ("line", "manager")
_EXPRESSIONS = {metric.id: metric.of for metric in SHORT}


@dataclass(slots=True)
class _Group:
    answered: int = 0
    short: int = 0
    name: str | None = None


def report_short_calls(db: Database, question: Question) -> Sheet:
    """By hour, line, source and manager; clusters are named."""
    shortest, longest = (float(question.options[name] or 0) for name in ("from-seconds", "to-seconds"))
    if longest < shortest:
        raise UsageError(_("the longest is shorter than the shortest"), "--to-seconds", _("Swap the two."))
    where, chosen_values = chosen(question.filters)
    where = f"({where}) AND external AND answered AND talk_known"
    values = {**chosen_values, "shortest": shortest, "longest": longest}
    tables: list[Table] = []
    warnings: list[str] = []
    for key, groups in _groups(db, where, values).items():
        whole = _Group(sum(one.answered for one in groups.values()), sum(one.short for one in groups.values()))
        found = [value for value, one in groups.items() if len(groups) > 1 and _is_cluster(one, whole)]
        clusters = sorted(found, key=lambda value: _place(groups[value], value))
        members = Members("call_fact", where, values, frozenset({key}), {key: _KEYS[key], **_EXPRESSIONS})
        tables.append(_table(key, groups, whole, clusters, members))
        warnings += [_warning(key, value, groups[value], whole, shortest, longest) for value in clusters]
    title = _("Calls with {shortest} to {longest} s of talk").format(shortest=number(shortest), longest=number(longest))
    note = _("!: at least {n} short calls, and a share above that of all calls beyond chance (95 %).").format(n=_LEAST)
    if not any(table.rows for table in tables):
        tables[0] = replace(tables[0], title="", nothing=_("No answered calls."))
    return Sheet("short-calls", title, question.filters.period, tuple(tables), (note,), tuple(warnings))


def _groups(db: Database, where: str, values: Mapping[str, Any]) -> dict[str, dict[Any, _Group]]:
    """By key and its value; the calls are read once for all keys."""
    groups: dict[str, dict[Any, _Group]] = {key: defaultdict(_Group) for key in _KEYS}
    people = dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall())
    for *found, title, answered, short in db.conn.execute(
        f"""SELECT {", ".join(_KEYS.values())}, max(line_title), total({_EXPRESSIONS["answered"]}),
              total({_EXPRESSIONS["short_calls"]}) FROM call_fact WHERE {where} GROUP BY 1, 2, 3, 4""",
        values,
    ):
        for key, value in zip(_KEYS, found, strict=True):
            if value is None:
                continue
            group = groups[key][value]
            group.answered += int(answered)
            group.short += int(short)
            group.name = people.get(value) if key == "manager" else title if key == "line" else None
    return groups


def _is_cluster(group: _Group, whole: _Group) -> bool:
    interval = wilson(group.short, group.answered)
    return group.short >= _LEAST and interval is not None and interval[0] > whole.short / whole.answered


def _table(key: str, groups: dict[Any, _Group], whole: _Group, clusters: list[Any], members: Members) -> Table:
    titles = {"hour": _("By hour"), "line": _("By line"), "source": _("By source"), "manager": _("By manager")}
    order: Callable[[Any], Any] = (
        (lambda value: value) if key == "hour" else (lambda value: _place(groups[value], value))
    )
    rows = []
    for value in sorted(groups, key=order):
        one = groups[value]
        low, high = wilson(one.short, one.answered) or (0.0, 1.0)
        is_one = value in clusters
        mark = "!" if is_one else ""
        rows.append(
            (
                value,
                *_figures(one),
                100.0 * low,
                100.0 * high,
                is_one,
                mark,
                one.name or value,
                *([one.name] if key == "line" else []),
            )
        )
    total = (None, *_figures(whole), None, None, None, "", None, *([None] if key == "line" else []))
    shown = ("who" if key in _NAMED else key, "answered", "short_calls", "short_share", "mark")
    return Table(
        f"{key}s", _columns(key), tuple(rows), titles[key], total,
        Bars(("hour",), "short_calls") if key == "hour" else None, members=members, blocks=(("", shown),),
    )  # fmt: skip


def _place(group: _Group, value: Any) -> tuple[float, str]:
    return -group.short / group.answered, str(value)


def _figures(group: _Group) -> tuple[int | float | None, ...]:
    share = 100.0 * group.short / group.answered if group.answered else None
    return group.answered, group.short, share


def _columns(key: str) -> tuple[Column, ...]:
    titles = {"hour": _("hour"), "line": _("line"), "source": _("source"), "manager": _("manager")}
    return (
        Column(key, titles[key], "count" if key == "hour" else "text"),
        *(Column(metric.id, metric.title(), metric.kind) for metric in SHORT),
        Column("low", _("from"), "percent", False), Column("high", _("to"), "percent", False),
        Column("cluster", _("cluster"), shown=False), Column("mark", "!", for_people=True),
        Column("who", titles[key], shown=key in _NAMED, for_people=True),
        *([Column("title", titles[key], shown=False)] if key == "line" else []),
    )  # fmt: skip


def _warning(key: str, value: Any, group: _Group, whole: _Group, shortest: float, longest: float) -> str:
    words = {
        "hour": _("Hour {value}"), "line": _("Line {value}"), "source": _("Source {value}"),
        "manager": _("Manager {value}"),
    }  # fmt: skip
    text = ngettext(
        "{who}: {part} of {n} answered call lasted {shortest} to {longest} s ({share}; of all {whole}).",
        "{who}: {part} of {n} answered calls lasted {shortest} to {longest} s ({share}; of all {whole}).",
        group.answered,
    )
    return text.format(
        who=words[key].format(value=group.name or value), part=group.short,
        n=group.answered, shortest=number(shortest), longest=number(longest),
        share=percent(100.0 * group.short / group.answered), whole=percent(100.0 * whole.short / whole.answered),
    )  # fmt: skip


REPORT = NamedReport(
    "short-calls",
    lambda: _("Answered calls of a few seconds, by hour, line, source and manager, and where they cluster."),
    report_short_calls,
    about="external AND answered AND talk_known",
    options=(
        Option("from-seconds", _SHORTEST, lambda: _("shortest talk, s")),
        Option("to-seconds", _LONGEST, lambda: _("longest talk, s")),
    ),
)
