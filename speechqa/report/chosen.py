"""What the user chose in, a condition that holds on every view of whole calls out."""

from __future__ import annotations

from speechqa.report.filters import Filters, condition, needs_quality


def chosen(filters: Filters) -> tuple[str, dict[str, str | int]]:
    """A condition and its parameters, on any view that has the columns of ``call_fact``.

    What only a score can tell is asked of ``call_quality``; a named period leaves out calls without a date.
    """
    where, values = condition(filters, undated=not filters.period.explicit)
    if needs_quality(filters):
        where = f"call_id IN (SELECT call_id FROM call_quality WHERE {where})"
    return where, values
