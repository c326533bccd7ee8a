"""What the user said of time in, a period of local dates out; both ends are included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from speechqa.errors import UsageError
from speechqa.store.settings import zone_of
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

NAMES = ("today", "yesterday", "this-week", "last-week", "this-month", "last-month")
_DEFAULT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Period:
    """Local dates from ``start`` to ``end``, None for an open end.

    ``last_days`` tells that it was reckoned back from the last call. ``explicit`` is False where the user named none:
    then calls without a date count too.
    """

    start: date | None = None
    end: date | None = None
    explicit: bool = False
    last_days: bool = False


def read_period(
    db: Database, start: str | None = None, end: str | None = None, name: str | None = None, today: date | None = None
) -> Period:
    """The period of ``--from``, ``--to`` and ``--period``; all time where none is given.

    Raises:
        UsageError: no such date or period, both kinds given, or the end lies before the start.
    """
    if name is not None:
        if start is not None or end is not None:
            raise UsageError(
                _("a period has a name or two ends, not both"), "--period", _("Leave out --period, or --from and --to.")
            )
        return _named(name, today or datetime.now(zone_of(db)).date())
    first, last = _date(start, "--from"), _date(end, "--to")
    if first is not None and last is not None and last < first:
        raise UsageError(_("the period ends before it begins"), "--to", _("Swap --from and --to."))
    return Period(first, last, explicit=first is not None or last is not None)


def last_days(db: Database, today: date | None = None) -> Period:
    """The default: seven days up to the last call (S3).

    Days to come (a wrong clock at the PBX) are left out where there are others.
    """
    until = (today or datetime.now(zone_of(db)).date()).isoformat()
    last = _last_date(db, "local_date <= ?", until) or _last_date(db, "local_date > ?", until)
    if last is None:
        return Period()
    end = date.fromisoformat(last)
    return Period(end - timedelta(days=_DEFAULT_DAYS - 1), end, last_days=True)


def period_text(period: Period) -> str:
    """The period as it is printed above a report."""
    start, end = (one.isoformat() if one else "" for one in (period.start, period.end))
    if start and end:
        text = start if start == end else _("{start} to {end}").format(start=start, end=end)
        return _("{period} (seven days up to the last call)").format(period=text) if period.last_days else text
    if start:
        return _("from {start}").format(start=start)
    return _("up to {end}").format(end=end) if end else _("all time")


def days_of(db: Database, period: Period) -> tuple[date | None, date | None]:
    """First and last day of the period on which there may be calls: none before the first, or after the last one."""
    first, last = db.conn.execute("SELECT min(local_date), max(local_date) FROM call").fetchone()
    if first is None:
        return None, None
    known = date.fromisoformat(first), date.fromisoformat(last)
    return max(period.start or known[0], known[0]), min(period.end or known[1], known[1])


def previous(period: Period) -> Period | None:
    """The period of the same length just before; None where an end is open. Of a whole month, the month before."""
    if period.start is None or period.end is None:
        return None
    before = period.start - timedelta(days=1)
    if (
        period.start.day == 1
        and (period.end + timedelta(days=1)).day == 1
        and ((period.start.year, period.start.month) == (period.end.year, period.end.month))
    ):
        return Period(before.replace(day=1), before, explicit=True)
    return Period(before - (period.end - period.start), before, explicit=True)


def _last_date(db: Database, where: str, until: str) -> str | None:
    row = db.conn.execute(
        f"SELECT local_date FROM call WHERE {where} ORDER BY local_date DESC LIMIT 1",
        [until],
    ).fetchone()
    return None if row is None else str(row[0])


def _named(name: str, today: date) -> Period:
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    before = first - timedelta(days=1)
    periods = {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "this-week": (monday, monday + timedelta(days=6)),
        "last-week": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "this-month": (first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)),
        "last-month": (before.replace(day=1), before),
    }
    if name not in periods:
        raise UsageError(
            _("unknown period {name!r}").format(name=name),
            "--period",
            _("Known are: {known}.").format(known=", ".join(NAMES)),
        )
    return Period(*periods[name], explicit=True)


def _date(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            _("not a date: {text!r}").format(text=text), option, _("Dates look like 2026-11-01.")
        ) from None
