"""Calls in; out, what the CRM of the made-up company exports of them, and in the calls what belongs to each.

Half of the events name their call, the others its customer, during the call or soon after it and long before the next.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

from tools.known.truth import KnownCall

_DAY = timedelta(days=1)
_HEADER = ("Тип", "ID", "Дата", "ID звонка", "Телефон", "Этап", "Причина отказа", "Сумма", "Дата закрытия", "Название")


def write_crm(path: Path, calls: list[KnownCall], seed: int) -> None:
    """Events, requests and deals of these calls, in order of their start; what belongs to a call is noted in it."""
    chance = random.Random(seed + 1)
    by_customer: dict[str, list[KnownCall]] = defaultdict(list)
    for call in calls:
        if call.customer:
            by_customer[call.customer].append(call)
    rows: list[tuple[object, ...]] = []
    for customers in by_customer.values():
        for call, following in zip(customers, [*customers[1:], None], strict=True):
            if call.answered and chance.random() < 0.7:
                call.events = chance.choice((1, 1, 1, 2))
                for _n in range(call.events):
                    rows.append(_item(chance, "Событие", len(rows), call, following))
            if call.first and chance.random() < 0.55:
                call.requests = 1
                rows.append(_item(chance, "Заявка", len(rows), call, following))
        if chance.random() < 0.2:
            rows.append(_deal(chance, len(rows), customers))
    for _n in range(len(calls) // 200):
        # Of people who never called.
        at = calls[chance.randrange(len(calls))].started_at
        rows.append(("Событие", f"c{len(rows)}", at, "", f"+7999{chance.randrange(10**7):07d}", "", "", "", "", ""))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(_HEADER)
        writer.writerows(rows)


def _item(
    chance: random.Random, kind: str, number: int, call: KnownCall, following: KnownCall | None
) -> tuple[object, ...]:
    ended = call.started_at + timedelta(seconds=call.duration)
    at = call.started_at + timedelta(seconds=chance.randrange(call.duration + 1))
    if following is None or following.started_at - ended > timedelta(hours=1):
        at = ended + timedelta(seconds=chance.randrange(1, 900))
    names = chance.random() < 0.5
    return (kind, f"c{number}", at, call.call_id if names else "", "" if names else call.customer, "", "", "", "", "")


def _deal(chance: random.Random, number: int, calls: list[KnownCall]) -> tuple[object, ...]:
    at = chance.choice(calls).started_at + timedelta(seconds=chance.randrange(3600))
    kind = chance.choices(("won", "lost", "open", "spam"), (0.42, 0.36, 0.14, 0.08))[0]
    closed: datetime | None = None if kind == "open" else at + timedelta(hours=chance.randrange(1, 400))
    for call in calls:
        if at - _DAY <= call.started_at and (closed is None or call.started_at <= closed + _DAY):
            setattr(call, f"deals_{kind}", getattr(call, f"deals_{kind}") + 1)
    stage = {"won": "Успешно реализовано", "lost": "Закрыто и не реализовано", "open": "Переговоры",
             "spam": "Закрыто и не реализовано"}[kind]  # fmt: skip
    reason = {"lost": chance.choice(("Дорого", "Ушёл к другим")), "spam": "Спам"}.get(kind, "")
    amount = chance.randrange(10, 500) * 100 if kind != "spam" else ""
    return ("Сделка", f"c{number}", at, "", calls[0].customer, stage, reason, amount, closed or "", "Сделка")
