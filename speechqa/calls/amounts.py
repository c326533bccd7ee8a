"""An amount of money or a number as people write it in; the number out."""

from __future__ import annotations

import re

_CURRENCY = re.compile(r"(?i)(?<![^\W\d_])(?:руб(?:л[а-я]*)?|р|rub|rur|eur|usd|kzt|тг)(?![^\W\d_])\.?|[₽€$₸]")
_NUMBER = re.compile(r"[-−]?\d[\d.,]*")
_SPACES = re.compile(r"[\s'’]+")


def amount_of(text: str) -> float | None:
    """Of ``1 234,50 ₽``, ``руб. 1,234.50`` and ``1234.5`` it is the number; None where it is none.

    Of a point and a comma the last one is decimal, and what stands there twice parts thousands. One alone is decimal.
    """
    digits = _SPACES.sub("", _CURRENCY.sub("", text))
    if _NUMBER.fullmatch(digits) is None:
        return None
    decimal = max(digits.rfind("."), digits.rfind(","))
    if decimal >= 0 and digits.count(digits[decimal]) > 1:
        decimal = -1
    whole, fraction = (digits, "") if decimal < 0 else (digits[:decimal], digits[decimal + 1 :])
    return float(f"{re.sub('[.,]', '', whole).replace('−', '-')}.{fraction or 0}")
