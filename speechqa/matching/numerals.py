"""Number words in, digits out, so that «двадцать пять», "twenty-five" and "25" compare equal.

No light, kept library does this for several languages; a small table for each does.
"""

from __future__ import annotations

from collections.abc import Sequence

from speechqa.matching.languages.model import Numerals

LONGEST = 7
"""Words of the longest number looked for."""


def digits_of(words: Sequence[str], numerals: Numerals) -> tuple[str, int]:
    """The number at the beginning of ``words`` as digits, and how many words it takes ("" and 0 for none)."""
    if not words:
        return "", 0
    if words[0].isdecimal():
        return _written(words, numerals)
    if words[0] in numerals.halves:
        return ("1500", 2) if len(words) > 1 and words[1] in numerals.thousand else ("", 0)
    if words[0] in numerals.lone:
        rest, more = _rest(words[1:], numerals)
        return (str(1000 + rest), 1 + more)
    total, used = _below_thousand(words, numerals)
    if used and used < len(words) and words[used] in numerals.thousand:
        rest, more = _rest(words[used + 1 :], numerals)
        return str(total * 1000 + rest), used + 1 + more
    half = numerals.and_a_half
    if (
        used
        and half
        and tuple(words[used : used + len(half)]) == half
        and _at(words, used + len(half)) in numerals.thousand
    ):
        return str(total * 1000 + 500), used + len(half) + 1
    if not used or (used == 1 and words[0] in numerals.doubtful):
        return "", 0
    return str(total), used


def _at(words: Sequence[str], place: int) -> str:
    return words[place] if place < len(words) else ""


def _written(words: Sequence[str], numerals: Numerals) -> tuple[str, int]:
    """Digits as a recogniser writes them: "25", "25 тысяч", "25 300"."""
    number, used = words[0], 1
    while len(words[0]) <= 3 and used < len(words) and len(words[used]) == 3 and words[used].isdecimal():
        number, used = number + words[used], used + 1
    if used == 1 and len(words) > 1 and words[1] in numerals.thousand:
        rest, more = _rest(words[2:], numerals)
        return str(int(number) * 1000 + rest), 2 + more
    return (number.lstrip("0") or "0"), used


def _rest(words: Sequence[str], numerals: Numerals) -> tuple[int, int]:
    joined = 1 if words and words[0] in numerals.joiners else 0
    total, used = _below_thousand(words[joined:], numerals)
    return (total, used + joined) if used else (0, 0)


def _below_thousand(words: Sequence[str], numerals: Numerals) -> tuple[int, int]:
    total = used = 0
    ceiling = 1000
    while used < len(words):
        word = words[used]
        value = numerals.values.get(word)
        if word in numerals.hundred and 0 < total < 10:
            total, used, ceiling = total * 100, used + 1, 100
        elif word in numerals.joiners and total >= 100 and used + 1 < len(words) and words[used + 1] in numerals.values:
            used += 1
        elif value is not None and _floor(value) < ceiling:
            total, used, ceiling = total + value, used + 1, (1 if _floor(value) == 10 else _floor(value))
        else:
            break
    return total, used


def _floor(value: int) -> int:
    """Hundreds, tens, teens and units each come once, in this order."""
    return 100 if value >= 100 else 20 if value >= 20 else 10 if value >= 10 else 1
