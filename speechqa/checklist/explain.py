"""Pydantic's errors about a checklist in, lines for a person out: what is wrong, ``file:line`` and the remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from speechqa.checklist import schema
from speechqa.document import Document
from speechqa.errors import UsageError
from speechqa.texts import _

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError


def explain(error: ValidationError, document: Document, where: str) -> Iterator[UsageError]:
    """One error for each thing that is wrong."""
    all_details = error.errors()
    # A misspelt key is not also a missing one.
    misspelt = {details["loc"][:-1] for details in all_details if details["type"] == "extra_forbidden"}
    for details in all_details:
        if details["type"] == "missing" and details["loc"][:-1] in misspelt:
            continue
        context: Mapping[str, Any] = details.get("ctx", {})
        # A branch of a union adds its own name to the place; only what is in the file is a place in it.
        place = tuple(step for step in details["loc"] if not (isinstance(step, str) and step.startswith("function-")))
        if details["type"] == schema.FAULT and context["at"]:
            place = (*place, context["at"])
        what, remedy = _words(details["type"], place, details["input"], context)
        yield UsageError(what, f"{where}:{document.line(place)}", remedy)


def known_keys(place: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that may stand in the mapping at ``place``."""
    names = [step for step in place if isinstance(step, str)]
    return tuple(_MODELS.get(names[-1] if names else "", schema.ChecklistIn).model_fields)


_MODELS: Mapping[str, type[BaseModel]] = {
    "": schema.ChecklistIn,
    "applies_to": schema.AppliesToIn,
    "thresholds": schema.ThresholdsIn,
    "checkpoints": schema.CheckpointIn,
    "outcomes": schema.OutcomeIn,
    "tags": schema.TagIn,
    "when": schema.WhenIn,
    "questions": schema.CountIn,
    "interruptions": schema.CountIn,
    "any": schema.PhraseIn,
    "all": schema.PhraseIn,
    "none": schema.PhraseIn,
}


def _words(kind: str, place: tuple[str | int, ...], value: Any, context: Mapping[str, Any]) -> tuple[str, str]:
    key = next((step for step in reversed(place) if isinstance(step, str)), "")
    if kind == schema.FAULT:
        named = "{key}: {what}".format(key=key, what=context["what"]) if key in _NAMED else str(context["what"])
        return named, str(context["remedy"])
    if kind == "extra_forbidden":
        return _("unknown key {key!r}").format(key=key), _nearest_key(key, place[:-1])
    if kind == "missing":
        return _("the key {key!r} is missing").format(key=key), _("Add it.")
    if kind == "literal_error":
        return _unknown_value(key, value, str(context["expected"]))
    if kind == "list_type":
        return (
            _("{key!r} is not a list").format(key=key),
            _("Write each item on a line of its own after '- ', or all of them in [brackets]."),
        )
    if kind == "too_short":
        return _("{key!r} is empty").format(key=key), _("Add an item, or remove the key.")
    if kind in {"model_type", "dict_type", "model_attributes_type"}:
        return _("a mapping is expected here"), _("Write lines like 'key: value'.")
    if kind in {"float_parsing", "float_type", "finite_number"}:
        return (
            _("{key}: {value!r} is not a number").format(key=key, value=value),
            _("Write a number such as 2 or 0.5."),
        )
    if kind in {"int_parsing", "int_type", "int_from_float", "int_parsing_size"}:
        return (
            _("{key}: {value!r} is not a whole number").format(key=key, value=value),
            _("Write a number such as 2."),
        )
    if kind in {"greater_than_equal", "greater_than", "less_than_equal"}:
        return _out_of_range(key, value, context)
    return f"{key}: {kind}", _("See docs/checklists.md.")


_NAMED = frozenset({"within", "min_talk", "language", "section", "advice", "instead", "after"})
"""Keys worth naming in front of a fault in their value."""


_RANGES: Mapping[str, tuple[int, int]] = {
    "threshold": (schema.LEAST_SIMILARITY, 100),
    "distance": (0, schema.MOST_DISTANCE),
}
_COUNTED = frozenset({"min", "max", "min_count"})


def _nearest_key(key: str, place: tuple[str | int, ...]) -> str:
    known = known_keys(place)
    if get_close_matches(key.casefold(), known, 1, cutoff=0.5):
        return _nearest(key, known)
    if "say" in known:
        return _("Put a phrase that holds a colon in quotes. {known}").format(known=_nearest(key, known))
    for parent, model in _MODELS.items():
        if parent and (near := get_close_matches(key.casefold(), tuple(model.model_fields), 1, cutoff=0.8)):
            return _("{near!r} belongs under {parent!r}: move it there.").format(near=near[0], parent=parent)
    return _nearest(key, known)


def _nearest(word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word.casefold(), known, 1, cutoff=0.5)
    listed = _("Known here: {known}.").format(known=", ".join(known))
    return f"{_('Did you mean {near!r}?').format(near=near[0])} {listed}" if near else listed


def _unknown_value(key: str, value: Any, expected: str) -> tuple[str, str]:
    if expected in {"True or False", "False or True"}:
        return _("{key}: {value!r} is neither true nor false").format(key=key, value=value), _("Write true or false.")
    known = tuple(word.strip("'") for word in expected.replace(" or ", ", ").split(", "))
    return _("unknown {key} {value!r}").format(key=key, value=value), _nearest(str(value), known)


def _out_of_range(key: str, value: Any, context: Mapping[str, Any]) -> tuple[str, str]:
    if key == "weight":
        return _("weight: {value} is negative").format(value=value), _("Write 0 or more.")
    if key in _COUNTED:
        return (
            _("{key}: {value} is less than {least}").format(key=key, value=value, least=context["ge"]),
            _("Write a number from {least} on.").format(least=context["ge"]),
        )
    limit = context.get("ge", context.get("gt", context.get("le")))
    least, most = _RANGES.get(key, (0, 100))
    return (
        _("{key}: {value} is out of range (limit {limit:g})").format(key=key, value=value, limit=limit),
        _("Write a number from {least} to {most}.").format(least=least, most=most),
    )
