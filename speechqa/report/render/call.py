"""One call in full in, what a person reads in a terminal out, in 80 columns or more."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from speechqa.matching.model import FAILED, PASSED, UNHEARD, Hit
from speechqa.report.call import CallReport, CheckpointRow, SectionRow
from speechqa.report.render.figures import clock, moment, number, percent
from speechqa.report.render.table import light_text
from speechqa.report.render.words import (
    direction_word,
    health_words,
    light_word,
    manager_source_words,
    not_scored_words,
    reason_words,
    role_words,
    speaker_word,
    verdict_mark,
    verdict_word,
)
from speechqa.report.turns import TurnRow
from speechqa.texts import _, sanitise

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

_OUTSIDE = "outside_window"
_STYLES = {PASSED: "green", FAILED: "red", UNHEARD: "yellow"}


def call_page(report: CallReport) -> RenderableType:
    """The whole call, or its errors and outcome only where the report is brief."""
    from rich.console import Group

    parts: list[RenderableType] = list(_head(report))
    if report.brief:
        parts += _brief(report)
    else:
        parts += _full(report)
    return Group(*parts)


def _head(report: CallReport) -> Iterator[RenderableType]:
    from rich.text import Text

    call = report.call
    outcome = Text.assemble(light_text(call.light), f"  {percent(call.score, call.thresholds)}")
    if call.light != call.light_by_score:
        by_score = _("{light} by score; a critical checkpoint failed")
        outcome.append("  (" + by_score.format(light=light_word(call.light_by_score)) + ")")
    if call.not_scored:
        outcome.append("  " + _("not scored: {reason}").format(reason=not_scored_words(call.not_scored)))
    yield outcome
    yield _field(_("call"), call.call_id)
    yield _field(_("file"), call.file)
    yield _field(_("started"), f"{moment(call.started_at)}, {direction_word(call.direction)}")
    who = call.manager_name or call.manager or _("unknown")
    if call.manager_name and call.manager and call.manager_name != call.manager:
        who += f" ({call.manager})"
    source = manager_source_words(call.manager_source)
    yield _field(_("manager"), f"{who}, {source}" if source else who)
    if report.brief:
        return
    if call.customer:
        yield _field(_("customer"), call.customer)
    times = [_("duration {time}").format(time=clock(call.duration))]
    times += [_("talk {time}").format(time=clock(call.talk))] if call.talk is not None else []
    times += [_("wait {time}").format(time=clock(call.wait))] if call.wait is not None else []
    yield _field(_("time"), ", ".join(times))
    if report.title or call.checklist:
        yield _field(_("checklist"), report.title or call.checklist or "")
    if report.roles:
        channel = report.roles.manager_channel
        side = "" if channel is None else (_("manager left") if channel == 0 else _("manager right")) + ", "
        doubt = "" if report.roles.certain or channel is None else f" ({_('uncertain')})"
        yield _field(_("speakers"), side + role_words(report.roles.reason) + doubt)
    for finding in report.health:
        yield _field(_("sound"), health_words(finding))


def _brief(report: CallReport) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text("")
    if report.call.not_scored:
        return
    if not report.checkpoints:
        yield Text(_("No errors."))
        return
    for checkpoint in report.checkpoints:
        yield from _checkpoint(checkpoint, brief=True)


def _full(report: CallReport) -> Iterator[RenderableType]:
    from rich.text import Text

    subtotals = {section.id: section for section in report.sections}
    section = None
    for n, checkpoint in enumerate(report.checkpoints):
        if checkpoint.section != section or n == 0:
            section = checkpoint.section
            yield Text("")
            yield _section(subtotals[section]) if section in subtotals else Text(_("Checkpoints"), "bold")
        yield from _checkpoint(checkpoint)
    if report.turns:
        yield Text("")
        yield Text(_("Conversation"), "bold")
    for turn in report.turns:
        yield _turn(turn)


def _section(section: SectionRow) -> Text:
    from rich.text import Text

    total = section.passed_weight + section.failed_weight
    points = _("{passed} of {total}").format(passed=number(section.passed_weight), total=number(total))
    return Text(f"{sanitise(section.title)}: {percent(section.score)} ({points})", "bold")


def _checkpoint(row: CheckpointRow, brief: bool = False) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    line = Text(f"{verdict_mark(row.verdict):>3} ", _STYLES.get(row.verdict, "bright_black"))
    line.append(sanitise(row.title), "default")
    if row.critical:
        line.append(f" [{_('critical')}]", "bold red" if row.verdict == FAILED else "default")
    if row.points is not None and not brief:
        line.append(f"  {number(row.points)}/{number(row.weight)}", "default")
    if row.author:
        edited = _("{author}; the machine said {verdict}")
        edited = edited.format(author=row.author, verdict=verdict_word(row.machine_verdict))
        line.append(sanitise(f"  ({edited}{': ' + row.comment if row.comment else ''})"), "default")
    yield line
    for text in _details(row, brief):
        yield Padding(text, (0, 0, 0, 4), expand=False)


def _details(row: CheckpointRow, brief: bool) -> Iterator[Text]:
    from rich.text import Text

    if row.trigger and not brief:
        yield Text(_("after: {quote}").format(quote=_quote(row.trigger)))
    if row.quote is not None:
        hit = Hit(row.phrase or "", row.quote, row.speaker or "", row.start or 0.0, row.end or 0.0,
                     row.similarity or 0.0, row.probability or 0.0)  # fmt: skip
        yield Text(_quote(hit))
    elif row.verdict == row.machine_verdict and (reason := reason_words(row.reason)):
        yield Text(reason, "default" if row.verdict in (FAILED, UNHEARD) else "bright_black")
    if row.nearest and row.verdict == FAILED and row.reason == _OUTSIDE:
        yield Text(_quote(row.nearest))
    elif row.nearest and row.verdict == FAILED and not brief:
        yield Text(_("nearest miss: {quote}").format(quote=_quote(row.nearest)))
    if row.advice:
        yield Text(sanitise(_("should have been said: {advice}").format(advice=row.advice)))


def _quote(hit: Hit) -> str:
    said = _("«{quote}» {speaker} {time}, similarity {similarity}")
    return sanitise(
        said.format(
            quote=hit.quote,
            speaker=speaker_word(hit.speaker),
            time=clock(hit.start),
            # Rounded down: 79.6 is a miss where 80 is needed, and must not look like a hit.
            similarity=math.floor(hit.similarity),
        )
    )


def _turn(turn: TurnRow) -> Text:
    from rich.text import Text

    line = Text(f"{clock(turn.start)} ", "bright_black")
    line.append(f"{speaker_word(turn.speaker)}: ", "bold")
    if turn.quarantine:
        line.append(sanitise(turn.text), "bright_black italic")
        line.append(" (" + _("text without voice, not counted") + ")", "bright_black")
        return line
    for n, piece in enumerate(turn.pieces):
        line.append(" " if n else "", "default")
        if not piece.checkpoint_ids:
            line.append(sanitise(piece.text), "default")
            continue
        # Brackets too, because colour is lost on paper and for some readers.
        style = f"bold {_STYLES.get(piece.verdict or '', 'default')}"
        line.append(f"[{sanitise(piece.text)}]", style)
        line.append(f"({sanitise(', '.join(piece.checkpoint_ids))})", "bright_black")
    return line


def _field(name: str, value: str) -> Text:
    from rich.text import Text

    return Text.assemble((f"{name}: ", "bright_black"), sanitise(value))
