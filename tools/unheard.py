"""Spoken calls of the corpus with noise and drop-outs in; out, a section of docs/benchmarks.md: how many wrong fails
become *unheard*, and how many right fails are hidden by it, with the limits in use and with others near them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from unittest.mock import patch

from speechqa.checklist.load import load_checklist
from speechqa.checklist.model import Checklist
from speechqa.matching.audible import LIMITS, Limits, is_unintelligible
from speechqa.matching.model import FAILED, PASSED, UNHEARD
from speechqa.matching.verdicts import match
from speechqa.settings import Settings
from speechqa.transcript.model import Transcript
from tools.altered import (
    CLEAN,
    Alteration,
    marks_of,
    recognised,
    recognised_corpus,
    spoken_calls,
    with_babble,
    with_drop_outs,
    with_white_noise,
)

CONDITIONS: tuple[tuple[str, Alteration], ...] = (
    ("white noise at 0 dB", with_white_noise(0)),
    ("white noise at -5 dB", with_white_noise(-5)),
    ("voices at 10 dB", with_babble(10)),
    ("voices at 5 dB", with_babble(5)),
    ("voices at 0 dB", with_babble(0)),
    ("0.4 of the call lost in noise", with_drop_outs(0.4, noise=True)),
    ("0.4 of the call lost in silence", with_drop_outs(0.4, noise=False)),
)
CALLS = CLEAN[:8]
NEIGHBOURS: tuple[Limits, ...] = (
    Limits(clear=0.6, covered=0.3, no_speech=1.0, unknown=1.0),
    *(replace(LIMITS, clear=clear) for clear in (0.5, 0.7)),
    *(replace(LIMITS, covered=covered) for covered in (0.4, 0.6)),
    *(replace(LIMITS, no_speech=no_speech) for no_speech in (0.4, 0.6, 1.0)),
    *(replace(LIMITS, unknown=unknown) for unknown in (0.15, 0.2, 0.3, 1.0)),
)
NO_RULE = Limits(clear=0.0, covered=0.0, no_speech=2.0, unknown=2.0)
_AS_RECORDED = "the corpus as it is"


@dataclass(frozen=True, slots=True)
class Case:
    """What was heard of a call, with its roles told: this is about hearing."""

    condition: str
    name: str
    transcript: Transcript


def section(work: Path, settings: Settings) -> Iterator[str]:
    """The section of docs/benchmarks.md; ``work`` holds the databases of the corpus as speech."""
    cases = list(_cases(work, settings))
    yield from ("", "## Unheard", "")
    yield (
        f"{len(CALLS)} spoken calls with noise added; the level is that of the speech over the noise. Wrong fails: "
        "failed without this rule, though a person heard it; right fails: failed, as a person says. Right passes: "
        "that nothing forbidden was said."
    )
    yield from ("", "| Sound | Wrong fails | of them unheard | Right fails | of them unheard | Right passes unheard |")
    yield "|---" * 6 + "|"
    for condition in dict.fromkeys(case.condition for case in cases):
        found = _count([case for case in cases if case.condition == condition], LIMITS)
        yield f"| {condition} | {' | '.join(str(found[key]) for key in _COLUMNS)} |"
    yield from ("", "With other limits, all noisy calls together, and the corpus as it is:", "")
    yield (
        "| Words made out | Voice covered | No speech | Not in the dictionary | Noisy: wrong fails unheard "
        "| right fails unheard | Corpus: wrong fails unheard | right fails unheard |"
    )
    yield "|---" * 8 + "|"
    for limits in (LIMITS, *NEIGHBOURS):
        noisy = _count([case for case in cases if case.condition != _AS_RECORDED], limits)
        plain = _count([case for case in cases if case.condition == _AS_RECORDED], limits)
        cells = [
            f"{found[unheard]} of {found[fails]}"
            for found in (noisy, plain)
            for fails, unheard in (("wrong", "wrong unheard"), ("right", "right unheard"))
        ]
        shown = "**" if limits == LIMITS else ""
        values = (limits.clear, limits.covered, limits.no_speech, limits.unknown)
        limit = " | ".join(f"{shown}{value}{shown}" for value in values)
        yield f"| {limit} | {' | '.join(cells)} |"


_COLUMNS = ("wrong", "wrong unheard", "right", "right unheard", "passes unheard")


def _cases(work: Path, settings: Settings) -> Iterator[Case]:
    for name, transcript in recognised_corpus(work):
        yield Case(_AS_RECORDED, name, transcript)
    calls = spoken_calls()
    wanted = [(title, calls[name], alteration) for title, alteration in CONDITIONS for name in CALLS]
    for title, call, transcript in recognised(wanted, settings):
        yield Case(title, call.name, transcript)


def _count(cases: Sequence[Case], limits: Limits) -> Counter[str]:
    counts: Counter[str] = Counter()
    for case in cases:
        folder = spoken_calls()[case.name].folder.name
        marks = marks_of(folder)[case.name]
        before, after = _verdicts(case, NO_RULE), _verdicts(case, limits)
        for checkpoint, verdict in before.items():
            unheard = after[checkpoint] == UNHEARD
            kind = {(FAILED, "1"): "wrong", (FAILED, "0"): "right", (PASSED, "1"): "passes"}.get(
                (verdict, marks[checkpoint])
            )
            if kind:
                counts[kind] += 1
                counts[f"{kind} unheard"] += unheard
    return counts


def _verdicts(case: Case, limits: Limits) -> dict[str, str]:
    call = spoken_calls()[case.name]
    told = replace(case.transcript, manager_channel=call.manager_channel)
    with patch("speechqa.matching.heard.is_unintelligible", partial(is_unintelligible, limits=limits)):
        return {verdict.checkpoint_id: verdict.verdict for verdict in match(told, _card(call.folder)).verdicts}


@lru_cache
def _card(folder: Path) -> Checklist:
    return load_checklist(folder / "card.yaml")
