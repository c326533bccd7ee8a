"""One call in full in, what a person reads in a terminal out, in 80 columns or more."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from speechqa.matching.model import FAILED, PASSED, UNHEARD
from speechqa.report.call import CallReport, CheckpointRow, OutcomeRow, SectionRow, TagRow
from speechqa.report.heard import Heard
from speechqa.report.render.figures import clock, moment, number, percent, place
from speechqa.report.render.table import light_text
from speechqa.report.render.talk import talk_block
from speechqa.report.render.words import (
    counted_words,
    direction_word,
    group_word,
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
from speechqa.transcript.model import TURN_SECONDS

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

_MISPLACED = ("outside_window", "too_early")
_COUNTED = ("too_few", "too_many")
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
        reason = sanitise(not_scored_words(call.not_scored, call.tags))
        outcome.append("  " + _("not scored: {reason}").format(reason=reason))
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
        yield from _outcomes(report)
        return
    if call.customer:
        yield _field(_("customer"), call.customer)
    times = []
    if report.timed or call.duration is not None:
        times.append(_("duration {time}").format(time=clock(call.duration)))
    times += [_("talk {time}").format(time=clock(call.talk))] if call.talk is not None else []
    times += [_("wait {time}").format(time=clock(call.wait))] if call.wait is not None else []
    if times:
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
    if not report.timed:
        note = _("the transcript has no times: windows in seconds were counted in turns, {n} seconds each")
        yield _field(_("note"), note.format(n=number(TURN_SECONDS)))
    yield from _outcomes(report)


def _outcomes(report: CallReport) -> Iterator[RenderableType]:
    """How the call ended; in full also what else was heard of that kind, and the tags."""
    if report.call.outcome:
        yield _field(_("outcome"), report.call.outcome_title or report.call.outcome)
        yield from _evidence(row for row in report.outcomes if row.id == report.call.outcome)
    if report.brief:
        return
    for outcome in report.outcomes:
        if outcome.id != report.call.outcome:
            yield _field(_("also"), outcome.title)
            yield from _evidence([outcome])
    for tag in report.tags:
        beside = tag.author or group_word(tag.group)
        yield _field(_("tag"), f"{tag.title} ({beside})" if beside else tag.title)
        yield from _evidence([tag])


def _evidence(rows: Iterable[OutcomeRow | TagRow]) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    for row in rows:
        if row.hit:
            yield Padding(Text(_quote(row.hit)), (0, 0, 0, 4), expand=False)


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
    yield from talk_block(report.talk)
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
    if counted := counted_words(row.count, row.of, row.machine_verdict, row.reason):
        line.append(f" ({counted})", "default")
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

    failed = row.verdict == FAILED
    unanswered = failed and row.reason == "unanswered"
    if row.trigger and unanswered:
        yield Text(_("not answered: {quote}").format(quote=_quote(row.trigger)))
    elif row.trigger and not brief:
        yield Text(_("after: {quote}").format(quote=_quote(row.trigger)))
    if row.quote is not None:
        yield Text(_said(row))
    if row.verdict == row.machine_verdict and (row.quote is None or row.reason in _COUNTED):
        reason = "" if unanswered and row.trigger else _reason(row)
        yield from [Text(reason, "default" if row.verdict in (FAILED, UNHEARD) else "bright_black")] if reason else []
    if row.nearest and failed and row.reason in _MISPLACED:
        yield Text(_quote(row.nearest))
    elif row.nearest and failed and not brief:
        yield Text(_("nearest miss: {quote}").format(quote=_quote(row.nearest, missed=True)))
    if row.advice:
        yield Text(sanitise(_("should have been said: {advice}").format(advice=row.advice)))


def _reason(row: CheckpointRow) -> str:
    if row.reason == "too_early" and row.after_title:
        return sanitise(_("said before “{title}”").format(title=row.after_title))
    return reason_words(row.reason, row.kind)


def _said(row: CheckpointRow) -> str:
    return _quote(
        Heard(
            row.phrase or "", row.quote or "", row.speaker or "", row.start, row.end, row.similarity or 0.0,
            row.probability or 0.0, row.threshold or 0.0, row.turn,
        )
    )  # fmt: skip


def _quote(heard: Heard, missed: bool = False) -> str:
    said = _("«{quote}» {speaker} {time}, similarity {similarity}")
    if missed and heard.threshold:
        said = _("«{quote}» {speaker} {time}, similarity {similarity}, needed {threshold}")
    return sanitise(
        said.format(
            quote=heard.quote,
            speaker=speaker_word(heard.speaker),
            time=place(heard.start, heard.turn),
            # Rounded down: 79.6 is a miss where 80 is needed, and must not look like a hit.
            similarity=math.floor(heard.similarity),
            threshold=number(math.ceil(heard.threshold * 10) / 10),
        )
    )


def _turn(turn: TurnRow) -> Text:
    from rich.text import Text

    line = Text(f"{clock(turn.start) if turn.turn is None else turn.turn} ", "bright_black")
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
