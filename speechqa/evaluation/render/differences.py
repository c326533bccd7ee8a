"""Labels and verdicts that differ in, the lines that tell of each with its evidence out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from speechqa.evaluation.cases import Conflict
from speechqa.evaluation.compared import APPLICABILITY, NOT_HEARD, WRONG_FAIL, WRONG_PASS, Compared, ComparedCall
from speechqa.evaluation.render.parts import plain, title_of
from speechqa.report.render.figures import number, place
from speechqa.report.render.words import reason_words, verdict_mark
from speechqa.texts import _

if TYPE_CHECKING:
    from rich.text import Text


_TOLD_BY_SIMILARITY = ("no_hit", "absent")


def difference(one: Compared) -> Iterator[Text]:
    """What people and machine say of a checkpoint, and what the machine heard."""
    from rich.text import Text

    words = {
        WRONG_PASS: _("passed wrongly"),
        WRONG_FAIL: _("failed wrongly"),
        APPLICABILITY: _("applicable or not"),
        NOT_HEARD: _("unheard"),
    }
    source = f" ({_('review')}: {one.label.author})" if one.label.author else ""
    head = _("{title}: people {label}, machine {verdict}: {kind}").format(
        title=title_of(one.title, one.checkpoint_id),
        label=verdict_mark(one.label.mark) + source,
        verdict=verdict_mark(one.verdict.verdict),
        kind=words[str(one.disagreement)],
    )
    doubt = _(" (who is the manager is a guess)") if one.roles is not None and not one.roles.certain else ""
    yield Text.assemble(plain(f"{one.file} "), plain(head), doubt)
    reason = reason_words(one.verdict.reason)
    seen = one.evidence
    if seen is None:
        yield Text("    " + (reason or one.verdict.reason), "bright_black")
        return
    needed = _(" of {threshold}").format(threshold=number(round(seen.threshold, 1))) if seen.threshold else ""
    told = _("{time} «{quote}», similarity {similarity}{needed} to «{phrase}»").format(
        time=place(seen.start, seen.turn),
        quote=seen.quote,
        similarity=number(int(seen.similarity * 10) / 10),
        needed=needed,
        phrase=seen.phrase,
    )
    # That nothing like it was said is told by the similarity.
    why = f" ({reason})" if reason and one.verdict.reason not in _TOLD_BY_SIMILARITY else ""
    yield plain(f"    {told}{why}", "bright_black")


def conflicts(found: Iterable[Conflict]) -> Iterator[Text]:
    """Checkpoints that the file and a review tick differently."""
    for one in found:
        yield plain(
            _("{file} {checkpoint}: file {mark}, {author} {review}").format(
                file=one.file,
                checkpoint=one.checkpoint_id,
                mark=verdict_mark(one.mark),
                author=one.author,
                review=verdict_mark(one.reviewed),
            )
        )


def call_difference(one: ComparedCall) -> Iterator[Text]:
    """Where people and machine see a call's outcome or tags differently."""
    if one.outcome is not None and one.outcome != one.machine_outcome:
        yield plain(
            _("  {file}: outcome {label}, machine {machine}").format(
                file=one.file, label=one.outcome, machine=one.machine_outcome or "–"
            )
        )
    if one.tags is not None and one.tags != one.machine_tags:
        yield plain(
            _("  {file}: tags {label}, machine {machine}").format(
                file=one.file,
                label=", ".join(sorted(one.tags)) or "–",
                machine=", ".join(sorted(one.machine_tags)) or "–",
            )
        )
