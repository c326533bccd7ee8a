"""Rows grouped by their ids in; out, which of the groups are one call though no id says so.

Without ``linkedid`` (Asterisk's ``Master.csv`` has none unless ``newcdrcolumns`` is switched on), the two halves of a
Local channel (``;1`` and ``;2``) are channels of their own, and so are their rows' ids. And an id may bear the system's
name in some rows and not in others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from speechqa.calls.answers import end_of
from speechqa.calls.channels import is_local
from speechqa.calls.model import Row

OF_ID = "id "
"""Begins the name of an id without its system's name; the rows of the bare id bear it without saying so."""

_PREFIXED = re.compile(r".*-(\d{9,10}\.\d+)")
_APART = timedelta(minutes=2)
"""The names of Local channels are used again once the telephone system is started anew."""


def main_keys(groups: Mapping[str, Sequence[Row]]) -> dict[str, str]:
    """Of groups that are a part of another one's call, the key of that call; others are not named."""
    by_name: dict[str, dict[str, None]] = {}
    for key, rows in groups.items():
        for row in rows:
            for name in local_names(row):
                by_name.setdefault(name, {})[key] = None
    for key in groups:
        bare = bare_id(key)
        if bare != key and bare in groups:
            by_name.setdefault(OF_ID + bare, {bare: None})[key] = None
    parents: dict[str, str] = {}
    for keys in by_name.values():
        if len(keys) > 1:
            ordered = sorted(keys, key=lambda key: _order(groups[key], key))
            for one, other in pairwise(ordered):
                if _overlap(groups[one], groups[other]):
                    _join(parents, one, other)
    members: dict[str, list[str]] = {}
    for key in parents:
        members.setdefault(_root(parents, key), []).append(key)
    found = {}
    for keys_of_call in members.values():
        main = min(keys_of_call, key=lambda key: _order(groups[key], key))
        found.update({key: main for key in keys_of_call if key != main})
    return found


def local_names(row: Row) -> list[str]:
    """Names of the Local channels that the row is a half of, where no linkedid says what it belongs to."""
    if row.linkedid:
        return []
    return [
        channel[:-2] for channel in (row.channel, row.dstchannel) if channel[-2:] in {";1", ";2"} and is_local(channel)
    ]


def bare_id(uniqueid: str) -> str:
    """``pbx-1706420300.5`` → ``1706420300.5``; anything else as it is."""
    match = _PREFIXED.fullmatch(uniqueid)
    return match[1] if match else uniqueid


def _order(rows: Sequence[Row], key: str) -> tuple[bool, datetime, str]:
    """The caller's own channel is no Local one, and was there first."""
    return all(is_local(row.channel) for row in rows), min(row.start.replace(tzinfo=None) for row in rows), key


def _overlap(one: Sequence[Row], other: Sequence[Row]) -> bool:
    starts = [min(row.start.replace(tzinfo=None) for row in rows) for rows in (one, other)]
    ends = [max(end_of(row).replace(tzinfo=None) for row in rows) for rows in (one, other)]
    return starts[0] <= ends[1] + _APART and starts[1] <= ends[0] + _APART


def _join(parents: dict[str, str], one: str, other: str) -> None:
    roots = sorted((_root(parents, one), _root(parents, other)))
    parents.setdefault(roots[0], roots[0])
    parents[roots[1]] = roots[0]


def _root(parents: dict[str, str], key: str) -> str:
    while parents.get(key, key) != key:
        key = parents[key]
    return key
