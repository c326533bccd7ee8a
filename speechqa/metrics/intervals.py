"""Counts or values in, the interval in which the true share or mean lies out."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, fsum, pi, sqrt

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


def mean_interval(values: Mapping[float, int]) -> tuple[float, float] | None:
    """The 95 % interval of a mean; None where fewer than two values, or only equal ones, tell nothing of it.

    Args:
        values: how often each value occurs.

    Student, The probable error of a mean, Biometrika 6 (1908), 1-25: mean ± t(n - 1) s / √n.
    """
    n = sum(values.values())
    if n < 2:
        return None
    mean = fsum(value * count for value, count in values.items()) / n
    variance = fsum(count * (value - mean) ** 2 for value, count in values.items()) / (n - 1)
    if variance == 0:
        return None
    reach = _t(n - 1) * sqrt(variance / n)
    return mean - reach, mean + reach


def _t(df: int) -> float:
    """The 97.5 % quantile of Student's t, within 0.1 % of the tables from two degrees of freedom on.

    Hill, Algorithm 396, Communications of the ACM 13 (1970), 619-620; the first two are exact.
    """
    if df == 1:
        return 12.706205
    if df == 2:
        return 4.302653
    p = 0.05
    a = 1 / (df - 0.5)
    b = 48 / a**2
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * sqrt(a * pi / 2) * df
    x = d * p
    y = x ** (2 / df)
    if y > 0.05 + a:
        x = -_Z
        y = x**2
        if df < 5:
            c += 0.3 * (df - 4.5) * (x + 0.6)
        c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
        y = a * y**2
        y = y + y**2 / 2 if y <= 0.002 else exp(y) - 1
    else:
        y = ((1 / (((df + 6) / (df * y) - 0.089 * d - 0.822) * (df + 2) * 3) + 0.5 / (df + 4)) * y - 1) * (df + 1) / (
            df + 2
        ) + 1 / y
    return sqrt(df * y)
