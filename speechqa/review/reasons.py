"""What is known of a call and its manager in, why a person should hear it out: in order of weight, and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from speechqa.report.render.figures import clock, percent
from speechqa.texts import _

CODES = (
    "critical", "red", "hung_up", "unheard", "alarm_short", "alarm_lost", "alarm_drop", "newcomer", "new_checkpoint",
    "won", "lost", "problem_deal", "long_deal", "target",
)  # fmt: skip
"""The weightiest first."""

ORDER: Mapping[str, int] = {code: place for place, code in enumerate(CODES)}
BY_SCORE = frozenset({"critical", "red", "alarm_drop"})
"""Of calls with these reasons the lowest score goes first; of the others the latest call."""

SHORT_CALL = 30.0
"""A manager's calls are short where half of them are shorter: s."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a call should be heard: a code of ``CODES``, and what its words need."""

    code: str
    said: tuple[str | float | None, ...] = ()


def in_order(reasons: list[Reason]) -> tuple[Reason, ...]:
    """The weightiest first."""
    return tuple(sorted(reasons, key=lambda reason: ORDER[reason.code]))


def reason_words(reason: Reason) -> str:
    """The reason as a person reads it."""
    said = reason.said
    if reason.code == "critical":
        titles = ", ".join(str(title) for title in said if title)
        return _("critical checkpoint failed: {titles}").format(titles=titles) if titles else _(
            "a critical checkpoint failed"
        )  # fmt: skip
    if reason.code == "lost":
        return _("deal lost: {reason}").format(reason=said[0]) if said and said[0] else _("deal lost")
    if reason.code == "red":
        return _("red, {score}").format(score=percent(_figure(said)))
    if reason.code == "alarm_short":
        return _("alarm: {share} of the manager's calls are shorter than {seconds:g} s").format(
            share=percent(_figure(said)), seconds=SHORT_CALL
        )
    if reason.code == "alarm_lost":
        return _("alarm: {lost} of the manager's {closed} closed deals are lost").format(lost=said[0], closed=said[1])
    if reason.code == "alarm_drop":
        return _("alarm: the manager's score fell from {before} to {now}").format(
            before=percent(_figure(said)), now=percent(_figure(said, 1))
        )
    if reason.code == "newcomer":
        return _("newcomer since {day}").format(day=said[0])
    if reason.code == "new_checkpoint":
        return _("new in the script since {day}: {title}").format(day=said[1], title=said[0])
    if reason.code == "long_deal":
        return _("the deal is open for {n} days").format(n=said[0])
    if reason.code == "target":
        return _("target call, {length}").format(length=clock(_figure(said)))
    return {
        "hung_up": _("the customer hung up without a next step"),
        "unheard": _("a checkpoint was not heard"),
        "won": _("deal won"),
        "problem_deal": _("the deal is open, the call ended without a next step"),
    }[reason.code]


def _figure(said: tuple[str | float | None, ...], place: int = 0) -> float | None:
    value = said[place] if len(said) > place else None
    return None if value is None or isinstance(value, str) else value
