"""A database and days in; out, who of the people listed works on which day, in which department, and whom a text that
somebody wrote means: an extension, an id or a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from speechqa.calls.people import name_key
from speechqa.metrics.working_days import holds_on

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class _Shift:
    extension: str | None
    manager: str
    name_key: str
    department: str | None
    valid_from: str
    valid_to: str
    weekdays: str

    def valid(self, day: date) -> bool:
        return self.valid_from <= day.isoformat() <= self.valid_to


class People:
    """The people of managers.csv; without it, those whom calls name."""

    def __init__(self, db: Database, weekdays: Mapping[date, int | None]) -> None:
        """``weekdays``: of all days that will be asked for, the weekday that counts."""
        self._db, self._weekdays = db, weekdays
        rows = db.conn.execute(
            """SELECT extension, manager, name_key, department, coalesce(valid_from, ''),
               coalesce(valid_to, '9999-12-31'), weekdays FROM staff ORDER BY staff_id"""
        ).fetchall()
        self._shifts = [_Shift(*row) for row in rows]
        self._callers: tuple[str, ...] | None = None
        self._named: dict[str, frozenset[str]] | None = None
        self._by_extension: dict[str, list[_Shift]] = defaultdict(list)
        self._by_manager: dict[str, list[_Shift]] = defaultdict(list)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for shift in self._shifts:
            self._by_manager[shift.manager].append(shift)
            self._by_name[shift.name_key].add(shift.manager)
            if shift.extension is not None:
                self._by_extension[shift.extension].append(shift)

    def on_duty(self, day: date) -> dict[str, str | None]:
        """Who works on a day, with the department; without a list all whom calls of these days name."""
        if not self._shifts:
            return dict.fromkeys(self._all_callers())
        found: dict[str, str | None] = {}
        for shift in self._shifts:
            if shift.valid(day) and holds_on(shift.weekdays, self._weekdays[day]):
                found.setdefault(shift.manager, shift.department)
        return found

    def employed(self, manager: str, day: date) -> bool:
        """Whether somebody works here on a day; one whom the list does not know may."""
        shifts = self._by_manager.get(manager)
        return shifts is None or any(shift.valid(day) for shift in shifts)

    def department(self, manager: str, day: date) -> str | None:
        """That of the manager on a day."""
        return next((one.department for one in self._by_manager.get(manager, ()) if one.valid(day)), None)

    def meant(self, written: str, day: date) -> frozenset[str]:
        """The managers whom a text means on a day: all who share an extension, nobody where it has none that day."""
        if written in self._by_extension:
            # As for calls, an id that is also somebody's extension is taken for the extension.
            shifts = self._by_extension[written]
            return frozenset(
                one.manager for one in shifts if one.valid(day) and holds_on(one.weekdays, self._weekdays[day])
            )
        if written in self._by_manager:
            return frozenset({written})
        named = self._by_name.get(name_key(written)) or self._callers_named(written)
        # A name that two people have tells neither.
        return frozenset(named) if len(named) == 1 else frozenset({written})

    def _all_callers(self) -> tuple[str, ...]:
        if self._callers is None:
            rows = self._db.conn.execute(
                """SELECT DISTINCT manager FROM call
                   WHERE manager IS NOT NULL AND direction <> 'internal' AND local_date BETWEEN ? AND ?""",
                [min(self._weekdays).isoformat(), max(self._weekdays).isoformat()],
            ).fetchall()
            self._callers = tuple(sorted(row[0] for row in rows))
        return self._callers

    def _callers_named(self, written: str) -> frozenset[str]:
        if self._named is None:
            names: dict[str, set[str]] = defaultdict(set)
            for manager, name in self._db.conn.execute("SELECT manager, name FROM manager_person"):
                names[name_key(name)].add(manager)
            self._named = {key: frozenset(managers) for key, managers in names.items()}
        return self._named.get(name_key(written), frozenset())
