"""What a validator says of a wrong value in (its kind, the value, what is allowed), what is wrong and the remedy out.

Pydantic's own words are English only and speak of inputs; these are ours, for settings and options alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from speechqa.texts.translate import _

_BOUNDS = {"greater_than_equal", "greater_than", "less_than_equal", "less_than", "finite_number"}


def wrong_value(
    kind: str, value: object, *, low: float | None = None, high: float | None = None, known: Sequence[str] = ()
) -> tuple[str, str | None]:
    """The two texts.

    Args:
        kind: the ``type`` of a pydantic error.
        value: what was given.
        low: the least that is allowed.
        high: the most that is allowed.
        known: the words that are allowed, where only some are.
    """
    if known:
        return _("{value!r} is not known here").format(value=value), _("Known are: {known}.").format(
            known=", ".join(known)
        )
    if kind in _BOUNDS:
        return _("{value} is out of range").format(value=value), _number(low, high)
    if kind.startswith("int_"):
        return _("{value!r} is not a whole number").format(value=value), _number(low, high)
    if kind.startswith("float_"):
        return _("{value!r} is not a number").format(value=value), _number(low, high)
    if kind.startswith("bool_"):
        return _("{value!r} is neither true nor false").format(value=value), _("Write true or false.")
    if kind in {"string_type", "path_type"}:
        return _("{value!r} is not a text").format(value=value), _('Put it in quotes: "…".')
    if kind == "tuple_type":
        return _("{value!r} is not a list").format(value=value), _('Write a list: ["…", "…"].')
    return _("{value!r} cannot be used here").format(value=value), None


def _number(low: float | None, high: float | None) -> str | None:
    if low is not None and high is not None:
        return _("Write a number from {low:g} to {high:g}.").format(low=low, high=high)
    if low is not None:
        return _("Write a number that is not below {low:g}.").format(low=low)
    return None
