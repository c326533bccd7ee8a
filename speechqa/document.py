"""The text of a YAML file in, plain dicts, lists and texts out, with the line on which each of them stands.

Every scalar stays the text that was written, so that ``no``, ``8 800`` or ``12:30`` is never taken for anything else;
what should be a number is read by whoever knows so. Files that could explode (anchors, depth, size) are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from speechqa.errors import UsageError
from speechqa.texts import _

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

Place = tuple[str | int, ...]
"""Where a value stands: the keys and list indexes that lead to it."""


@dataclass(slots=True)
class Document:
    """A parsed file: ``content`` and, for each place in it, the line it begins on."""

    content: Any = None
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Sequence[str | int]) -> int:
        """The line of a place, or of the nearest thing around it."""
        for length in range(len(place), 0, -1):
            if (line := self.lines.get(tuple(place[:length]))) is not None:
                return line
        return self.lines.get((), 1)

    def value(self, place: Sequence[str | int]) -> Any:
        """What stands at a place."""
        found = self.content
        for step in place:
            found = found[step]
        return found


def read_text(path: Path, where: str) -> str:
    """The file's text.

    Raises:
        UsageError: it cannot be read, is too large or not UTF-8.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(_("larger than 1 MB"), where, _("This should be a short text: is it the right file?"))
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(
            _("cannot be read: {reason}").format(reason=error.strerror), where, _("Check the path and the permissions.")
        ) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UsageError(
            _("not UTF-8 (Windows-1251?)"), f"{where}:{line}", _("Save the file in the encoding UTF-8.")
        ) from None


def parse(text: str, where: str, begin: str) -> Document:
    """Parse one YAML document.

    Args:
        begin: the remedy for an empty file.

    Raises:
        UsageError: names ``where:line`` and the remedy.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    _refuse_tabs(text, where)
    document = Document()
    try:
        _Builder(YAML(typ="safe", pure=True).parse(text), document, where).build()
    except MarkedYAMLError as error:
        line = _line_of(error, text.rstrip().count("\n") + 1)
        raise UsageError(
            _("not valid YAML: {problem}").format(problem=error.problem or error.context),
            f"{where}:{line}",
            _("Indent with spaces, and put texts that hold : # , [ ] { } in quotes."),
        ) from None
    except YAMLError as error:
        raise UsageError(
            _("not valid YAML: {problem}").format(problem=str(error).splitlines()[0]),
            f"{where}:1",
            _("Remove characters that are not text."),
        ) from None
    if document.content is None:
        raise UsageError(_("the file is empty"), f"{where}:1", begin)
    return document


def _line_of(error: Any, last: int) -> int:
    # What is left open is noticed at the end of the file: the place where it was opened helps more.
    marks: list[int] = [mark.line + 1 for mark in (error.problem_mark, error.context_mark) if mark]
    return min([line for line in marks if line <= last] or [last])


def _refuse_tabs(text: str, where: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        indentation = line[: len(line) - len(line.lstrip())]
        if "\t" in indentation and line.strip():
            raise UsageError(_("a tab in the indentation"), f"{where}:{number}", _("Indent with spaces."))


class _Builder:
    """Builds the content from the parser's events, so that nothing is expanded before it is checked."""

    def __init__(self, events: Iterator[Any], document: Document, where: str) -> None:
        self._events = events
        self._document = document
        self._where = where

    def build(self) -> None:
        for event in self._events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent" and self._document.lines:
                raise self._error(event, _("a second document in the file"), _("Keep one in a file: remove '---'."))
            if kind in {"ScalarEvent", "SequenceStartEvent", "MappingStartEvent", "AliasEvent"}:
                self._document.lines[()] = event.start_mark.line + 1
                self._document.content = self._value(event, ())

    def _value(self, event: Any, place: Place) -> Any:
        kind = type(event).__name__
        if kind == "AliasEvent" or getattr(event, "anchor", None) is not None:
            raise self._error(
                event, _("anchors and aliases (& and *) are not allowed"), _("Write the text out, or put it in quotes.")
            )
        if getattr(event, "tag", None) is not None:
            raise self._error(event, _("tags (!) are not allowed"), _("Remove the tag, or put the text in quotes."))
        if len(place) > MAX_DEPTH:
            raise self._error(event, _("nested deeper than 20 levels"), _("Check the indentation and the brackets."))
        if kind == "ScalarEvent":
            return None if event.style is None and event.value in {"", "~", "null"} else str(event.value)
        return self._sequence(place) if kind == "SequenceStartEvent" else self._mapping(place)

    def _sequence(self, place: Place) -> list[Any]:
        items: list[Any] = []
        for event in self._events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            here = (*place, len(items))
            self._document.lines[here] = event.start_mark.line + 1
            items.append(self._value(event, here))
        return items

    def _mapping(self, place: Place) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for event in self._events:
            kind = type(event).__name__
            if kind == "MappingEndEvent":
                break
            key = self._value(event, place)
            if not isinstance(key, str):
                raise self._error(event, _("a key that is not a text"), _("Write it like 'key: value'."))
            if key in entries:
                first = self._document.lines[(*place, key)]
                raise self._error(
                    event,
                    _("the key {key!r} is there twice (first on line {first})").format(key=key, first=first),
                    _("Remove one of them."),
                )
            here = (*place, key)
            self._document.lines[here] = event.start_mark.line + 1
            entries[key] = self._value(next(self._events), here)
        return entries

    def _error(self, event: Any, what: str, remedy: str) -> UsageError:
        return UsageError(what, f"{self._where}:{event.start_mark.line + 1}", remedy)
