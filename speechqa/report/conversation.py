"""Calls in, how each manager talks out: shares, silence, interruptions, pace, monologues, replies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from speechqa.metrics.model import Metric
from speechqa.metrics.talk import CONVERSATION
from speechqa.report.filters import Filters, condition, needs_quality
from speechqa.report.grouped import QUALITY, Key, grouped, with_column
from speechqa.report.named import NamedReport, Question
from speechqa.report.sheet import Bars, Column, Sheet, Table
from speechqa.store.conversation import limits_of, limits_text
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from sqlite_utils import Database

_VIEW = "conversation_metrics"
_LEFT_OUT = (
    Metric("one_channel", lambda: _("on one channel"), "count", "NOT told_apart"),
    Metric("untimed", lambda: _("without times"), "count", "NOT timed"),
    Metric("uncertain", lambda: _("uncertain who is who"), "count", "role_certain = 0"),
    Metric("outdated", lambda: _("measured by other settings"), "count", "limits <> :limits"),
)
_HIDDEN = frozenset({"customer_rate", "customer_reply", *(metric.id for metric in _LEFT_OUT)})
_TALK = ("name", "conversations", "manager_talk_share", "manager_call_share", "overlap_share")
_SILENCE = ("name", "silences", "silence_share", "hold", "manager_interruptions", "customer_interruptions")
_MANNER = ("name", "manager_rate", "manager_words_per_turn", "manager_monologue", "manager_reply")


def report_conversation(db: Database, question: Question) -> Sheet:
    """One row per manager, in order of names."""
    filters, where, values = _scored_only_where_asked(question.filters)
    keys = (Key("manager", _("manager"), "manager", shown=False),)
    table = grouped(
        db, filters, keys, (*CONVERSATION, *_LEFT_OUT), view=_VIEW, where=where,
        values={**values, "limits": limits_text(limits_of(db))}, hidden=_HIDDEN,
    )  # fmt: skip
    # The view is dear: what is known of the rows is not asked of it again.
    table = replace(table, total=_total(table) if table.rows else None)
    names = dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall())
    named = {row[0]: names.get(row[0], row[0]) for row in table.rows} | {None: None}
    table = with_column(table, "manager", Column("name", _("manager")), named)
    table = replace(
        table,
        rows=tuple(sorted(table.rows, key=lambda row: (row[1] is None, str(row[1]).casefold(), str(row[0])))),
        blocks=(
            (_("Who talks"), _TALK),
            (_("Silence and interruptions"), _SILENCE),
            (_("Manner of speaking"), _MANNER),
        ),
        chart=Bars(("name",), "manager_talk_share", _("Share of the talk")),
    )
    notes, warnings = _what_does_not_count(table)
    return Sheet(
        "conversation", _("Conversation"), question.filters.period, (table,), notes=notes, warnings=warnings
    )  # fmt: skip


def _scored_only_where_asked(filters: Filters) -> tuple[Filters, str, dict[str, str | int]]:
    """The view knows nothing of scores: what only they tell chooses its calls from the view that does."""
    if not needs_quality(filters):
        return filters, "1", {}
    chosen, values = condition(filters)
    return Filters(period=filters.period), f"call_id IN (SELECT call_id FROM {QUALITY} WHERE {chosen})", values


def _total(table: Table) -> tuple[Any, ...]:
    """The figures over all rows, of their numerators and denominators."""
    sums = {
        column.key: sum(row[place] or 0 for row in table.rows)
        for place, column in enumerate(table.columns)
        if column.key != "manager"
    }
    scales = {metric.id: metric.scale for metric in CONVERSATION if metric.over is not None}
    for key, scale in scales.items():
        of, over = sums[f"{key}_numerator"], sums[f"{key}_denominator"]
        sums[key] = scale * of / over if over else None
    return tuple(sums.get(column.key) for column in table.columns)


def _what_does_not_count(table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    one_channel, untimed, uncertain, older = (sum(table.values(metric.id)) for metric in _LEFT_OUT)
    notes = []
    if one_channel:
        notes.append(
            ngettext(
                "Of {n} call on one channel only silence is known.",
                "Of {n} calls on one channel only silence is known.",
                one_channel,
            ).format(n=one_channel)
        )
    if untimed:
        notes.append(
            ngettext(
                "Of {n} call without times only words and turns are known.",
                "Of {n} calls without times only words and turns are known.",
                untimed,
            ).format(n=untimed)
        )
    if uncertain:
        notes.append(
            ngettext(
                "{n} call in which the manager's channel is uncertain counts for silence alone.",
                "{n} calls in which the manager's channel is uncertain count for silence alone.",
                uncertain,
            ).format(n=uncertain)
        )
    warnings: tuple[str, ...] = ()
    if older:
        warnings = (
            ngettext(
                "The settings changed since {n} call was measured: speechqa rescore measures it again.",
                "The settings changed since {n} calls were measured: speechqa rescore measures them again.",
                older,
            ).format(n=older),
        )
    return tuple(notes), warnings


REPORT = NamedReport(
    "conversation",
    lambda: _("How each manager talks: shares, silence, interruptions, pace, monologues, replies."),
    report_conversation,
)
