"""An evaluation in, what a person reads in a terminal out, in 80 columns or more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from speechqa.evaluation.agreement import Agreement
from speechqa.evaluation.evaluate import Evaluation
from speechqa.evaluation.render.changes import misfits, suggestions
from speechqa.evaluation.render.differences import call_difference, conflicts, difference
from speechqa.evaluation.render.parts import figure, grid, plain, section, share, title_of
from speechqa.report.render.figures import percent
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text


def evaluation_page(evaluation: Evaluation) -> RenderableType:
    """All of it, the figures first."""
    from rich.console import Group

    return Group(*_parts(evaluation))


def _parts(evaluation: Evaluation) -> Iterator[RenderableType]:
    from rich.text import Text

    calls = ngettext("{n} call", "{n} calls", evaluation.calls).format(n=evaluation.calls)
    marks = ngettext("{n} mark", "{n} marks", evaluation.overall.n).format(n=evaluation.overall.n)
    yield Text(_("Compared with people: {calls}, {marks}").format(calls=calls, marks=marks))
    if evaluation.overall.n:
        yield Text("")
        yield _checkpoints(evaluation)
        yield from _remarks(evaluation.overall)
    yield from _outcomes(evaluation)
    yield from section(
        _("Critical checkpoints that a person failed and the machine passed"),
        [line for one in evaluation.critical_missed for line in difference(one)],
    )
    yield from section(
        _("Where people and machine differ"),
        [line for one in evaluation.disagreements if not one.critical_missed for line in difference(one)],
    )
    yield from section(_("File and review differ (the file counts)"), list(conflicts(evaluation.conflicts)))
    yield from misfits(evaluation)
    for card in evaluation.suggestions or ():
        yield from suggestions(card)


def _checkpoints(evaluation: Evaluation) -> Table:
    table = grid(_("checkpoint"))
    for heading in ("1/0/" + _("n/a"), _("precision"), _("recall"), "F1", _("agreement"), _("unheard")):
        table.add_column(heading, justify="right")
    several = len({one.checklist for one in evaluation.checkpoints}) > 1
    last = None
    for one in evaluation.checkpoints:
        if several and one.checklist != last:
            table.add_row(plain(one.checklist, "bold"))
            last = one.checklist
        table.add_row(plain(title_of(one.title, one.id)), *_figures(one.agreement))
    table.add_section()
    table.add_row(plain(_("all"), "bold"), *_figures(evaluation.overall))
    return table


def _figures(found: Agreement) -> tuple[str, ...]:
    return (
        f"{found.labelled_passed}/{found.labelled_failed}/{found.labelled_not_applicable}",
        share(found.precision, found.precision_interval),
        share(found.recall, found.recall_interval),
        figure(found.f1),
        figure(found.kappa),
        str(found.unheard or ""),
    )


def _remarks(found: Agreement) -> Iterator[Text]:
    from rich.text import Text

    yield Text(_("agreement: 1 where all marks are the same, 0 where they are so no oftener than by chance"))
    differing = found.only_machine_applies + found.only_people_apply
    if differing:
        yield Text(
            _(
                "applicable or not: {n} differ (judged by the machine alone: {machine}, by people alone: {people})"
            ).format(n=differing, machine=found.only_machine_applies, people=found.only_people_apply)
        )
    if found.unheard:
        share = percent(100 * (found.unheard_share or 0))
        yield Text(
            _("unheard: {share} of the marks; wrong fails prevented: {prevented}, right fails hidden: {hidden}").format(
                share=share, prevented=found.wrong_fails_prevented, hidden=found.right_fails_hidden
            )
        )
        yield Text(_("F1 without the unheard: {f1}").format(f1=figure(found.f1_heard)))


def _outcomes(evaluation: Evaluation) -> Iterator[Text]:
    from rich.text import Text

    labelled, equal = evaluation.outcomes
    if labelled:
        yield Text(
            _("outcomes: {equal} of {n} as labelled ({share})").format(
                equal=equal, n=labelled, share=percent(100 * equal / labelled)
            )
        )
    if evaluation.tags is not None:
        yield Text(
            _("tags: F1 {f1} (both: {both}, only the machine: {machine}, only people: {people})").format(
                f1=figure(evaluation.tags.f1),
                both=evaluation.tags.both,
                machine=evaluation.tags.only_machine,
                people=evaluation.tags.only_people,
            )
        )
    for one in evaluation.compared_calls:
        yield from call_difference(one)
