"""Inbound calls in, the share answered in time out: by hour, day, line; by one formula or all five (S1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from speechqa.metrics.service_level import FORMULAS
from speechqa.metrics.telephony import ANSWERED, ASA, MEAN_ABANDON, MISSED, MISSED_SHARE, SHORT_ABANDONS
from speechqa.report.grouped import Key, grouped
from speechqa.report.named import NamedReport, Option, Question
from speechqa.report.render.figures import number, one_decimal, percent
from speechqa.report.sheet import Bars, Column, Members, Sheet, Table
from speechqa.store.settings import get_setting
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

_INBOUND = "inbound"


def report_service_level(db: Database, question: Question) -> Sheet:
    """Hours, days or lines (``by``), or one row per formula (``formulas=all``)."""
    name = get_setting(db, "service_formula") or "offered"
    wanted = float(get_setting(db, "service_level") or 80)
    within = number(float(get_setting(db, "answer_within") or 20))
    title = _("Service level: answered within {seconds} s").format(seconds=within)
    if question.options["formulas"] == "all":
        return _all_formulas(db, question, title)
    metric = replace(FORMULAS[name], id="service_level", title=lambda: _("service level"))
    metrics = (ANSWERED, MISSED, SHORT_ABANDONS, MISSED_SHARE, metric, ASA, MEAN_ABANDON)
    by = str(question.options["by"])
    keys = {
        "hour": (Key("hour", _("hour"), "local_hour", "count"),),
        "day": (Key("day", _("day"), "local_date", "date"),),
        "line": (Key("line", _("line"), "line", shown=False), Key("title", _("line"), "line_title")),
        "all": (Key("direction", _("direction"), "direction", "code"),),
    }[by]
    table = grouped(db, question.filters, keys, metrics, where=_INBOUND, total=True, hidden=frozenset({"missed_share"}))
    reached = table.total[[c.key for c in table.columns].index("service_level")] if table.total else None
    notes = [
        _("Reckoned as: {formula}. The aim is {percent} %.").format(
            formula=_formula_words(name), percent=number(wanted)
        ),
        _("Not known from call records: occupancy, after-call work, the wait for an agent behind a menu (queue_log)."),
    ]
    warnings = []
    if reached is not None and reached < wanted:
        warnings.append(
            _("{reached} were answered in time, fewer than {wanted} %.").format(
                reached=percent(reached), wanted=number(wanted)
            )
        )
    chart = Bars((keys[-1].key,), "service_level", _("Answered in time")) if by != "all" else None
    return Sheet(
        "service-level", title, question.filters.period, (replace(table, chart=chart),), tuple(notes), tuple(warnings)
    )


def _all_formulas(db: Database, question: Question, title: str) -> Sheet:
    found = grouped(db, question.filters, (), tuple(FORMULAS.values()), where=_INBOUND)
    figures = dict(zip((column.key for column in found.columns), found.rows[0], strict=True))
    columns = (
        Column("formula", _("formula")), Column("title", _("share")), Column("percent", "%", "percent", False),
        Column("shown", "%", for_people=True),
        Column("numerator", _("of"), "count"), Column("denominator", _("over"), "count"),
    )  # fmt: skip
    rows = tuple(
        (
            name,
            metric.title(),
            figures[metric.id],
            one_decimal(figures[metric.id]),
            figures[f"{metric.id}_numerator"],
            figures[f"{metric.id}_denominator"],
        )
        for name, metric in FORMULAS.items()
    )
    table = Table("formulas", columns, rows, members=None if found.members is None else _behind(found.members))
    return Sheet("service-level", title, question.filters.period, (table,))


def _behind(members: Members) -> Members:
    """Every call stands once for each formula."""
    names = " UNION ALL ".join(f"SELECT '{name}' AS formula" for name in FORMULAS)
    counted = [
        " ".join(f"WHEN '{name}' THEN {getattr(one, part)}" for name, one in FORMULAS.items())
        for part in ("of", "over")
    ]
    of, over = (f"CASE formula {cases} END" for cases in counted)
    expressions = {"formula": "formula", "percent": of, "numerator": of, "denominator": over}
    view = f"(SELECT f.*, n.formula FROM {members.view} f CROSS JOIN ({names}) n)"
    return replace(members, view=view, keys=frozenset({"formula"}), expressions=expressions)


def _formula_words(name: str) -> str:
    return FORMULAS[name].title()


REPORT = NamedReport(
    "service-level",
    lambda: _("Share of inbound calls answered in time, by hour, day or line; all five formulas with --formulas all."),
    report_service_level,
    (
        Option("by", "hour", lambda: _("a row for each hour, day or line"), ("hour", "day", "line", "all")),
        Option("formulas", "one", lambda: _("all: the five usual formulas side by side"), ("one", "all")),
    ),
)
