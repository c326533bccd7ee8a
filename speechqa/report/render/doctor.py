"""What ``doctor cdr`` found in, what a person or a program reads out; a table fits 80 columns."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TextIO

from speechqa.report.doctor_cdr import CdrCheck, Problem
from speechqa.report.period import period_text
from speechqa.report.render.csv import cell
from speechqa.report.render.figures import clock, moment, number, percent
from speechqa.texts import _, ngettext, sanitise

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text


def write_check(
    check: CdrCheck, output: str = "table", *, limit: int = 20, stream: TextIO | None = None, width: int | None = None
) -> None:
    """Write it as ``table`` (at most ``limit`` lines a list), ``json`` or ``csv`` (all of them)."""
    target = stream or sys.stdout
    if output == "json":
        target.write(_json(check))
    elif output == "csv":
        target.write(_csv(check))
    else:
        from rich.console import Console

        console = Console(file=target, width=width, highlight=False, markup=False, emoji=False)
        for part in _page(check, limit):
            console.print(part)


def problem_words(problem: str) -> str:
    """What is wrong."""
    return {
        "answered_without_recording": _("answered, without a recording"),
        "recording_gone": _("recording gone: the telephone system has deleted it"),
        "recording_not_scored": _("recording there, but never scored"),
        "recording_without_record": _("recordings without a call record"),
        "several_calls_claim_recording": _("several calls claim one recording"),
        "several_recordings": _("calls with several recordings"),
        "unknown_direction": _("direction unknown"),
        "unknown_manager": _("manager unknown"),
        "unknown_line": _("line unknown"),
    }[problem]


def _remedy(problem: str) -> str:
    return {
        "answered_without_recording": _("Is recording switched on for these extensions? Was their folder scored?"),
        "recording_gone": _("Score recordings before the telephone system deletes them, or let it keep them longer."),
        "recording_not_scored": _("speechqa score FOLDER scores them."),
        "recording_without_record": _("Import the logs of these days: speechqa cdr import. Is the time zone right?"),
        "several_calls_claim_recording": _("The one that fits best has it, and why; where several fit alike, none."),
        "several_recordings": _("The longest one speaks for the call."),
        "unknown_direction": _("Name contexts in speechqa.toml: inbound_contexts, outbound_contexts; or trunks."),
        "unknown_manager": _("Nobody's extension stands in the record: a longer extension_length, or a queue_log?"),
        "unknown_line": _("The record does not name the number that was called, or its trunk."),
    }[problem]


def _reason_words(reason: str) -> str:
    return {
        "uniqueid": _("by the id"),
        "recording_file": _("by the file that the record names"),
        "number_and_time": _("by number or extension, and time"),
        "time": _("by time and length"),
        "none": _("not joined"),
    }[reason]


def _page(check: CdrCheck, limit: int) -> Iterator[RenderableType]:
    from rich.text import Text

    head = Text(_("Period: {period}").format(period=period_text(check.period)))
    if check.undated:
        left = ngettext("{n} call without a date is left out", "{n} calls without a date are left out", check.undated)
        head.append("; " + left.format(n=check.undated))
    yield head
    yield Text("")
    if not check.calls:
        yield Text(_("No calls."))
    yield from _figures(check)
    wrong = [(problem, found) for problem, found in check.problems.items() if found]
    yield Text("")
    yield Text(_("What to look at") if wrong else _("Records and recordings fit together."), "bold")
    for problem, found in wrong:
        yield from _list(problem, found, limit)
    yield from _sources(check, limit)
    if check.advice:
        yield Text("")
        yield Text(_("Two channels tell for certain who speaks. On this telephone system:"), "bold")
        yield from (Text(sanitise(text)) for text in check.advice)


def _figures(check: CdrCheck) -> Iterator[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    answered = _("by a person, talk of {n} s or more, not internal").format(n=number(check.min_talk))
    rows: list[tuple[str, int, str]] = [
        (_("calls"), check.calls, ""),
        (_("with a record"), check.with_record, _of(check.with_record, check.calls)),
        (_("answered"), check.answered, answered),
        (_("with a recording"), check.recorded, _of(check.recorded, check.answered)),
        (_("internal"), check.internal, ""),
        (_("menu or machine only"), check.machine_only, ""),
        (_("recordings"), check.recordings, ""),
        *(
            (f"  {_reason_words(reason)}", count, _of(count, check.recordings))
            for reason, count in check.joins.items()
            if count
        ),
    ]
    if check.heard:
        rows.append((_("one channel"), check.mono, _of(check.mono, check.heard)))
    if check.dual_mono:
        rows.append((_("two channels, same sound"), check.dual_mono, _of(check.dual_mono, check.heard)))
    for name, count, share in rows:
        table.add_row(name, str(count), Text(share))
    yield table


def _of(count: int, whole: int) -> str:
    return percent(100.0 * count / whole) if whole else ""


def _list(problem: str, found: Sequence[Problem], limit: int) -> Iterator[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    yield Text("")
    yield Text(f"{problem_words(problem)}: {len(found)}", "bold")
    yield Text(_remedy(problem), "bright_black")
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for _n in range(2):
        table.add_column(overflow="fold")
    for one in found[:limit]:
        who = " ".join(filter(None, (one.manager, one.customer)))
        table.add_row(moment(one.started_at), clock(one.talk or one.duration), _plain(who), _plain(_what(one)))
    if limit:
        yield table
    if len(found) > limit:
        yield Text(_("and {n} more: --limit, or --format csv").format(n=len(found) - limit))


def _what(one: Problem) -> str:
    if one.calls:
        has = _("{call} has it: {reason}").format(call=one.owner, reason=_claim_words(one.reason)) if one.owner else ""
        alike = _("none has it: several fit alike") if one.reason == "alike" else ""
        file = PurePath(one.file).name if one.file else ""
        return "; ".join(filter(None, (file, ", ".join(one.calls), has or alike)))
    return PurePath(one.file).name if one.file else one.call_id


def _claim_words(reason: str | None) -> str:
    """Why it fits best."""
    return {
        "folder": _("its record knows the folder"),
        "number": _("number, extension or direction fit"),
        "time": _("the nearest in time"),
        "length": _("the length fits"),
        "uniqueid": _("by the id"),
        "number_and_time": _("by number or extension, and time"),
    }.get(reason or "", _("by the file that the record names"))


def _sources(check: CdrCheck, limit: int) -> Iterator[RenderableType]:
    from rich.text import Text

    warned = [source for source in check.sources if source.warning or source.bad]
    if not warned:
        return
    yield Text("")
    yield Text(_("Logs"), "bold")
    for source in warned:
        if source.warning:
            yield _plain(f"{source.source}: {source.warning}")
        if source.bad:
            kept = ngettext("{n} row could not be read", "{n} rows could not be read", len(source.bad))
            yield _plain(f"{source.source}: {kept.format(n=len(source.bad))}")
            yield from (_plain(f"  {source.source}:{bad.line}: {bad.reason}") for bad in source.bad[:limit])


def _plain(text: str) -> Text:
    from rich.text import Text

    return Text(sanitise(text))


def _json(check: CdrCheck) -> str:
    value = asdict(check)
    value["period"] = {"from": check.period.start, "to": check.period.end}
    value["problems"] = {problem: {"count": len(found), "calls": found} for problem, found in value["problems"].items()}
    for source in value["sources"]:
        source["bad"] = {"count": len(source["bad"]), "rows": source["bad"]}
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_text)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def _csv(check: CdrCheck) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [field.name for field in fields(Problem)]
    writer.writerow(["problem", *names])
    for problem, found in check.problems.items():
        for one in found:
            values = [getattr(one, name) for name in names]
            writer.writerow([problem, *(cell("; ".join(v) if isinstance(v, tuple) else v) for v in values)])
    return out.getvalue()


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
