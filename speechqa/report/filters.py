"""Which calls a report is about: what the user chose in, a condition on ``call_metrics`` out."""

from __future__ import annotations

from dataclasses import dataclass, field

from speechqa.report.period import Period


@dataclass(frozen=True, slots=True)
class Filters:
    """All chosen conditions hold; None is any.

    ``manager`` is an extension, id or name. ``critical`` keeps calls where a critical checkpoint failed (True) or none
    did (False). ``outcome`` and ``tag`` are ids or titles, ``group`` is target, non_target or junk.
    """

    manager: str | None = None
    light: str | None = None
    direction: str | None = None
    line: str | None = None
    checklist: str | None = None
    critical: bool | None = None
    outcome: str | None = None
    tag: str | None = None
    group: str | None = None
    period: Period = field(default_factory=Period)


def condition(filters: Filters) -> tuple[str, dict[str, str | int]]:
    """An SQL condition and its parameters; calls without a date fit every period, for reports to count or to show."""
    parts, values = _without_period(filters)
    period, dates = filters.period, ""
    if period.start is not None:
        dates += " AND local_date >= :start"
        values["start"] = period.start.isoformat()
    if period.end is not None:
        dates += " AND local_date <= :end"
        values["end"] = period.end.isoformat()
    if dates:
        parts.append(f"(({dates.removeprefix(' AND ')}) OR local_date IS NULL)")
    return " AND ".join(parts) or "1", values


def _without_period(filters: Filters) -> tuple[list[str], dict[str, str | int]]:
    parts: list[str] = []
    values: dict[str, str | int] = {}
    for column in ("light", "direction", "line", "checklist"):
        value = getattr(filters, column)
        if value is not None:
            parts.append(f"{column} = :{column}")
            values[column] = value
    if filters.manager is not None:
        named = "SELECT manager FROM manager_person WHERE name = :manager"
        parts.append(f"(:manager IN (manager, extension) OR manager IN ({named}))")
        values["manager"] = filters.manager
    if filters.critical is not None:
        parts.append("critical_failed = :critical")
        values["critical"] = int(filters.critical)
    if filters.outcome is not None:
        parts.append(":outcome IN (outcome, outcome_ru, outcome_en)")
        values["outcome"] = filters.outcome
    if filters.tag is not None:
        parts.append("call_id IN (SELECT call_id FROM call_tag WHERE :tag IN (tag, title_ru, title_en))")
        values["tag"] = filters.tag
    if filters.group is not None:
        parts.append("call_group = :group")
        values["group"] = filters.group
    return parts, values
