"""Inbound calls in, the share answered in time out: by hour, day, line; by one formula or all five (S1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from speechqa.metrics.service_level import FORMULAS
from speechqa.metrics.telephony import ANSWERED, ASA, MEAN_ABANDON, MISSED, MISSED_SHARE, SHORT_ABANDONS
from speechqa.report.grouped import Key, grouped
from speechqa.report.named import NamedReport, Option, Question
from speechqa.report.render.figures import number, percent
from speechqa.report.sheet import Bars, Column, Sheet, Table
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
    key = {
        "hour": Key("hour", _("hour"), "local_hour", "count"),
        "day": Key("day", _("day"), "local_date", "date"),
        "line": Key("line", _("line"), "line_title"),
        "all": Key("direction", _("direction"), "direction"),
    }[by]
    table = grouped(
        db, question.filters, (key,), metrics, where=_INBOUND, total=True, hidden=frozenset({"missed_share"})
    )
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
    chart = Bars((key.key,), "service_level", _("Answered in time")) if by != "all" else None
    return Sheet(
        "service-level", title, question.filters.period, (replace(table, chart=chart),), tuple(notes), tuple(warnings)
    )


def _all_formulas(db: Database, question: Question, title: str) -> Sheet:
    found = grouped(db, question.filters, (), tuple(FORMULAS.values()), where=_INBOUND)
    figures = dict(zip((column.key for column in found.columns), found.rows[0], strict=True))
    columns = (
        Column("formula", _("formula")), Column("title", _("share")), Column("percent", "%", "percent"),
        Column("numerator", _("of"), "count"), Column("denominator", _("over"), "count"),
    )  # fmt: skip
    rows = tuple(
        (
            name,
            metric.title(),
            figures[metric.id],
            figures[f"{metric.id}_numerator"],
            figures[f"{metric.id}_denominator"],
        )
        for name, metric in FORMULAS.items()
    )
    return Sheet("service-level", title, question.filters.period, (Table("formulas", columns, rows),))


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
