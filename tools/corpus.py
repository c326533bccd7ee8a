"""The labelled corpus of tests/corpus in; how far the machine agrees with its labels, by card and together, out.

As text the dialogues go through ``speechqa score --transcripts``, as speech through recognition; the figures are those
of ``speechqa evaluate``. What lies in held_out/ is for the figure alone: nothing is tuned on it.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from speechqa.checklist.load import load_checklist
from speechqa.evaluation.agreement import Agreement
from speechqa.evaluation.evaluate import Evaluation, evaluate
from speechqa.settings import Settings
from speechqa.store.connection import open_store

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "tests" / "corpus"
HELD_OUT = CORPUS / "held_out"
_HEADINGS = (
    "Card", "Calls", "Labels 1/0/н/п", "Precision", "Recall", "F1", "Kappa", "Unheard", "Critical missed", "Outcome",
    "Tags F1",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """One card's dialogues, compared with their labels."""

    card: str
    evaluation: Evaluation


def measure(folder: Path, work: Path, *, spoken: bool) -> tuple[Measured, ...]:
    """Score every card below a folder and compare; cards without what is asked for (recordings) are left out."""
    found = []
    for card in sorted(folder.glob("*/card.yaml")):
        source = card.parent / ("spoken" if spoken else "dialogues.csv")
        if not source.exists() or (spoken and not any(source.iterdir())):
            continue
        db = work / f"{card.parent.parent.name}-{card.parent.name}-{'speech' if spoken else 'text'}.db"
        _score(source, card, db, [] if spoken else ["--transcripts"])
        found.append(
            Measured(
                card.parent.name, evaluate(open_store(db), card.parent / "labels.csv", Settings(db=db), phrases=False)
            )
        )
    return tuple(found)


def section(title: str, measured: Sequence[Measured]) -> Iterator[str]:
    """A section of docs/benchmarks.md."""
    if not measured:
        return
    yield from ("", f"## {title}", "")
    yield f"| {' | '.join(_HEADINGS)} |"
    yield "|---" * len(_HEADINGS) + "|"
    for one in measured:
        yield _row(one.card, one.evaluation.overall, [one.evaluation])
    yield _row("**all**", together(measured), [one.evaluation for one in measured])
    unheard = together(measured)
    yield ""
    yield (
        f"Unheard: {unheard.unheard} of {unheard.n} marks; wrong fails prevented: {unheard.wrong_fails_prevented}, "
        f"right fails hidden: {unheard.right_fails_hidden}; F1 without them {_figure(unheard.f1_heard)}. "
        f"Applicable or not: {unheard.only_machine_applies} judged by the machine alone, "
        f"{unheard.only_people_apply} by people alone."
    )


def together(measured: Sequence[Measured]) -> Agreement:
    """Agreement over all cards: their marks in one heap (micro)."""
    return Agreement(sum((one.evaluation.overall.cells for one in measured), Counter()))


def _score(source: Path, card: Path, db: Path, options: Sequence[str]) -> None:
    language = load_checklist(card).language
    command = [sys.executable, "-m", "speechqa.cli.main", "score", str(source), *options, "--checklist", str(card)]
    command += ["--language", language, "--db", str(db), "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")


def _row(title: str, found: Agreement, evaluations: Sequence[Evaluation]) -> str:
    calls = sum(one.calls for one in evaluations)
    missed = sum(len(one.critical_missed) for one in evaluations)
    labelled, equal = (sum(one.outcomes[n] for one in evaluations) for n in (0, 1))
    tags = [one.tags for one in evaluations if one.tags is not None]
    both = sum(one.both for one in tags)
    differing = sum(one.only_machine + one.only_people for one in tags)
    marks = f"{found.labelled_passed}/{found.labelled_failed}/{found.labelled_not_applicable}"
    figures = (found.precision, found.recall, found.f1, found.kappa)
    cells = [title, calls, marks, *map(_figure, figures), found.unheard, missed]
    cells += [
        f"{equal} of {labelled}" if labelled else "–",
        _figure(2 * both / (2 * both + differing) if both else None),
    ]
    return f"| {' | '.join(map(str, cells))} |"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
