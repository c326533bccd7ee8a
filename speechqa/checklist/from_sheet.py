"""A card that a QA department keeps in a spreadsheet in (criterion, section, weight, phrases), a first checklist out.

A criterion without phrases is for a person to judge, until somebody writes down what is said there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from speechqa.calls.sheet import Row, read_tables, with_header
from speechqa.checklist.load import parse_checklist
from speechqa.checklist.phrases import Fault, read_phrase
from speechqa.errors import UsageError
from speechqa.texts import _

_TITLES = {
    "criterion": ("критерий", "критерии", "чекпоинт", "чек-поинт", "пункт", "параметр", "показатель", "название",
                  "что оцениваем", "criterion", "criteria", "checkpoint", "item", "title"),
    "section": ("этап", "раздел", "блок", "группа", "этап разговора", "section", "stage", "block"),
    "weight": ("вес", "балл", "баллы", "максимум", "макс. балл", "вес, %", "weight", "points", "max"),
    "phrases": ("фразы", "фраза", "примеры", "примеры фраз", "ключевые фразы", "что говорить", "скрипт", "phrases",
                "phrase", "examples", "script"),
    "forbidden": ("запрещённые фразы", "запрещенные фразы", "стоп-фразы", "нельзя", "forbidden", "forbidden phrases"),
    "critical": ("грубая ошибка", "критическая ошибка", "критичный", "критично", "critical"),
}  # fmt: skip
_YES = ("1", "да", "yes", "+", "x", "х", "true", "v", "✓", "✔")
_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщыэюя"
_LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch y e yu ya"
_LETTERS = dict(zip(_RUSSIAN, _LATIN.split(), strict=True)) | {"ъ": "", "ь": ""}
_BETWEEN = re.compile(r"[;\n]|\s/\s")
_ROUND = " \t«»“”„\"'.,!•*—–-"
_LONGEST_ID = 40


@dataclass(frozen=True, slots=True)
class Made:
    """The checklist's text, and what of the card is not in it as phrases, with row and reason."""

    text: str
    left_out: tuple[str, ...]


def checklist_from_sheet(path: Path) -> Made:
    """Make it, named like the file.

    Raises:
        UsageError: it is no table, has no column of criteria or none in it, or a weight is no number.
    """
    found = with_header(read_tables(path), lambda row: len(_columns(row)))
    columns = _columns(found[0]) if found else {}
    if found is None or "criterion" not in columns:
        known = ", ".join(titles[0] for titles in _TITLES.values())
        raise UsageError(
            _("no column of this sheet is headed as the criteria"), str(path),
            _("Head the columns so: {known}.").format(known=known),
        )  # fmt: skip
    lines, sections, left_out = _items(path, found[1], columns)
    if not lines:
        raise UsageError(_("there are no criteria"), str(path), _("Write one per row, below the header."))
    name = _id(path.stem, set())
    head = [f"checklist: {name}", f"title: {{ru: {_quoted(path.stem)}}}", "language: ru"]
    if sections:
        head += ["sections:", *(f"  {id_}: {{ru: {_quoted(title)}}}" for title, id_ in sections.items())]
    text = "\n".join([*head, "", "checkpoints:", *lines]) + "\n"
    parse_checklist(text, str(path))
    return Made(text, tuple(left_out))


def _items(path: Path, rows: Sequence[Row], columns: dict[str, int]) -> tuple[list[str], dict[str, str], list[str]]:
    """The lines of the criteria, the sections' ids by their titles, and what was left out."""
    lines: list[str] = []
    sections: dict[str, str] = {}
    left_out: list[str] = []
    taken: set[str] = set()
    section = ""
    for row in rows:
        told = {key: row.cells[n] if n < len(row.cells) else "" for key, n in columns.items()}
        # A section's title stands once, in a merged cell, above its criteria.
        section = told.get("section") or section
        title = " ".join(told["criterion"].split())
        if not title:
            continue
        where = f"{path}:{row.number}"
        lines += [f"  - id: {_id(title, taken)}", f"    title: {{ru: {_quoted(title)}}}"]
        if section:
            id_ = sections.setdefault(section, "") or _id(section, set(sections.values()))
            sections[section] = id_
            lines.append(f"    section: {id_}")
        if told.get("weight"):
            lines.append(f"    weight: {_weight(told['weight'], where)}")
        if told.get("critical", "").casefold() in _YES:
            lines.append("    critical: true")
        phrases = {key: _phrases(told.get(column, ""), where, left_out)
                   for key, column in (("any", "phrases"), ("none", "forbidden"))}  # fmt: skip
        for key, own in phrases.items():
            if own:
                lines += [f"    {key}:", *(f"      - {_quoted(phrase)}" for phrase in own)]
        if not any(phrases.values()):
            lines.append("    by: human")
    return lines, sections, left_out


def _columns(row: Row) -> dict[str, int]:
    """What each column of a header is."""
    tidy = [" ".join(cell.casefold().split()).rstrip(" :") for cell in row.cells]
    found: dict[str, int] = {}
    for n, cell in enumerate(tidy):
        key = next((key for key, titles in _TITLES.items() if cell in titles), None)
        if key is not None:
            found.setdefault(key, n)
    return found


def _phrases(cell: str, where: str, left_out: list[str]) -> list[str]:
    found: dict[str, None] = {}
    for part in _BETWEEN.split(cell):
        phrase = part.strip(_ROUND)
        if not phrase:
            continue
        try:
            found[read_phrase(phrase)] = None
        except Fault as error:
            left_out.append(f"{where}: {phrase!r}: {error.what}")
    return list(found)


def _weight(cell: str, where: str) -> str:
    try:
        weight = float(cell.replace(",", ".").rstrip(" %"))
    except ValueError:
        weight = -1.0
    if not 0 <= weight < float("inf"):
        raise UsageError(_("{value!r} is no weight").format(value=cell), where, _("Write a number, 0 or more."))
    return f"{weight:g}"


def _id(title: str, taken: set[str]) -> str:
    """A name of Latin letters, told apart from those taken, and taken now."""
    latin = "".join(_LETTERS.get(letter, letter) for letter in title.casefold())
    plain = re.sub(r"[^a-z0-9]+", "_", latin).strip("_")[:_LONGEST_ID].rstrip("_") or "item"
    name, n = plain, 2
    while name in taken:
        name, n = f"{plain}_{n}", n + 1
    taken.add(name)
    return name


def _quoted(text: str) -> str:
    # What JSON writes as a text, YAML reads as one.
    return json.dumps(text, ensure_ascii=False)
