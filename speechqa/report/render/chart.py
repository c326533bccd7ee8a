"""A table and what its chart is to show in, lines of a text chart out: bars, or a grid of squares."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from speechqa.report.sheet import Bars, Grid, Table

if TYPE_CHECKING:
    from rich.text import Text

_WIDTH = 40
_EIGHTHS = " ▏▎▍▌▋▊▉"
_SHADES = " ░▒▓█"


def chart_lines(table: Table, cell: Callable[..., str]) -> list[Text]:
    """The chart of a table that has one; ``cell`` writes a value by its kind."""
    from rich.text import Text

    if isinstance(table.chart, Bars):
        lines = _bars(table, table.chart, cell)
    elif isinstance(table.chart, Grid):
        lines = _grid(table, table.chart)
    else:
        return []
    return [*([Text(table.chart.title, "bold")] if table.chart.title else []), *map(Text, lines)]


def _bars(table: Table, chart: Bars, cell: Callable[..., str]) -> list[str]:
    kinds = {column.key: column.kind for column in table.columns}
    values = table.values(chart.value)
    most = max((value or 0 for value in values), default=0)
    if most <= 0:
        return []
    labels = list(zip(*(table.values(key) for key in chart.label), strict=True))
    written = [" ".join(cell(v, kinds[k]) for k, v in zip(chart.label, one, strict=True)) for one in labels]
    width = min(max(map(len, written)), 24)
    return [
        f"{label[:width]:<{width}} {_bar((value or 0) / most)} {cell(value, kinds[chart.value])}"
        for label, value in zip(written, values, strict=True)
    ]


def _bar(share: float) -> str:
    eighths = round(share * _WIDTH * 8)
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")


def _grid(table: Table, chart: Grid) -> list[str]:
    figures: dict[tuple[Any, Any], float] = {}
    for down, across, value in zip(
        table.values(chart.down), table.values(chart.across), table.values(chart.value), strict=True
    ):
        figures[down, across] = figures.get((down, across), 0.0) + (value or 0.0)
    most = max(figures.values(), default=0.0)
    if most <= 0:
        return []
    width = max(len(title) for _value, title in chart.down_titles)
    cell_width = max(2, *(len(title) + 1 for _value, title in chart.across_titles))
    lines = [" " * width + "".join(f"{title:>{cell_width}}" for _value, title in chart.across_titles)]
    for down, title in chart.down_titles:
        shades = (_shade(figures.get((down, across), 0.0) / most) for across, _title in chart.across_titles)
        lines.append(f"{title:<{width}}" + "".join(f"{shade * 2:>{cell_width}}" for shade in shades))
    return lines


def _shade(share: float) -> str:
    # Whatever there is shows: the lightest shade is not nothing.
    return _SHADES[0] if share <= 0 else _SHADES[min(len(_SHADES) - 1, 1 + int(share * (len(_SHADES) - 1)))]
