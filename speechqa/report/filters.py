"""Which calls a report is about: what the user chose in, a condition on ``call_metrics`` or ``call_quality`` out.

Where nothing is chosen that only a score can tell, it holds on ``call_fact`` too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from speechqa.report.period import Period

_TAGS = ("call_tag", "person_tag")
_OF_RESULTS = ("light", "checklist", "critical", "outcome", "group")


@dataclass(frozen=True, slots=True)
class Filters:
    """All chosen conditions hold; None is any.

    ``manager`` is an extension, id or name, ``line`` a number or title. ``critical`` keeps calls where a critical
    checkpoint failed (True) or none did (False). ``outcome`` and ``tag`` are ids or titles, ``group`` is target,
    non_target or junk.
    """

    manager: str | None = None
    department: str | None = None
    source: str | None = None
    campaign: str | None = None
    light: str | None = None
    direction: str | None = None
    line: str | None = None
    checklist: str | None = None
    critical: bool | None = None
    outcome: str | None = None
    tag: str | None = None
    group: str | None = None
    period: Period = field(default_factory=Period)


def condition(filters: Filters, *, undated: bool = True) -> tuple[str, dict[str, str | int]]:
    """An SQL condition and its parameters; calls without a date fit every period, for reports to count or to show, or,
    where not ``undated``, none."""
    parts, values = _without_period(filters)
    period, dates = filters.period, ""
    if period.start is not None:
        dates += " AND local_date >= :start"
        values["start"] = period.start.isoformat()
    if period.end is not None:
        dates += " AND local_date <= :end"
        values["end"] = period.end.isoformat()
    if not undated:
        # Alone, the bounds are looked up in an index.
        parts.append(dates.removeprefix(" AND ") or "local_date IS NOT NULL")
    elif dates:
        parts.append(f"(({dates.removeprefix(' AND ')}) OR local_date IS NULL)")
    return " AND ".join(parts) or "1", values


def needs_quality(filters: Filters) -> bool:
    """Whether something is chosen that only the result of scoring tells."""
    return any(getattr(filters, name) is not None for name in _OF_RESULTS)


def _without_period(filters: Filters) -> tuple[list[str], dict[str, str | int]]:
    parts: list[str] = []
    values: dict[str, str | int] = {}
    for column in ("light", "direction", "checklist", "department", "source", "campaign"):
        value = getattr(filters, column)
        if value is not None:
            parts.append(f"{column} = :{column}")
            values[column] = value
    if filters.manager is not None:
        named = "SELECT manager FROM manager_person WHERE name = :manager"
        parts.append(f"(:manager IN (manager, extension) OR manager IN ({named}))")
        values["manager"] = filters.manager
    if filters.line is not None:
        parts.append("(line = :line OR line IN (SELECT number FROM line WHERE title = :line))")
        values["line"] = filters.line
    if filters.critical is not None:
        parts.append("critical_failed = :critical")
        values["critical"] = int(filters.critical)
    if filters.outcome is not None:
        parts.append(":outcome IN (outcome, outcome_ru, outcome_en)")
        values["outcome"] = filters.outcome
    if filters.tag is not None:
        # People's tags count as those of rules do.
        tagged = (f"SELECT call_id FROM {view} WHERE :tag IN (tag, title_ru, title_en)" for view in _TAGS)
        parts.append(f"call_id IN ({' UNION ALL '.join(tagged)})")
        values["tag"] = filters.tag
    if filters.group is not None:
        parts.append("call_group = :group")
        values["group"] = filters.group
    return parts, values
