"""Commands, settings and the database in; docs/cli.md, settings.md and schema.md out.

``python -m tools.docs write|check``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from speechqa.settings import ENVIRONMENT_PREFIX, FILE_NAME, Settings
from speechqa.store.connection import open_store
from speechqa.store.document import schema_markdown

DOCS = Path(__file__).resolve().parents[1] / "docs"
GENERATED = "<!-- Made by `make docs`; do not edit. -->"
COMMANDS = (
    "", "score", "rescore", "evaluate", "report", "report managers", "report calls", "report call", "report failures",
    "checklist", "checklist check", "checklist try", "checklist list", "models", "models list", "models pull",
    "cdr", "cdr import", "crm", "crm import", "doctor", "doctor cdr", "init",
)  # fmt: skip


def pages() -> dict[str, str]:
    """The generated pages by name."""
    return {"cli.md": "\n".join(_cli()) + "\n", "settings.md": "\n".join(_settings()) + "\n", "schema.md": _schema()}


def stale() -> list[str]:
    """Names of pages that are not what they would be made now."""
    return [name for name, text in pages().items() if not (DOCS / name).is_file() or (DOCS / name).read_text() != text]


def _cli() -> Iterator[str]:
    yield from ("# Commands", "", GENERATED)
    for command in COMMANDS:
        yield from ("", f"## speechqa {command}".rstrip(), "", "```", _help(command.split()), "```")


def _help(command: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "speechqa.cli.main", "--lang", "en", *command, "--help"],
        env={**os.environ, "COLUMNS": "100", "TERMINAL_WIDTH": "100"},
        capture_output=True,
        text=True,
        check=True,
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


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
