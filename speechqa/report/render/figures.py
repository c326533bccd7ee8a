"""Numbers in, the way people read them out: percentages that never contradict their light, times, durations."""

from __future__ import annotations

import math
from datetime import datetime

from speechqa.checklist.model import Thresholds
from speechqa.scoring import light
from speechqa.texts import _, current_language

_MOST_DECIMALS = 4


def percent(value: float | None, thresholds: tuple[float, float] | None = None) -> str:
    """A percentage with as few decimals as keep the printed value on its side of the thresholds (green, yellow).

    100 % and 0 % are printed for nothing but all and none.
    """
    if value is None:
        return "–"
    for decimals in range(_MOST_DECIMALS + 1):
        text = f"{value:.{decimals}f}"
        if _side(float(text), thresholds) == _side(value, thresholds):
            return _localised(text) + " %"
    # Closer to the threshold than that: the last digit is pushed off it.
    step = 10**_MOST_DECIMALS
    below, above = math.floor(value * step) / step, (math.floor(value * step) + 1) / step
    shown = below if _side(below, thresholds) == _side(value, thresholds) else above
    return _localised(f"{shown:.{_MOST_DECIMALS}f}") + " %"


def clock(seconds: float | None) -> str:
    """A time within a call, mm:ss (h:mm:ss from an hour on)."""
    if seconds is None:
        return "–"
    # Rounded down, as players show it: a second that has begun is not over.
    whole = int(seconds)
    if whole >= 3600:
        return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{whole // 60:02d}:{whole % 60:02d}"


def place(start: float | None, turn: int | None) -> str:
    """Where in a call something was said: its time, or its turn where the transcript has no times."""
    return clock(start) if turn is None else _("turn {n}").format(n=turn)


def moment(time: datetime | None) -> str:
    """A date and time of day, in the zone it carries."""
    return "–" if time is None else time.strftime("%Y-%m-%d %H:%M")


def number(value: float | None) -> str:
    """A weight or a number of points, without needless zeros."""
    return "–" if value is None else _localised(f"{value:g}")


def count(value: int) -> str:
    """A number of things, its thousands apart."""
    return f"{value:,}".replace(",", "\N{NO-BREAK SPACE}")


def amount(value: float) -> str:
    """Minutes, money or a mean: two decimals at most, none from a thousand on."""
    if abs(value) >= 1000:
        return count(round(value))
    return _localised(f"{round(value, 2):g}")


def one_decimal(value: float | None) -> str:
    """A percentage where whole ones would look alike."""
    return "–" if value is None else _localised(f"{value:.1f}") + " %"


def change(value: float) -> str:
    """A difference, with its sign."""
    return _localised(f"{value:+.1f}").replace("-", "\N{MINUS SIGN}")


def _side(value: float, thresholds: tuple[float, float] | None) -> tuple[object, ...]:
    return value <= 0, value >= 100, light(value, Thresholds(*thresholds)) if thresholds else None


def _localised(text: str) -> str:
    return text.replace(".", ",") if current_language() == "ru" else text
