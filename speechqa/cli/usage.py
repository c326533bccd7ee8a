"""Typer's complaint about a command line in, ours out: what is wrong, which option, the remedy, in one line.

Typer words its errors itself, in English only. The kinds are told by the names of their classes, which are the same
in Typer's own copy of click and in click, that older versions of Typer use.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

import typer

from speechqa.errors import UsageError
from speechqa.texts import _
from speechqa.texts.values import wrong_value

WrongUsage: type[Exception] = typer.BadParameter.__mro__[1]
"""What all of Typer's complaints are; it hands out only this one of them."""


def explain(error: Exception) -> UsageError:
    """The error that is shown instead."""
    context: Any = getattr(error, "ctx", None)
    see_help = _("See: {command} --help").format(command=context.command_path if context else "speechqa")
    kind = type(error).__name__
    if kind == "MissingParameter":
        return UsageError(_("{name} is missing").format(name=_name(error)), None, see_help)
    if kind == "NoSuchOption":
        return _no_such(_("there is no such option"), error.option_name, error.possibilities or (), see_help)  # type: ignore[attr-defined]
    if kind == "BadOptionUsage":
        return _value_or_none(str(error), error.option_name)  # type: ignore[attr-defined]
    if kind == "BadParameter":
        what, remedy = _wrong_value(error)
        return UsageError(what, _name(error), remedy or see_help)
    _before, has_extra, extra = str(error).partition("extra argument")
    if has_extra:
        return UsageError(
            _("too many arguments: {arguments}").format(arguments=extra.rpartition("(")[2].removesuffix(")")),
            None,
            _("Put a text that holds spaces in quotes. {see_help}").format(see_help=see_help),
        )
    return UsageError(str(error).rstrip("."), None, see_help)


class Group(typer.core.TyperGroup):
    """A command that holds others, and names them when it is asked for one that is not there."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name.startswith("-") or self.get_command(ctx, name) is not None:
            return super().resolve_command(ctx, args)
        see_help = _("See: {command} --help").format(command=ctx.command_path)
        near = get_close_matches(name, self.list_commands(ctx))
        raise _no_such(_("there is no such command"), name, near, see_help)


def _no_such(what: str, name: str, near: Any, see_help: str) -> UsageError:
    meant = _("Did you mean {near}? {see_help}").format(near=", ".join(sorted(near)), see_help=see_help)
    return UsageError(what, name, meant if near else see_help)


def _name(error: Any) -> str:
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "")
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return str(max(parameter.opts, key=len))


def _value_or_none(message: str, option: str) -> UsageError:
    if "does not take" in message:
        return UsageError(_("it takes no value"), option, _("Write the option by itself."))
    return UsageError(_("its value is missing"), option, _("Write it after the option."))


def _wrong_value(error: Any) -> tuple[str, str | None]:
    details = error.__cause__.errors()[0] if hasattr(error.__cause__, "errors") else {}
    words = (error.param.metavar if error.param else None) or ""
    return wrong_value(
        details.get("type", ""),
        details.get("input", str(error)),
        low=getattr(error.param, "min", None),
        high=getattr(error.param, "max", None),
        known=words.split("|") if "|" in words and details else (),
    )
