"""A period in; out, how many calls a person heard of each manager against the norm, and how many each reviewer heard.

The norm: the quota times the manager's working days, which are those with a call that there is something to hear in,
but for holidays.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from speechqa.metrics.working_days import weekdays_between
from speechqa.report.chosen import chosen
from speechqa.report.filters import Filters
from speechqa.report.named import NamedReport, Question
from speechqa.report.period import Period
from speechqa.report.sheet import Column, Sheet, Table
from speechqa.store.settings import get_setting, zone_of
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database


def report_account(db: Database, question: Question) -> Sheet:
    """Managers first, then reviewers. What was heard counts on the day when somebody was done with it."""
    filters = question.filters
    quota = int(get_setting(db, "listen_quota") or 0)
    days = _working_days(db, filters)
    heard = _heard(db, filters)
    of_manager: dict[str | None, dict[str, None]] = defaultdict(dict)
    of_reviewer: dict[str, dict[str, str | None]] = defaultdict(dict)
    for author, call_id, manager in heard:
        of_manager[manager][call_id] = None
        of_reviewer[author][call_id] = manager
    names = dict(db.conn.execute("SELECT manager, name FROM manager_person").fetchall())
    rows = []
    for manager in {*days, *of_manager}:
        name = names.get(manager or "")
        who = name or manager or _("unknown")
        rows.append((manager, name, who, *_against(len(of_manager.get(manager, ())), days[manager], quota)))
    rows.sort(key=lambda row: (row[0] is None, row[2]))
    calls, worked = len({call_id for _author, call_id, _manager in heard}), sum(days.values())
    total = (None, None, None, *_against(calls, worked, quota))
    managers = Table("managers", _columns(), tuple(rows), _("Heard of each manager"), total if rows else None,
                     call_ids=tuple(tuple(of_manager.get(row[0], ())) for row in rows))  # fmt: skip
    norm = quota * worked
    by_reviewer = sorted(of_reviewer.items(), key=lambda item: (-len(item[1]), item[0]))
    reviewers = Table(
        "reviewers",
        (
            Column("reviewer", _("reviewer")), Column("heard", _("heard"), "count"),
            Column("managers", _("managers"), "count"), Column("share", _("of the norm"), "percent"),
        ),
        tuple(
            (author, len(own), len(set(own.values())), 100.0 * len(own) / norm if norm else None)
            for author, own in by_reviewer
        ),
        _("Heard by each reviewer"),
        call_ids=tuple(tuple(own) for _author, own in by_reviewer),
        nothing=_("Nobody was done with a call in this period."),
    )  # fmt: skip
    note = _(
        "The norm is {quota} a day (setting listen_quota) on each working day on which the manager has calls to hear; "
        "a call counts on the day when somebody was done with it (speechqa review done)."
    ).format(quota=quota)
    return Sheet("account", _("Heard against the norm"), filters.period, (managers, reviewers), (note,))


def _columns() -> tuple[Column, ...]:
    return (
        Column("manager", _("manager"), shown=False),
        Column("name", _("name"), shown=False),
        Column("who", _("manager"), for_people=True),
        Column("days", _("days"), "count"),
        Column("norm", _("norm"), "count"),
        Column("heard", _("heard"), "count"),
        Column("missing", _("missing"), "count"),
        Column("share", _("of the norm"), "percent"),
    )


def _against(heard: int, days: int, quota: int) -> tuple[Any, ...]:
    norm = quota * days
    return days, norm, heard, max(0, norm - heard), 100.0 * heard / norm if norm else None


def _working_days(db: Database, filters: Filters) -> Counter[str | None]:
    """By manager."""
    where, values = chosen(filters)
    rows = db.conn.execute(
        f"""SELECT DISTINCT manager, local_date FROM call_fact f
            WHERE ({where}) AND local_date IS NOT NULL
              AND EXISTS (SELECT 1 FROM call_result r WHERE r.call_id = f.call_id AND r.not_scored IS NULL)""",
        values,
    ).fetchall()
    if not rows:
        return Counter()
    first, last = (date.fromisoformat(end(day for _manager, day in rows)) for end in (min, max))
    weekdays = weekdays_between(db, first, last)
    return Counter(manager for manager, day in rows if weekdays.get(date.fromisoformat(day)) is not None)


def _heard(db: Database, filters: Filters) -> list[tuple[str, str, str | None]]:
    """Reviewer, call and manager of each review of the period."""
    where, values = chosen(replace(filters, period=Period()))
    begin, end = filters.period.start, filters.period.end
    within = {
        "from": "" if begin is None else _utc(db, begin),
        "until": "~" if end is None or end == date.max else _utc(db, end + timedelta(days=1)),
    }
    rows = db.conn.execute(
        f"""SELECT w.author, w.call_id, f.manager FROM review w CROSS JOIN call_fact f ON f.call_id = w.call_id
            WHERE w.undone_at IS NULL AND w.at >= :from AND w.at < :until AND w.call_id IN (
              SELECT call_id FROM call_fact WHERE {where}
            )
            ORDER BY w.at, w.review_id""",
        values | within,
    ).fetchall()
    return [(author, call_id, manager) for author, call_id, manager in rows]


def _utc(db: Database, day: date) -> str:
    if day in (date.min, date.max):
        # No moment of it has a name in every zone, and nothing was heard then.
        return day.isoformat()
    return datetime.combine(day, time(), zone_of(db)).astimezone(UTC).isoformat(timespec="seconds")


ACCOUNT = NamedReport("account", lambda: _("Heard against the norm."), report_account)
"""Asked by ``speechqa listen --account`` as reports are."""
