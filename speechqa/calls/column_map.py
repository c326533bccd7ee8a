"""A YAML file that says which column of an exported table is what, in; its map of columns out.

Maps of telephony services' exports come with speechqa (``maps/``); each of them says where its names are documented.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from speechqa.calls.column_words import KINDS, TOTALS, WORDS, plain
from speechqa.document import Document, Place, parse, read_text
from speechqa.errors import UsageError
from speechqa.texts import _

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

    from speechqa.calls.column_schema import MapIn

NEEDED = (
    ("start", "date"),
    ("customer", "caller", "called", "caller_extension", "called_extension"),
    ("duration", "talk", "wait", "end", "answer"),
)
"""At least one of each a table must have: when, who, how long."""

_MAPS = Path(__file__).parent / "maps"
_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|", "space": " "}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column is what, and how its values are written.

    Attributes:
        name: of the map.
        fields: titles of the column for each field of ``column_schema.FieldsIn``, in the form of ``plain``; the first
            that a table has is taken.
        values: what the words in ``direction``, ``disposition`` and ``hangup_by`` mean.
        columns: titles in order, where the table has no header.
        known_by: titles that tell such a table from every other.
        delimiter, encoding, sheet: None where the file tells.
        dates, unit: how moments and plain lengths of time are written.
        timezone: of moments without an offset; None leaves it to whoever imports.
        totals: words that a row of totals begins with.
        source_text: the YAML that it was read from.
    """

    name: str
    fields: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    known_by: tuple[str, ...] = ()
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    dates: str = "dayfirst"
    unit: str = "seconds"
    timezone: str | None = None
    totals: tuple[str, ...] = TOTALS
    source_text: str = ""


def load_map(path: Path) -> ColumnMap:
    """The map in a file, or the ready one of that name where there is no such file.

    Raises:
        UsageError: the first thing that is wrong with it, with its line and the remedy.
    """
    if not path.exists() and str(path) in ready_maps():
        return ready_map(str(path))
    return parse_map(read_text(path, str(path)), str(path))


def parse_map(text: str, where: str) -> ColumnMap:
    """The map in a text; ``where`` is the path it was read from.

    Raises:
        UsageError: as above.
    """
    from pydantic import ValidationError

    from speechqa.calls.column_schema import MapIn

    document = parse(text, where, _("Begin with 'fields:' and the titles of the columns; see docs/call-records.md."))
    if not isinstance(document.content, dict):
        raise UsageError(_("a map of columns is not a mapping"), f"{where}:1", _("Begin with 'fields:'."))
    _refuse_empty(document, where)
    try:
        said = MapIn.model_validate(document.content)
    except ValidationError as error:
        raise _explained(error, document, where) from None
    return _Built(said, document, where, text).map()


def ready_maps() -> tuple[str, ...]:
    """Names of the maps that come with speechqa."""
    return tuple(sorted(path.stem for path in _MAPS.glob("*.yaml")))


@cache
def ready_map(name: str) -> ColumnMap:
    """A map that comes with speechqa.

    Raises:
        UsageError: there is none of that name.
    """
    known = ready_maps()
    if name not in known:
        near = get_close_matches(name.casefold(), known, 1, cutoff=0.5)
        listed = _("Ready maps: {known}.").format(known=", ".join(known))
        hint = f"{_('Did you mean {near!r}?').format(near=near[0])} {listed}" if near else listed
        raise UsageError(_("there is no ready map {name!r}").format(name=name), None, hint)
    path = _MAPS / f"{name}.yaml"
    return parse_map(path.read_text("utf-8"), path.name)


def ready_map_for(header: Sequence[str]) -> str | None:
    """The ready map that a row is the header of, or, of tables without one, that it is a call of; None for neither."""
    from speechqa.calls.mapped import is_row_of

    titles = {plain(cell) for cell in header}
    maps = [ready_map(name) for name in ready_maps()]
    fitting = [one for one in maps if one.known_by and titles.issuperset(one.known_by)]
    if fitting:
        return max(fitting, key=lambda one: len(one.known_by)).name
    return next((one.name for one in maps if one.columns and is_row_of(header, one)), None)


@dataclass(frozen=True, slots=True)
class _Built:
    """What pydantic has checked, and the lines that errors name."""

    said: MapIn
    document: Document
    where: str
    text: str

    def map(self) -> ColumnMap:
        said = self.said
        fields = {
            name: tuple(dict.fromkeys(map(plain, titles)))
            for name, titles in said.fields.model_dump(exclude_none=True).items()
        }
        self._refuse_incomplete(fields)
        columns = tuple(map(plain, said.columns))
        for name, titles in fields.items():
            if columns and not set(titles) & set(columns):
                hint = _("'columns' names them all, in their order; without it they are found by the header.")
                what = _("{title!r} is none of the columns").format(title=titles[0])
                raise self._fault(what, ("fields", name), hint)
        return ColumnMap(
            name=said.map or Path(self.where).stem,
            fields=fields,
            values={kind: self._words(kind) for kind in KINDS},
            columns=columns,
            known_by=tuple(map(plain, said.known_by)),
            delimiter=self._delimiter(),
            encoding=self._encoding(),
            sheet=said.sheet,
            dates=said.dates,
            unit=said.unit,
            timezone=self._timezone(),
            totals=TOTALS if said.totals is None else tuple(map(plain, said.totals)),
            source_text=self.text,
        )

    def _refuse_incomplete(self, fields: Mapping[str, object]) -> None:
        whats = (_("the start of a call"), _("a telephone number"), _("the length of a call"))
        for names, what in zip(NEEDED, whats, strict=True):
            if not any(name in fields for name in names):
                remedy = _("Add one of these under 'fields': {names}.").format(names=", ".join(names))
                raise self._fault(_("no column is {what}").format(what=what), ("fields",), remedy)

    def _words(self, kind: str) -> dict[str, str]:
        known = {plain(word): meaning for meaning, words in WORDS[kind].items() for word in words}
        own: dict[str, str] = {}
        for meaning, words in getattr(self.said.values, kind).model_dump(exclude_none=True).items():
            for word in map(plain, words):
                if own.setdefault(word, meaning) != meaning:
                    what = _("{word!r} cannot be both {one} and {other}").format(
                        word=word, one=own[word], other=meaning
                    )
                    raise self._fault(what, ("values", kind, meaning), _("Remove it from one of them."))
        return known | own

    def _delimiter(self) -> str | None:
        said = self.said.delimiter
        one = said if said is None else _DELIMITERS.get(said.casefold(), said)
        if one is not None and (len(one) != 1 or one in '"\r\n'):
            raise self._fault(
                _("the delimiter {text!r} is not one character").format(text=said),
                ("delimiter",),
                _('Write ";", "," or tab, or leave it out: it is told by the file.'),
            )
        return one

    def _encoding(self) -> str | None:
        said = self.said.encoding
        try:
            return None if said is None else codecs.lookup(said).name
        except LookupError:
            raise self._fault(
                _("no such encoding: {name}").format(name=said),
                ("encoding",),
                _("Write such as utf-8, cp1251, koi8-r or cp866, or leave it out."),
            ) from None

    def _timezone(self) -> str | None:
        said = self.said.timezone
        try:
            return None if said is None else ZoneInfo(said).key
        except (OSError, ValueError, KeyError):
            raise self._fault(
                _("no such time zone: {name}").format(name=said),
                ("timezone",),
                _("Write such as Europe/Moscow or UTC."),
            ) from None

    def _fault(self, what: str, place: Place, remedy: str) -> UsageError:
        return UsageError(what, f"{self.where}:{self.document.line(place)}", remedy)


def _refuse_empty(document: Document, where: str) -> None:
    for place, line in document.lines.items():
        if place and isinstance(place[-1], str) and document.value(place) is None:
            raise UsageError(
                _("{key!r} has no value").format(key=place[-1]),
                f"{where}:{line}",
                _("Write a value, or remove the key; put a title that begins with a sign in quotes."),
            )


def _explained(error: ValidationError, document: Document, where: str) -> UsageError:
    """The first error in words."""
    # A misspelt key is not also a missing one.
    details = min(error.errors(), key=lambda one: one["type"] == "missing")
    place = tuple(
        step for step in details["loc"] if isinstance(step, str | int) and not str(step).startswith("function-")
    )
    key = next((str(step) for step in reversed(place) if isinstance(step, str)), "")
    what, remedy = _words_for(details["type"], key, place, details)
    return UsageError(what, f"{where}:{document.line(place)}", remedy)


def _words_for(kind: str, key: str, place: Place, details: Mapping[str, Any]) -> tuple[str, str]:
    if kind == "extra_forbidden":
        return _("unknown key {key!r}").format(key=key), _nearest(key, tuple(_model_at(place[:-1]).model_fields))
    if kind == "missing":
        return _("the key {key!r} is missing").format(key=key), _("Add it.")
    if kind == "literal_error":
        known = tuple(word.strip("'") for word in str(details["ctx"]["expected"]).replace(" or ", ", ").split(", "))
        what = _("unknown {key} {value!r}").format(key=key, value=details["input"])
        return what, _nearest(str(details["input"]), known)
    if kind in {"model_type", "dict_type"}:
        return _("a mapping is expected here"), _("Write lines like 'key: value'.")
    if kind == "too_short":
        return _("{key!r} is empty").format(key=key), _("Add an item, or remove the key.")
    return (
        _("{key!r} is neither a text nor a list of texts").format(key=key),
        _("Write one title, or several in [brackets]."),
    )


def _model_at(place: Place) -> type[BaseModel]:
    from speechqa.calls.column_schema import MODELS, MapIn

    return MODELS.get(tuple(step for step in place if isinstance(step, str)), MapIn)


def _nearest(word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word.casefold(), known, 1, cutoff=0.5)
    listed = _("Known here: {known}.").format(known=", ".join(known))
    return f"{_('Did you mean {near!r}?').format(near=near[0])} {listed}" if near else listed
