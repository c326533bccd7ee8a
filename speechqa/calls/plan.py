"""``plan.csv`` in; out, what is planned for whom on which days, and what of it decides the pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from speechqa.calls.directory import Entry, read_directory
from speechqa.calls.directory_values import DIRECTIONS, date_of, number_of, percent_of, weekdays_of, word_of
from speechqa.errors import UsageError
from speechqa.texts import _

COLUMNS = {
    "manager": ("менеджер", "сотрудник", "имя", "employee", "name"),
    "department": ("отдел", "подразделение", "group", "team"),
    "source": ("источник", "канал", "channel"),
    "campaign": ("кампания", "рекламная кампания"),
    "day": ("дата", "число", "date"),
    "weekday": ("день недели", "дни недели", "дни", "weekdays", "days"),
    "direction": ("направление",),
    "calls": ("звонки", "звонков", "количество звонков"),
    "talk_minutes": ("минуты", "минут разговора", "минуты разговора", "minutes"),
    "requests": ("заявки", "заявок", "обработано заявок"),
    "quality": ("качество", "качество %", "quality %"),
    "pay_share": ("доля оплаты", "доля оклада", "мягкий оклад", "pay share %"),
    "fact": ("факт", "что считать"),
}
MEASURES = ("calls", "talk_minutes", "requests", "quality", "pay_share")
_FACTS = {
    **dict.fromkeys(("attempt", "attempts", "попытка", "попытки", "набор"), "attempt"),
    **dict.fromkeys(("conversation", "conversations", "разговор", "разговоры"), "conversation"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned per day; None in the first six is any.

    Attributes:
        manager: the person's id, extension or name, as written.
        day: this day only; else all days of ``weekdays`` (digits, 1 is Monday).
        quality: percent.
        pay_share: percent of the pay that is paid out where every standard was met.
        fact: ``attempt`` or ``conversation``: what counts as a call made.
    """

    row: int
    manager: str | None
    department: str | None
    source: str | None
    campaign: str | None
    direction: str | None
    day: date | None
    weekdays: str
    calls: float | None
    talk_minutes: float | None
    requests: float | None
    quality: float | None
    pay_share: float | None
    fact: str


def read_plan(path: Path) -> tuple[Plan, ...]:
    """All that is planned.

    Raises:
        UsageError: something in the file cannot be understood, or two rows plan the same for the same day.
    """
    plans = tuple(map(_plan, read_directory(path, COLUMNS)))
    seen: dict[tuple[object, ...], int] = {}
    for plan in plans:
        scope = (plan.manager, plan.department, plan.source, plan.campaign, plan.direction, plan.fact)
        for when in (plan.day,) if plan.day else plan.weekdays:
            for measure in MEASURES:
                if getattr(plan, measure) is None:
                    continue
                before = seen.setdefault((*scope, when, measure), plan.row)
                if before != plan.row:
                    raise UsageError(
                        _("{column} is planned twice for the same days, here and in row {row}").format(
                            column=measure, row=before
                        ),
                        f"{path}:{plan.row}",
                        _("Take one of them away, or part them by day or weekday."),
                    )
    return plans


def _plan(entry: Entry) -> Plan:
    day = date_of(entry, "day")
    if day is not None and entry.text("weekday") is not None:
        raise entry.fault(_("both a day and a weekday are given"), _("Write one of them; neither is every day."))
    if all(entry.text(measure) is None for measure in MEASURES):
        raise entry.fault(
            _("nothing is planned"), _("Write at least one of {columns}.").format(columns=", ".join(MEASURES))
        )
    return Plan(
        row=entry.row,
        manager=entry.text("manager"),
        department=entry.text("department"),
        source=entry.text("source"),
        campaign=entry.text("campaign"),
        direction=word_of(entry, "direction", DIRECTIONS),
        day=day,
        weekdays=weekdays_of(entry, "weekday"),
        calls=number_of(entry, "calls"),
        talk_minutes=number_of(entry, "talk_minutes"),
        requests=number_of(entry, "requests"),
        quality=percent_of(entry, "quality"),
        pay_share=percent_of(entry, "pay_share"),
        fact=word_of(entry, "fact", _FACTS) or "conversation",
    )
