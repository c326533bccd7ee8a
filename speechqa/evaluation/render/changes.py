"""Thresholds that fit better and suggestions in, what a person reads of them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from speechqa.evaluation.evaluate import CardSuggestions, Evaluation
from speechqa.evaluation.lights import Moves
from speechqa.evaluation.render.parts import figure, grid, plain, section
from speechqa.evaluation.suggest import Suggestion
from speechqa.evaluation.thresholds import PhraseFit
from speechqa.report.render.figures import number
from speechqa.report.render.words import light_word
from speechqa.texts import _, ngettext, sanitise

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

_PHRASES_SHOWN = 3


def misfits(evaluation: Evaluation) -> Iterator[RenderableType]:
    """Of each checkpoint the phrases that are nearest to a better threshold."""
    from rich.text import Text

    misfits: dict[tuple[str, str], list[PhraseFit]] = {}
    for fit in evaluation.phrases:
        if not fit.fits:
            misfits.setdefault((fit.checklist, fit.place.checkpoint_id), []).append(fit)
    if not misfits:
        return
    shown = [fit for fits in misfits.values() for fit in sorted(fits, key=lambda one: one.distance)[:_PHRASES_SHOWN]]
    more = sum(map(len, misfits.values())) - len(shown)
    content: list[RenderableType] = [_phrases(shown)]
    if more:
        content.append(Text(_("and {n} more, further off: --format csv --part phrases shows all").format(n=more)))
    yield from section(_("Phrases whose threshold is not the best for these labels"), content)


def suggestions(card: CardSuggestions) -> Iterator[RenderableType]:
    """What would bring a card closer to people."""
    from rich.text import Text

    title = _("Suggestions for {card}").format(card=sanitise(card.checklist))
    if not card.suggestions:
        yield from section(title, [Text(_("No change of a phrase would raise the agreement."))])
        return
    yield from section(title, [line for one, moves in card.suggestions for line in _suggestion(one, moves)])
    labelled = ngettext("{n} labelled call", "{n} labelled calls", card.labelled).format(n=card.labelled)
    yield Text(
        _("All together ({labelled}): F1 {before} > {after}, agreement {was} > {now}; {lights}").format(
            labelled=labelled,
            before=figure(card.now.f1),
            after=figure(card.then.f1),
            was=figure(card.now.kappa),
            now=figure(card.then.kappa),
            lights=_lights(card.moves),
        )
    )
    yield Text(_("Nothing was changed: edit the card, check it, then run speechqa rescore."))


def _phrases(fits: Sequence[PhraseFit]) -> Table:
    table = grid(_("checkpoint"), _("phrase"))
    for heading in (_("threshold"), _("best"), "F1", _("calls it decides")):
        table.add_column(heading, justify="right")
    for fit in fits:
        table.add_row(
            plain(fit.place.checkpoint_id),
            plain(fit.phrase),
            number(round(fit.current, 1)),
            _range(fit),
            f"{figure(fit.f1_now)} > {figure(fit.f1_best)}",
            str(fit.decides),
        )
    return table


def _range(fit: PhraseFit) -> str:
    if fit.above <= 0:
        return _("up to {high}").format(high=number(round(fit.up_to, 1)))
    return f"{number(round(fit.above, 1))}–{number(round(fit.up_to, 1))}"


def _suggestion(one: Suggestion, moves: Moves) -> Iterator[Text]:
    from rich.text import Text

    yield plain(f"{one.where}  {one.change.place.checkpoint_id}: {one.change.place.part}", "bold")
    if one.removed is not None:
        yield plain(f"  -   {one.removed}", "red")
    if one.added is not None:
        yield plain(f"  +   {one.added}", "green")
    rests = ngettext("rests on {n} call", "rests on {n} calls", len(one.mended)).format(n=len(one.mended))
    if one.rests_on_one:
        rests = _("rests on a single call: {file}").format(file=one.mended[0])
    if one.spoiled:
        rests += "; " + ngettext("spoils {n} call", "spoils {n} calls", len(one.spoiled)).format(n=len(one.spoiled))
    yield Text.assemble(
        f"      F1 {figure(one.f1_before)} > {figure(one.f1_after)}; ", plain(rests), f"; {_lights(moves)}"
    )


def _lights(moves: Moves) -> str:
    count = sum(moves.values())
    told = ngettext("{n} light of all calls changes", "{n} lights of all calls change", count).format(n=count)
    if not moves:
        return told
    each = ", ".join(f"{light_word(was)} > {light_word(now)} {n}" for (was, now), n in sorted(moves.items()))
    return f"{told}: {each}"
