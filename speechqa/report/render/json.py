"""A report in, the JSON that others build on out: one array or object; keys are only ever added."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from speechqa.report.call import CallReport
from speechqa.report.calls import CallsReport
from speechqa.report.failures import FailuresReport

Report = CallsReport | CallReport | FailuresReport


def json_text(report: Report) -> str:
    """The whole output of ``--format json``."""
    value = call_value(report) if isinstance(report, CallReport) else [row_value(row) for row in report.rows]
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    # File names may hold broken bytes, which no encoding can write.
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def row_value(row: Any) -> dict[str, Any]:
    """One row's keys and values; what only serves printing is left out."""
    value = asdict(row)
    value.pop("thresholds", None)
    return value


def call_value(report: CallReport) -> dict[str, Any]:
    """A call in full: the keys of the list, and what only this report has."""
    value = row_value(report.call)
    value["title"] = report.title
    for key in ("checkpoints", "sections", "health"):
        value[key] = [asdict(one) for one in getattr(report, key)]
    value["roles"] = asdict(report.roles) if report.roles else None
    value["turns"] = [
        {"speaker": t.speaker, "start": t.start, "end": t.end, "text": t.text, "quarantine": t.quarantine,
         "turn": t.turn}
        for t in report.turns
    ]  # fmt: skip
    for key in ("outcomes", "tags"):
        value[key] = [asdict(one) for one in getattr(report, key)]
    value["timed"] = report.timed
    value["conversation"] = asdict(report.talk) if report.talk else None
    return value


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
