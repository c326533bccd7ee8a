"""Russian words in, with numbers as digits, the length of the time of day that begins at one of them out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from speechqa.matching.languages.ru_words import form_of

_HOUR = {"час", "часа", "часов", "часам", "часу", "часами"}
_MINUTES = {"минут", "минуты", "минуту"}
_PART_OF_DAY = {"утра", "вечера", "дня", "ночи"}
_NOON = {"полдень", "полдня", "полночь", "полудня"}
_BEFORE = {"в", "к", "до", "после", "на", "с", "около", "часов"}
_HALF = {"половине", "половину", "половина", "половины", "четверть", "четверти"}
_ORDINALS = (
    "первого", "второго", "третьего", "четвертого", "пятого", "шестого", "седьмого", "восьмого", "девятого", "десятого",
    "одиннадцатого", "двенадцатого",
)  # fmt: skip
_HALF_IN_ONE = re.compile(rf"пол-?(?:{'|'.join(_ORDINALS)})")
_OPENING, _WHOLE_DAY = 7, 24
_BEGIN = _NOON | _HALF | {"без", "час", "часу"}
_QUARTER = {"четверти", "пяти", "десяти"}


def begins_time(text: str) -> bool:
    """Whether a time of day may begin with this word."""
    return text.isdecimal() or text in _BEGIN or text.startswith("пол")


def time_at(texts: Sequence[str], place: int) -> int:
    """«15 30» after «в», «3 часа», «9 утра», «половине шестого», «без 10 6», «полдень»."""
    text = texts[place]
    if not begins_time(text):
        return 0
    if text in _NOON or _HALF_IN_ONE.fullmatch(text):
        return 1
    if text in _HALF and _at(texts, place + 1) in _ORDINALS:
        return 2
    if text == "без" and (_number(texts, place + 1, 59) or _at(texts, place + 1) in _QUARTER):
        return 3 if _number(texts, place + 2, 24) else 2 if int(_at(texts, place + 1) or 0) > 20 else 0
    before = texts[place - 1] if place else ""
    if text in ("час", "часу") and before in _BEFORE:
        return 2 if _at(texts, place + 1) in _PART_OF_DAY else 1
    if not _number(texts, place, 24):
        return 0
    end = place + 1
    if _at(texts, end) in _HOUR:
        end += 1
        if _number(texts, end, 59):
            end += 2 if _at(texts, end + 1) in _MINUTES else 1
        elif before not in _BEFORE and _at(texts, end) not in _PART_OF_DAY and not _OPENING <= int(text) < _WHOLE_DAY:
            return 0  # «3 часа» is how long it takes; «в 3 часа» and «12 часов» are when.
    elif before in _BEFORE and _number(texts, end, 59):
        end += 2 if _number(texts, end + 1, 0) else 1
    elif _at(texts, end) not in _PART_OF_DAY and (before not in _BEFORE or _counts(_at(texts, end))):
        return 0
    return end + 1 - place if _at(texts, end) in _PART_OF_DAY else end - place


def _at(texts: Sequence[str], place: int) -> str:
    return texts[place] if place < len(texts) else ""


def _number(texts: Sequence[str], place: int, most: int) -> bool:
    text = _at(texts, place)
    return text.isdecimal() and int(text) <= most


def _counts(text: str) -> bool:
    """Whether the word is what a number before it counts: «в 5 раз», «до 3 процентов»."""
    return bool(text) and form_of(text).part == "noun" and not form_of(text).is_name
