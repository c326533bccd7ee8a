"""All reports that are sheets, by name: a new one is its file and a line here."""

from __future__ import annotations

from speechqa.report import (
    callers,
    conversation,
    departments,
    duration,
    fatigue,
    lines,
    load,
    managers,
    missed,
    missing_events,
    outcomes,
    scripts,
    service_level,
    short_calls,
    sources,
    tags,
    terms,
    timeliness,
    totals,
)
from speechqa.report.named import NamedReport

REPORTS: tuple[NamedReport, ...] = (
    conversation.REPORT,
    managers.REPORT,
    departments.REPORT,
    duration.REPORT,
    fatigue.REPORT,
    lines.REPORT,
    service_level.REPORT,
    totals.REPORT,
    callers.REPORT,
    load.REPORT,
    missed.REPORT,
    missing_events.REPORT,
    outcomes.REPORT,
    scripts.REPORT,
    short_calls.REPORT,
    sources.REPORT,
    tags.REPORT,
    terms.REPORT,
    timeliness.REPORT,
)
