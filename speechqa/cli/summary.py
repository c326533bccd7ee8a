"""What a command that writes has done in, its closing summary on stdout and its exit code out."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speechqa.cli.codes import BELOW_TARGET, INTERRUPTED, SOME_FAILED
from speechqa.cli.options import Format
from speechqa.cli.output import print_json, print_rows
from speechqa.cli.progress import minutes
from speechqa.report.render.figures import number, percent
from speechqa.report.render.words import direction_word, light_word, verdict_word
from speechqa.texts import _, sanitise

if TYPE_CHECKING:
    from speechqa.pipeline import (
        Change,
        Failure,
        ImportSummary,
        LightChange,
        OutcomeChange,
        RescoreSummary,
        SourceSummary,
        Summary,
    )
    from speechqa.settings import Settings

LIGHTS = ("green", "yellow", "red", "grey")


def exit_code(summary: Summary, fail_under: float | None) -> int:
    """README's table: a run in which recordings failed says so before it says that the score is low."""
    if summary.interrupted:
        return INTERRUPTED
    if summary.failed:
        return SOME_FAILED
    if fail_under is not None and summary.mean_score is not None and summary.mean_score < fail_under:
        return BELOW_TARGET
    return 0


def print_summary(summary: Summary, settings: Settings, output: Format) -> None:
    """The end of ``score``."""
    factor = summary.wall_seconds / summary.audio_seconds if summary.audio_seconds else None
    if output is Format.json:
        failed = [_failure(one) for one in summary.failed]
        print_json(_figures(summary, settings, factor, failed, _lights(summary)))
    elif output is Format.csv:
        row = _figures(summary, settings, factor, len(summary.failed), None)
        del row["lights"]  # CSV has no room for a mapping: each light has a column of its own
        row |= {f"lights_{light}": count for light, count in _lights(summary).items()}
        print_rows([row], {key: key for key in row}, output)
    else:
        _print_summary_table(summary, settings, factor)
    recognised = summary.transcripts < summary.scored + summary.not_scored + summary.skipped
    if Path(settings.model).name == "base" and recognised:
        _note(
            _(
                "Lights made with the model base are a first look: it mishears much of telephone speech. "
                "See README for small and large-v3-turbo."
            )
        )


def print_rescore(summary: RescoreSummary, output: Format) -> None:
    """The end of ``rescore``: what changed; recordings that failed are named on stderr."""
    for failure in summary.failed:
        _note(f"{failure.path}: {failure.reason}")
    if output is Format.json:
        print_json(asdict(summary))
        return
    if output is Format.csv:
        rows = [{"call_id": one.call_id, "checkpoint_id": "", **_change(one)} for one in summary.lights]
        # No checkpoint can have this id.
        rows += [{"call_id": one.call_id, "checkpoint_id": "(outcome)", **_change(one)} for one in summary.outcomes]
        rows += [{"call_id": o.call_id, "checkpoint_id": o.checkpoint_id, **_change(o)} for o in summary.changed]
        print_rows(rows, {key: key for key in ("call_id", "checkpoint_id", "before", "after")}, output)
        if summary.lost:
            _note(_("verdicts of people that apply no longer: {n}").format(n=len(summary.lost)))
        return
    between = {"before": _("before"), "after": _("after")}
    if summary.changed:
        print(_("Verdicts that changed"))
        rows = [
            {
                "call": one.call_id,
                "checkpoint": one.checkpoint_id,
                "before": _verdict(one.before),
                "after": _verdict(one.after),
            }
            for one in summary.changed
        ]
        print_rows(rows, {"call": _("call"), "checkpoint": _("checkpoint"), **between}, output)
        print()
    if summary.lights:
        print(_("Lights that changed"))
        rows = [
            {"call": one.call_id, "before": _light(one.before), "after": _light(one.after)} for one in summary.lights
        ]
        print_rows(rows, {"call": _("call"), **between}, output)
        print()
    if summary.outcomes:
        print(_("Outcomes that changed"))
        rows = [
            {"call": one.call_id, "before": one.before or "–", "after": one.after or "–"} for one in summary.outcomes
        ]
        print_rows(rows, {"call": _("call"), **between}, output)
        print()
    if summary.lost:
        from speechqa.cli.review_output import print_lost

        print_lost(summary.lost)
        print()
    counts = (
        _("rescored: {n}").format(n=summary.rescored),
        _("unchanged: {n}").format(n=summary.unchanged),
        _("never transcribed: {n}").format(n=summary.no_transcript),
        _("verdicts changed: {n}").format(n=len(summary.changed)),
        _("lights changed: {n}").format(n=len(summary.lights)),
        _("failed: {n}").format(n=len(summary.failed)),
    )
    print(" · ".join(counts))


def print_import(summary: ImportSummary, output: Format) -> None:
    """The end of ``cdr import``; what could not be read is named on stderr."""
    for failure in (*summary.failed, *summary.bad_rows):
        _note(f"{failure.path}: {failure.reason}")
    hidden = summary.bad - len(summary.bad_rows)
    if hidden > 0:
        _note(_("further rows that could not be read: {n}").format(n=hidden))
    for warning in summary.warnings:
        _note(warning)
    if output is Format.json:
        sources = [{**asdict(one), "calls": one.calls} for one in summary.sources]
        print_json({**asdict(summary), "calls": summary.calls, "bad": summary.bad, "sources": sources})
        return
    rows = [_source(one) for one in summary.sources]
    if output is Format.csv:
        print_rows(rows, {key: key for key in rows[0]} if rows else {}, output)
        return
    print_rows([{**row, "source": _short(row)} for row in rows], _import_headers(), output)
    print()
    for direction, counts in _by_direction(summary).items():
        print(
            _("{direction}: {calls} (answered {answered}, missed {missed}, machine only {machine})").format(
                direction=direction_word(direction),
                calls=counts.total(),
                answered=counts["answered"],
                missed=counts["missed"],
                machine=counts["machine_only"],
            )
        )
    total = (
        _("calls: {n}").format(n=summary.calls),
        _("new or changed: {n}").format(n=summary.changed),
        _("with a recording: {n}").format(n=summary.joined),
        _("failed: {n}").format(n=len(summary.failed)),
    )
    print(" · ".join(total))


def _print_summary_table(summary: Summary, settings: Settings, factor: float | None) -> None:
    counts = (
        _("scored: {n}").format(n=summary.scored),
        _("not scored: {n}").format(n=summary.not_scored),
        _("done before: {n}").format(n=summary.skipped),
        _("failed: {n}").format(n=len(summary.failed)),
    )
    print(" · ".join(counts))
    if summary.transcripts:
        print(_("of these read from transcripts: {n}").format(n=summary.transcripts))
    if summary.lights:
        known = [light for light in LIGHTS if summary.lights.get(light)]
        lights = ", ".join(f"{light_word(light)} {summary.lights[light]}" for light in known)
        print(_("lights: {lights}").format(lights=lights), end="")
        if summary.mean_score is not None:
            mean = percent(summary.mean_score, (settings.green, settings.yellow))
            print(" · " + _("mean score {mean}").format(mean=mean), end="")
        print()
    if factor is not None:
        print(
            _("{audio} of audio in {wall}, real-time factor {factor}").format(
                audio=minutes(summary.audio_seconds),
                wall=minutes(summary.wall_seconds),
                factor=number(round(factor, 2)),
            )
        )
    db = sanitise(str(settings.db))
    if summary.failed:
        print(_("Failed recordings and why: {command} report failures --db {db}").format(command=_command(), db=db))
    if summary.interrupted:
        print(_("Interrupted; the same command goes on where it stopped."))
    else:
        print(_("Next: {command} report calls --db {db}").format(command=_command(), db=db))


def _command() -> str:
    """What to type for speechqa: its name where the shell finds it, else where it lies."""
    if shutil.which("speechqa"):
        return "speechqa"
    script = Path(sys.executable).parent / "speechqa"
    if not script.exists():
        return "speechqa"
    near = os.path.relpath(script)
    return str(script) if near.startswith(os.pardir) else near


def _figures(
    summary: Summary, settings: Settings, factor: float | None, failed: object, lights: object
) -> dict[str, object]:
    return {
        "scored": summary.scored,
        "not_scored": summary.not_scored,
        "skipped": summary.skipped,
        "failed": failed,
        "lights": lights,
        "mean_score": summary.mean_score,
        "audio_seconds": summary.audio_seconds,
        "wall_seconds": summary.wall_seconds,
        "real_time_factor": factor,
        "interrupted": summary.interrupted,
        "transcripts": summary.transcripts,
        "db": str(settings.db),
        "model": settings.model,
    }


def _lights(summary: Summary) -> dict[str, int]:
    return {light: summary.lights.get(light, 0) for light in LIGHTS}


def _failure(failure: Failure) -> dict[str, object]:
    return {"file": failure.path, "reason": failure.reason}


def _change(change: Change | LightChange | OutcomeChange) -> dict[str, object]:
    return {"before": change.before, "after": change.after}


def _source(one: SourceSummary) -> dict[str, Any]:
    return {
        "source": one.source,
        "kind": one.kind,
        "unchanged": one.unchanged,
        "rows": one.rows,
        "new_rows": one.new_rows,
        "bad_rows": one.bad,
        "calls": one.calls,
        "changed": one.changed,
        "joined": one.joined,
    }


def _import_headers() -> dict[str, str]:
    return {
        "source": _("source"),
        "rows": _("rows"),
        "new_rows": _("new rows"),
        "bad_rows": _("bad rows"),
        "calls": _("calls"),
    }


def _short(row: dict[str, Any]) -> str:
    """The name alone: whole paths of logs leave the figures no room."""
    name: str = row["source"] if "://" in row["source"] else Path(row["source"]).name
    return f"{name} " + _("(unchanged)") if row["unchanged"] else name


def _by_direction(summary: ImportSummary) -> dict[str, Counter[str]]:
    """By direction how calls ended; busy and failed ones are among the missed."""
    found: dict[str, Counter[str]] = {}
    for direction in ("inbound", "outbound", "internal", "unknown"):
        counts = [count for count in summary.counts if count.direction == direction]
        if counts:
            found[direction] = Counter()
        for count in counts:
            known = count.disposition if count.disposition in {"answered", "machine_only"} else "missed"
            found[direction][known] += count.calls
    return found


def _light(light: str | None) -> str:
    return "–" if light is None else light_word(light)


def _verdict(verdict: str | None) -> str:
    return "–" if verdict is None else verdict_word(verdict)


def _note(text: str) -> None:
    print(sanitise(text), file=sys.stderr)
