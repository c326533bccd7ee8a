"""A parsed file in; out, what one of its items can't know of the others: ids, sections, the order of checkpoints.

Works on raw content, so that it is told beside all other errors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from speechqa.document import Document
from speechqa.errors import UsageError
from speechqa.texts import _


def cross_check(document: Document, where: str) -> Iterator[UsageError]:
    """One error for each thing that does not go together."""
    for key in ("checkpoints", "outcomes", "tags"):
        yield from _doubles(key, document, where)
    yield from _sections(document, where)
    yield from _order(document, where)


def _items(key: str, document: Document) -> list[tuple[int, Mapping[str, Any]]]:
    items = document.content.get(key)
    return [(i, item) for i, item in enumerate(items if isinstance(items, list) else ()) if isinstance(item, dict)]


def _doubles(key: str, document: Document, where: str) -> Iterator[UsageError]:
    first: dict[str, int] = {}
    for index, item in _items(key, document):
        identity = item.get("id")
        if not isinstance(identity, str):
            continue
        line = document.line((key, index, "id"))
        if identity in first:
            yield UsageError(
                _("the id {id!r} is there twice (first on line {first})").format(id=identity, first=first[identity]),
                f"{where}:{line}",
                _("Give each checkpoint an id of its own.")
                if key == "checkpoints"
                else _("Give each an id of its own."),
            )
        first.setdefault(identity, line)


def _sections(document: Document, where: str) -> Iterator[UsageError]:
    sections = document.content.get("sections")
    for index, item in _items("checkpoints", document):
        section = item.get("section")
        if isinstance(section, str) and isinstance(sections, dict) and section not in sections:
            near = get_close_matches(section, sections, 1)
            yield UsageError(
                _("unknown section {section!r}").format(section=section),
                f"{where}:{document.line(('checkpoints', index, 'section'))}",
                _("Did you mean {near!r}?").format(near=near[0]) if near else _("Add it to 'sections'."),
            )


def _order(document: Document, where: str) -> Iterator[UsageError]:
    before: dict[str, str] = {}
    known = {item["id"] for _index, item in _items("checkpoints", document) if isinstance(item.get("id"), str)}
    for index, item in _items("checkpoints", document):
        identity, after = item.get("id"), item.get("after")
        if not isinstance(identity, str) or not isinstance(after, str):
            continue
        place = f"{where}:{document.line(('checkpoints', index, 'after'))}"
        if after not in known:
            near = get_close_matches(after, sorted(known), 1)
            yield UsageError(
                _("after: there is no checkpoint {id!r}").format(id=after),
                place,
                _("Did you mean {near!r}?").format(near=near[0])
                if near
                else _("Write the id of another checkpoint of this card."),
            )
            continue
        before[identity] = after
        circle = _circle(identity, before)
        if circle:
            yield UsageError(
                _("after: a circle: {circle}").format(circle=" → ".join(circle)),
                place,
                _("Remove one 'after', so that one of them comes first."),
            )
            del before[identity]


def _circle(start: str, before: Mapping[str, str]) -> list[str]:
    way = [start]
    while (step := before.get(way[-1])) is not None:
        way.append(step)
        if step == start:
            return way
    return []
