"""Speakers' labels in, the channel of each out, and which channel is the manager's where the labels say it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MANAGER, CUSTOMER, MACHINE = "manager", "customer", "machine"

_ROLES = {
    MANAGER: "manager agent operator employee salesperson seller administrator admin consultant representative rep "
    "support receptionist менеджер агент оператор администратор админ сотрудник сотрудница продавец консультант "
    "специалист диспетчер регистратор работник",
    CUSTOMER: "customer client caller user buyer patient subscriber guest клиент клиентка покупатель покупательница "
    "пациент пациентка абонент заказчик звонящий гость",
    MACHINE: "bot robot ivr system autoresponder бот робот автоответчик система автоинформатор",
}
_PARTIES = {word: role for role, words in _ROLES.items() for word in words.split()} | {
    "customer service": MANAGER,
    "customer support": MANAGER,
    "call center": MANAGER,
}
_ORDERED = ("left", "right")


@dataclass(frozen=True, slots=True)
class Seating:
    """Where everybody sits.

    Attributes:
        channels: 1 or 2.
        places: for each piece its channel; None where a third speaker said it.
        manager_channel: the manager's, where the labels name it.
    """

    channels: int
    places: tuple[int | None, ...]
    manager_channel: int | None = None


def party(label: str) -> str | None:
    """The role that a label names: MANAGER, CUSTOMER, MACHINE, or None."""
    name = _plain(label)
    words = re.findall(r"[^\W\d_]+", name)
    return _PARTIES.get(" ".join(words)) or next((_PARTIES[word] for word in words if word in _PARTIES), None)


def seat(labels: Sequence[str | None], lengths: Sequence[int], manager_speaker: str | None = None) -> Seating:
    """Give each piece its channel.

    Args:
        labels: of each piece in the order of the file; one without a label is of the speaker before it.
        lengths: words of each piece.
        manager_speaker: the label of the manager, where the user told.
    """
    filled = _filled(labels)
    weights: Counter[str] = Counter()
    for label, length in zip(filled, lengths, strict=True):
        if label is not None:
            weights[label] += length
    if not weights:
        return Seating(1, (0,) * len(labels))
    roles = {label: party(label) for label in weights}
    wanted = _plain(manager_speaker) if manager_speaker else None
    if wanted and wanted in [_plain(label) for label in weights]:
        roles = {
            label: MANAGER if _plain(label) == wanted else None if role == MANAGER else role
            for label, role in roles.items()
        }
    if MANAGER in roles.values() or CUSTOMER in roles.values():
        return _by_roles(filled, roles, weights)
    people = [label for label in weights if roles[label] != MACHINE] or list(weights)
    kept = sorted(people, key=lambda label: -weights[label])[:2]
    if len(kept) == 1:
        return Seating(1, tuple(0 if label == kept[0] else None for label in filled))
    order = sorted(kept, key=lambda label: _rank(label, people))
    channel = {label: n for n, label in enumerate(order)}
    return Seating(2, tuple(channel.get(label or "") for label in filled))


def _by_roles(filled: Sequence[str | None], roles: Mapping[str, str | None], weights: Counter[str]) -> Seating:
    """All managers on one channel, all customers on the other; of nameless ones who talks most fills an empty chair."""
    chair = {MANAGER: 0, CUSTOMER: 1}
    channel = {label: chair[role] for label, role in roles.items() if role in chair}
    nameless = sorted((label for label, role in roles.items() if role is None), key=lambda label: -weights[label])
    empty = {0, 1} - set(channel.values())
    if empty and nameless:
        channel[nameless[0]] = empty.pop()
    return Seating(2, tuple(channel.get(label or "") for label in filled), 0)


def _filled(labels: Sequence[str | None]) -> list[str | None]:
    current = next((label for label in labels if label is not None), None)
    filled = []
    for label in labels:
        current = current if label is None else label
        filled.append(current)
    return filled


def _rank(label: str, people: Sequence[str]) -> tuple[int, int]:
    """Numbered channels keep their order, others come in that of their first word."""
    name = _plain(label)
    if name in _ORDERED:
        return 0, _ORDERED.index(name)
    return (0, int(name)) if name.isdecimal() and len(name) < 4 else (1, people.index(label))


def _plain(label: str) -> str:
    return " ".join(label.casefold().replace("ё", "е").split())
