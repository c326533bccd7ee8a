"""Commands, settings, metrics and the database in; docs/cli.md, settings.md, schema.md, tables of metrics.md out.

``python -m tools.docs write|check``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from speechqa.settings import ENVIRONMENT_PREFIX, FILE_NAME, Settings
from speechqa.store.connection import open_store
from speechqa.store.document import schema_markdown
from speechqa.texts import set_language

DOCS = Path(__file__).resolve().parents[1] / "docs"
GENERATED = "<!-- Made by `make docs`; do not edit. -->"
_BEGIN, _END = "<!-- made by `make docs` from here -->", "<!-- to here -->"


def pages() -> dict[str, str]:
    """The generated pages by name."""
    os.environ["LANGUAGE"] = set_language("en")
    return {
        "cli.md": "\n".join(_cli()) + "\n",
        "settings.md": "\n".join(_settings()) + "\n",
        "schema.md": _schema(),
        "metrics.md": _metrics(),
    }


def stale() -> list[str]:
    """Names of pages that are not what they would be made now."""
    return [name for name, text in pages().items() if not (DOCS / name).is_file() or (DOCS / name).read_text() != text]


def _cli() -> Iterator[str]:
    yield from ("# Commands", "", GENERATED)
    for command in commands():
        yield from ("", f"## speechqa {' '.join(command)}".rstrip(), "", "```", _help(command), "```")


def commands() -> Iterator[list[str]]:
    """All commands, a group before what it holds."""
    from typer.main import get_command

    from speechqa.cli.app import app

    waiting: list[tuple[list[str], Any]] = [([], get_command(app))]
    while waiting:
        names, command = waiting.pop(0)
        yield names
        held = command.list_commands(None) if hasattr(command, "list_commands") else ()
        found = [([*names, name], command.get_command(None, name)) for name in held]
        waiting[:0] = [(name, one) for name, one in found if not one.hidden]


def _help(command: list[str]) -> str:
    from typer.testing import CliRunner

    from speechqa.cli.app import app

    done = CliRunner(env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"}).invoke(
        app, [*command, "--help"], prog_name="speechqa", catch_exceptions=False
    )
    return "\n".join(line.rstrip() for line in done.output.strip().splitlines())


def _settings() -> Iterator[str]:
    yield from ("# Settings", "", GENERATED, "")
    yield "A setting is looked for in this order; the last one found counts:"
    yield ""
    yield "1. the default below"
    yield f"2. the user's file (`~/.config/speechqa/{FILE_NAME}` on Linux)"
    yield f"3. `{FILE_NAME}` in the current folder, or the file given with `--config`"
    yield f"4. a variable: `{ENVIRONMENT_PREFIX}` and the name in capitals, such as `{ENVIRONMENT_PREFIX}JOBS`"
    yield "5. a command's option, where there is one"
    yield from ("", "| Setting | Default | What it is |", "|---|---|---|")
    for name, field in Settings.model_fields.items():
        default = "not set" if field.default is None else f"`{field.default}`"
        yield f"| `{name}` | {default if field.default not in ((), {}) else 'none'} | {field.description} |"
    yield ""
    yield "The language of the program's own texts: `--lang ru|en`, the variable `SPEECHQA_LANG`, else the locale's."
    yield from ("", "An example:", "", "```toml", 'timezone = "Europe/Moscow"', 'model = "small"', "jobs = 2", "```")


def _metrics() -> str:
    """The page with its tables of metrics made anew; the rest of it is written by hand."""
    text = (DOCS / "metrics.md").read_text(encoding="utf-8")
    before, _begin, rest = text.partition(_BEGIN)
    _old, _end, after = rest.partition(_END)
    tables = "\n".join(_families())
    return f"{before}{_BEGIN}\n{tables}\n{_END}{after}"


def _families() -> Iterator[str]:
    from speechqa.metrics.catalogue import FAMILIES

    for family, metrics in FAMILIES.items():
        yield from ("", f"### {family}", "", "| Id | What | Numerator of a call | Denominator | Source |",
                    "|---|---|---|---|---|")  # fmt: skip
        for one in metrics:
            scale = "" if one.scale == 1 else " x 100" if one.scale == 100 else f" x {one.scale:.4g}"
            over = f"`{_one_line(one.over)}`" if one.over else "–"
            yield f"| `{one.id}` | {one.formula} | `{_one_line(one.of)}`{scale} | {over} | {one.source} |"
    yield ""


def _one_line(sql: str) -> str:
    return " ".join(sql.split()).replace("|", "\\|")


def _schema() -> str:
    with tempfile.TemporaryDirectory() as folder:
        db = open_store(Path(folder) / "calls.db", timezone="UTC")
        try:
            return schema_markdown(db)
        finally:
            db.close()


def main(arguments: list[str]) -> int:
    if arguments == ["write"]:
        for name, text in pages().items():
            (DOCS / name).write_text(text, encoding="utf-8")
        return 0
    old = stale()
    for name in old:
        print(f"docs/{name} is out of date; run: make docs", file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
