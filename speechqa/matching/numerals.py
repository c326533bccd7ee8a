"""Russian number words in, digits out, so that «двадцать пять», «25» and "25" compare equal.

No light, kept library does this; a small table of our own does.
"""

from __future__ import annotations

from collections.abc import Sequence

_UNITS = {
    "ноль": 0, "нуль": 0, "один": 1, "одна": 1, "одно": 1, "одного": 1, "одну": 1, "два": 2, "две": 2, "двух": 2,
    "три": 3, "трех": 3, "четыре": 4, "четырех": 4, "пять": 5, "пяти": 5, "шесть": 6, "шести": 6, "семь": 7,
    "семи": 7, "восемь": 8, "восьми": 8, "девять": 9, "девяти": 9,
}  # fmt: skip
_TEENS = {
    "десять": 10, "десяти": 10, "одиннадцать": 11, "одиннадцати": 11, "двенадцать": 12, "двенадцати": 12,
    "тринадцать": 13, "тринадцати": 13, "четырнадцать": 14, "четырнадцати": 14, "пятнадцать": 15, "пятнадцати": 15,
    "шестнадцать": 16, "шестнадцати": 16, "семнадцать": 17, "семнадцати": 17, "восемнадцать": 18,
    "восемнадцати": 18, "девятнадцать": 19, "девятнадцати": 19,
}  # fmt: skip
_TENS = {
    "двадцать": 20, "двадцати": 20, "тридцать": 30, "тридцати": 30, "сорок": 40, "сорока": 40, "пятьдесят": 50,
    "пятидесяти": 50, "шестьдесят": 60, "шестидесяти": 60, "семьдесят": 70, "семидесяти": 70, "восемьдесят": 80,
    "восьмидесяти": 80, "девяносто": 90, "девяноста": 90,
}  # fmt: skip
_HUNDREDS = {
    "сто": 100, "ста": 100, "двести": 200, "двухсот": 200, "триста": 300, "трехсот": 300, "четыреста": 400,
    "четырехсот": 400, "пятьсот": 500, "пятисот": 500, "шестьсот": 600, "шестисот": 600, "семьсот": 700,
    "семисот": 700, "восемьсот": 800, "восьмисот": 800, "девятьсот": 900, "девятисот": 900,
}  # fmt: skip
_THOUSANDS = {"тысяча", "тысячи", "тысяч", "тысячу"}
_ORDER = ((100, _HUNDREDS), (20, _TENS), (10, _TEENS), (1, _UNITS))


def digits_of(words: Sequence[str]) -> tuple[str, int]:
    """The number at the beginning of ``words`` as digits, and how many words it takes ("" and 0 for none).

    «Один» alone stays a word: as a pronoun it is too common to be a number.
    """
    if not words:
        return "", 0
    if words[0].isdecimal():
        return _written(words)
    total, used = _below_thousand(words)
    if used and used < len(words) and words[used] in _THOUSANDS:
        rest, more = _below_thousand(words[used + 1 :])
        return str(total * 1000 + rest), used + 1 + more
    if not used or (used == 1 and words[0].startswith("одн")) or (used == 1 and words[0] == "один"):
        return "", 0
    return str(total), used


def _written(words: Sequence[str]) -> tuple[str, int]:
    """Digits as a recogniser writes them: "25", "25 тысяч", "25 300"."""
    number, used = words[0], 1
    while len(words[0]) <= 3 and used < len(words) and len(words[used]) == 3 and words[used].isdecimal():
        number, used = number + words[used], used + 1
    if used == 1 and len(words) > 1 and words[1] in _THOUSANDS:
        rest, more = _below_thousand(words[2:])
        return str(int(number) * 1000 + rest), 2 + more
    return (number.lstrip("0") or "0"), used


def _below_thousand(words: Sequence[str]) -> tuple[int, int]:
    total = used = 0
    ceiling = 1000
    while used < len(words):
        for floor, table in _ORDER:
            value = table.get(words[used])
            if value is not None and floor < ceiling:
                total, used, ceiling = total + value, used + 1, (1 if floor == 10 else floor)
                break
        else:
            break
    return total, used
