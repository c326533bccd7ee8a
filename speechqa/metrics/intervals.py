"""Counts in, the interval in which the true share lies out."""

from __future__ import annotations

from math import sqrt

_Z = 1.959964
"""The normal quantile of 95 %."""


def wilson(part: int, whole: int) -> tuple[float, float] | None:
    """The 95 % score interval of a share, 0..1; None without any case.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212:
    (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n).
    """
    if whole <= 0:
        return None
    share, z2 = part / whole, _Z * _Z
    middle = share + z2 / (2 * whole)
    reach = _Z * sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole))
    scale = 1 + z2 / whole
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)
