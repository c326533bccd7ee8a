"""Messages name only options that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from speechqa.cli.app import app
from tools.texts import read

ELSEWHERE = {"--copy_files"}
"""Options of other programs that a message names together with the program."""


def _options(command: Any) -> Iterator[str]:
    for parameter in command.params:
        yield from parameter.opts
    for name in command.list_commands(None) if hasattr(command, "list_commands") else ():
        yield from _options(command.get_command(None, name))


def test_every_option_that_a_message_names_exists() -> None:
    known = {*_options(get_command(app)), "--help", *ELSEWHERE}
    texts = [text for message in read() for text in (message.id, message.string) if isinstance(text, str)]
    named = {option for text in texts for option in re.findall(r"(?<![\w-])--[a-z][\w-]*", text)}
    assert "--db" in named
    assert named - known == set()
