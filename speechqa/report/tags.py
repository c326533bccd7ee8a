"""Conversations in; out, the share that people tagged of each manager's, apart from rules, and how calls are spread
over tags (S2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from speechqa.metrics.tags import TAGGED, TAGGED_BY_RULES, TAGGED_BY_RULES_SHARE, TAGGED_SHARE, TALKS
from speechqa.report.chosen import chosen
from speechqa.report.grouped import Key, grouped
from speechqa.report.localise import local
from speechqa.report.named import NamedReport, Question
from speechqa.report.render.figures import percent
from speechqa.report.sheet import Bars, Column, Members, Sheet, Table
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_ALIKE = 0.9
_LEAST = 20
"""Of fewer tagged calls nothing is said."""

_TALK = TALKS.of
_COUNTED = (TALKS, TAGGED, TAGGED_BY_RULES)
_SHARES = (TAGGED_SHARE, TAGGED_BY_RULES_SHARE)


@dataclass(frozen=True, slots=True)
class _Used:
    """A tag on a manager's calls: how many bear it by people and by rules."""

    tag: str
    title: str
    manager: str | None
    people: int
    rules: int


def report_tags(db: Database, question: Question) -> Sheet:
    """A row per manager of the calls, whoever tagged them; then a row per tag."""
    where, values = chosen(question.filters)
    where = f"({where}) AND {_TALK}"
    used = _used(db, where, values)
    managers, warnings = _managers(db, question, used)
    of_all = dict(zip((column.key for column in managers.columns), managers.total or (), strict=False))
    tables = (managers, _tags(used, where, values, of_all))
    note = _("People's tags and those of rules count apart, each tag as a share of the calls that they tagged.")
    return Sheet("tags", _("Tags"), question.filters.period, tables, (note,) if used else (), warnings)


def _used(db: Database, where: str, values: dict[str, Any]) -> list[_Used]:
    found: dict[tuple[str, str | None], _Used] = {}
    # Each view by itself: view call_tagged, which joins them, takes twice as long over all calls.
    for view, people in (("person_tag", True), ("call_tag", False)):
        rows = db.conn.execute(
            f"""SELECT tag, manager, max(title_ru), max(title_en), count(*)
                FROM call_fact JOIN {view} USING (call_id) WHERE {where} GROUP BY tag, manager""",
            values,
        )
        for tag, manager, ru, en, count in rows.fetchall():
            before = found.get((tag, manager))
            title = before.title if before else local(ru, en) or tag
            counts = (count, 0) if people else (before.people if before else 0, count)
            found[tag, manager] = _Used(tag, title, manager, *counts)
    return list(found.values())


def _managers(db: Database, question: Question, used: list[_Used]) -> tuple[Table, tuple[str, ...]]:
    key = Key("manager", _("manager"), "manager", shown=False)
    table = grouped(db, question.filters, (key,), _COUNTED, where=_TALK, key="managers")
    names = dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall())
    rows, warnings = [], []
    for row in table.rows:
        manager, talks, tagged, by_rules = row
        who = names.get(manager) or manager or _("unknown")
        common = max(
            (one for one in used if one.manager == manager and one.people),
            key=lambda one: (one.people, one.tag), default=None,
        )  # fmt: skip
        of_tag: tuple[Any, ...] = (None, None, None, None, False)
        if common is not None:
            share = _share(common.people, tagged)
            alike = tagged >= _LEAST and common.people >= _ALIKE * tagged
            of_tag = (common.tag, common.title, common.people, share, alike)
            if alike and manager is not None:
                warnings.append(
                    _("{manager}: {part} of {n} tagged calls bear the same tag, {tag} ({share}).").format(
                        manager=who, part=common.people, n=tagged, tag=common.title, share=percent(share)
                    )
                )
        rows.append((*row, names.get(manager), who, _share(tagged, talks), _share(by_rules, talks), *of_tag))
    columns = (
        Column("name", _("name"), shown=False), Column("who", _("manager"), for_people=True),
        *(Column(metric.id, metric.title(), metric.kind) for metric in _SHARES),
        Column("tag", _("tag"), shown=False), Column("tag_title", _("commonest tag")),
        Column("tag_calls", _("calls"), "count", False), Column("tag_share", _("its share"), "percent"),
        Column("alike", _("all alike"), shown=False),
    )  # fmt: skip
    shown = ("who", "talks", "tagged", "tagged_share", "tagged_by_rules_share", "tag_title", "tag_share")
    made = replace(table, columns=(*table.columns, *columns), rows=tuple(rows), total=_total(table))
    return replace(made, members=_members(made), blocks=(("", shown),)), tuple(warnings)


def _members(table: Table) -> Members | None:
    if table.members is None:
        return None
    shares = {metric.id: metric.of for metric in _SHARES}
    return replace(table.members, expressions={**table.members.expressions, **shares})


def _total(table: Table) -> tuple[Any, ...] | None:
    if not table.rows:
        return None
    talks, tagged, by_rules = (sum(table.values(metric.id)) for metric in _COUNTED)
    shares = _share(tagged, talks), _share(by_rules, talks)
    return None, talks, tagged, by_rules, None, None, *shares, None, None, None, None, False


def _share(part: int, whole: int) -> float | None:
    return 100.0 * part / whole if whole else None


def _tags(used: list[_Used], where: str, values: dict[str, Any], of_all: dict[str, Any]) -> Table:
    titles = {one.tag: one.title for one in used}
    people, rules = (
        {tag: sum(getattr(one, by) for one in used if one.tag == tag) for tag in titles} for by in ("people", "rules")
    )
    tagged, by_rules = of_all.get("tagged", 0), of_all.get("tagged_by_rules", 0)
    rows = tuple(
        (
            tag, titles[tag], people[tag], _share(people[tag], tagged),
            rules[tag], _share(rules[tag], by_rules),
        )
        for tag in sorted(titles, key=lambda tag: (-people[tag], -rules[tag], tag))
    )  # fmt: skip
    view = "(SELECT f.*, t.tag, t.by_person, t.by_rule FROM call_fact f JOIN call_tagged t ON t.call_id = f.call_id)"
    return Table(
        "tags",
        (
            Column("tag", _("tag"), shown=False), Column("title", _("tag")),
            Column("by_people", _("by people"), "count"),
            Column("by_people_share", _("of tagged by people"), "percent"),
            Column("by_rules", _("by rules"), "count"), Column("by_rules_share", _("of tagged by rules"), "percent"),
        ),
        rows,
        _("Calls by tag"),
        chart=Bars(("title",), "by_people" if tagged else "by_rules"),
        members=Members(
            view, where, values, frozenset({"tag"}),
            {
                "tag": "tag", "by_people": "by_person", "by_people_share": "by_person", "by_rules": "by_rule",
                "by_rules_share": "by_rule",
            },
        ),
    )  # fmt: skip


REPORT = NamedReport(
    "tags",
    lambda: _("Tags of calls: the share that people tagged by manager, apart from rules, and the calls of each tag."),
    report_tags,
)
