"""Sources in, the translators' catalogue out: ``python -m tools.texts update|check``.

``update`` collects all messages, merges them into the Russian catalogue and compiles it; ``check`` says what is
missing. Both .po and .mo are committed, so that an installation needs no compiler of catalogues.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "speechqa" / "texts" / "locale" / "ru" / "LC_MESSAGES" / "speechqa.po"
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2}
"""What marks a message, and how many texts it takes."""

SOURCES = ("speechqa", "tools")
HEADER = """\
# Russian texts of speechqa.
# Words follow the project's glossary: техкарта, критерий, этап, отметка, цитата, сходство.
#"""
_FIELD = re.compile(r"\{(\w+)")


def collect() -> Catalog:
    """All messages in the sources, with the files they stand in (without lines, which would change with every edit).

    Read with ast, because Babel's own reader misses calls within f-strings before Python 3.12.
    """
    found = Catalog(project="speechqa", charset="utf-8")
    for file in sorted(path for source in SOURCES for path in (ROOT / source).rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            message = _message(call)
            if message is not None:
                found.add(message, None, [(str(file.relative_to(ROOT)), None)])  # type: ignore[list-item]
    return found


def read() -> Catalog:
    """The Russian catalogue."""
    with CATALOGUE.open("rb") as stream:
        return read_po(stream, locale="ru", domain="speechqa")


def update() -> None:
    """Merge the sources' messages into the catalogue, drop those that are gone, compile."""
    catalogue = read() if CATALOGUE.is_file() else Catalog(locale="ru", domain="speechqa", fuzzy=False)
    catalogue.update(collect(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.header_comment = HEADER
    catalogue.fuzzy = False
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(_po(catalogue))
    if _strings(_read_compiled()) != _strings(read()):
        with CATALOGUE.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, read())


def faults() -> list[str]:
    """What is missing, outdated or inconsistent, a line each."""
    catalogue, wanted = read(), {message.id for message in collect() if message.id}
    have = {message.id: message for message in catalogue if message.id}
    lines = [f"not in the catalogue: {_text(key)}" for key in wanted - have.keys()]
    lines += [f"in the catalogue, not in the sources: {_text(key)}" for key in have.keys() - wanted]
    for key, message in have.items():
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.fuzzy or not all(forms) or (isinstance(key, tuple) and len(forms) != 3):
            lines.append(f"untranslated: {_text(key)}")
            continue
        fields = set(_FIELD.findall(" ".join(key) if isinstance(key, tuple) else str(key)))
        lines += [
            f"other fields than in the source: {form}" for form in forms if set(_FIELD.findall(str(form))) - fields
        ]
        if not isinstance(key, tuple) and fields - set(_FIELD.findall(str(forms[0]))):
            lines.append(f"a field is lost: {forms[0]}")
    if _strings(_read_compiled()) != _strings(catalogue):
        lines.append("speechqa.mo is not that of speechqa.po")
    return sorted(lines)


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        update()
    elif arguments != ["check"]:
        print(__doc__, file=sys.stderr)
        return 2
    found = faults()
    for line in found:
        print(line, file=sys.stderr)
    if found and arguments == ["check"]:
        print("Translate in speechqa.po, then: make texts", file=sys.stderr)
    return 1 if found and arguments == ["check"] else 0


def _po(catalogue: Catalog) -> bytes:
    stream = io.BytesIO()
    write_po(stream, catalogue, width=110, sort_output=True, include_lineno=False, omit_header=False)
    # Dates would change the file on every run.
    kept = [
        line
        for line in stream.getvalue().splitlines(keepends=True)
        if not line.startswith((b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Last-Translator'))
    ]
    return b"".join(kept)


def _message(node: ast.AST) -> str | tuple[str, str] | None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in KEYWORDS:
        return None
    texts = [argument.value for argument in node.args[: KEYWORDS[node.func.id]] if isinstance(argument, ast.Constant)]
    if len(texts) != KEYWORDS[node.func.id]:
        return None
    return str(texts[0]) if len(texts) == 1 else (str(texts[0]), str(texts[1]))


def _read_compiled() -> Catalog:
    file = CATALOGUE.with_suffix(".mo")
    if not file.is_file():
        return Catalog()
    with file.open("rb") as stream:
        return read_mo(stream)


def _strings(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    return {_first(message.id): _forms(message) for message in catalogue if message.id and all(_forms(message))}


def _first(message_id: object) -> str:
    return str(message_id[0] if isinstance(message_id, list | tuple) else message_id)


def _forms(message: Message) -> tuple[str, ...]:
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return tuple(str(form or "") for form in strings)


def _text(key: object) -> str:
    return " / ".join(key) if isinstance(key, tuple) else str(key)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
