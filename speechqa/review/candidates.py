"""A day and filters in; out, the calls that somebody may be asked to listen to, each with the reasons why.

Left out: what somebody was done with before that day, what no checklist judged, what is too short to be a conversation,
and calls of deals that the CRM lost as spam.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from speechqa.report.filters import Filters, condition, needs_quality
from speechqa.report.localise import local
from speechqa.report.period import Period
from speechqa.review.alarms import NO_ALARM, Alarms, alarms_of
from speechqa.review.listen import Candidate
from speechqa.review.reasons import SHORT_CALL, Reason, in_order
from speechqa.store.settings import zone_of

if TYPE_CHECKING:
    from sqlite_utils import Database

FRESH_DAYS = 10
"""A manager hardly remembers an older call."""
NO_CONVERSATION = 10.0
"""A talk that is no longer is none: s."""

_NEWCOMER_DAYS = 30
_NEW_CHECKPOINT_DAYS = 14
_LONG_DEAL_DAYS = 30

_LONG_ENOUGH = f"coalesce(talk, duration, 1e9) > {NO_CONVERSATION}"
_NOT_REVIEWED = "call_id NOT IN (SELECT w.call_id FROM review w WHERE w.undone_at IS NULL AND w.at < :begin)"
_Deal = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What reasons need beside the call's own row: by call its deals, by manager alarms and first days, by version of
    a checklist its new checkpoints with their days."""

    deals: dict[str, list[_Deal]]
    alarms: dict[str | None, Alarms]
    newcomers: dict[str | None, str]
    new_checkpoints: dict[str, list[tuple[str, str]]]


def candidates(db: Database, filters: Filters, on: date, *, older: bool = False) -> tuple[Candidate, ...]:
    """All of the last ten days, with ``older`` all before them too. The period of the filters says nothing here."""
    where, values = _chosen(db, filters, on)
    first = "" if older else (on - timedelta(days=FRESH_DAYS)).isoformat()
    within = "local_date BETWEEN :first AND :on"
    values |= {"first": first, "on": on.isoformat()}
    rows: list[Any] = []
    for when in (within, "local_date IS NULL"):
        rows += db.conn.execute(
            f"""SELECT call_id, manager, local_date, local_hour, started_at, coalesce(talk, duration), score, red,
                       critical_failed, unheard, hangup_by, outcome, lost, call_group, content_hash
                FROM call_quality
                WHERE with_result AND NOT not_scored AND {when} AND {_LONG_ENOUGH} AND {_NOT_REVIEWED} AND {where}""",
            values,
        ).fetchall()
    # True where that was on the day itself.
    heard = dict(
        db.conn.execute(
            "SELECT call_id, min(at) < :end FROM review WHERE undone_at IS NULL GROUP BY 1", values
        ).fetchall()
    )
    known = _known(db, rows, on, first)
    found = []
    for row in rows:
        deals = known.deals.get(row[0], ())
        # A customer with one deal of spam may have another that is none.
        if deals and all(spam for _call, _won, _lost, _open, spam, *_rest in deals):
            continue
        call_id, manager, day, hour, started_at, length, score, *_verdicts = row
        reasons = in_order(_reasons(row, deals, known, on))
        then = None if day is None else date.fromisoformat(day)
        done = (call_id in heard, bool(heard.get(call_id)))
        found.append(Candidate(call_id, manager, then, hour, started_at or "", length, score, reasons, *done))
    return tuple(found)


def hidden(db: Database, filters: Filters, on: date) -> int:
    """How many calls that nobody is done with are too old to be asked for."""
    where, values = _chosen(db, filters, on)
    view = "call_quality" if needs_quality(filters) else "call_fact"
    (count,) = db.conn.execute(
        f"""SELECT count(*) FROM {view} f
            WHERE local_date < :first AND {_LONG_ENOUGH} AND {where}
              AND EXISTS (SELECT 1 FROM call_result r WHERE r.call_id = f.call_id AND r.not_scored IS NULL)
              AND call_id NOT IN (SELECT w.call_id FROM review w WHERE w.undone_at IS NULL)""",
        values | {"first": (on - timedelta(days=FRESH_DAYS)).isoformat()},
    ).fetchone()
    return int(count)


def _chosen(db: Database, filters: Filters, on: date) -> tuple[str, dict[str, str | int]]:
    where, values = condition(replace(filters, period=Period()))
    begin, end = (
        datetime.combine(day, time(), zone_of(db)).astimezone(UTC).isoformat(timespec="seconds")
        for day in (on, on + timedelta(days=1))
    )
    return where, values | {"begin": begin, "end": end}


def _known(db: Database, rows: Sequence[Any], on: date, first: str) -> _Known:
    managers = {row[1] for row in rows}
    deals: dict[str, list[_Deal]] = defaultdict(list)
    for deal in db.conn.execute(
        """SELECT call_id, won, lost, open, spam, lost_reason, at, crm_id FROM call_deal
           WHERE call_id IN (SELECT call_id FROM call WHERE local_date BETWEEN ? AND ?) ORDER BY at, crm_id""",
        [first, on.isoformat()],
    ).fetchall():
        deals[deal[0]].append(deal)
    return _Known(
        dict(deals),
        alarms_of(db, managers, on, deals),
        {manager: day for manager in managers if (day := _newcomer(db, manager, on)) is not None},
        _new_checkpoints(db, on),
    )


def _newcomer(db: Database, manager: str | None, on: date) -> str | None:
    """Since when, by the list of managers, else by the first call where the database had others' calls before."""
    since = (on - timedelta(days=_NEWCOMER_DAYS)).isoformat()
    if manager is None:
        return None
    listed = db.conn.execute("SELECT min(coalesce(valid_from, '')) FROM staff WHERE manager = ?", [manager]).fetchone()[
        0
    ]
    if listed:
        return str(listed) if since <= listed <= on.isoformat() else None
    # Without a day in the list a person may have come at any time; most calls are of people who are no newcomers, of
    # whom one earlier call tells it.
    earlier = "SELECT 1 FROM call WHERE manager = ? AND local_date < ? LIMIT 1"
    if db.conn.execute(earlier, [manager, since]).fetchone():
        return None
    if not db.conn.execute("SELECT 1 FROM call WHERE local_date < ? LIMIT 1", [since]).fetchone():
        return None
    (first,) = db.conn.execute(
        "SELECT min(local_date) FROM call WHERE manager = ? AND local_date <= ?", [manager, on.isoformat()]
    ).fetchone()
    return None if first is None else str(first)


def _new_checkpoints(db: Database, on: date) -> dict[str, list[tuple[str, str]]]:
    """By version of a checklist the checkpoints that no version had more than two weeks ago, with their first days."""
    zone = zone_of(db)
    rows = db.conn.execute(
        """SELECT p.content_hash, p.title_ru, p.title_en, p.id, (
             SELECT min(k.created_at) FROM checkpoint o JOIN checklist k ON k.content_hash = o.content_hash
             WHERE o.id = p.id AND k.checklist = c.checklist
           )
           FROM checkpoint p JOIN checklist c ON c.content_hash = p.content_hash ORDER BY p.content_hash, p.ordinal"""
    ).fetchall()
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for version, ru, en, name, at in rows:
        since = datetime.fromisoformat(at).astimezone(zone).date()
        if on - timedelta(days=_NEW_CHECKPOINT_DAYS) <= since <= on:
            found[version].append((local(ru, en) or name, since.isoformat()))
    return dict(found)


def _reasons(row: Any, deals: Sequence[_Deal], known: _Known, on: date) -> list[Reason]:
    (_call_id, manager, day, _hour, _at, length, score, red, critical, unheard, hangup_by, outcome, lost, group,
     version) = row  # fmt: skip
    # Where no tag says what a call is, its length does: what is long enough to be a conversation is a target call.
    target = group == "target" or group is None
    found = []
    if critical:
        found.append(Reason("critical"))
    if red and not critical:
        found.append(Reason("red", (score,)))
    if target and hangup_by == "customer" and (lost or outcome is None):
        found.append(Reason("hung_up"))
    if unheard:
        found.append(Reason("unheard"))
    alarms = known.alarms.get(manager, NO_ALARM)
    lost_deals = [deal for deal in deals if deal[2]]
    if alarms.short is not None and length is not None and length < SHORT_CALL:
        found.append(Reason("alarm_short", (alarms.short,)))
    if alarms.lost is not None and lost_deals:
        found.append(Reason("alarm_lost", alarms.lost))
    if alarms.drop is not None and score is not None and score < alarms.drop[0]:
        found.append(Reason("alarm_drop", alarms.drop))
    if manager in known.newcomers:
        found.append(Reason("newcomer", (known.newcomers[manager],)))
    new = [one for one in known.new_checkpoints.get(version, ()) if day is not None and one[1] <= day]
    if new:
        found.append(Reason("new_checkpoint", new[-1]))
    if any(deal[1] for deal in deals):
        found.append(Reason("won"))
    if lost_deals:
        found.append(Reason("lost", (lost_deals[-1][5],)))
    open_ = [deal for deal in deals if deal[3]]
    if open_ and lost:
        found.append(Reason("problem_deal"))
    if open_ and (age := (on - date.fromisoformat(open_[0][6][:10])).days) > _LONG_DEAL_DAYS:
        found.append(Reason("long_deal", (age,)))
    if target and length is not None:
        found.append(Reason("target", (length,)))
    return found
