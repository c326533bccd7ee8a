"""What most reports are: tables of figures, what a chart is to show, and the calls behind; values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from speechqa.metrics.model import Kind
from speechqa.report.period import Period


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``key`` is that of JSON and CSV.

    One that is not ``shown`` stands there only; one ``for_people`` stands in the printed table only.
    """

    key: str
    title: str
    kind: Kind = "text"
    shown: bool = True
    for_people: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of one bar per row, as long as the figure in column ``value``; ``label`` are columns."""

    label: tuple[str, ...]
    value: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A chart of squares, as dark as the figure in column ``value``: rows by column ``down``, columns by ``across``.

    ``down_titles`` and ``across_titles`` are all there are, in order, as (value, title).
    """

    down: str
    across: str
    value: str
    down_titles: tuple[tuple[Any, str], ...]
    across_titles: tuple[tuple[Any, str], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Members:
    """The calls behind a grouped table: which view, which condition, which expression makes each column."""

    view: str
    where: str
    values: Mapping[str, Any]
    keys: frozenset[str]
    """The columns that calls are grouped by."""
    expressions: Mapping[str, str]
    """By column's key: of a key's column what calls are grouped by, of a figure's one what counts a call."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures.

    Attributes:
        key: names it in JSON where there are several.
        rows: values in the order of ``columns``, raw: numbers, None for what is not known, codes such as ``inbound``.
        total: the same over all rows; None where there is none.
        members: how the calls behind each figure are found; None where ``call_ids`` has them.
        call_ids: the ids behind each row; None where ``members`` tells.
        call_ids_of: by column's key, the ids behind that figure of each row; a figure that is not here has no calls
            of its own.
        blocks: for people the table is shown as several narrower ones: title and columns' keys of each.
        for_people: it stands in the printed report only.
        nothing: what a person reads where there are no rows; empty for the usual words.
    """

    key: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    title: str = ""
    total: tuple[Any, ...] | None = None
    chart: Bars | Grid | None = None
    notes: tuple[str, ...] = ()
    members: Members | None = None
    call_ids: tuple[tuple[str, ...], ...] | None = None
    call_ids_of: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    blocks: tuple[tuple[str, tuple[str, ...]], ...] = ()
    for_people: bool = False
    nothing: str = ""

    def values(self, key: str) -> tuple[Any, ...]:
        """One column's values."""
        place = next(n for n, column in enumerate(self.columns) if column.key == key)
        return tuple(row[place] for row in self.rows)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report.

    Attributes:
        undated: how many calls fit but for their missing date.
        dated: such calls are in no figure, whether a period was named or not.
        warnings: what somebody should act on.
        thresholds: green and yellow, for figures that have a light.
        mean_score: of all scored calls, percent, for ``--fail-under``.
        json: what ``--format json`` prints, where it is not the rows of the tables.
    """

    name: str
    title: str
    period: Period
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    undated: int = 0
    dated: bool = False
    thresholds: tuple[float, float] | None = None
    mean_score: float | None = None
    json: Any = field(default=None)
