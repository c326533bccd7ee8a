"""What a report is to the command line: its name, what it tells, its own options, and what makes it; values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from speechqa.report.filters import Filters
from speechqa.report.sheet import Sheet

if TYPE_CHECKING:
    from sqlite_utils import Database

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Option:
    """An option that only this report has: ``--name``; ``choices`` where its value is one of some words."""

    name: str
    default: Value
    help: Callable[[], str]
    choices: tuple[str, ...] = ()
    kind: type = str
    """Of the value, where the default is None."""
    bounds: tuple[float | None, float | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Question:
    """Which calls, and the report's own options by name."""

    filters: Filters = field(default_factory=Filters)
    options: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NamedReport:
    """``speechqa report NAME``.

    Attributes:
        all_time: about all calls where the user names no period, not the last days.
        dated: calls without a date are in no figure, whether a period was named or not.
        about: which calls the report is about: a condition on ``call_quality``.
    """

    name: str
    help: Callable[[], str]
    make: Callable[[Database, Question], Sheet]
    options: tuple[Option, ...] = ()
    all_time: bool = False
    dated: bool = False
    about: str = "1"
