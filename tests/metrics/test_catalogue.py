"""A metric's id means one thing."""

from __future__ import annotations

from collections import defaultdict

from speechqa.metrics.catalogue import FAMILIES

# Of managers and departments only the calls they are measured by count; of lines and short calls all do.
_OF_SEVERAL = {"calls", "inbound", "outbound", "answered", "talk_minutes", "mean_talk"}


def test_the_same_id_is_the_same_sum_in_every_family() -> None:
    found = defaultdict(set)
    for metrics in FAMILIES.values():
        for metric in metrics:
            found[metric.id].add((metric.of, metric.over))
    assert {id_ for id_, meanings in found.items() if len(meanings) > 1} == _OF_SEVERAL
