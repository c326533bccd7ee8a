"""One customer's calls in, runs of many within a short time out: who calls so has trouble to get through (S6)."""

from __future__ import annotations

from collections.abc import Sequence


def bursts(moments: Sequence[float], least: int, within: float) -> list[tuple[int, int]]:
    """The runs, as places of their first and last call.

    Any ``least`` calls in a row within so many seconds make a run, and runs that share a call are one.

    Args:
        moments: when each call began, in order.
    """
    found: list[tuple[int, int]] = []
    for last in range(least - 1, len(moments)):
        first = last - least + 1
        if moments[last] - moments[first] > within:
            continue
        if found and found[-1][1] >= first:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found
