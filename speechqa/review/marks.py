"""What a person writes for a verdict in (1, 0, н/п, не расслышано), the verdict out."""

from __future__ import annotations

from collections.abc import Mapping

from speechqa.errors import UsageError
from speechqa.matching.model import FAILED, NOT_APPLICABLE, PASSED, UNHEARD
from speechqa.texts import _

MARKS: Mapping[str, tuple[str, ...]] = {
    PASSED: ("1", "1.0", "1,0", "+", "да", "yes", "y", "true", "passed", "✓", "✔"),
    FAILED: ("0", "0.0", "0,0", "-", "–", "—", "−", "нет", "no", "n", "false", "failed"),
    NOT_APPLICABLE: ("н/п", "нп", "н.п.", "n/a", "na", "n.a.", "не применимо", "неприменимо", "not_applicable"),
}
"""What a tick may look like; nobody ticks what was not heard."""

_UNHEARD = ("не расслышано", "не слышно", "unheard", "?")


def verdict_of(text: str) -> str:
    """The verdict that is meant.

    Raises:
        UsageError: none is.
    """
    tidy = " ".join(text.split()).casefold().replace("_", " ")
    for verdict, spellings in {**MARKS, UNHEARD: _UNHEARD}.items():
        if tidy in spellings or tidy.replace(" ", "_") in spellings:
            return verdict
    raise UsageError(
        _("{value!r} is no verdict").format(value=text),
        None,
        _("Verdicts are 1, 0, н/п (or na) and не расслышано (or unheard)."),
    )


def place_of(text: str) -> float:
    """The seconds of a place in a call: ``1:05``, ``1:02:03`` or ``65``.

    Raises:
        UsageError: it is none.
    """
    parts = text.strip().replace(",", ".").split(":")
    try:
        numbers = [*(float(int(part)) for part in parts[:-1]), float(parts[-1])]
    except ValueError:
        numbers = []
    within_an_hour = all(0 <= number < 60 for number in numbers[1:])
    # A comparison with NaN is false, so that it is refused too.
    if not 1 <= len(numbers) <= 3 or not within_an_hour or not 0 <= numbers[0] < float("inf"):
        raise UsageError(
            _("{value!r} is no place in a call").format(value=text), "--at", _("Write minutes and seconds: 1:05.")
        )
    seconds = 0.0
    for number in numbers:
        seconds = seconds * 60 + number
    return seconds
