"""What people ticked and what the machine said in; counts, precision, recall, F1 and Cohen's kappa out. Pure.

``passed`` is the positive class, against everything else: a pass where a person wrote 0 or н/п is a false one, a 1 that
the machine failed, found not applicable or did not hear is a missed one. Unheard verdicts go to people, so they are
counted apart as well, and F1 is given without them too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from speechqa.matching.model import FAILED, NOT_APPLICABLE, PASSED, UNHEARD
from speechqa.metrics.intervals import wilson

MARKS = (PASSED, FAILED, NOT_APPLICABLE)
"""What a person may tick: 1, 0, н/п."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts by (label, verdict), and what follows from them; a figure without a denominator is None, never guessed."""

    cells: Counter[tuple[str, str]]

    @property
    def n(self) -> int:
        """Labels compared."""
        return self.cells.total()

    @property
    def labelled_passed(self) -> int:
        return self._count(labels=(PASSED,))

    @property
    def labelled_failed(self) -> int:
        return self._count(labels=(FAILED,))

    @property
    def labelled_not_applicable(self) -> int:
        return self._count(labels=(NOT_APPLICABLE,))

    @property
    def true_passed(self) -> int:
        return self.cells[PASSED, PASSED]

    @property
    def false_passed(self) -> int:
        return self._count(labels=(FAILED, NOT_APPLICABLE), verdicts=(PASSED,))

    @property
    def missed_passed(self) -> int:
        return self.labelled_passed - self.true_passed

    @property
    def true_rest(self) -> int:
        """Neither the person nor the machine passed it."""
        return self.n - self.true_passed - self.false_passed - self.missed_passed

    @property
    def precision(self) -> float | None:
        return _share(self.true_passed, self.true_passed + self.false_passed)

    @property
    def recall(self) -> float | None:
        return _share(self.true_passed, self.labelled_passed)

    @property
    def precision_interval(self) -> tuple[float, float] | None:
        return wilson(self.true_passed, self.true_passed + self.false_passed)

    @property
    def recall_interval(self) -> tuple[float, float] | None:
        return wilson(self.true_passed, self.labelled_passed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN) (van Rijsbergen 1979)."""
        return _f1(self.true_passed, self.false_passed, self.missed_passed)

    @property
    def f1_heard(self) -> float | None:
        """F1 of what the machine did not leave to people."""
        return _f1(self.true_passed, self.false_passed, self.missed_passed - self.wrong_fails_prevented)

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa over the three marks 1, 0 and н/п; what was unheard is left out.

        J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960),
        37-46: (po - pe) / (1 - pe), where po is the share of equal marks and pe the sum over the marks of the product
        of both sides' shares. None where pe is 1: both gave one and the same mark throughout, and nothing tells
        agreement from chance.
        """
        heard = {cell: count for cell, count in self.cells.items() if cell[1] != UNHEARD and count}
        whole = sum(heard.values())
        if not whole:
            return None
        equal = sum(count for (label, verdict), count in heard.items() if label == verdict)
        by_chance = sum(
            sum(count for (label, _v), count in heard.items() if label == mark)
            * sum(count for (_l, verdict), count in heard.items() if verdict == mark)
            for mark in MARKS
        )
        if by_chance == whole * whole:
            return None
        return (equal * whole - by_chance) / (whole * whole - by_chance)

    @property
    def unheard(self) -> int:
        return self._count(verdicts=(UNHEARD,))

    @property
    def unheard_share(self) -> float | None:
        return _share(self.unheard, self.n)

    @property
    def wrong_fails_prevented(self) -> int:
        """Unheard where a person ticked 1: failing it would have been wrong."""
        return self.cells[PASSED, UNHEARD]

    @property
    def right_fails_hidden(self) -> int:
        """Unheard where a person ticked 0: failing it would have been right."""
        return self.cells[FAILED, UNHEARD]

    @property
    def only_machine_applies(self) -> int:
        """A person wrote н/п, the machine judged."""
        return self._count(labels=(NOT_APPLICABLE,), verdicts=(PASSED, FAILED))

    @property
    def only_people_apply(self) -> int:
        """A person judged, the machine found it not applicable."""
        return self._count(labels=(PASSED, FAILED), verdicts=(NOT_APPLICABLE,))

    def _count(self, labels: tuple[str, ...] = MARKS, verdicts: tuple[str, ...] = (*MARKS, UNHEARD)) -> int:
        return sum(self.cells[label, verdict] for label in labels for verdict in verdicts)


def agreement(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """Count pairs of a label (passed, failed, not_applicable) and a verdict (those or unheard)."""
    return Agreement(Counter(pairs))


@dataclass(frozen=True, slots=True)
class TagAgreement:
    """How often a tag of a person's is one of the machine's, and the reverse."""

    both: int = 0
    only_machine: int = 0
    only_people: int = 0

    @property
    def f1(self) -> float | None:
        return _f1(self.both, self.only_machine, self.only_people)


def tag_agreement(pairs: Iterable[tuple[frozenset[str], frozenset[str]]]) -> TagAgreement:
    """Count people's and the machine's sets of tags."""
    both = only_machine = only_people = 0
    for people, machine in pairs:
        both += len(people & machine)
        only_machine += len(machine - people)
        only_people += len(people - machine)
    return TagAgreement(both, only_machine, only_people)


def _f1(true: int, false: int, missed: int) -> float | None:
    return _share(2 * true, 2 * true + false + missed)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
