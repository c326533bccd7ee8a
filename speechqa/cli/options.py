"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from speechqa.cli.usage import Group
from speechqa.errors import UsageError
from speechqa.texts import _


class Format(StrEnum):
    """How results are printed."""

    table = "table"
    json = "json"
    csv = "csv"


class Light(StrEnum):
    """The four lights."""

    green = "green"
    yellow = "yellow"
    red = "red"
    grey = "grey"


class Direction(StrEnum):
    """Where a call goes."""

    inbound = "inbound"
    outbound = "outbound"
    internal = "internal"
    unknown = "unknown"


FormatOption = Annotated[Format, typer.Option("--format", metavar="|".join(Format), help=_("how to print the result"))]
DbOption = Annotated[Path | None, typer.Option("--db", help=_("the project's database (calls.db)"), show_default=False)]
ConfigOption = Annotated[
    Path | None, typer.Option("--config", help=_("settings file instead of ./speechqa.toml"), show_default=False)
]
TimezoneOption = Annotated[
    str | None,
    typer.Option("--timezone", help=_("time zone of local times, such as Europe/Moscow"), show_default=False),
]
ModelsDirOption = Annotated[
    Path | None, typer.Option("--models-dir", help=_("where models are kept"), show_default=False)
]
ChecklistOption = Annotated[
    list[str] | None,
    typer.Option(
        "--checklist",
        help=_("a checklist's file, a folder of them, or the name of a shipped one; may be repeated"),
        metavar=_("FILE|FOLDER|NAME"),
        show_default=False,
    ),
]
FailUnderOption = Annotated[
    float | None,
    typer.Option(
        "--fail-under",
        min=0,
        max=100,
        metavar="PERCENT",
        help=_("exit with 4 when the mean score is lower"),
        show_default=False,
    ),
]


def existing_file(path: Path | None) -> Path | None:
    """An option's callback: a file that is not there is told before anything else is done."""
    if path is not None and not path.is_file():
        raise UsageError(_("there is no such file"), str(path), _("Check the path."))
    return path


def existing_sources(sources: list[str] | None) -> list[str] | None:
    """The same of files, folders and addresses of call records."""
    for source in sources or ():
        if "://" not in source and not Path(source).exists():
            raise UsageError(_("there is no such file"), source, _("Check the path."))
    return sources


def group(help_text: str, kind: type[Group] = Group) -> typer.Typer:
    """A command that only holds others."""
    return typer.Typer(
        help=help_text, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False, cls=kind
    )
